//! The activation of marketplace products in the sandbox.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::counter::{Counter, etag};

const SAAS: &str = "subscriptions/e2000000-0000-4000-8000-000000000011";

#[tokio::test]
async fn activation_begins_the_term_once() {
    let counter = Counter::at("sandbox", "11").await;
    counter.stage.advance("PT72H").await;
    let before = counter.get(SAAS).await;
    assert_eq!((&before["status"], &before["effectiveStartDate"]), (&json!("active"), &Value::Null));
    assert_eq!(counter.get(&format!("{SAAS}/provisioningstatus")).await["status"], "pending");
    counter.ask("PATCH", SAAS, json!({ "friendlyName": "Help" })).await.refused(400, 800_081);

    let activate = format!("{SAAS}/activate");
    let answer = counter.ask("POST", &activate, Value::Null).await.expect(200);
    let id = &SAAS["subscriptions/".len()..];
    assert_eq!(answer, json!({ "subscriptionId": id, "status": "Success" }));

    let after = counter.get(SAAS).await;
    let time = |value: &Value| value.as_str().unwrap().parse::<Timestamp>().unwrap();
    let starts = time(&after["effectiveStartDate"]);
    assert!(starts - SignedDuration::from_hours(48) > time(&after["creationDate"]), "the term begins now");
    assert!(time(&after["commitmentEndDate"]) > starts + SignedDuration::from_hours(27 * 24));
    assert_eq!(time(&after["refundOptions"][0]["expiresAt"]), starts + SignedDuration::from_hours(24));
    assert_ne!(etag(&after), etag(&before));
    assert_eq!(counter.get(&format!("{SAAS}/provisioningstatus")).await["status"], "success");
    counter.ask("POST", &activate, Value::Null).await.refused(400, 800_041);
    counter.ask("PATCH", SAAS, json!({ "friendlyName": "Help" })).await.expect(200);
}

#[tokio::test]
async fn only_marketplace_products_of_a_sandbox_are_activated() {
    let production = Counter::at("direct", "01").await;
    let saas = "subscriptions/e2000000-0000-4000-8000-000000000009/activate";
    production.ask("POST", saas, Value::Null).await.refused(400, 900_127);
    let sandbox = Counter::demo("direct-sandbox", "202").await;
    let licence = "subscriptions/e0000000-0000-4000-8000-000000000201/activate";
    sandbox.ask("POST", licence, Value::Null).await.refused(400, 800_042);
    let deleted = Counter::at("sandbox", "11").await;
    deleted
        .ask("POST", "subscriptions/e2000000-0000-4000-8000-000000000099/activate", Value::Null)
        .await
        .refused(404, 20003);
}
