//! Ends of terms of subscriptions.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::scene::{ARCHIVING, AZURE, EXCHANGE, HELPDESK, Scene, TRIAL, id, line, order};

#[tokio::test]
async fn a_term_is_renewed_at_its_end_and_not_before_and_ends_of_months_do_not_drift() {
    let scene = Scene::of("production", &[order("2021-01-31T10:00:00Z", &[line(HELPDESK, 1, "")])]).await;
    // Its past is what it would have been.
    Scene::is(scene.state(1).await, "active", "2021-03-31T10:00:00Z");
    assert_eq!(scene.subscription(1).await["refundOptions"], json!(null));
    assert!(scene.told().await.is_empty());
    let etag = scene.subscription(1).await["attributes"]["etag"].clone();

    scene.until("2021-03-31T09:59:59.999999Z").await;
    Scene::is(scene.state(1).await, "active", "2021-03-31T10:00:00Z");
    scene.until("2021-03-31T10:00:00Z").await;
    Scene::is(scene.state(1).await, "active", "2021-04-30T10:00:00Z");
    let renewed = scene.subscription(1).await;
    assert_eq!(renewed["refundOptions"], json!([{ "type": "Full", "expiresAt": "2021-04-01T10:00:00Z" }]));
    assert_eq!(renewed["effectiveStartDate"], "2021-01-31T10:00:00Z");
    assert_ne!(renewed["attributes"]["etag"], etag);
    scene.until("2021-04-01T10:00:00Z").await;
    assert_eq!(scene.subscription(1).await["refundOptions"], json!(null));
    scene.patch(1, json!({ "status": "deleted" })).await.refused(400, 900_117);

    let told = scene.told().await;
    let event = |time: &str, what: &str| (time.to_owned(), what.to_owned(), id(1));
    let renewal = event("2021-03-31T10:00:00Z", "subscription-renewed");
    assert_eq!(told, [renewal, event("2021-04-01T10:00:00Z", "subscription-refund-ended")]);
    scene.until("2021-12-31T12:00:00Z").await;
    Scene::is(scene.state(1).await, "active", "2022-01-31T10:00:00Z");
}

#[tokio::test]
async fn in_a_window_that_is_open_a_marketplace_subscription_is_cancelled_and_stays_so() {
    let scene = Scene::of("production", &[order("2021-02-15T00:00:00Z", &[line(HELPDESK, 1, "")])]).await;
    scene.until("2021-03-15T12:00:00Z").await;
    let cancelled = scene.patch(1, json!({ "status": "deleted" })).await.ok().json();
    assert_eq!(cancelled["refundOptions"], json!([{ "type": "Full", "expiresAt": "2021-03-16T00:00:00Z" }]));
    assert_eq!(scene.subscription(1).await, cancelled);
    scene.until("2021-03-16T00:00:00Z").await;
    let deleted = scene.subscription(1).await;
    assert_eq!((&deleted["status"], &deleted["refundOptions"]), (&json!("deleted"), &Value::Null));
    scene.until("2023-01-01T00:00:00Z").await;
    assert_eq!(scene.subscription(1).await, deleted);
}

#[tokio::test]
async fn what_does_not_renew_itself_expires_and_frees_its_place() {
    let orders = [
        order("2020-03-20T10:00:00Z", &[line(EXCHANGE, 1, "")]),
        order("2020-03-20T11:00:00Z", &[line(EXCHANGE, 2, ", status = \"suspended\"")]),
        order("2021-02-20T10:00:00Z", &[line(TRIAL, 3, "")]),
        order("2021-02-20T10:00:00Z", &[line(AZURE, 4, "")]),
        order("2020-03-20T12:00:00Z", &[line(EXCHANGE, 5, ", status = \"deleted\"")]),
        order("2020-03-20T13:00:00Z", &[line(EXCHANGE, 6, "")]),
    ];
    let scene = Scene::of("sandbox", &orders).await;
    scene.patch(1, json!({ "autoRenewEnabled": false })).await.ok();
    scene.until("2021-03-19T23:59:59Z").await;
    for number in [1, 3, 4, 6] {
        assert_eq!(scene.state(number).await.0, "active", "{number}");
    }
    let quota = "accounts/a0000000-0000-4000-8000-000000009100/quota";
    let counted = async || {
        scene.stage.control("GET", quota, &json!(null)).await["used"]["byCustomer"][0]["subscriptions"].clone()
    };
    assert_eq!(counted().await, 4);
    scene.until("2021-03-20T00:00:00Z").await;
    Scene::is(scene.state(1).await, "expired", "2021-03-20T00:00:00Z");
    Scene::is(scene.state(2).await, "expired", "2021-03-20T00:00:00Z");
    Scene::is(scene.state(3).await, "expired", "2021-03-20T00:00:00Z");
    Scene::is(scene.state(4).await, "active", "9999-12-10T00:00:00Z");
    assert_eq!(scene.state(5).await.0, "deleted");
    Scene::is(scene.state(6).await, "active", "2022-03-20T00:00:00Z");
    assert_eq!(counted().await, 2);

    let expired = scene.subscription(2).await;
    assert_eq!((&expired["autoRenewEnabled"], &expired["suspensionReasons"]), (&json!(false), &json!(null)));
    let told = scene.told().await;
    let ended: BTreeSet<(&str, &str)> = told[1..5].iter().map(|(_, what, of)| (what.as_str(), of.as_str())).collect();
    let ids = [1, 2, 3, 6].map(id);
    let [one, two, three, six] = ids.each_ref().map(String::as_str);
    let expired = "subscription-expired";
    assert_eq!(
        ended,
        BTreeSet::from([(expired, one), (expired, two), (expired, three), ("subscription-renewed", six)])
    );
    for number in [1, 2, 3] {
        scene.patch(number, json!({ "status": "active" })).await.refused(400, 800_096);
        scene.patch(number, json!({ "status": "deleted" })).await.refused(400, 800_096);
        scene.patch(number, json!({ "partnerId": "9009002" })).await.refused(400, 800_098);
        scene.patch(number, json!({ "quantity": 3 })).await.refused(400, 800_095);
        scene.patch(number, json!({ "autoRenewEnabled": true })).await.refused(400, 800_093);
        scene.patch(number, json!({ "friendlyName": "of last year" })).await.ok();
    }
    scene.send("DELETE", "", json!(null)).await.ok();
    scene.until("2031-01-01T00:00:00Z").await;
}

#[tokio::test]
async fn an_add_on_is_renewed_where_what_it_is_added_to_goes_on_and_expires_with_it() {
    let parent = |number: u32| format!(", parent = \"{}\"", id(number));
    let orders = [
        // Bought together: the one with the smaller id is looked at first.
        order("2021-02-10T00:00:00Z", &[line(EXCHANGE, 2, ""), line(ARCHIVING, 1, &parent(2))]),
        order("2021-02-10T00:00:00Z", &[line(EXCHANGE, 3, ""), line(ARCHIVING, 4, &parent(3))]),
        // An add-on that was bought later ends with its parent, in the middle of its term.
        order("2021-02-10T00:00:00Z", &[line(EXCHANGE, 5, "")]),
        order("2021-02-20T00:00:00Z", &[line(ARCHIVING, 6, &parent(5))]),
        order("2021-02-10T00:00:00Z", &[line(EXCHANGE, 7, ""), line(ARCHIVING, 8, &parent(7))]),
    ];
    let scene = Scene::of("production", &orders).await;
    for number in [2, 5] {
        scene.patch(number, json!({ "autoRenewEnabled": false })).await.ok();
    }
    scene.patch(8, json!({ "autoRenewEnabled": false })).await.ok();
    scene.until("2022-02-10T00:00:00Z").await;
    let (first, second) = ("2022-02-10T00:00:00Z", "2023-02-10T00:00:00Z");
    for (number, status, end) in [
        (1, "expired", first),
        (2, "expired", first),
        (3, "active", second),
        (4, "active", second),
        (5, "expired", first),
        (6, "expired", "2022-02-20T00:00:00Z"),
        (7, "active", second),
        (8, "expired", first),
    ] {
        Scene::is(scene.state(number).await, status, end);
    }
    let renewed = scene.told().await.into_iter().filter(|(_, what, _)| what == "subscription-renewed");
    assert_eq!(renewed.map(|(_, _, of)| of).collect::<BTreeSet<_>>(), BTreeSet::from([3, 4, 7].map(id)));
    // Nothing of it is due ever again.
    let before = scene.subscription(6).await;
    scene.until("2022-03-01T00:00:00Z").await;
    assert_eq!(scene.subscription(6).await, before);
}

#[tokio::test]
async fn a_term_with_an_end_of_its_own_is_counted_from_there() {
    let ends = ", ends = \"2021-03-31T08:00:00Z\"";
    let scene = Scene::of("production", &[order("2021-01-05T00:00:00Z", &[line(HELPDESK, 1, ends)])]).await;
    for (until, end) in [
        ("2021-03-31T08:00:00Z", "2021-04-30T08:00:00Z"),
        ("2021-04-30T08:00:00Z", "2021-05-31T08:00:00Z"),
        ("2022-02-28T08:00:00Z", "2022-03-31T08:00:00Z"),
    ] {
        scene.until(until).await;
        Scene::is(scene.state(1).await, "active", end);
    }
}

#[tokio::test]
async fn what_a_world_file_says_of_the_past_has_come_true_by_now() {
    let orders = [
        order("2016-03-05T00:00:00Z", &[line(EXCHANGE, 1, "")]),
        order("2020-01-05T00:00:00Z", &[line(TRIAL, 2, "")]),
        order("2020-01-05T00:00:00Z", &[line(EXCHANGE, 3, ", status = \"suspended\"")]),
        order("2020-06-05T00:00:00Z", &[line(ARCHIVING, 4, &format!(", parent = \"{}\"", id(3)))]),
        order("2020-01-05T00:00:00Z", &[line(EXCHANGE, 5, ", status = \"expired\"")]),
    ];
    let scene = Scene::of("production", &orders).await;
    Scene::is(scene.state(1).await, "active", "2021-03-05T00:00:00Z");
    Scene::is(scene.state(2).await, "expired", "2020-02-05T00:00:00Z");
    Scene::is(scene.state(3).await, "expired", "2021-01-05T00:00:00Z");
    Scene::is(scene.state(5).await, "expired", "2021-01-05T00:00:00Z");
    assert_eq!(scene.subscription(5).await["autoRenewEnabled"], false);
    Scene::is(scene.state(4).await, "expired", "2021-06-05T00:00:00Z");
    scene.until("2021-03-01T13:00:00Z").await;
    assert!(scene.told().await.is_empty());
}

#[tokio::test]
async fn nothing_is_provided_of_what_has_ended() {
    let orders = [
        order("2021-02-28T23:00:00Z", &[line(HELPDESK, 1, "")]),
        order("2020-03-02T00:00:00Z", &[line(EXCHANGE, 2, "")]),
    ];
    let scene = Scene::of("sandbox", &orders).await;
    scene.stage.settings(json!({ "provisioning": { "settle": { "afterSeconds": 1_000_000 } } })).await;
    scene.patch(2, json!({ "autoRenewEnabled": false })).await.ok();
    for number in [1, 2] {
        assert_eq!(scene.patch(number, json!({ "quantity": 2 })).await.status, 202);
    }
    let status =
        async |number| scene.get(&format!("/subscriptions/{}/provisioningstatus", id(number))).await["status"].clone();
    assert_eq!([status(1).await, status(2).await], ["pending", "pending"]);
    scene.patch(1, json!({ "status": "deleted" })).await.ok();
    scene.until("2021-03-02T00:00:00Z").await;
    assert_eq!(scene.state(2).await.0, "expired");
    assert_eq!([status(1).await, status(2).await], ["success", "success"]);
}
