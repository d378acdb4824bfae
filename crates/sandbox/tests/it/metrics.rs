//! The page of metrics: its format, and that its figures move as requests happen.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use backlot_sandbox::control::Guard;
use backlot_testkit::{Stage, builder};
use bytes::Bytes;
use http_body::Frame;
use partner_center_model::all;
use serde_json::json;

use crate::{
    ask::{Ask, customer},
    exposition::Exposition,
};

/// A body that never comes.
struct Never;

impl http_body::Body for Never {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

async fn metrics(stage: &Stage) -> Exposition {
    let answer = Ask::get("/_backlot/metrics").header("host", "localhost").of(stage).await.ok();
    assert_eq!(answer.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    Exposition::read(&answer.text())
}

/// How many requests of this kind were answered so.
fn requests(metrics: &Exposition, operation: &str, status: &str) -> f64 {
    metrics.value("backlot_requests_total", &[("operation", operation), ("status", status)])
}

#[tokio::test]
async fn it_needs_what_the_rest_of_the_control_api_needs() {
    let guard = Guard { token: Some("the-control-token".to_owned()), loopback: false };
    let sandbox = builder(backlot_testkit::place()).guard(guard).open().unwrap();
    let ask = Ask::get("/_backlot/metrics").header("host", "localhost");
    assert_eq!(ask.clone().to(&sandbox).await.status, 401);
    ask.header("authorization", "Bearer the-control-token").to(&sandbox).await.ok();
}

#[tokio::test]
async fn requests_are_counted_by_operation_and_status() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    let before = metrics(&stage).await;
    Ask::get("/V1/customers").token(&token).of(&stage).await.ok();
    Ask::get("/v1/customers?size=2").token(&token).of(&stage).await.ok();
    Ask::get("/v1/customers").of(&stage).await.refused(401, 800_001);
    Ask::get("/v1/invoices").token(&token).of(&stage).await;
    for path in ["/", "/v1/nowhere", "/v2/customers", "/%00"] {
        Ask::get(path).token(&token).of(&stage).await.refused(404, 1000);
    }
    Ask::new("PUT", "/v1/customers").of(&stage).await;
    Ask::post("/common/oauth2/token", "grant_type=nonsense").of(&stage).await;
    let after = metrics(&stage).await;
    for (operation, status, more) in [
        ("ListCustomers", "200", 2.0),
        ("ListCustomers", "401", 1.0),
        ("ListInvoices", "501", 1.0),
        ("unknown_path", "404", 4.0),
        ("wrong_method", "405", 1.0),
        ("sign_in", "400", 1.0),
        ("control", "200", 1.0),
    ] {
        let found = requests(&after, operation, status) - requests(&before, operation, status);
        assert!((found - more).abs() < f64::EPSILON, "{operation} {status}: {found}");
    }
    let of_list = [("operation", "ListCustomers")];
    let name = "backlot_request_duration_seconds";
    assert_eq!(after.value(&format!("{name}_count"), &of_list) - before.value(&format!("{name}_count"), &of_list), 3.0);
    assert!(after.value(&format!("{name}_sum"), &of_list) > before.value(&format!("{name}_sum"), &of_list));
}

#[tokio::test]
async fn what_callers_write_makes_no_label() {
    let stage = Stage::demo().await;
    for odd in ["/a", "/b\"c", "/v1/customers/x/y/z", "/_backlot/x", "/v1/users"] {
        Ask::new("TRACE", odd.replace('"', "%22")).of(&stage).await;
        Ask::new("BREW", odd.replace('"', "%22")).of(&stage).await;
    }
    let metrics = metrics(&stage).await;
    let known = |operation: &str| all::operations().any(|info| info.name == operation);
    for operation in metrics.values_of("operation") {
        let other = ["unknown_path", "wrong_method", "sign_in", "control"].contains(&operation);
        assert!(other || known(operation), "{operation}");
    }
}

#[tokio::test]
async fn the_store_and_the_journal_are_told_of() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    let before = metrics(&stage).await;
    customer(&stage, &token, "Fernhill Tools").await;
    customer(&stage, &token, "Fernhill Toys").await;
    let after = metrics(&stage).await;
    let more = |name: &str, labels: &[(&str, &str)]| after.value(name, labels) - before.value(name, labels);
    assert_eq!(more("backlot_store_commit_writes_count", &[]), 2.0);
    assert_eq!(more("backlot_store_commit_writes_sum", &[]), 2.0);
    assert_eq!(more("backlot_store_commit_writes_bucket", &[("le", "1.0")]), 2.0);
    assert_eq!(more("backlot_journal_calls_total", &[]), 2.0);
    assert_eq!(after.value("backlot_journal_dropped_calls_total", &[]), 0.0);
    assert_eq!((after.kind("backlot_store_waiting"), after.value("backlot_store_waiting", &[])), ("gauge", 0.0));
    let pool = if stage.sandbox.store().is_shared() { 3.0 } else { 0.0 };
    assert_eq!(after.value("backlot_store_connections", &[]), pool);
    // A connection may be in use for a moment after what it was used for has been answered.
    assert_eq!(after.kind("backlot_store_connections_in_use"), "gauge");
    assert!(after.value("backlot_store_connections_in_use", &[]) <= pool);
    assert_eq!(after.value("backlot_build_info", &[("version", env!("CARGO_PKG_VERSION"))]), 1.0);
    assert!(after.value("process_start_time_seconds", &[]) > 1.7e9);
}

#[tokio::test]
async fn calls_that_made_room_in_the_journal_are_counted() {
    let stage = Stage::demo().await;
    for _ in 0..10_003 {
        Ask::get("/").of(&stage).await;
    }
    let metrics = metrics(&stage).await;
    let count = |name: &str| metrics.value(&format!("backlot_journal_{name}_total"), &[]);
    assert_eq!((count("calls"), count("dropped_calls")), (10_003.0, 3.0));
}

#[tokio::test]
async fn reads_that_had_to_write_are_counted() {
    let stage = Stage::demo().await;
    stage.settings(json!({ "cancellation": { "settle": { "afterReads": 1 } } })).await;
    let token = stage.user_token("direct-sandbox").await;
    let orders = "/v1/customers/d0000000-0000-4000-8000-000000000201/orders";
    let listed = Ask::get(orders).token(&token).of(&stage).await.ok().json();
    let order = format!("{orders}/{}", listed["items"][0]["id"].as_str().unwrap());
    let cancel = json!({ "status": "cancelled" }).to_string();
    Ask::new("PATCH", &order).body(cancel).token(&token).of(&stage).await.ok();
    let before = metrics(&stage).await;
    Ask::get(&order).token(&token).of(&stage).await.ok();
    let after = metrics(&stage).await;
    let reruns = |metrics: &Exposition| metrics.value("backlot_handler_reruns_total", &[("reason", "read_wrote")]);
    assert_eq!(reruns(&after) - reruns(&before), 1.0);
    assert_eq!(after.value("backlot_handler_reruns_total", &[("reason", "store")]), 0.0);
}

#[tokio::test]
async fn a_request_is_in_flight_until_it_is_answered_or_given_up() {
    let stage = Stage::demo().await;
    let in_flight = |metrics: &Exposition| metrics.value("backlot_requests_in_flight", &[]);
    assert_eq!(in_flight(&metrics(&stage).await), 1.0, "the scrape itself");
    let token = stage.app_token("direct-sandbox").await;
    let request = http::Request::post("/v1/customers").header("authorization", format!("Bearer {token}"));
    let sandbox = stage.sandbox.clone();
    let waiting = tokio::spawn(async move { sandbox.handle(request.body(Never).unwrap()).await });
    tokio::task::yield_now().await;
    let before = metrics(&stage).await;
    assert_eq!(in_flight(&before), 2.0);
    waiting.abort();
    assert!(waiting.await.is_err());
    assert_eq!(in_flight(&metrics(&stage).await), 1.0);
}
