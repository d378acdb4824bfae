//! The examples, against a sandbox in the same process.

use backlot_testkit::{ENDPOINT, Stage};
use partner_center::{Builder, Client, Service};
use serde_json::json;

#[expect(dead_code, reason = "it is the example's way to the network")]
#[path = "../../examples/delete_customer.rs"]
mod delete_customer;
#[expect(dead_code, reason = "it is the example's way to the network")]
#[path = "../../examples/order_for_a_reseller.rs"]
mod order_for_a_reseller;
#[expect(dead_code, reason = "it is the example's way to the network")]
#[path = "../../examples/remove_relationship.rs"]
mod remove_relationship;

fn at(stage: &Stage) -> Builder {
    Client::builder().endpoint(ENDPOINT).transport(Service(stage.sandbox.clone()))
}

#[tokio::test]
async fn a_customer_is_deleted() {
    let stage = Stage::demo().await;
    let quarry_lane = "d0000000-0000-4000-8000-000000000201";
    let customer = stage.app("direct-sandbox").await.customers().by_id(quarry_lane);
    assert!(!customer.entitlements().list().all().await.unwrap().is_empty());
    delete_customer::delete(at(&stage), quarry_lane).await.unwrap();
    assert!(customer.get().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_relationship_is_removed_when_support_has_cancelled_the_reservations() {
    let stage = Stage::demo().await;
    let saltmarsh = "d0000000-0000-4000-8000-000000000101";
    let refused = remove_relationship::remove(at(&stage), saltmarsh).await.unwrap_err();
    assert_eq!(refused.to_string(), "Support has to cancel the reservations first");
    let support = format!("accounts/{}/support/cancel-reservations", stage.tenant("direct"));
    stage.control("POST", &support, &json!({ "customerId": saltmarsh })).await;
    remove_relationship::remove(at(&stage), saltmarsh).await.unwrap();
    assert!(stage.app("direct").await.customers().by_id(saltmarsh).get().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_order_has_the_reseller_on_record() {
    let stage = Stage::demo().await;
    let (bakery, offer) = ("d0000000-0000-4000-8000-000000000301", "db2e705f-b82a-4024-a3d5-d88e12f2db35");
    order_for_a_reseller::order(at(&stage), bakery, offer, "Harborlight").await.unwrap();
    let subscriptions =
        stage.app("provider").await.customers().by_id(bakery).subscriptions().list().all().await.unwrap();
    let is_new = |id: &Option<String>| id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(offer));
    let new: Vec<_> = subscriptions.iter().filter(|one| is_new(&one.offer_id)).collect();
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].partner_id.as_deref(), Some("9000005"));
    let nobody = order_for_a_reseller::order(at(&stage), bakery, offer, "Nobody").await.unwrap_err();
    assert_eq!(nobody.to_string(), "There is no such reseller");
}

#[test]
fn each_fits_on_a_page() {
    for text in [
        include_str!("../../examples/delete_customer.rs"),
        include_str!("../../examples/order_for_a_reseller.rs"),
        include_str!("../../examples/remove_relationship.rs"),
    ] {
        assert!(text.lines().count() < 40, "{text}");
    }
}
