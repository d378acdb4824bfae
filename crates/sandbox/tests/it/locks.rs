//! What a call locks is known before it begins; what turns out to be needed costs another run, and is counted.

use backlot_testkit::Stage;
use serde_json::{Value, json};

use crate::{
    ask::{Ask, customer},
    exposition::Exposition,
    partners::company,
};

const OFFICE: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
const AZURE: &str = "MS-AZR-0146P";

async fn reruns(stage: &Stage) -> f64 {
    let page = Ask::get("/_backlot/metrics").header("host", "localhost").of(stage).await.ok().text();
    Exposition::read(&page).value("backlot_handler_reruns_total", &[("reason", "lock_added")])
}

fn order(offer: &str) -> String {
    json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": offer, "quantity": 1 }] }).to_string()
}

#[tokio::test]
async fn whatever_happens_every_day_holds_what_it_needs_from_the_beginning() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let id = customer(&stage, &token, "Fernhill Tools").await;
    let path = format!("/v1/customers/{id}");
    let repeatable = Ask::post(format!("{path}/orders"), order(OFFICE)).token(&token).header("ms-requestid", "one");
    let placed = repeatable.of(&stage).await.ok().json();
    let subscription = format!("{path}/subscriptions/{}", placed["lineItems"][0]["subscriptionId"].as_str().unwrap());
    let mut body = Ask::get(&subscription).token(&token).of(&stage).await.ok().json();
    body["friendlyName"] = json!("Desks");
    Ask::new("PATCH", &subscription).token(&token).body(body.to_string()).of(&stage).await.ok();
    let cart = json!({ "lineItems": [{ "catalogItemId": OFFICE, "quantity": 1 }] }).to_string();
    let cart = Ask::post(format!("{path}/carts"), cart).token(&token).of(&stage).await.ok().json();
    let checkout = format!("{path}/carts/{}/checkout", cart["id"].as_str().unwrap());
    Ask::post(checkout, "").token(&token).of(&stage).await.ok();
    Ask::new("DELETE", &path).token(&token).of(&stage).await.ok();
    // In production nothing limits what the account has of Azure.
    let production = stage.user_token("direct").await;
    let id = customer(&stage, &production, "Fernhill Mill").await;
    Ask::post(format!("/v1/customers/{id}/orders"), order(AZURE)).token(&production).of(&stage).await.ok();
    assert_eq!(reruns(&stage).await, 0.0);
}

#[tokio::test]
async fn what_only_the_body_tells_costs_one_run_more() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    let id = customer(&stage, &token, "Fernhill Tools").await;
    // The quota for Azure is the account's, and the customer's orders hold the customer alone.
    Ask::post(format!("/v1/customers/{id}/orders"), order(AZURE)).token(&token).of(&stage).await.ok();
    assert_eq!(reruns(&stage).await, 1.0);
    // The tenant that is tied stands in the body: its root and that of the new customer are asked for together.
    let other = stage.app_token("provider-sandbox").await;
    let mut tie: Value = company("Fernhill Tools", "fernhill-tools.example");
    tie["companyProfile"]["tenantId"] = json!(id);
    Ask::post("/v1/customers", tie.to_string()).token(&other).of(&stage).await.ok();
    assert_eq!(reruns(&stage).await, 2.0);
}
