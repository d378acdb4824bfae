//! What keeps the customers of the demo world from being deleted or removed, and how it is taken out of the way.

use backlot_testkit::{Stage, client::Client};
use serde_json::{Value, json};

use crate::partners::{Answer, ask};

const SALTMARSH_OUTFITTERS: &str = "d0000000-0000-4000-8000-000000000101";
const ORCHARD_PRESS: &str = "d0000000-0000-4000-8000-000000000104";
const QUARRY_LANE_BOOKS: &str = "d0000000-0000-4000-8000-000000000201";
const NOWHERE_STREET_STORAGE: &str = "d0000000-0000-4000-8000-000000000203";
const COMMONGROUND_LIBRARY: &str = "d0000000-0000-4000-8000-000000000290";

async fn delete(client: &Client, customer: &str) -> Answer {
    ask(client, "DELETE", &format!("/v1/customers/{customer}"), Value::Null).await
}

async fn remove(client: &Client, customer: &str) -> Answer {
    ask(client, "PATCH", &format!("/v1/customers/{customer}"), json!({ "relationshipToPartner": "none" })).await
}

/// The orders of the customer, oldest first.
async fn orders(client: &Client, customer: &str) -> Vec<Value> {
    let mut listed = ask(client, "GET", &format!("/v1/customers/{customer}/orders"), Value::Null).await.with(200);
    let mut orders = std::mem::take(listed["items"].as_array_mut().unwrap());
    orders.sort_by_key(|order| order["creationDate"].to_string());
    orders
}

/// Whether an answer refuses because of these, in this order, and says of each what to do.
#[track_caller]
fn is_blocked_by(answer: Answer, blockers: &[&Value]) {
    for blocker in blockers {
        let id = blocker["id"].as_str().unwrap();
        assert!(answer.explanation.contains(&format!("{id} is ")), "{}", answer.explanation);
        if let Some(alternate) = blocker["alternateId"].as_str() {
            assert!(answer.text.contains(alternate), "{}", answer.text);
        }
    }
    let body = answer.with(400);
    let ids: Vec<&Value> = blockers.iter().map(|blocker| &blocker["id"]).collect();
    assert_eq!((&body["code"], &body["data"]), (&json!(3000), &json!(ids)));
}

#[tokio::test]
async fn software_and_reservations_keep_a_sandbox_customer_until_each_is_cancelled() {
    let stage = Stage::demo().await;
    let client = stage.app("direct-sandbox").await;
    let orders = orders(&client, QUARRY_LANE_BOOKS).await;
    let [software, subscription, reservation] = orders.as_slice() else { panic!("{orders:?}") };
    for (blockers, cancelled) in [
        (&[reservation, software, subscription][..], software),
        (&[reservation, subscription], reservation),
        (&[subscription], subscription),
    ] {
        is_blocked_by(delete(&client, QUARRY_LANE_BOOKS).await, blockers);
        is_blocked_by(remove(&client, QUARRY_LANE_BOOKS).await, blockers);
        let order = cancelled["id"].as_str().unwrap();
        let path = format!("/v1/customers/{QUARRY_LANE_BOOKS}/orders/{order}");
        let body = json!({ "id": order, "status": "cancelled" });
        assert_eq!(ask(&client, "PATCH", &path, body).await.with(200)["status"], "cancelled");
    }
    delete(&client, QUARRY_LANE_BOOKS).await.with(204);
    delete(&client, QUARRY_LANE_BOOKS).await.refused(404, 1000);
}

#[tokio::test]
async fn reservations_and_active_subscriptions_keep_a_production_customer_and_software_does_not() {
    let stage = Stage::demo().await;
    let client = stage.user("direct").await;
    let orders = orders(&client, SALTMARSH_OUTFITTERS).await;
    let reservation = orders.last().unwrap();
    let active = [
        json!({ "id": "e0000000-0000-4000-8000-000000000101" }),
        json!({ "id": "e0000000-0000-4000-8000-000000000102" }),
    ];
    is_blocked_by(remove(&client, SALTMARSH_OUTFITTERS).await, &[reservation, &active[0], &active[1]]);

    let cancel = format!("accounts/{}/support/cancel-reservations", stage.tenant("direct"));
    stage.control("POST", &cancel, &json!({ "customerId": SALTMARSH_OUTFITTERS })).await;
    is_blocked_by(remove(&client, SALTMARSH_OUTFITTERS).await, &[&active[0], &active[1]]);
    remove(&client, ORCHARD_PRESS).await.with(200);
}

#[tokio::test]
async fn an_address_that_does_not_check_keeps_a_sandbox_customer_for_good() {
    let stage = Stage::demo().await;
    let client = stage.app("direct-sandbox").await;
    for answer in [delete(&client, NOWHERE_STREET_STORAGE).await, remove(&client, NOWHERE_STREET_STORAGE).await] {
        assert!(answer.explanation.contains("POST /_backlot/reset"), "what to do next: {}", answer.explanation);
        let description = answer.refused(400, 3000);
        assert!(description.contains("billingProfile.defaultAddress"), "{description}");
    }
    let path = format!("/v1/customers/{NOWHERE_STREET_STORAGE}");
    ask(&client, "GET", &path, Value::Null).await.with(200);
}

#[tokio::test]
async fn what_can_never_be_deleted_is_said_before_what_could_be_cancelled_for_it() {
    // A cancellation is for good; nobody should cancel orders for a deletion that is refused all the same.
    let demo = include_str!("../../../src/seed/demo.toml");
    let address = demo.lines().find(|line| line.contains("1 Nowhere Street")).unwrap();
    let order = r#"[[accounts.customers.orders]]
        placed = "2 days ago"
        lines = [{ offer = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", family = "software", name = "Identity Manager", quantity = 1 }]
    "#;
    let stage = Stage::toml(&demo.replace(address, &format!("{address}\n{order}"))).await;
    let client = stage.app("direct-sandbox").await;
    assert_eq!(orders(&client, NOWHERE_STREET_STORAGE).await.len(), 1);
    let description = delete(&client, NOWHERE_STREET_STORAGE).await.refused(400, 3000);
    assert!(description.contains("billingProfile.defaultAddress"), "{description}");
}

#[tokio::test]
async fn a_shared_tenant_goes_with_its_last_tie() {
    let stage = Stage::demo().await;
    let (one, two) = (stage.app("direct-sandbox").await, stage.app("provider-sandbox").await);
    let path = format!("/v1/customers/{COMMONGROUND_LIBRARY}");
    let domain = "/v1/domains/commonground.example";
    delete(&one, COMMONGROUND_LIBRARY).await.with(204);
    ask(&one, "GET", &path, Value::Null).await.refused(404, 1000);
    ask(&two, "GET", &path, Value::Null).await.with(200);
    assert_eq!(ask(&one, "HEAD", domain, Value::Null).await.status, 200);
    remove(&two, COMMONGROUND_LIBRARY).await.with(200);
    assert_eq!(ask(&two, "HEAD", domain, Value::Null).await.status, 404);
    let tie = json!({ "companyProfile": { "tenantId": COMMONGROUND_LIBRARY } });
    ask(&one, "POST", "/v1/customers", tie).await.refused(400, 3000);
}
