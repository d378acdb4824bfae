//! Upgrades to other offers.

use serde_json::{Value, json};

use super::counter::Counter;

const SOURCE: &str = "subscriptions/e0000000-0000-4000-8000-000000000305";
const E3: &str = "796B6B5F-613C-4E24-A17C-EBA730D49C02";

#[tokio::test]
async fn an_upgrade_buys_the_target_by_an_order_of_its_own() {
    let counter = Counter::demo("provider", "303").await;
    let listed = counter.get(&format!("{SOURCE}/upgrades")).await;
    assert_eq!(listed["totalCount"], 1);
    let upgrade = &listed["items"][0];
    assert_eq!((&upgrade["isEligible"], &upgrade["upgradeType"]), (&json!(true), &json!("upgrade_only")));
    assert_eq!((&upgrade["targetOffer"]["id"], &upgrade["quantity"]), (&json!(E3), &json!(4)));

    let result = counter.ask("POST", &format!("{SOURCE}/upgrades"), upgrade.clone()).await.expect(200);
    assert_eq!((&result["upgradeErrors"], &result["upgradeType"]), (&json!([]), &json!(1)));
    let target = counter.get(&format!("subscriptions/{}", result["targetSubscriptionId"].as_str().unwrap())).await;
    let source = counter.get(SOURCE).await;
    assert_eq!((&target["offerId"], &target["quantity"]), (&json!(E3), &json!(4)));
    assert_eq!((&source["status"], &result["sourceSubscriptionId"]), (&json!("active"), &source["id"]));
    assert_ne!(target["orderId"], source["orderId"]);

    let body = json!({ "targetOffer": { "id": E3 }, "upgradeType": 2, "quantity": 2 });
    let result = counter.ask("POST", &format!("{SOURCE}/upgrades"), body).await.expect(200);
    assert_eq!((&result["upgradeErrors"], &result["upgradeType"]), (&json!([]), &json!(2)));
    assert_eq!(counter.get(SOURCE).await["status"], "suspended", "its licences were transferred");
}

#[tokio::test]
async fn what_keeps_a_subscription_from_being_upgraded_is_told() {
    let counter = Counter::demo("provider", "303").await;
    let codes = async |counter: &Counter, path: &str, body: Value| -> Vec<u64> {
        let result = counter.ask("POST", &format!("{path}/upgrades"), body).await.expect(200);
        assert_eq!(result["targetSubscriptionId"], Value::Null);
        result["upgradeErrors"].as_array().unwrap().iter().map(|error| error["code"].as_u64().unwrap()).collect()
    };
    let to = |offer: &str| json!({ "targetOffer": { "id": offer } });
    assert_eq!(codes(&counter, SOURCE, to("031C9E47-4802-4248-838E-778FB1D2CC05")).await, [8]);
    let no_path = Counter::demo("direct", "105").await;
    assert_eq!(codes(&no_path, "subscriptions/e0000000-0000-4000-8000-000000000107", to(E3)).await, [7]);
    counter.ask("POST", &format!("{SOURCE}/upgrades"), json!({})).await.refused(400, 3000);

    counter.ask("PATCH", SOURCE, json!({ "status": "suspended" })).await.expect(200);
    let listed = counter.get(&format!("{SOURCE}/upgrades")).await;
    let upgrade = &listed["items"][0];
    assert_eq!((&upgrade["isEligible"], &upgrade["upgradeErrors"][0]["code"]), (&json!(false), &json!(2)));
    assert_eq!(upgrade["upgradeErrors"][0]["additionalDetails"], "suspended");
    assert_eq!(codes(&counter, SOURCE, to(E3)).await, [2]);

    let app = counter.app("provider").await;
    let sold = "subscriptions/e0000000-0000-4000-8000-000000000304";
    let plan_2 = "2F707C7C-2433-49A5-A437-9CA7CF40D3EB";
    assert_eq!(codes(&app, sold, to(plan_2)).await, [5], "a person sells with a partner on record");

    let sandbox = Counter::demo("direct-sandbox", "202").await;
    let with_add_on = "subscriptions/e0000000-0000-4000-8000-000000000201";
    sandbox.stage.settings(json!({ "provisioning": { "settle": { "afterSeconds": 900 } } })).await;
    sandbox.ask("PATCH", with_add_on, json!({ "quantity": 6 })).await.expect(202);
    assert_eq!(codes(&sandbox, with_add_on, to(E3)).await, [9, 6]);
}
