//! Events: what happened stands there with the change that it tells of, and outlives what it tells of.

use std::time::Duration;

use backlot_testkit::{Hands, Stage};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::ask::{Ask, customer};

const OFFICE: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";

/// The events that the query asks for.
async fn events(stage: &Stage, query: &str) -> Vec<Value> {
    let page = stage.control("GET", &format!("events?{query}"), &Value::Null).await;
    page["events"].as_array().unwrap().clone()
}

fn whats(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["what"].as_str().unwrap()).collect()
}

/// An order of three licences; answers the paths of the order and of its subscription.
async fn order(stage: &Stage, token: &str, customer: &str) -> (String, String) {
    let body = json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": OFFICE, "quantity": 3 }] });
    let path = format!("/v1/customers/{customer}");
    let placed = Ask::post(format!("{path}/orders"), body.to_string()).token(token).of(stage).await.ok().json();
    let id = |value: &Value| value.as_str().unwrap().to_owned();
    let subscription = id(&placed["lineItems"][0]["subscriptionId"]);
    (format!("{path}/orders/{}", id(&placed["id"])), format!("{path}/subscriptions/{subscription}"))
}

async fn patch(stage: &Stage, token: &str, path: &str, body: Value) -> u16 {
    Ask::new("PATCH", path).token(token).body(body.to_string()).of(stage).await.status
}

#[tokio::test]
async fn what_was_done_is_told_in_order_with_who_did_it_and_where_it_is_read() {
    let stage = Stage::demo().await;
    let (token, tenant) = (stage.user_token("direct-sandbox").await, stage.tenant("direct-sandbox").to_owned());
    let id = customer(&stage, &token, "Fernhill Tools").await;
    let (_, subscription) = order(&stage, &token, &id).await;
    assert_eq!(patch(&stage, &token, &subscription, json!({ "quantity": 5 })).await, 200);
    assert_eq!(patch(&stage, &token, &subscription, json!({ "quantity": 5 })).await, 200, "and changes nothing");
    assert_eq!(patch(&stage, &token, &subscription, json!({ "quantity": 5000 })).await, 403);
    assert_eq!(patch(&stage, &token, &subscription, json!({ "status": "suspended" })).await, 200);
    assert_eq!(patch(&stage, &token, &subscription, json!({ "status": "active" })).await, 200);

    let billing = format!("/v1/customers/{id}/profiles/billing");
    let mut profile = Ask::get(&billing).token(&token).of(&stage).await.ok().json();
    profile["companyName"] = json!("Another name");
    Ask::new("PUT", &billing).token(&token).body(profile.to_string()).of(&stage).await.ok();

    let told = events(&stage, &format!("account={tenant}&customer={id}")).await;
    let expected = [
        "customer-created",
        "subscription-created",
        "order-created",
        "subscription-updated",
        "subscription-suspended",
        "subscription-reactivated",
        "customer-billing-profile-updated",
    ];
    assert_eq!(whats(&told), expected);
    let updated = &told[3];
    assert_eq!(
        (&updated["webhook"], &updated["operationType"]),
        (&json!("subscription-updated"), &json!("update_subscription"))
    );
    assert_eq!((&updated["accountId"], &updated["customerId"]), (&json!(tenant), &json!(id)));
    assert_eq!(updated["details"], json!({ "quantity": "5" }));
    assert_eq!(updated["resource"]["type"], "subscription");
    assert_eq!(format!("/v1{}", updated["resource"]["uri"].as_str().unwrap()), subscription);
    assert_eq!(updated["by"]["userPrincipalName"], stage.account("direct-sandbox")["users"][0]["userPrincipalName"]);
    assert_eq!(updated["by"]["applicationId"], stage.account("direct-sandbox")["apps"][0]["clientId"]);
    assert_eq!((&told[0]["operationType"], &told[0]["webhook"]), (&json!("add_customer"), &Value::Null));
    assert!(events(&stage, &format!("account={}", stage.tenant("direct"))).await.is_empty());
}

#[tokio::test]
async fn a_customer_that_is_gone_leaves_its_events_to_the_account() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let one = customer(&stage, &token, "Fernhill Tools").await;
    order(&stage, &token, &one).await;
    let other = customer(&stage, &token, "Fernhill Mill").await;
    let before = events(&stage, &format!("customer={one}")).await;
    Ask::new("DELETE", format!("/v1/customers/{one}")).token(&token).of(&stage).await.ok();
    let after = events(&stage, &format!("customer={one}")).await;
    assert_eq!(after[..before.len()], before, "they are as they were");
    assert_eq!((after.len(), &after[before.len()]["what"]), (before.len() + 1, &json!("customer-deleted")));
    assert_eq!(after[before.len()]["operationType"], "delete_customer");

    let of_account = events(&stage, &format!("account={}", stage.tenant("direct-sandbox"))).await;
    let whats = whats(&of_account);
    assert_eq!(
        whats,
        ["customer-created", "subscription-created", "order-created", "customer-created", "customer-deleted"]
    );
    assert_eq!(of_account[3]["customerId"], json!(other));
    assert_eq!(events(&stage, "").await, of_account, "nothing happened elsewhere");
}

#[tokio::test]
async fn who_goes_on_from_a_page_misses_nothing_and_sees_nothing_twice() {
    let stage = Stage::demo().await;
    // However many things happen at one time of the world.
    stage.control("PUT", "clock", &json!({ "freeze": true })).await;
    let token = stage.user_token("direct-sandbox").await;
    for name in ["Fernhill Tools", "Fernhill Mill", "Fernhill Inn"] {
        let id = customer(&stage, &token, name).await;
        order(&stage, &token, &id).await;
    }
    let all = events(&stage, "").await;
    assert_eq!(all.len(), 9);
    let mut seen = Vec::new();
    let mut query = "limit=2".to_owned();
    let end = loop {
        let page = stage.control("GET", &format!("events?{query}"), &Value::Null).await;
        let after = page["after"].as_str().unwrap().to_owned();
        query = format!("limit=2&after={after}");
        let events = page["events"].as_array().unwrap().clone();
        if events.is_empty() {
            break after;
        }
        seen.extend(events);
    };
    assert_eq!(seen, all);
    let id = customer(&stage, &token, "Fernhill Forge").await;
    let new = events(&stage, &format!("after={end}")).await;
    assert_eq!((new.len(), &new[0]["customerId"]), (1, &json!(id)));

    for (query, status) in [("after=x", 400), ("account=x", 400), (&*format!("account={id}"), 404), ("limit=-1", 400)] {
        let (found, answer) = stage.ask_control("GET", &format!("events?{query}"), &Value::Null).await;
        assert_eq!(found.as_u16(), status, "{query}: {answer}");
    }
    let nothing = stage.control("GET", "events?account=a0000000-0000-4000-8000-000000000001", &Value::Null).await;
    assert_eq!(nothing, json!({ "events": [], "after": null }));
}

#[tokio::test]
async fn what_time_and_others_do_is_nobody_of_the_account() {
    let stage = Stage::demo().await;
    let (tenant, id) = (stage.tenant("direct"), "d0000000-0000-4000-8000-000000000101");
    let path = format!("accounts/{tenant}/support/cancel-reservations");
    stage.control("POST", &path, &json!({ "customerId": id })).await;
    let told = events(&stage, &format!("account={tenant}")).await;
    assert!(!told.is_empty());
    for event in told {
        assert_eq!(
            (&event["what"], &event["by"], &event["operationType"]),
            (&json!("order-cancelled"), &Value::Null, &Value::Null)
        );
    }
}

#[tokio::test]
async fn events_are_listed_across_customers_in_order_however_many_there_are() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let mut subscriptions = Vec::new();
    for name in ["Fernhill Tools", "Fernhill Mill"] {
        let id = customer(&stage, &token, name).await;
        subscriptions.push(order(&stage, &token, &id).await.1);
    }
    // One after the other at the one, then at both in turn.
    for number in 0..60 {
        let subscription = &subscriptions[usize::from(number > 30 && number % 2 == 1)];
        patch(&stage, &token, subscription, json!({ "friendlyName": number.to_string() })).await;
    }
    let expected: Vec<String> = (0..60).map(|number| number.to_string()).collect();
    for limit in [7, 20, 25, 1000] {
        let (mut names, mut after) = (Vec::new(), String::new());
        loop {
            let page = stage.control("GET", &format!("events?limit={limit}{after}"), &Value::Null).await;
            let events = page["events"].as_array().unwrap();
            names
                .extend(events.iter().filter_map(|event| event["details"]["friendlyName"].as_str().map(str::to_owned)));
            after = format!("&after={}", page["after"].as_str().unwrap());
            if events.is_empty() {
                break;
            }
        }
        assert_eq!(names, expected, "{limit} at a time");
    }
    assert_eq!(stage.control("GET", "events?limit=0", &Value::Null).await, json!({ "events": [], "after": null }));
}

#[tokio::test]
async fn an_event_is_thrown_away_when_it_is_old_in_real_time() {
    let hands = Hands::new();
    let stage = Stage::by(&hands).await;
    let token = stage.user_token("direct-sandbox").await;
    let gone = customer(&stage, &token, "Fernhill Tools").await;
    Ask::new("DELETE", format!("/v1/customers/{gone}")).token(&token).of(&stage).await.ok();
    customer(&stage, &token, "Fernhill Mill").await;
    stage.advance("PT8784H").await;
    let old = events(&stage, "").await.len();
    hands.forward(SignedDuration::from_hours(89 * 24));
    let token = stage.user_token("direct-sandbox").await;
    let young = customer(&stage, &token, "Fernhill Inn").await;
    assert!(events(&stage, "limit=1000").await.len() > old, "nobody goes by the world's time");
    hands.forward(SignedDuration::from_hours(25));
    let sandbox = stage.sandbox.clone();
    let scheduler = tokio::spawn(async move { sandbox.run_scheduler().await });
    // The scheduler goes on with the world's time, too; what it does is new.
    let left = async {
        loop {
            let left = events(&stage, "limit=1000").await;
            let of_customers = left.iter().filter(|event| event["resource"]["type"] == "customer");
            let left: Vec<Value> = of_customers.map(|event| event["customerId"].clone()).collect();
            if left.len() == 1 {
                return left;
            }
            tokio::task::yield_now().await;
        }
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), left).await.unwrap(), [json!(young)]);
    scheduler.abort();
}
