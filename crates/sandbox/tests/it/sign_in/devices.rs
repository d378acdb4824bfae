//! Devices that wait: the code that people type, and what the device is told meanwhile.

use backlot_sandbox::{account::Account, limits::WRONG_USER_CODES};
use serde_json::Value;

use super::browser::{Browser, Page, authorize};
use crate::oauth::stage::{PARTNER_CENTER, Reply, Stage, claims};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

fn public(account: &Account) -> String {
    account.apps[1].client_id.to_string()
}

pub(super) async fn wait(stage: &Stage, account: &Account) -> Value {
    let scope = format!("{PARTNER_CENTER}/user_impersonation offline_access openid");
    let form = [("client_id", public(account)), ("scope", scope)];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    stage.post(&format!("/{}/oauth2/v2.0/devicecode", account.tenant_id), &form).await.granted()
}

async fn poll(stage: &Stage, account: &Account, waiting: &Value) -> Reply {
    let (client, code) = (public(account), waiting["device_code"].as_str().unwrap());
    let form = [("grant_type", GRANT), ("client_id", client.as_str()), ("device_code", code)];
    stage.post(&format!("/{}/oauth2/v2.0/token", account.tenant_id), &form).await
}

/// The page that comes when somebody enters this code.
pub(super) async fn enter(browser: &mut Browser<'_>, code: &str) -> Page {
    let page = browser.get("/common/oauth2/deviceauth").await;
    browser.submit(page.shows("Enter code"), &[("user_code", code)]).await
}

pub(super) fn user_code(waiting: &Value) -> &str {
    waiting["user_code"].as_str().unwrap()
}

#[tokio::test]
async fn a_device_gets_the_tokens_of_whoever_enters_its_code() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let waiting = wait(&stage, account).await;
    assert_eq!((&waiting["expires_in"], &waiting["interval"]), (&900.into(), &5.into()));
    let (code, page) = (user_code(&waiting), waiting["verification_uri"].as_str().unwrap());
    assert!(page.ends_with("/common/oauth2/deviceauth"), "{page}");
    let message = waiting["message"].as_str().unwrap();
    assert!(code.len() == 9 && message.contains(code) && message.contains(page), "{waiting}");
    poll(&stage, account, &waiting).await.refused(400, "authorization_pending", 70016);

    let mut browser = Browser::new(&stage);
    let page = enter(&mut browser, &format!(" {}-{} ", &code[..4].to_lowercase(), &code[4..])).await;
    let page = browser.sign_in(page.shows("Sign in"), account, 1).await;
    assert!(page.shows("Permissions requested").html.contains(code), "the person compares it");
    poll(&stage, account, &waiting).await.refused(400, "slow_down", 70016);
    browser.submit(&page, &[("consent", "accept")]).await.shows("You are signed in");
    let answer = poll(&stage, account, &waiting).await.granted();
    let access = claims(&answer["access_token"]);
    assert_eq!(access["upn"], "agent@direct.example");
    assert_eq!(access["amr"], serde_json::json!(["pwd", "mfa"]));
    assert!(answer["refresh_token"].is_string() && answer["id_token"].is_string());
    poll(&stage, account, &waiting).await.refused(400, "invalid_grant", 54005);
    enter(&mut browser, code).await.refuses(70018);
}

#[tokio::test]
async fn the_first_version_writes_it_in_its_own_way() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let client = public(account);
    let form = [("client_id", client.as_str()), ("resource", PARTNER_CENTER)];
    let waiting = stage.post("/common/oauth2/devicecode", &form).await.granted();
    assert_eq!(waiting["verification_url"], waiting["verification_uri"]);
    assert_eq!((&waiting["expires_in"], &waiting["interval"]), (&"900".into(), &"5".into()));
    let mut browser = Browser::new(&stage);
    let page = enter(&mut browser, user_code(&waiting)).await;
    let page = browser.sign_in(&page, account, 0).await;
    browser.submit(&page, &[("consent", "accept")]).await.shows("You are signed in");
    let code = waiting["device_code"].as_str().unwrap();
    let form = [("grant_type", "device_code"), ("client_id", client.as_str()), ("code", code)];
    let answer = stage.post("/common/oauth2/token", &form).await.granted();
    assert_eq!(answer["resource"], PARTNER_CENTER);
}

#[tokio::test]
async fn a_device_is_told_what_came_of_it() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let mut browser = Browser::new(&stage);
    browser.code(&authorize(account, &[]), account).await;
    let declined = wait(&stage, account).await;
    // Whoever is signed in is asked all the same: a code may have been sent by somebody else.
    let page = enter(&mut browser, user_code(&declined)).await;
    let admin = account.users[0].object_id.to_string();
    let page = browser.submit(page.shows("Pick an account"), &[("account", &admin)]).await;
    browser.submit(page.shows("Permissions requested"), &[]).await.shows("You have declined");
    poll(&stage, account, &declined).await.refused(400, "authorization_declined", 65004);
    browser.submit(&page, &[("consent", "accept")]).await.refuses(70018);

    let late = wait(&stage, account).await;
    for _ in 0..3 {
        poll(&stage, account, &late).await.refused(400, "authorization_pending", 70016);
        stage.hands.forward(5);
    }
    stage.hands.forward(900);
    poll(&stage, account, &late).await.refused(400, "expired_token", 70020);
    enter(&mut browser, user_code(&late)).await.refuses(70018);
}

#[tokio::test]
async fn only_an_application_that_may_gets_what_waits_for_it() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let path = format!("/{}/oauth2/v2.0/token", account.tenant_id);
    let confidential = account.apps[0].client_id.to_string();
    let asking = [("client_id", confidential.as_str()), ("scope", "openid")];
    let waiting = stage.post("/common/oauth2/v2.0/devicecode", &asking).await.granted();
    let code = waiting["device_code"].as_str().unwrap();
    let form = [("grant_type", GRANT), ("client_id", confidential.as_str()), ("device_code", code)];
    stage.post(&path, &form).await.refused(401, "invalid_client", 7000218);
    let secret = ("client_secret", account.apps[0].client_secret.as_str());
    stage.post(&path, &[&form[..], &[secret]].concat()).await.refused(400, "authorization_pending", 70016);
    poll(&stage, account, &waiting).await.refused(400, "bad_verification_code", 70018);
    for unknown in ["garbled", &format!("{}AAAA", &code[..60])] {
        let form = [form[0], form[1], ("device_code", unknown), secret];
        stage.post(&path, &form).await.refused(400, "bad_verification_code", 70018);
    }
    stage.post(&path, &[form[0], form[1], secret]).await.refused(400, "invalid_request", 900144);

    let ask = "/common/oauth2/v2.0/devicecode";
    stage.post(ask, &[("scope", "openid")]).await.refused(400, "invalid_request", 900144);
    stage.post(ask, &[asking[0]]).await.refused(400, "invalid_request", 900144);
    stage.post(ask, &[("client_id", "x"), asking[1]]).await.refused(400, "unauthorized_client", 700016);
    stage.post("/nobody.example/oauth2/devicecode", &asking).await.refused(400, "invalid_request", 90002);
    assert_eq!(stage.get(ask).await.refused(405, "invalid_request", 900561).headers["allow"], "POST");
}

#[tokio::test]
async fn nobody_can_try_codes_for_ever() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let waiting = wait(&stage, account).await;
    let mut browser = Browser::new(&stage);
    let page = browser.get("/common/oauth2/deviceauth").await;
    for wrong in ["BCDFGHJKL", "", "x", "AEIOU0123", "BCDFGHJK", "BCDFGHJKLM", "<script>", "BBBBBBBBB", "1", "2"] {
        let again = browser.submit(&page, &[("user_code", wrong)]).await;
        assert_eq!(again.shows("Enter code").refuses(70018).status, 400, "{wrong}");
    }
    for _ in 10..WRONG_USER_CODES {
        // One that throws its cookies away is another one.
        enter(&mut Browser::new(&stage), "BCDFGHJKL").await.refuses(70018);
    }
    let right = [("user_code", user_code(&waiting))];
    assert_eq!(browser.submit(&page, &right).await.refuses(90055).status, 429);
    stage.hands.forward(899);
    assert_eq!(browser.submit(&page, &right).await.refuses(90055).status, 429);
    stage.hands.forward(1);
    let waiting = wait(&stage, account).await;
    enter(&mut browser, user_code(&waiting)).await.shows("Sign in");
}
