//! Bodies that nobody thought of: any JSON, and good bodies with any value anywhere.

use partner_center_model::{all, operation::Method};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use super::{SUBSCRIBER, SUBSCRIPTION, Scene};
use crate::{ask::Ask, partners::company};

/// How many bodies are tried in a test.
const TRIED: u32 = 64;

/// Any JSON, with the words of the API among its texts.
fn any_json() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "cancelled",
        "suspended",
        "none",
        "reseller",
        "monthly",
        "completed",
        "active",
        "id",
        "US",
        "",
        "0001-01-01T00:00:00",
        "2021-03-01T00:00:00Z",
        SUBSCRIPTION,
        "91FD106F-4B2C-4938-95AC-F54F74E9A239",
        "9000005",
        "5",
        "-5",
        "1e9",
        "true",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names(), inner), 0..4).prop_map(|entries| Value::Object(Map::from_iter(entries))),
        ]
    })
}

fn names() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "lineItems",
        "offerId",
        "quantity",
        "status",
        "billingCycle",
        "partnerIdOnRecord",
        "relationshipToPartner",
        "attributes",
        "etag",
        "suspensionReasons",
        "friendlyName",
        "autoRenewEnabled",
        "LineItems",
        "line_item_number",
        "refundOptions",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

/// The places of every value in a body.
fn places(body: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match body {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| places(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// A good body with another value somewhere in it.
fn bent(good: &Value) -> impl Strategy<Value = Value> {
    let mut found = Vec::new();
    places(good, "", &mut found);
    let good = good.clone();
    (prop::sample::select(found), any_json()).prop_map(move |(place, value)| {
        let mut body = good.clone();
        *body.pointer_mut(&place).unwrap() = value;
        body
    })
}

/// Good bodies, with the operation that takes them.
fn good() -> Vec<(&'static str, Value)> {
    let line = json!({
        "lineItemNumber": 0, "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "friendlyName": "mail", "quantity": 1,
        "partnerIdOnRecord": null, "additionalPartnerIdsOnRecord": [],
    });
    vec![
        ("CreateOrder", json!({ "referenceCustomerId": SUBSCRIBER, "billingCycle": "monthly", "lineItems": [line] })),
        (
            "UpdateOrder",
            json!({ "status": "cancelled", "billingCycle": "annual", "lineItems": [line], "attributes": { "etag": "x" } }),
        ),
        (
            "UpdateSubscription",
            json!({ "id": SUBSCRIPTION, "quantity": 2, "status": "suspended", "suspensionReasons": ["PartnerRequested"],
            "friendlyName": "x", "autoRenewEnabled": true, "attributes": { "etag": "x" }, "refundOptions": [] }),
        ),
        (
            "UpdateCustomer",
            json!({ "relationshipToPartner": "none", "allowDelegatedAccess": true, "attributes": { "etag": "x" } }),
        ),
        ("CreateCustomer", company("Fernhill", "fernhill.example")),
    ]
}

/// Sends bodies to an operation; whatever they are, no answer is a defect's.
fn survives(operation: &str, bodies: impl Strategy<Value = Value>) {
    let info = all::operations().find(|info| info.name == operation).unwrap();
    let runtime = Runtime::new().unwrap();
    let scene = runtime.block_on(Scene::new());
    let path = scene.path(info);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(TRIED) };
    let outcome = TestRunner::new(config).run(&bodies, |body| {
        let answer = runtime.block_on(scene.send(Ask::new(info.method.as_str(), &path).body(body.to_string())));
        prop_assert!(answer.status < 500, "{body}: {} {}", answer.status, answer.text());
        if answer.status >= 400 {
            answer.blames_the_caller();
        }
        // Whatever was done: what there is can be read.
        for read in [format!("/v1/customers/{SUBSCRIBER}"), format!("/v1/customers/{SUBSCRIBER}/subscriptions")] {
            let answer = runtime.block_on(scene.send(Ask::get(read)));
            prop_assert!(answer.status < 500, "after {body}: {} {}", answer.status, answer.text());
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{operation}: {error}"));
}

#[test]
fn good_bodies_bent_anywhere() {
    for (operation, body) in good() {
        survives(operation, bent(&body));
    }
}

#[test]
fn any_json_at_all() {
    let operations = all::operations().filter(|info| backlot_sandbox::emulated().contains(&info.name));
    for info in operations.filter(|info| matches!(info.method, Method::POST | Method::PUT | Method::PATCH)) {
        survives(info.name, any_json());
    }
}
