//! What a load balancer asks: anybody may, and nobody learns anything else.

use backlot_sandbox::{Sandbox, control::Guard};
use backlot_testkit::{Stage, builder};
use serde_json::json;

use crate::ask::{Answer, Ask};

/// As a load balancer asks: by another name, for somebody else, without a token.
async fn probe(sandbox: &Sandbox, path: &str) -> Answer {
    let ask = Ask::get(format!("/_backlot/{path}")).header("host", "backlot.example:7070");
    ask.header("x-forwarded-for", "203.0.113.5").header("via", "1.1 balancer").to(sandbox).await
}

fn closed() -> Sandbox {
    let guard = Guard { token: Some("the-control-token".to_owned()), loopback: false };
    builder(backlot_testkit::place()).guard(guard).open().unwrap()
}

#[tokio::test]
async fn a_load_balancer_needs_no_token_and_learns_nothing() {
    let sandbox = closed();
    assert_eq!(probe(&sandbox, "about").await.status, 401, "this one would need it");
    let health = probe(&sandbox, "health").await.ok();
    assert_eq!(health.json(), json!({ "status": "ok" }));
    let ready = probe(&sandbox, "ready").await.ok();
    assert_eq!(ready.json(), json!({ "status": "ready" }));
    for answer in [health, ready] {
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn whoever_is_about_to_end_is_not_ready_and_serves_all_the_same() {
    let stage = Stage::demo().await;
    stage.sandbox.drain();
    let ready = probe(&stage.sandbox, "ready").await;
    assert_eq!((ready.status, ready.header("retry-after")), (503, "1"));
    assert_eq!(ready.json(), json!({ "error": { "status": 503, "message": "this process is about to end" } }));
    probe(&stage.sandbox, "health").await.ok();
    let token = stage.app_token("direct").await;
    Ask::get("/v1/customers").token(&token).of(&stage).await.ok();
}

#[tokio::test]
async fn without_its_store_a_process_lives_and_is_not_ready() {
    let sandbox = closed();
    sandbox.store().clone().close();
    let ready = probe(&sandbox, "ready").await;
    assert_eq!((ready.status, ready.header("retry-after")), (503, "1"));
    assert_eq!(ready.json()["error"]["message"], "the store does not answer");
    probe(&sandbox, "health").await.ok();
}
