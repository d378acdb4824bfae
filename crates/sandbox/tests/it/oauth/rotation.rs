//! Another key signs: the tokens of the one before it are good until they expire, or are not any more.

use std::{fs, path::Path};

use backlot_sandbox::{Builder, Place, Sandbox, control::Guard, limits::KEYS_BEFORE, moving};
use backlot_store::faults::Faults;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
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

/// Where a directory keeps them, and where those of earlier releases kept the one that signs and those before it.
const KEYS: &str = "signing-keys.json";
const KEY: &str = "signing-key.der";
const BEFORE: &str = "signing-keys-before.json";

fn builder_at(home: &Path) -> Builder {
    Sandbox::builder(Place::Directory(home.to_owned())).guard(Guard { token: None, loopback: true })
}

/// A sandbox that makes its keys, or reads those that are kept.
fn opened(builder: Builder) -> Stage {
    let stage = Stage::new();
    Stage { sandbox: builder.wall(stage.hands.clone()).open().unwrap(), ..stage }
}

fn open_at(home: &Path) -> Stage {
    opened(builder_at(home))
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
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(home.path().join(KEYS)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_rotation_that_is_not_committed_has_not_been() {
    for forget in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let stage = opened(builder_at(home.path()).faults(faults.clone()));
        let (older, _) = (app_token(&stage).await, rotate(&stage, false).await);
        let (old, keys) = (app_token(&stage).await, published(&stage).await);
        faults.fail_commit(1);
        let failed = stage.control("POST", "auth/rotate-key", &json!({ "forget": forget })).await;
        assert!(failed.status.is_server_error(), "{}", failed.body);
        assert_eq!(published(&stage).await, keys);
        // What the key would have been good for, had it been retired then, is over.
        stage.hands.forward(7200);
        let new = app_token(&stage).await;
        drop(stage);
        // To those who open it next, a process that was killed before the commit has left the same.
        let stage = open_at(home.path());
        stage.hands.forward(7200);
        assert_eq!(published(&stage).await, [keys[0].clone()]);
        assert_eq!(called(&stage, &new).await, 200);
        stage.hands.forward(-7200);
        assert_eq!((called(&stage, &older).await, called(&stage, &old).await), (200, 200));
        let rotated = rotate(&stage, forget).await;
        let good = if forget { 401 } else { 200 };
        assert_eq!((called(&stage, &older).await, called(&stage, &old).await), (good, good));
        drop(stage);
        let stage = opened(builder_at(home.path()));
        assert_eq!(published(&stage).await[0], rotated["kid"]);
        assert_eq!((called(&stage, &older).await, called(&stage, &old).await), (good, good));
    }
}

/// Has a directory keep its keys as earlier releases did.
fn put_apart(home: &Path) {
    let kept: Value = serde_json::from_slice(&fs::read(home.join(KEYS)).unwrap()).unwrap();
    let (signs, before) = kept["keys"].as_array().unwrap().split_first().unwrap();
    fs::write(home.join(KEY), STANDARD.decode(signs["key"].as_str().unwrap()).unwrap()).unwrap();
    fs::write(home.join(BEFORE), json!({ "number": signs["number"], "before": before }).to_string()).unwrap();
}

#[tokio::test]
async fn keys_that_an_earlier_release_kept_apart_are_brought_together() {
    let home = tempfile::tempdir().unwrap();
    let path = |name| home.path().join(name);
    let stage = open_at(home.path());
    let old = app_token(&stage).await;
    rotate(&stage, false).await;
    let (new, keys) = (app_token(&stage).await, published(&stage).await);
    drop(stage);
    put_apart(home.path());
    let (key, before) = (fs::read(path(KEY)).unwrap(), fs::read(path(BEFORE)).unwrap());
    // All is there, or whoever brings them together has been killed: with all of it to take away yet, or the one that is the last.
    for (together, signs) in [(false, true), (true, true), (true, false)] {
        if !together {
            fs::remove_file(path(KEYS)).unwrap();
        }
        if signs {
            fs::write(path(KEY), &key).unwrap();
        }
        fs::write(path(BEFORE), &before).unwrap();
        let stage = open_at(home.path());
        assert_eq!(published(&stage).await, keys);
        assert_eq!((called(&stage, &old).await, called(&stage, &new).await), (200, 200));
        assert!(!path(KEY).exists() && !path(BEFORE).exists());
    }
    // The earlier release was itself killed between the two: what signs has been retired.
    let kept: Value = serde_json::from_slice(&fs::read(path(KEYS)).unwrap()).unwrap();
    let retired = json!({ "number": 1, "until": "2021-03-01T14:01:00Z", "key": kept["keys"][0]["key"] });
    put_apart(home.path());
    fs::write(path(BEFORE), json!({ "number": 2, "before": [retired, kept["keys"][1]] }).to_string()).unwrap();
    let stage = open_at(home.path());
    assert_eq!(published(&stage).await, keys);
    let rotated = rotate(&stage, false).await;
    assert_eq!(published(&stage).await, [vec![rotated["kid"].clone()], keys].concat());
    assert_eq!((called(&stage, &old).await, called(&stage, &new).await), (200, 200));
}
