//! What a PATCH does beyond the subscription's own quantity, status and name.

use serde_json::{Value, json};

use super::counter::{Counter, etag};

const BASE: &str = "subscriptions/e2000000-0000-4000-8000-000000000001";
const ADD_ON: &str = "subscriptions/e2000000-0000-4000-8000-000000000002";

#[tokio::test]
async fn add_ons_are_listed_and_suspended_with_what_they_are_added_to() {
    let counter = Counter::at("direct", "01").await;
    let add_on = counter.get(ADD_ON).await;
    let listed = counter.get(&format!("{BASE}/addons")).await;
    assert_eq!((&listed["totalCount"], &listed["items"][0]), (&json!(1), &add_on));
    assert_eq!(counter.get(&format!("{ADD_ON}/addons")).await["totalCount"], 0);

    counter.ask("PATCH", BASE, json!({ "status": "suspended" })).await.expect(200);
    let suspended = counter.get(ADD_ON).await;
    assert_eq!(suspended["status"], "suspended");
    assert_ne!(etag(&suspended), etag(&add_on));
    counter.ask("PATCH", ADD_ON, json!({ "status": "active" })).await.refused(409, 27009);
    counter.ask("PATCH", BASE, json!({ "status": "active" })).await.expect(200);
    assert_eq!(counter.get(ADD_ON).await["status"], "suspended", "it is reactivated by itself");
    counter.ask("PATCH", ADD_ON, json!({ "status": "active" })).await.expect(200);
}

#[tokio::test]
async fn whoever_suspends_what_was_listed_need_not_know_that_an_add_on_goes_with_its_base() {
    let counter = Counter::at("direct", "01").await;
    let listed = counter.get("subscriptions").await;
    for path in [BASE, ADD_ON] {
        let mut subscription = listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| path.ends_with(item["id"].as_str().unwrap()))
            .unwrap()
            .clone();
        subscription["status"] = json!("suspended");
        assert_eq!(counter.ask("PATCH", path, subscription).await.expect(200)["status"], "suspended");
    }
    let mut add_on = counter.get(ADD_ON).await;
    add_on["attributes"]["etag"] = listed["items"][0]["attributes"]["etag"].clone();
    add_on["friendlyName"] = json!("Archive");
    counter.ask("PATCH", ADD_ON, add_on).await.refused(400, 2055);
}

#[tokio::test]
async fn licences_that_are_provided_later_are_accepted() {
    let counter = Counter::at("direct", "01").await;
    let status = format!("{BASE}/provisioningstatus");
    let first = counter.get(&status).await;
    assert_eq!((&first["skuId"], &first["quantity"]), (&json!("6FD2C87F-B296-42F0-B197-1E91E994B900"), &json!(5)));
    assert_eq!(first["endDate"], counter.get(BASE).await["commitmentEndDate"]);

    counter.stage.settings(json!({ "provisioning": { "settle": { "afterSeconds": 900 } } })).await;
    let answer = counter.ask("PATCH", BASE, json!({ "quantity": 6 })).await;
    assert_eq!(answer.headers["location"], counter.path(BASE));
    let changed = answer.expect(202);
    let pending = counter.get(&status).await;
    assert_eq!((&pending["status"], &pending["quantity"]), (&json!("pending"), &json!(6)));
    counter.ask("PATCH", BASE, json!({ "quantity": 7 })).await.refused(400, 800_082);
    counter.stage.advance("PT15M").await;
    assert_eq!(counter.get(&status).await["status"], "success");
    assert_eq!(etag(&counter.get(BASE).await), etag(&changed), "that licences are provided changes nothing in it");

    counter.stage.settings(json!({ "provisioning": { "settle": { "afterReads": 2 } } })).await;
    counter.ask("PATCH", BASE, json!({ "quantity": 7 })).await.expect(202);
    assert_eq!(counter.get(&status).await["status"], "pending");
    assert_eq!(counter.get(&status).await["status"], "success");
}

#[tokio::test]
async fn the_partner_on_record_is_a_reseller_of_the_provider() {
    let counter = Counter::demo("provider", "303").await;
    let subscription = "subscriptions/e0000000-0000-4000-8000-000000000305";
    let patch = |partner: Value| counter.ask("PATCH", subscription, json!({ "partnerId": partner }));
    let mpn_id = |name: &str| counter.stage.account(name)["mpnId"].clone();
    let changed = patch(mpn_id("reseller")).await.expect(200);
    assert_eq!(changed["partnerId"], mpn_id("reseller"));
    let found = counter.get(&format!("subscriptions?mpn_id={}", mpn_id("reseller").as_str().unwrap())).await;
    assert_eq!(found["totalCount"], 2);
    let same = patch(Value::Null).await.expect(200);
    assert_eq!(etag(&same), etag(&changed), "who names nobody asks for nothing");
    patch("1234567".into()).await.refused(404, 800_015);
    patch(mpn_id("provider")).await.refused(404, 2072);
    patch(mpn_id("direct")).await.refused(400, 800_016);
    let mpn_id = mpn_id("reseller");
    let app = counter.app("provider").await;
    app.ask("PATCH", subscription, json!({ "partnerId": mpn_id, "friendlyName": "n" })).await.expect(200);
    app.ask("PATCH", subscription, json!({ "partnerId": "1234567" })).await.refused(403, 2032);
}
