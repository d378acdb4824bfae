//! Registrations for reservations, and the Azure subscriptions under a subscription.

use serde_json::{Value, json};

use super::counter::{Counter, etag};
use crate::orders::{Desk, REGISTERED, SUSPENDED, UNREGISTERED};

const LICENCE: &str = "subscriptions/e2000000-0000-4000-8000-000000000001";
const AZURE: &str = "subscriptions/e2000000-0000-4000-8000-000000000007";
const PLAN: &str = "subscriptions/e2000000-0000-4000-8000-000000000008";

async fn registration(counter: &Counter) -> Value {
    counter.get(&format!("{AZURE}/registrationstatus")).await["status"].clone()
}

async fn register(counter: &Counter) {
    let answer = counter.ask("POST", &format!("{AZURE}/registrations"), Value::Null).await;
    assert_eq!(answer.headers["location"], counter.path(&format!("{AZURE}/registrationstatus")));
    assert_eq!(answer.expect(202), Value::Null);
}

#[tokio::test]
async fn an_azure_subscription_is_registered_at_once() {
    let counter = Counter::at("direct", "01").await;
    let before = counter.get(AZURE).await;
    assert_eq!(registration(&counter).await, "NotRegistered");
    register(&counter).await;
    register(&counter).await;
    assert_eq!(registration(&counter).await, "Registered");
    assert_eq!(etag(&counter.get(AZURE).await), etag(&before), "nothing that is answered of it has changed");
}

#[tokio::test]
async fn a_registration_waits_for_reads_or_for_its_time() {
    let counter = Counter::at("direct", "01").await;
    counter.stage.settings(json!({ "provisioning": { "settle": { "afterReads": 2 } } })).await;
    register(&counter).await;
    assert_eq!(registration(&counter).await, "Registering");
    assert_eq!(registration(&counter).await, "Registered");

    let counter = Counter::at("direct", "01").await;
    counter.stage.settings(json!({ "provisioning": { "settle": { "afterSeconds": 60 } } })).await;
    register(&counter).await;
    counter.stage.advance("PT59S").await;
    assert_eq!(registration(&counter).await, "Registering");
    counter.stage.advance("PT1S").await;
    assert_eq!(registration(&counter).await, "Registered");
}

#[tokio::test]
async fn only_active_azure_subscriptions_are_registered() {
    let counter = Counter::at("direct", "01").await;
    counter.ask("POST", &format!("{LICENCE}/registrations"), Value::Null).await.refused(400, 800_011);
    counter.ask("PATCH", AZURE, json!({ "status": "suspended" })).await.expect(200);
    counter.ask("POST", &format!("{AZURE}/registrations"), Value::Null).await.refused(400, 800_012);
}

#[tokio::test]
async fn azure_subscriptions_are_listed_under_a_plan() {
    let counter = Counter::at("direct", "01").await;
    let plan = counter.get(PLAN).await;
    let listed = counter.get(&format!("{PLAN}/azureEntitlements")).await;
    let expected = json!([{
        "id": plan["entitlementId"],
        "friendlyName": "Azure subscription 1",
        "status": "active",
        "subscriptionId": plan["id"],
    }]);
    assert_eq!((&listed["totalCount"], &listed["items"]), (&json!(1), &expected));
    let listed = counter.get(&format!("{AZURE}/azureentitlements")).await;
    assert_eq!(listed["items"][0]["friendlyName"], "Microsoft Azure");
    counter.ask("GET", &format!("{LICENCE}/azureentitlements"), Value::Null).await.refused(400, 800_011);
}

#[tokio::test]
async fn suspended_azure_subscriptions_do_not_count_to_the_quota_until_they_are_reactivated() {
    let quotas = "quotas = { azureSubscriptions = 2, subscriptionsPerCustomer = 9 }";
    let desk = Desk::with_azure("sandbox", quotas).await;
    let order = || desk.place(json!([{ "lineItemNumber": 0, "offerId": "MS-AZR-0145P", "quantity": 1 }]));
    let set = async |subscription: &str, status: &str| {
        desk.send("PATCH", &format!("subscriptions/{subscription}"), json!({ "status": status })).await
    };
    order().await.refused(403, 800_068);
    set(SUSPENDED, "active").await.refused(403, 800_068);
    set(UNREGISTERED, "suspended").await.expect(200);
    set(SUSPENDED, "active").await.expect(200);
    set(UNREGISTERED, "active").await.refused(403, 800_068);
    set(REGISTERED, "suspended").await.expect(200);
    order().await.expect(201);
    order().await.refused(403, 800_068);
}
