//! Codes: what they are redeemed for, by whom, and when they are not.

use backlot_sandbox::account::Account;
use serde_json::{Value, json};

use super::{
    browser::{Browser, Changes, REDIRECT, VERIFIER, asking, authorize},
    taken_back::{called, signed_in},
};
use crate::oauth::stage::{
    Form, PARTNER_CENTER, Reply, Stage, app_form, borrowed, changed, claims, credentials, v1, v2,
};

pub(super) fn redeeming(account: &Account, code: &str) -> Form {
    let more =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)];
    changed(&credentials(account), &more)
}

pub(super) async fn refreshed(stage: &Stage, account: &Account, answer: &Value) -> Reply {
    let token = answer["refresh_token"].as_str().unwrap();
    let form = changed(&credentials(account), &[("grant_type", "refresh_token"), ("refresh_token", token)]);
    stage.post(&v2(account), &borrowed(&form)).await
}

#[tokio::test]
async fn a_code_becomes_the_tokens_of_the_person_who_signed_in() {
    let stage = Stage::new();
    let account = stage.account("direct");
    for tenant in [account.tenant_id.to_string(), "direct.example".into(), "common".into(), "organizations".into()] {
        let path = format!("/{tenant}/oauth2/v2.0/authorize?{}", asking(account, &[("prompt", "consent")]));
        let code = Browser::new(&stage).code(&path, account).await;
        let path = format!("/{tenant}/oauth2/v2.0/token");
        let answer = stage.post(&path, &borrowed(&redeeming(account, &code))).await.granted();
        let access = claims(&answer["access_token"]);
        assert_eq!(access["amr"], serde_json::json!(["pwd", "mfa"]));
        assert_eq!((&access["upn"], &access["aud"]), (&"admin@direct.example".into(), &PARTNER_CENTER.into()));
        assert_eq!(access["scp"], "user_impersonation");
        assert_eq!(claims(&answer["id_token"])["nonce"], "a nonce");
        assert_eq!(stage.call(answer["access_token"].as_str().unwrap()).await.status, 200);

        let token = answer["refresh_token"].as_str().unwrap();
        let form = changed(&credentials(account), &[("grant_type", "refresh_token"), ("refresh_token", token)]);
        let answer = stage.post(&path, &borrowed(&form)).await.granted();
        assert_eq!(claims(&answer["access_token"])["amr"], serde_json::json!(["pwd", "mfa"]), "and stays so");
        assert_eq!(claims(&answer["id_token"]).get("nonce"), None, "a nonce is of one sign-in");
    }
}

#[tokio::test]
async fn the_first_version_names_its_resource_first_or_last() {
    let stage = Stage::new();
    let account = stage.account("direct");
    for (asked, redeemed) in [(PARTNER_CENTER, ""), ("", PARTNER_CENTER), (PARTNER_CENTER, PARTNER_CENTER)] {
        let asking = asking(account, &[("resource", asked), ("scope", "openid"), ("prompt", "consent")]);
        let path = format!("/{}/oauth2/authorize?{asking}", account.tenant_id);
        let code = Browser::new(&stage).code(&path, account).await;
        let form = changed(&redeeming(account, &code), &[("resource", redeemed)]);
        let answer = stage.post(&v1(account), &borrowed(&form)).await.granted();
        assert_eq!(claims(&answer["access_token"])["aud"], PARTNER_CENTER);
        assert_eq!(claims(&answer["id_token"])["ver"], "1.0");
        assert!(answer["refresh_token"].is_string() && answer["expires_in"] == "3600", "{answer}");
    }
    let asking = asking(account, &[("resource", ""), ("scope", ""), ("prompt", "consent")]);
    let code = Browser::new(&stage).code(&format!("/common/oauth2/authorize?{asking}"), account).await;
    let reply = stage.post(&v1(account), &borrowed(&redeeming(account, &code))).await;
    reply.refused(400, "invalid_request", 900144);
}

#[tokio::test]
async fn no_refresh_token_comes_unasked_in_the_second_version() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let scope = format!("{PARTNER_CENTER}/.default");
    let code = Browser::new(&stage).code(&authorize(account, &[("scope", &scope)]), account).await;
    let answer = stage.post(&v2(account), &borrowed(&redeeming(account, &code))).await.granted();
    assert_eq!((answer.get("refresh_token"), answer.get("id_token")), (None, None));
}

#[tokio::test]
async fn whoever_is_not_the_one_that_asked_gets_nothing() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let code = Browser::new(&stage).code(&authorize(account, &[]), account).await;
    let whole = redeeming(account, &code);
    let unknown = format!("{}AAAA", &code[..60]);
    let (public, other) = (account.apps[1].client_id.to_string(), stage.account("outsider"));
    let graph = "https://graph.windows.net/.default";
    let refused: [(Changes<'_>, u16, &str, u32); 14] = [
        (&[("code", "")], 400, "invalid_request", 900144),
        (&[("code", "garbled")], 400, "invalid_grant", 9002313),
        (&[("code", &unknown)], 400, "invalid_grant", 70008),
        (&[("redirect_uri", "")], 400, "invalid_request", 900144),
        (&[("redirect_uri", "http://localhost:8401/")], 400, "invalid_grant", 500112),
        (&[("code_verifier", "")], 400, "invalid_grant", 50148),
        (&[("code_verifier", &VERIFIER.replace('d', "e"))], 400, "invalid_grant", 501481),
        (&[("client_secret", "")], 401, "invalid_client", 7000218),
        (&[("client_secret", "wrong")], 401, "invalid_client", 7000215),
        (&[("client_id", &public), ("client_secret", "")], 400, "invalid_grant", 70000),
        (&[("client_id", &public)], 401, "invalid_client", 7000215),
        (&[("client_id", &other.apps[0].client_id.to_string())], 400, "unauthorized_client", 700016),
        (&[("scope", graph)], 400, "invalid_grant", 70000),
        (&[("scope", "https://nowhere.example/.default")], 400, "invalid_resource", 500011),
    ];
    for (changes, status, error, number) in refused {
        let reply = stage.post(&v2(account), &borrowed(&changed(&whole, changes))).await;
        assert_eq!(reply.body["error_codes"][0], number, "{changes:?}: {}", reply.body);
        reply.refused(status, error, number);
    }
    stage.post(&v2(other), &borrowed(&whole)).await.refused(400, "invalid_grant", 70000);
    // None of these has spent it.
    stage.post(&v2(account), &borrowed(&whole)).await.granted();
}

#[tokio::test]
async fn a_code_is_good_once_and_for_ten_minutes() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let code = Browser::new(&stage).code(&authorize(account, &[]), account).await;
    let form = redeeming(account, &code);
    let answer = stage.post(&v2(account), &borrowed(&form)).await.granted();
    let next = refreshed(&stage, account, &answer).await.granted();
    // Whoever comes second without the secret, the address or the verifier has no say.
    let strangers: [(Changes<'_>, u16, &str, u32); 5] = [
        (&[("client_secret", "wrong")], 401, "invalid_client", 7000215),
        (&[("client_secret", "")], 401, "invalid_client", 7000218),
        (&[("redirect_uri", "http://localhost:8401/")], 400, "invalid_grant", 500112),
        (&[("code_verifier", "")], 400, "invalid_grant", 50148),
        (&[("code_verifier", &VERIFIER.replace('d', "e"))], 400, "invalid_grant", 501481),
    ];
    for (changes, status, error, number) in strangers {
        stage.post(&v2(account), &borrowed(&changed(&form, changes))).await.refused(status, error, number);
    }
    let next = refreshed(&stage, account, &next).await.granted();
    for _ in 0..2 {
        stage.post(&v2(account), &borrowed(&form)).await.refused(400, "invalid_grant", 54005);
    }
    let reply = refreshed(&stage, account, &next).await.refused(400, "invalid_grant", 70008);
    assert!(reply.explanation().contains("used twice"), "{}", reply.explanation());

    let code = Browser::new(&stage).code(&authorize(account, &[("prompt", "consent")]), account).await;
    let form = redeeming(account, &code);
    stage.hands.forward(600);
    stage.post(&v2(account), &borrowed(&form)).await.refused(400, "invalid_grant", 70008);
}

#[tokio::test]
async fn a_public_client_needs_no_secret() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let client = account.apps[1].client_id.to_string();
    let code = Browser::new(&stage).code(&authorize(account, &[("client_id", &client)]), account).await;
    let form = changed(&redeeming(account, &code), &[("client_id", &client), ("client_secret", "")]);
    let answer = stage.post(&v2(account), &borrowed(&form)).await.granted();
    assert_eq!(claims(&answer["access_token"])["appidacr"], "0");
    let token = answer["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", client.as_str()), ("refresh_token", token)];
    stage.post(&v2(account), &form).await.granted();
    let form = [("grant_type", "client_credentials"), ("client_id", client.as_str()), ("scope", "x/.default")];
    stage.post(&v2(account), &form).await.refused(401, "invalid_client", 7000216);
}

#[tokio::test]
async fn people_need_a_second_factor_where_the_settings_say_so() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let by_password = signed_in(&stage, account).await;
    let code = Browser::new(&stage).code(&authorize(account, &[]), account).await;
    let by_page = stage.post(&v2(account), &borrowed(&redeeming(account, &code))).await.granted();
    let of_app = stage.post(&v2(account), &borrowed(&app_form(account))).await.granted();
    for (required, good) in [(false, 200), (true, 401), (false, 200)] {
        stage.control("PATCH", "settings", &json!({ "auth": { "requireMfa": required } })).await.granted();
        assert_eq!(called(&stage, &by_password).await, good);
        let token = by_password["access_token"].as_str().unwrap();
        assert_eq!(stage.exchange(token).await.status, good, "nor does another token come of it");
        assert_eq!((called(&stage, &by_page).await, called(&stage, &of_app).await), (200, 200));
    }
    stage.control("PATCH", "settings", &json!({ "auth": { "requireMfa": true } })).await.granted();
    let refused = stage.call(by_password["access_token"].as_str().unwrap()).await;
    assert!(refused.explanation().contains("auth.requireMfa"), "{}", refused.explanation());
    let by_password = refreshed(&stage, account, &by_password).await.granted();
    let by_page = refreshed(&stage, account, &by_page).await.granted();
    assert_eq!((called(&stage, &by_password).await, called(&stage, &by_page).await), (401, 200), "it is remembered");
}
