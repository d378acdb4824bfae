//! The end of what an order entitles to.

use serde_json::{Value, json};

use super::scene::{CUSTOMER, Scene, order};

const CALS: &str = r#"offer = "DG7GMGF0DVT7:000C:DG7GMGF0FVZM", family = "software_subscription", name = "Windows Server CAL", quantity = 3, term = "P1Y""#;
const FOREVER: &str = r#"offer = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", family = "software", name = "Identity Manager - 1 User CAL", quantity = 3"#;
const RESERVED: &str = r#"offer = "DZH318Z0BQ36:004G:DZH318Z08C0S", family = "reservation", name = "Reserved VM Instance", quantity = 1, term = "P1Y""#;

/// An order of software and one of a reservation, both of them for a year.
async fn scene(environment: &str) -> Scene {
    let orders = [
        order("2020-04-10T15:00:00Z", &[CALS.to_owned(), FOREVER.to_owned()]),
        order("2020-04-12T15:00:00Z", &[RESERVED.to_owned()]),
    ];
    Scene::of(environment, &orders).await
}

async fn entitled(scene: &Scene) -> Vec<String> {
    let listed = scene.get("/entitlements").await;
    let products =
        listed["items"].as_array().unwrap().iter().map(|item| item["productId"].as_str().unwrap().to_owned());
    products.collect()
}

#[tokio::test]
async fn what_was_bought_for_a_time_ends_with_it_and_the_order_stays() {
    let scene = scene("sandbox").await;
    let artifact = scene.get("/entitlements?entitlementType=reservedinstance").await["items"][0]["entitledArtifacts"]
        [0]["link"]["uri"]
        .clone();
    let artifact = artifact.as_str().unwrap().strip_prefix(&format!("/customers/{CUSTOMER}")).unwrap().to_owned();
    let quota = "accounts/a0000000-0000-4000-8000-000000009100/quota";
    let reserved =
        async || scene.stage.control("GET", quota, &Value::Null).await["used"]["byCustomer"][0]["reservations"].clone();
    assert_eq!((entitled(&scene).await.len(), reserved().await), (3, json!(1)));
    scene.until("2021-04-10T00:00:00Z").await;
    assert_eq!(entitled(&scene).await, ["DG7GMGF0DWT0", "DZH318Z0BQ36"]);
    scene.get(&artifact).await;
    scene.until("2021-04-12T00:00:00Z").await;
    assert_eq!((entitled(&scene).await, reserved().await), (vec!["DG7GMGF0DWT0".to_owned()], json!(0)));
    scene.send("GET", &artifact, Value::Null).await.refused(404, 1000);
    let orders = scene.get("/orders").await;
    assert!(orders["items"].as_array().unwrap().iter().all(|order| order["status"] == "completed"), "{orders}");
    let told: Vec<(String, String)> = scene.told().await.into_iter().map(|(time, what, _)| (time, what)).collect();
    let ended = |time: &str| (time.to_owned(), "entitlement-expired".to_owned());
    assert_eq!(told, [ended("2021-04-10T00:00:00Z"), ended("2021-04-12T00:00:00Z")]);

    // The sandbox asks for their cancellation all the same, which it allows at any time.
    scene.send("DELETE", "", Value::Null).await.refused(400, 3000);
    for order in orders["items"].as_array().unwrap() {
        let path = format!("/orders/{}", order["id"].as_str().unwrap());
        scene.send("PATCH", &path, json!({ "status": "cancelled" })).await.ok();
    }
    scene.send("DELETE", "", Value::Null).await.ok();
}

#[tokio::test]
async fn a_reservation_that_has_ended_keeps_nobody_from_removing_the_relationship() {
    let scene = scene("production").await;
    let none = || json!({ "relationshipToPartner": "none" });
    scene.send("PATCH", "", none()).await.refused(400, 3000);
    scene.until("2021-04-12T00:00:00Z").await;
    scene.send("PATCH", "", none()).await.ok();
    // What is removed goes on to be due, and its events stay.
    scene.until("2022-04-12T00:00:00Z").await;
    assert_eq!(scene.told().await.len(), 3);
}
