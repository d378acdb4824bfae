//! Tokens that are not good, and headers that nobody should send, over every operation.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use partner_center_model::{all, operation::Method};
use serde_json::{Value, json};

use super::Scene;
use crate::ask::Ask;

/// A part of a token, as JSON.
fn part(token: &str, at: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap()
}

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// The token with other values in its header and its payload, under the old signature.
fn altered(token: &str, header: Value, payload: Value) -> String {
    let merged = |at: usize, change: Value| {
        let mut part = part(token, at);
        part.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        encoded(&part)
    };
    format!("{}.{}.{}", merged(0, header), merged(1, payload), token.split('.').nth(2).unwrap())
}

#[tokio::test]
async fn no_operation_takes_a_token_that_is_not_good() {
    let scene = Scene::new().await;
    let token = &scene.token;
    let outsider = scene.stage.user_token("outsider").await;
    let before = scene.changes();
    let parts: Vec<&str> = token.split('.').collect();
    let theirs: Vec<&str> = outsider.split('.').collect();
    let unsigned = altered(token, json!({ "alg": "none" }), json!({}));
    let tokens = [
        "garbage".to_owned(),
        "..".to_owned(),
        "\u{e9}".to_owned(),
        "a".repeat(20_000),
        token[..token.len() - 4].to_owned(),
        format!("{}.{}", parts[0], parts[1]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{token}.{}", parts[2]),
        unsigned[..=unsigned.rfind('.').unwrap()].to_owned(),
        unsigned,
        altered(token, json!({ "alg": "HS256" }), json!({})),
        altered(token, json!({ "kid": "another" }), json!({})),
        altered(token, json!({}), json!({ "exp": 9_999_999_999_u64 })),
        altered(token, json!({}), json!({ "tid": scene.stage.tenant("outsider") })),
        format!("{}.{}.{}", parts[0], theirs[1], parts[2]),
    ];
    for info in all::operations() {
        let path = scene.path(info);
        for token in &tokens {
            let ask = Ask::new(info.method.as_str(), &path).header("authorization", format!("Bearer {token}"));
            let answer = ask.body("{}").of(&scene.stage).await;
            if info.method == Method::HEAD {
                assert_eq!(answer.status, 401, "{path}");
            } else if token.is_ascii() {
                answer.refused(401, 400);
            } else {
                answer.refused(401, 800_001);
            }
        }
    }
    assert_eq!(scene.changes(), before);
}

#[tokio::test]
async fn headers_that_nobody_should_send() {
    let scene = Scene::new().await;
    let before = scene.changes();
    let long = "x".repeat(10 * 1024);
    let values: &[&[u8]] =
        &[b"", b"   ", b"\xff\xfe", b"\xC3\xA9", b"\"", b"a\tb", b"*", b"W/\"", b"-1", long.as_bytes()];
    let names = [
        "ms-requestid",
        "ms-correlationid",
        "x-locale",
        "if-match",
        "ms-continuationtoken",
        "content-type",
        "accept",
        "content-encoding",
        "content-length",
        "transfer-encoding",
        "host",
        "origin",
        "expect",
        "ms-contract-version",
        "range",
        "x-http-method-override",
        "cookie",
    ];
    for name in names {
        for value in values {
            for method in ["GET", "POST"] {
                let answer =
                    scene.send(Ask::new(method, "/v1/customers").header(name, value).header(name, value)).await;
                if answer.status != 200 {
                    answer.blames_the_caller();
                }
            }
        }
    }
    assert_eq!(scene.changes(), before);
    let overridden = Ask::post("/v1/customers", "{}").header("x-http-method-override", "GET");
    scene.send(overridden).await.refused(400, 3000);
}
