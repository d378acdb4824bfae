//! Trials become paid subscriptions.

use serde_json::{Value, json};

use super::counter::{Counter, etag};

const TRIAL: &str = "subscriptions/e0000000-0000-4000-8000-000000000106";
const PREMIUM: &str = "031C9E47-4802-4248-838E-778FB1D2CC05";

#[tokio::test]
async fn a_trial_keeps_its_id_and_what_it_was_called() {
    let counter = Counter::demo("direct", "105").await;
    let before = counter.get(TRIAL).await;
    let listed = counter.get(&format!("{TRIAL}/conversions")).await;
    assert_eq!(listed["totalCount"], 1);
    let conversion = &listed["items"][0];
    assert_eq!((&conversion["targetOfferId"], &conversion["quantity"]), (&json!(PREMIUM), &json!(5)));
    assert_eq!((&conversion["orderId"], &conversion["billingCycle"]), (&before["orderId"], &json!("monthly")));

    let result = counter.ask("POST", &format!("{TRIAL}/conversions"), conversion.clone()).await.expect(200);
    assert_eq!((&result["subscriptionId"], &result["error"]), (&before["id"], &Value::Null));
    let after = counter.get(TRIAL).await;
    assert_eq!((&after["id"], &after["offerId"]), (&before["id"], &json!(PREMIUM)));
    assert_eq!((&after["quantity"], &after["isTrial"]), (&json!(5), &json!(false)));
    assert_eq!((&after["billingCycle"], &after["autoRenewEnabled"]), (&json!("monthly"), &json!(true)));
    assert_eq!(after["entitlementId"], before["entitlementId"]);
    assert!(after["commitmentEndDate"].as_str() > before["commitmentEndDate"].as_str());
    assert_ne!(etag(&after), etag(&before));
    let order = counter.get(&format!("orders/{}", before["orderId"].as_str().unwrap())).await;
    assert_eq!((&order["billingCycle"], &order["lineItems"][0]["offerId"]), (&json!("monthly"), &json!(PREMIUM)));
    assert_eq!(counter.get(&format!("{TRIAL}/conversions")).await["totalCount"], 0);
    // The customer has had its trial of this offer, whatever became of it.
    let again = json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": before["offerId"], "quantity": 1 }] });
    counter.ask("POST", "orders", again).await.refused(400, 27_006);
}

#[tokio::test]
async fn what_cannot_be_converted_is_told() {
    let counter = Counter::demo("direct", "105").await;
    let conversions = format!("{TRIAL}/conversions");
    let convert = |body: Value| counter.ask("POST", &conversions, body);
    let exchange = "195416C1-3447-423A-B37B-EE59A99A19C4";
    let result = convert(json!({ "targetOfferId": exchange })).await.expect(200);
    assert_eq!(result["error"]["code"], "ConversionsNotFound");
    assert_eq!(counter.get(TRIAL).await["isTrial"], true);
    convert(json!({ "targetOfferId": PREMIUM, "quantity": 301 })).await.refused(400, 2002);
    convert(json!({ "targetOfferId": PREMIUM, "offerId": exchange })).await.refused(400, 3000);
    convert(json!({ "targetOfferId": PREMIUM, "billingCycle": "triennial" })).await.refused(400, 3000);
    convert(json!({})).await.refused(400, 3000);
    let app = counter.app("direct").await;
    app.ask("GET", &format!("{TRIAL}/conversions"), Value::Null).await.refused(403, 2032);

    let sandbox = Counter::demo("direct-sandbox", "202").await;
    let trial = "subscriptions/e0000000-0000-4000-8000-000000000203/conversions";
    let body = json!({ "targetOfferId": PREMIUM, "quantity": 26 });
    sandbox.ask("POST", trial, body).await.refused(403, 800_088);
    let licence = "subscriptions/e0000000-0000-4000-8000-000000000201/conversions";
    let result = sandbox.ask("POST", licence, json!({ "targetOfferId": PREMIUM })).await.expect(200);
    assert_eq!(result["error"]["code"], "ConversionsNotFound");
}

#[tokio::test]
async fn a_customer_without_an_agreement_is_sold_no_conversion() {
    let counter = Counter::at("direct", "02").await;
    let trial = "subscriptions/e2000000-0000-4000-8000-000000000021";
    let convert = json!({ "targetOfferId": PREMIUM });
    counter.ask("POST", &format!("{trial}/conversions"), convert).await.refused(403, 13_605);
    assert_eq!(counter.get(trial).await["isTrial"], true);
}
