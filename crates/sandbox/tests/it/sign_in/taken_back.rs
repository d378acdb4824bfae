//! What was given once and is taken back: families of refresh tokens, access tokens, all that a person has; and people whose
//! passwords somebody guesses.

use std::sync::{Arc, mpsc};

use backlot_sandbox::{Place, account::Account, limits::WRONG_PASSWORDS};
use backlot_store::{Decision, Plan, Tx};
use serde_json::{Value, json};

use super::{
    browser::{Browser, authorize},
    codes::{redeeming, refreshed},
};
use crate::oauth::stage::{
    PARTNER_CENTER, Reply, Stage, app_form, borrowed, changed, claims, credentials, user_form, v2,
};

pub(super) async fn signed_in(stage: &Stage, account: &Account) -> Value {
    stage.post(&v2(account), &borrowed(&user_form(account))).await.granted()
}

pub(super) async fn called(stage: &Stage, answer: &Value) -> u16 {
    stage.call(answer["access_token"].as_str().unwrap()).await.status.as_u16()
}

/// The answer to this password of the account's first person.
pub(super) async fn tried(stage: &Stage, account: &Account, password: &str) -> Reply {
    stage.post(&v2(account), &borrowed(&changed(&user_form(account), &[("password", password)]))).await
}

#[tokio::test]
async fn a_refresh_token_that_comes_twice_revokes_all_that_came_of_its_sign_in() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let (first, other) = (signed_in(&stage, account).await, signed_in(&stage, account).await);
    let second = refreshed(&stage, account, &first).await.granted();
    let third = refreshed(&stage, account, &second).await.granted();

    // An application that is not let in reveals nothing, and revokes nothing.
    let token = first["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_secret", "wrong")];
    let form = changed(&credentials(account), &form);
    stage.post(&v2(account), &borrowed(&form)).await.refused(401, "invalid_client", 7000215);
    let third = refreshed(&stage, account, &third).await.granted();

    refreshed(&stage, account, &first).await.refused(400, "invalid_grant", 70008);
    let refused = refreshed(&stage, account, &third).await.refused(400, "invalid_grant", 70008);
    assert!(refused.explanation().contains("used twice"), "{}", refused.explanation());
    refreshed(&stage, account, &second).await.refused(400, "invalid_grant", 70008);
    refreshed(&stage, account, &other).await.granted();
}

#[tokio::test]
async fn whose_password_is_guessed_has_to_wait() {
    let stage = Stage::new();
    let (account, other) = (stage.account("direct"), stage.account("provider"));
    let right = account.users[0].password.as_str();
    for _ in 1..WRONG_PASSWORDS {
        tried(&stage, account, "wrong").await.refused(400, "invalid_grant", 50126);
    }
    tried(&stage, account, right).await.granted();
    for _ in 0..WRONG_PASSWORDS {
        tried(&stage, account, "wrong").await.refused(400, "invalid_grant", 50126);
    }
    for password in [right, "wrong"] {
        tried(&stage, account, password).await.refused(400, "invalid_grant", 50053);
    }
    let page = Browser::new(&stage).guess(account, right).await;
    page.shows("Enter password");
    assert!(page.html.contains("locked"), "a page knows it too: {}", page.html);
    signed_in(&stage, other).await;

    stage.hands.forward(60);
    tried(&stage, account, "wrong").await.refused(400, "invalid_grant", 50126);
    stage.hands.forward(60);
    tried(&stage, account, right).await.refused(400, "invalid_grant", 50053);
    stage.hands.forward(60);
    tried(&stage, account, right).await.granted();
    tried(&stage, account, "wrong").await.refused(400, "invalid_grant", 50126);
    tried(&stage, account, right).await.granted();
}

#[tokio::test]
async fn a_right_password_makes_up_for_wrong_ones_whatever_else_is_wrong() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let astray = changed(&user_form(account), &[("scope", "https://nowhere.example/.default")]);
    for _ in 0..2 {
        for _ in 1..WRONG_PASSWORDS {
            tried(&stage, account, "wrong").await.refused(400, "invalid_grant", 50126);
        }
        stage.post(&v2(account), &borrowed(&astray)).await.refused(400, "invalid_resource", 500011);
    }
    tried(&stage, account, &account.users[0].password).await.granted();
}

#[tokio::test]
async fn of_many_passwords_that_are_sent_at_once_no_more_are_looked_at() {
    // Here whoever comes first is written first.
    let stage = Arc::new(Stage::at(Place::Temporary));
    let store = stage.sandbox.store().clone();
    let (go_on, waits) = mpsc::channel::<()>();
    let held = tokio::spawn(async move {
        let wait = move |_: &mut Tx<'_>| {
            waits.recv().unwrap();
            Ok(Decision::Rollback(()))
        };
        store.write(Plan::new(), wait).await
    });
    let send = |number: u32| {
        let stage = Arc::clone(&stage);
        tokio::spawn(async move {
            let account = stage.account("direct");
            let password = if number < WRONG_PASSWORDS { "wrong" } else { &account.users[0].password };
            // Without a refresh token: what is kept of that would be written after the others in any case.
            let scope = format!("{PARTNER_CENTER}/user_impersonation");
            let form = changed(&user_form(account), &[("password", password), ("scope", &scope)]);
            stage.post(&v2(account), &borrowed(&form)).await
        })
    };
    let sent: Vec<_> = (0..=WRONG_PASSWORDS).map(send).collect();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    go_on.send(()).unwrap();
    held.await.unwrap().unwrap();
    let mut answers = Vec::new();
    for answer in sent {
        answers.push(answer.await.unwrap());
    }
    answers.pop().unwrap().refused(400, "invalid_grant", 50053);
    for answer in answers {
        answer.refused(400, "invalid_grant", 50126);
    }
}

#[tokio::test]
async fn only_an_application_that_is_let_in_learns_who_is_locked_out() {
    let stage = Stage::new();
    let account = stage.account("direct");
    for _ in 0..WRONG_PASSWORDS {
        tried(&stage, account, "wrong").await.refused(400, "invalid_grant", 50126);
    }
    let stranger = changed(&user_form(account), &[("client_secret", "wrong")]);
    stage.post(&v2(account), &borrowed(&stranger)).await.refused(401, "invalid_client", 7000215);
    tried(&stage, account, "wrong").await.refused(400, "invalid_grant", 50053);
}

#[tokio::test]
async fn a_page_counts_wrong_passwords_with_all_others() {
    let stage = Stage::new();
    let account = stage.account("direct");
    for _ in 0..WRONG_PASSWORDS {
        Browser::new(&stage).guess(account, "wrong").await.shows("Enter password");
    }
    tried(&stage, account, &account.users[0].password).await.refused(400, "invalid_grant", 50053);
}

#[tokio::test]
async fn names_that_nobody_has_are_not_counted() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let form = changed(&user_form(account), &[("username", "nobody@direct.example")]);
    for _ in 0..=WRONG_PASSWORDS {
        stage.post(&v2(account), &borrowed(&form)).await.refused(400, "invalid_grant", 50034);
    }
}

#[tokio::test]
async fn access_tokens_expire_all_at_once_and_new_ones_are_good() {
    let stage = Stage::new();
    let (account, other) = (stage.account("direct"), stage.account("provider"));
    let before = signed_in(&stage, account).await;
    let app = stage.post(&v2(other), &borrowed(&app_form(other))).await.granted();
    assert_eq!((called(&stage, &before).await, called(&stage, &app).await), (200, 200));

    stage.control("POST", "auth/expire-tokens", &json!({})).await.granted();
    assert_eq!((called(&stage, &before).await, called(&stage, &app).await), (401, 401));
    assert_eq!(stage.exchange(app["access_token"].as_str().unwrap()).await.status, 401, "nor does another come of it");
    let after = refreshed(&stage, account, &before).await.granted();
    assert_eq!(called(&stage, &after).await, 200, "given at the same moment");
    stage.control("POST", "auth/expire-tokens", &json!({})).await.granted();
    assert_eq!(called(&stage, &after).await, 401, "and expired at the same moment");
    stage.control("POST", "reset", &json!({})).await.granted();
    assert_eq!(called(&stage, &after).await, 401, "a reset brings none back");
    let later = stage.post(&v2(other), &borrowed(&app_form(other))).await.granted();
    assert_eq!((called(&stage, &later).await, called(&stage, &before).await), (200, 401));
    stage.control("POST", "auth/expire-tokens", &json!({ "x": 1 })).await;
    assert_eq!(called(&stage, &later).await, 200, "what does not read changes nothing");
}

#[tokio::test]
async fn what_a_person_was_given_is_revoked() {
    let stage = Stage::new();
    let (account, other) = (stage.account("direct"), stage.account("provider"));
    let (before, others) = (signed_in(&stage, account).await, signed_in(&stage, other).await);
    let mut browser = Browser::new(&stage);
    browser.code(&authorize(account, &[]), account).await;
    browser.get(&authorize(account, &[("prompt", "none")])).await.back();
    let unspent = browser.get(&authorize(account, &[])).await.back()["code"].clone();
    let mut halfway = Browser::new(&stage);
    let second_factor = halfway.guess(account, &account.users[0].password).await;

    let path = format!("accounts/{}/users/ADMIN@direct.example/revoke", account.tenant_id);
    let revoked = stage.control("POST", &path, &json!({})).await.granted();
    assert_eq!(revoked["userPrincipalName"], "admin@direct.example");
    refreshed(&stage, account, &before).await.refused(400, "invalid_grant", 50173);
    assert_eq!(called(&stage, &before).await, 200, "as at Azure AD");
    browser.get(&authorize(account, &[("prompt", "none")])).await.denied("login_required", 50058);
    let form = redeeming(account, &unspent);
    stage.post(&v2(account), &borrowed(&form)).await.refused(400, "invalid_grant", 50173);
    // Nor does it help to have shown the password before.
    let page = halfway.submit(second_factor.shows("Enter code"), &[("otc", "123456")]).await;
    page.refuses(50089);
    halfway.get(&authorize(account, &[("prompt", "none")])).await.denied("login_required", 50058);
    let others = refreshed(&stage, other, &others).await.granted();

    // It is counted, not timed: what is given at the same moment is good.
    let after = signed_in(&stage, account).await;
    let after = refreshed(&stage, account, &after).await.granted();
    browser.code(&authorize(account, &[("prompt", "consent")]), account).await;
    browser.get(&authorize(account, &[("prompt", "none")])).await.back();
    stage.control("POST", "auth/expire-tokens", &json!({})).await.granted();
    let after = refreshed(&stage, account, &after).await.granted();
    let others = refreshed(&stage, other, &others).await.granted();
    assert_eq!((called(&stage, &after).await, called(&stage, &others).await), (200, 200));
    let id = claims(&after["access_token"])["oid"].as_str().unwrap().to_owned();
    let path = format!("accounts/{}/users/{id}/revoke", account.tenant_id);
    stage.control("POST", &path, &json!({ "accessTokens": true })).await.granted();
    assert_eq!((called(&stage, &after).await, called(&stage, &others).await), (401, 200));
    stage.control("POST", "reset", &json!({})).await.granted();
    assert_eq!((called(&stage, &after).await, called(&stage, &others).await), (401, 200), "a reset brings none back");

    let path = format!("accounts/{}/users/nobody/revoke", account.tenant_id);
    assert_eq!(stage.control("POST", &path, &json!({})).await.status, 404);
}
