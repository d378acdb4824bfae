//! Another key signs: the tokens of the one before it are good until they expire, or are not any more.

use std::path::Path;

use backlot_sandbox::{Place, Sandbox, control::Guard, limits::KEYS_BEFORE, moving};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::stage::{Stage, app_form, borrowed, changed, credentials, user_form, v2};

/// The ids of the keys that are published, the one that signs first.
async fn published(stage: &Stage) -> Vec<Value> {
    let keys = stage.get("/common/discovery/v2.0/keys").await.granted();
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
}

/// The id of the key that signed a token.
fn signer(token: &Value) -> Value {
    let header = token.as_str().unwrap().split('.').next().unwrap();
    serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()["kid"].clone()
}

async fn app_token(stage: &Stage) -> Value {
    let account = stage.account("direct");
    stage.post(&v2(account), &borrowed(&app_form(account))).await.granted()["access_token"].clone()
}

async fn called(stage: &Stage, token: &Value) -> u16 {
    stage.call(token.as_str().unwrap()).await.status.as_u16()
}

async fn rotate(stage: &Stage, forget: bool) -> Value {
    stage.control("POST", "auth/rotate-key", &json!({ "forget": forget })).await.granted()
}

#[tokio::test]
async fn the_key_before_is_published_until_its_last_token_expires() {
    let stage = Stage::new();
    let first = published(&stage).await;
    // Tokens that were given for longer than they are now count as well.
    stage.control("PATCH", "settings", &json!({ "auth": { "tokenLifetime": 7200 } })).await.granted();
    let old = app_token(&stage).await;
    stage.control("PATCH", "settings", &json!({ "auth": { "tokenLifetime": 60 } })).await.granted();
    let rotated = rotate(&stage, false).await;
    assert_eq!(rotated["before"][0]["kid"], first[0]);
    assert_eq!(rotated["before"][0]["until"], "2021-03-01T14:01:00Z");
    assert_eq!(published(&stage).await, [rotated["kid"].clone(), first[0].clone()]);

    let new = app_token(&stage).await;
    assert_eq!((signer(&old), signer(&new)), (first[0].clone(), rotated["kid"].clone()));
    assert_eq!((called(&stage, &old).await, called(&stage, &new).await), (200, 200));
    stage.hands.forward(7199);
    assert_eq!((called(&stage, &old).await, called(&stage, &new).await), (200, 401));
    assert_eq!(published(&stage).await.len(), 2);
    stage.hands.forward(61);
    assert_eq!(published(&stage).await, [rotated["kid"].clone()]);
    assert_eq!(called(&stage, &old).await, 401);
}

#[tokio::test]
async fn rotations_at_once_come_one_after_another() {
    let stage = Stage::new();
    let first = published(&stage).await;
    let (a, b, c) = tokio::join!(rotate(&stage, false), rotate(&stage, false), rotate(&stage, false));
    let mut made: Vec<String> = [a, b, c].map(|rotated| rotated["kid"].to_string()).to_vec();
    made.push(first[0].to_string());
    made.sort_unstable();
    let mut known: Vec<String> = published(&stage).await.iter().map(Value::to_string).collect();
    known.sort_unstable();
    assert_eq!(known, made);
}

#[tokio::test]
async fn what_a_forgotten_key_signed_is_refused_at_once_and_after_a_reset() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let session = stage.post(&v2(account), &borrowed(&user_form(account))).await.granted();
    let (older, _) = (app_token(&stage).await, rotate(&stage, false).await);
    let old = app_token(&stage).await;
    let exchanged = stage.exchange(old.as_str().unwrap()).await.granted()["access_token"].clone();
    for token in [&older, &old, &exchanged, &session["access_token"]] {
        assert_eq!(called(&stage, token).await, 200);
    }
    let rotated = rotate(&stage, true).await;
    assert_eq!(rotated["before"], json!([]));
    assert_eq!(published(&stage).await, [rotated["kid"].clone()]);
    let new = app_token(&stage).await;
    for reset in [false, true] {
        if reset {
            stage.control("POST", "reset", &json!({})).await.granted();
        }
        for token in [&older, &old, &exchanged, &session["access_token"]] {
            assert_eq!(called(&stage, token).await, 401);
            assert_eq!(stage.exchange(token.as_str().unwrap()).await.status, 401);
        }
        assert_eq!(called(&stage, &new).await, 200);
        assert_eq!(published(&stage).await, [rotated["kid"].clone()]);
        if !reset {
            // Whoever signed in gets tokens of the new key.
            let token = ("refresh_token", session["refresh_token"].as_str().unwrap());
            let form = changed(&credentials(account), &[("grant_type", "refresh_token"), token]);
            let next = stage.post(&v2(account), &borrowed(&form)).await.granted();
            assert_eq!(called(&stage, &next["access_token"]).await, 200);
        }
    }
}

#[tokio::test]
async fn keys_are_not_rotated_without_end_while_their_tokens_are_good() {
    let stage = Stage::new();
    for number in 1..=KEYS_BEFORE {
        assert_eq!(rotate(&stage, false).await["before"].as_array().unwrap().len(), number);
    }
    let before = published(&stage).await;
    let refused = stage.control("POST", "auth/rotate-key", &json!({})).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.body["error"]["message"].as_str().unwrap().contains("forget"), "{}", refused.body);
    assert_eq!(published(&stage).await, before);
    let unread = stage.control("POST", "auth/rotate-key", &json!({ "forgot": true })).await;
    assert_eq!((unread.status.as_u16(), published(&stage).await), (400, before));
    rotate(&stage, true).await;
    assert_eq!(published(&stage).await.len(), 1);
}

#[tokio::test]
async fn keys_are_kept_with_the_data() {
    let home = tempfile::tempdir().unwrap();
    let open_at = |home: &Path| {
        let guard = Guard { token: None, loopback: true };
        let stage = Stage::new();
        let wall = stage.hands.clone();
        let sandbox = Sandbox::builder(Place::Directory(home.to_owned())).wall(wall).guard(guard).open();
        Stage { sandbox: sandbox.unwrap(), ..stage }
    };
    let open = || open_at(home.path());
    let stage = open();
    let first = app_token(&stage).await;
    rotate(&stage, false).await;
    let (second, keys) = (app_token(&stage).await, published(&stage).await);
    drop(stage);
    let stage = open();
    assert_eq!(published(&stage).await, keys);
    assert_eq!((called(&stage, &first).await, called(&stage, &second).await), (200, 200));
    let copy = tempfile::tempdir().unwrap();
    moving::back_up(home.path(), &copy.path().join("backlot.sqlite")).unwrap();
    let copied = open_at(copy.path());
    assert_eq!(published(&copied).await, keys, "a copy has them, too");
    assert_eq!((called(&copied, &first).await, called(&copied, &second).await), (200, 200));

    let last = rotate(&stage, true).await;
    drop(stage);
    let stage = open();
    assert_eq!(published(&stage).await, [last["kid"].clone()]);
    assert_eq!((called(&stage, &first).await, called(&stage, &second).await), (401, 401));
    assert_eq!(called(&stage, &app_token(&stage).await).await, 200);
    #[cfg(unix)]
    for file in ["signing-key.der", "signing-keys-before.json"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(home.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}
