//! Several processes over one PostgreSQL: the steps of a sign-in come to whichever, and a code is redeemed at one of them.

use backlot_sandbox::{Place, Server, limits::WRONG_PASSWORDS};
use serde_json::{Value, json};

use super::{
    browser::{Browser, authorize},
    codes::{redeeming, refreshed},
    taken_back::{called, signed_in, tried},
};
use crate::oauth::stage::{Stage, borrowed, v2};

/// Processes that share a database; none where there is no PostgreSQL.
fn processes() -> Option<[Stage; 2]> {
    let database = backlot_test_postgres::Server::shared().unwrap()?.database();
    Some([(); 2].map(|()| {
        let server = Server::new(&database.url).unwrap().schema(database.schema.as_str());
        Stage::at(Place::Postgres(Box::new(server.pool(4).durable(false))))
    }))
}

#[tokio::test]
async fn any_process_takes_the_next_step_and_one_redeems_the_code() {
    let Some([one, other]) = processes() else { return };
    let account = one.account("direct");
    let mut browser = Browser::new(&one);
    let page = browser.get(&authorize(account, &[])).await;
    browser.stage = &other;
    let page = browser.submit(&page, &[("login", "admin@direct.example")]).await;
    browser.stage = &one;
    let page = browser.submit(&page, &[("passwd", "direct-admin-password")]).await;
    browser.stage = &other;
    let page = browser.submit(&page, &[("otc", "123456")]).await;
    browser.stage = &one;
    let page = browser.submit(page.shows("Permissions requested"), &[("consent", "accept")]).await;
    let form = redeeming(account, &page.back()["code"]);
    let (path, form) = (v2(account), borrowed(&form));
    let (first, second) = tokio::join!(one.post(&path, &form), other.post(&path, &form));
    let (granted, refused) = if first.status == 200 { (first, second) } else { (second, first) };
    granted.granted();
    refused.refused(400, "invalid_grant", 54005);
    browser.stage = &other;
    assert!(browser.get(&authorize(account, &[("prompt", "none")])).await.back().contains_key("code"));
}

#[tokio::test]
async fn tokens_that_one_process_expires_are_expired_at_all() {
    let Some([one, other]) = processes() else { return };
    let account = one.account("direct");
    let tokens = [signed_in(&one, account).await, signed_in(&other, account).await];
    for tokens in &tokens {
        assert_eq!((called(&one, tokens).await, called(&other, tokens).await), (200, 200));
    }
    one.control("POST", "auth/expire-tokens", &json!({})).await.granted();
    for tokens in &tokens {
        assert_eq!((called(&other, tokens).await, called(&one, tokens).await), (401, 401));
        let next = refreshed(&other, account, tokens).await.granted();
        assert_eq!((called(&one, &next).await, called(&other, &next).await), (200, 200));
    }
}

#[tokio::test]
async fn who_is_revoked_at_one_process_is_revoked_at_all_whatever_their_clocks_say() {
    let Some([one, other]) = processes() else { return };
    let account = one.account("direct");
    let path = format!("accounts/{}/users/admin@direct.example/revoke", account.tenant_id);
    // The clock of the first process that revokes is behind, and that of the second one is ahead.
    other.hands.forward(4);
    for [revoking, giving] in [[&one, &other], [&other, &one]] {
        let before = signed_in(giving, account).await;
        let mut browser = Browser::new(giving);
        let page = browser.get(&authorize(account, &[("prompt", "consent")])).await;
        let page = browser.sign_in(page.shows("Sign in"), account, 0).await;
        browser.submit(page.shows("Permissions requested"), &[("consent", "accept")]).await.back();

        revoking.control("POST", &path, &json!({ "accessTokens": true })).await.granted();
        for stage in [&one, &other] {
            assert_eq!(called(stage, &before).await, 401);
            refreshed(stage, account, &before).await.refused(400, "invalid_grant", 50173);
            browser.stage = stage;
            browser.get(&authorize(account, &[("prompt", "none")])).await.denied("login_required", 50058);
        }
        let after = signed_in(giving, account).await;
        assert_eq!((called(&one, &after).await, called(&other, &after).await), (200, 200));
        refreshed(revoking, account, &after).await.granted();
    }
}

#[tokio::test]
async fn wrong_passwords_count_wherever_they_are_entered() {
    let Some([one, other]) = processes() else { return };
    let account = one.account("direct");
    let right = account.users[0].password.as_str();
    for (number, stage) in [&one, &other].into_iter().cycle().take(WRONG_PASSWORDS as usize).enumerate() {
        tried(stage, account, &format!("wrong {number}")).await.refused(400, "invalid_grant", 50126);
    }
    for stage in [&one, &other] {
        tried(stage, account, right).await.refused(400, "invalid_grant", 50053);
        stage.hands.forward(60);
    }
    tried(&other, account, right).await.granted();
    for _ in 1..WRONG_PASSWORDS {
        tried(&one, account, "wrong").await.refused(400, "invalid_grant", 50126);
    }
    tried(&one, account, right).await.granted();
}

async fn keys(stage: &Stage) -> Value {
    stage.get("/common/discovery/keys").await.granted()["keys"].clone()
}

#[tokio::test]
async fn a_key_that_one_process_rotates_is_the_key_of_all() {
    let Some([one, other]) = processes() else { return };
    let account = one.account("direct");
    let before = signed_in(&other, account).await;
    let mut browser = Browser::new(&other);
    let page = browser.get(&authorize(account, &[])).await;
    for forget in [false, true] {
        let old = signed_in(&other, account).await;
        let rotated = one.control("POST", "auth/rotate-key", &json!({ "forget": forget })).await.granted();
        // A token that the one signs is good at the other, which has not been asked for anything yet.
        let new = signed_in(&one, account).await;
        assert_eq!(called(&other, &new).await, 200);
        assert_eq!(
            (called(&one, &old).await, called(&other, &old).await),
            if forget { (401, 401) } else { (200, 200) }
        );
        let published = keys(&other).await;
        assert_eq!((&published[0]["kid"], published[1].is_null()), (&rotated["kid"], forget));
        assert_eq!(published, keys(&one).await);

        // Whoever is signing in goes on, unless what sealed the page is forgotten.
        browser.stage = &one;
        let next = browser.submit(&page, &[("login", "admin@direct.example")]).await;
        if forget {
            next.refuses(50089);
        } else {
            next.shows("Enter password");
        }
        let mut newcomer = Browser::new(&one);
        let page = newcomer.get(&authorize(account, &[])).await;
        newcomer.stage = &other;
        newcomer.submit(&page, &[("login", "admin@direct.example")]).await.shows("Enter password");
    }
    assert_eq!(called(&other, &before).await, 401);
    let next = refreshed(&other, account, &before).await.granted();
    assert_eq!((called(&one, &next).await, called(&other, &next).await), (200, 200));

    // The one that was asked for a token first learns of it as well, and where both do it at once, one key comes after the other.
    let wish = json!({});
    let rotations =
        tokio::join!(one.control("POST", "auth/rotate-key", &wish), other.control("POST", "auth/rotate-key", &wish));
    let kids = [rotations.0.granted()["kid"].clone(), rotations.1.granted()["kid"].clone()];
    let published = keys(&one).await;
    assert_eq!(published, keys(&other).await);
    assert!(kids.contains(&published[0]["kid"]) && kids.contains(&published[1]["kid"]), "{published}");
    for stage in [&one, &other] {
        let token = signed_in(stage, account).await;
        assert_eq!((called(&one, &token).await, called(&other, &token).await), (200, 200));
    }
}

#[tokio::test]
async fn a_forgotten_key_counts_no_more_at_a_process_that_still_knows_it() {
    let Some([one, other]) = processes() else { return };
    let account = one.account("direct");
    let token = signed_in(&other, account).await;
    assert_eq!(called(&other, &token).await, 200);
    one.control("POST", "auth/rotate-key", &json!({ "forget": true })).await.granted();
    assert_eq!(called(&other, &token).await, 401);
    // What it signs next, it signs with the new key.
    let next = signed_in(&other, account).await;
    assert_eq!((called(&one, &next).await, called(&other, &next).await), (200, 200));
}
