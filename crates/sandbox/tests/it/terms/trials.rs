//! Trials of marketplace products: they end, unless they were bought with a paid term to follow.

use serde_json::{Value, json};

use super::scene::Scene;

const FREE: &str = "DZH318Z0C0WF:0001:DZH318Z0BP69";

/// A trial that was bought from a cart, and where it is read.
async fn trial(scene: &Scene, renews_to: Value) -> (String, Value) {
    let mut line = json!({ "catalogItemId": FREE, "quantity": 1, "billingCycle": "none", "termDuration": "P1M" });
    line["renewsTo"] = renews_to;
    let cart = scene.send("POST", "/carts", json!({ "lineItems": [line] })).await.ok().json();
    assert_eq!(cart["lineItems"][0]["error"], Value::Null, "{cart}");
    let checkout = format!("/carts/{}/checkout", cart["id"].as_str().unwrap());
    let result = scene.send("POST", &checkout, Value::Null).await.ok().json();
    let subscription = result["orders"][0]["lineItems"][0]["subscriptionId"].as_str().unwrap();
    let path = format!("/subscriptions/{subscription}");
    let bought = scene.get(&path).await;
    (path, bought)
}

#[tokio::test]
async fn a_marketplace_trial_ends_with_its_term() {
    let scene = Scene::of("production", &[]).await;
    let (path, bought) = trial(&scene, Value::Null).await;
    assert_eq!((&bought["isTrial"], &bought["autoRenewEnabled"]), (&json!(true), &json!(false)));
    scene.send("PATCH", &path, json!({ "autoRenewEnabled": true })).await.refused(400, 800_093);
    scene.until("2021-04-01T12:00:00Z").await;
    let ended = scene.get(&path).await;
    assert_eq!((&ended["status"], &ended["isTrial"]), (&json!("expired"), &json!(true)));
}

#[tokio::test]
async fn a_marketplace_trial_renews_to_the_paid_term_that_it_was_bought_with() {
    let scene = Scene::of("production", &[]).await;
    for (number, (term, end, cycle)) in
        [("P1Y", "2022-04-01T12:00:00Z", "annual"), ("p1m", "2021-06-01T12:00:00Z", "monthly")].into_iter().enumerate()
    {
        let month = 4 + number;
        let (path, bought) = trial(&scene, json!({ "termDuration": term })).await;
        assert_eq!(bought["renewalTermDuration"], term.to_uppercase());
        assert_eq!((&bought["isTrial"], &bought["autoRenewEnabled"]), (&json!(true), &json!(true)));
        scene.until(&format!("2021-0{month}-01T12:00:00Z")).await;
        let paid = scene.get(&path).await;
        assert_eq!((&paid["status"], &paid["commitmentEndDate"]), (&json!("active"), &json!(end)));
        assert_eq!((&paid["isTrial"], &paid["billingCycle"]), (&json!(false), &json!(cycle)));
        assert_eq!(paid["termDuration"], term.to_uppercase());
        for auto_renew in [false, true] {
            let change = json!({ "autoRenewEnabled": auto_renew });
            assert_eq!(scene.send("PATCH", &path, change).await.ok().json()["autoRenewEnabled"], auto_renew);
        }
    }
}

#[tokio::test]
async fn a_term_that_follows_is_named_as_the_api_names_terms() {
    let scene = Scene::of("production", &[]).await;
    for term in ["1Year", "1Month", "P3Y", "P30D", ""] {
        let line = json!({ "catalogItemId": FREE, "quantity": 1, "renewsTo": { "termDuration": term } });
        let cart = scene.send("POST", "/carts", json!({ "lineItems": [line] })).await.ok().json();
        assert_eq!(cart["lineItems"][0]["error"]["errorCode"], 800_002, "{term}");
    }
}

#[tokio::test]
async fn what_begins_between_two_microseconds_ends_like_anything_else() {
    let scene = Scene::of("production", &[]).await;
    scene.until("2021-03-02T12:00:00.1234567Z").await;
    let (path, bought) = trial(&scene, Value::Null).await;
    assert_eq!(bought["commitmentEndDate"], "2021-04-02T12:00:00.123456Z");
    scene.until("2021-04-03T12:00:00Z").await;
    assert_eq!(scene.get(&path).await["status"], "expired");
}
