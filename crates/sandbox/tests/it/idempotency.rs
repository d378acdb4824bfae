//! Idempotency: the same request under the same id is done once, and answered alike.

use backlot_sandbox::seed::WorldFile;
use backlot_testkit::{Hands, Stage};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::{
    ask::{Answer, Ask, customer},
    partners::company,
};

const ID: &str = "8c1b6b3e-5b9f-4f0a-9d3c-0e9a5c1d2b3a";
const OFFER: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
/// A customer of `direct-sandbox` with two software orders and a reservation.
const BLOCKED: &str = "d0000000-0000-4000-8000-000000000201";

/// A request under [`ID`].
fn same(method: &str, target: &str, token: &str, body: &Value) -> Ask {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    Ask::new(method, target).token(token).header("ms-requestid", ID).body(body)
}

async fn count(stage: &Stage, token: &str, list: &str) -> u64 {
    Ask::get(list).token(token).of(stage).await.ok().json()["totalCount"].as_u64().unwrap()
}

fn order() -> Value {
    json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": OFFER, "quantity": 1 }] })
}

#[track_caller]
fn alike(one: &Answer, other: &Answer) {
    assert_eq!((one.status, one.text()), (other.status, other.text()), "{}", one.asked);
    for header in ["ms-requestid", "location", "backlot-explanation", "content-type"] {
        assert_eq!(one.headers.get(header), other.headers.get(header), "{header}");
    }
}

#[tokio::test]
async fn a_customer_is_created_once() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    let before = count(&stage, &token, "/v1/customers").await;
    let body = company("Fernhill Tools", "fernhill.example");
    let create = same("POST", "/v1/customers", &token, &body);
    let first = create.clone().of(&stage).await;
    assert_eq!(first.status, 201);
    // Also the password, which is shown nowhere else, and the path in another spelling.
    assert!(first.json()["userCredentials"]["password"].is_string());
    alike(&first, &create.of(&stage).await);
    alike(&first, &same("POST", "/V1//Customers/", &token, &body).of(&stage).await);
    assert_eq!(count(&stage, &token, "/v1/customers").await, before + 1);

    let other = same("POST", "/v1/customers", &token, &company("Fernhill Tools", "fernhill-two.example"));
    assert_ne!(other.of(&stage).await.ok().json()["id"], first.json()["id"]);
    let spaced = same("POST", "/v1/customers", &token, &Value::Null).body(format!("{body} "));
    spaced.of(&stage).await.refused(400, 3000);
    Ask::post("/v1/customers", body.to_string()).token(&token).of(&stage).await.refused(400, 3000);
    assert_eq!(count(&stage, &token, "/v1/customers").await, before + 2);
}

#[tokio::test]
async fn an_order_is_placed_and_cancelled_once() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let id = customer(&stage, &token, "Fernhill Tools").await;
    let orders = format!("/v1/customers/{id}/orders");
    let first = same("POST", &orders, &token, &order()).of(&stage).await.ok();
    alike(&first, &same("POST", &orders, &token, &order()).of(&stage).await);
    let upper = format!("/v1/customers/{}/orders", id.to_uppercase());
    alike(&first, &same("POST", &upper, &token, &order()).of(&stage).await);
    assert_eq!(count(&stage, &token, &orders).await, 1);
    Ask::post(&orders, order().to_string()).token(&token).of(&stage).await.ok();
    assert_eq!(count(&stage, &token, &orders).await, 2);

    stage.settings(json!({ "cancellation": { "settle": { "afterReads": 1 } } })).await;
    let blocked = format!("/v1/customers/{BLOCKED}/orders");
    let listed = Ask::get(&blocked).token(&token).of(&stage).await.ok().json();
    let software = format!("{blocked}/{}", listed["items"][0]["id"].as_str().unwrap());
    let cancel = same("PATCH", &software, &token, &json!({ "status": "cancelled" }));
    let pending = cancel.clone().of(&stage).await.ok();
    assert_eq!(pending.json()["status"], "pending");
    assert_eq!(Ask::get(&software).token(&token).of(&stage).await.ok().json()["status"], "cancelled");
    alike(&pending, &cancel.of(&stage).await);
}

#[tokio::test]
async fn what_was_answered_once_is_answered_again_when_the_customer_is_gone() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let id = customer(&stage, &token, "Fernhill Tools").await;
    let (path, orders) = (format!("/v1/customers/{id}"), format!("/v1/customers/{id}/orders"));
    let placed = same("POST", &orders, &token, &order()).of(&stage).await.ok();
    let delete = same("DELETE", &path, &token, &Value::Null);
    for _ in 0..3 {
        let gone = delete.clone().of(&stage).await;
        assert_eq!((gone.status, gone.body.len()), (204, 0));
    }
    Ask::new("DELETE", &path).token(&token).of(&stage).await.refused(404, 1000);
    alike(&placed, &same("POST", &orders, &token, &order()).of(&stage).await);
    Ask::get(&orders).token(&token).of(&stage).await.refused(403, 20002);
}

#[tokio::test]
async fn a_refusal_is_judged_again() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let path = format!("/v1/customers/{BLOCKED}");
    let delete = same("DELETE", &path, &token, &Value::Null);
    delete.clone().of(&stage).await.refused(400, 3000);
    let orders = Ask::get(format!("{path}/orders")).token(&token).of(&stage).await.ok().json();
    for order in orders["items"].as_array().unwrap() {
        let order = format!("{path}/orders/{}", order["id"].as_str().unwrap());
        same("PATCH", &order, &token, &json!({ "status": "cancelled" })).of(&stage).await.ok();
    }
    assert_eq!(delete.of(&stage).await.status, 204);
}

#[tokio::test]
async fn another_account_principal_or_path_is_another_request() {
    let stage = Stage::demo().await;
    let (app, user) = (stage.app_token("direct-sandbox").await, stage.user_token("direct-sandbox").await);
    let elsewhere = stage.app_token("provider-sandbox").await;
    let body = company("Fernhill Tools", "fernhill.example");
    same("POST", "/v1/customers", &app, &body).of(&stage).await.ok();
    for token in [&user, &elsewhere] {
        same("POST", "/v1/customers", token, &body).of(&stage).await.refused(400, 3000);
    }
    // Another token of the same principal is the same principal.
    let again = stage.app_token("direct-sandbox").await;
    same("POST", "/v1/customers", &again, &body).of(&stage).await.ok();

    let one = customer(&stage, &user, "Fernhill Mill").await;
    let two = customer(&stage, &user, "Fernhill Barn").await;
    for id in [&one, &two] {
        same("POST", &format!("/v1/customers/{id}/orders"), &user, &order()).of(&stage).await.ok();
        assert_eq!(count(&stage, &user, &format!("/v1/customers/{id}/orders")).await, 1);
    }
}

#[tokio::test]
async fn ids_that_differ_in_casing_alone_are_two() {
    let line =
        r#"{ offer = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", family = "software", name = "Identity Manager", quantity = 1 }"#;
    let world = format!(
        r#"
[[accounts]]
name = "mill"
type = "direct_bill"
environment = "sandbox"
cloud = "global"
tenantId = "a1000000-0000-4000-8000-000000000001"
domain = "mill.example"
mpnId = "9100001"
country = "US"
companyName = "Mill"
apps = [{{ clientId = "b1000000-0000-4000-8000-000000000001", clientSecret = "secret" }}]
users = []
[[accounts.customers]]
id = "{BLOCKED}"
domain = "weir.example"
companyName = "Weir"
email = "someone@weir.example"
address = {{ firstName = "Robin", lastName = "Alder", addressLine1 = "12 Quarry Lane", city = "Portland", state = "OR", postalCode = "97205" }}
[[accounts.customers.orders]]
id = "qH7dbPYrzNvGdGL4YbmBW5n4WK5bC1Rw1"
lines = [{line}]
[[accounts.customers.orders]]
id = "Qh7dbPYrzNvGdGL4YbmBW5n4WK5bC1Rw1"
lines = [{line}]
"#
    );
    let stage = Stage::with(WorldFile::parse(&world).unwrap()).await;
    let token = stage.app_token("mill").await;
    for id in ["qH7dbPYrzNvGdGL4YbmBW5n4WK5bC1Rw1", "Qh7dbPYrzNvGdGL4YbmBW5n4WK5bC1Rw1"] {
        let path = format!("/v1/customers/{BLOCKED}/orders/{id}");
        let cancelled = same("PATCH", &path, &token, &json!({ "status": "cancelled" })).of(&stage).await.ok().json();
        assert_eq!((&cancelled["id"], &cancelled["status"]), (&json!(id), &json!("cancelled")));
        assert_eq!(Ask::get(path).token(&token).of(&stage).await.ok().json()["status"], "cancelled");
    }
}

#[tokio::test]
async fn answers_are_kept_for_a_day_of_real_time() {
    let hands = Hands::new();
    let stage = Stage::by(&hands).await;
    let body = company("Fernhill Tools", "fernhill.example");
    let token = stage.app_token("direct-sandbox").await;
    let first = same("POST", "/v1/customers", &token, &body).of(&stage).await.ok();
    // The world's clock is no matter.
    stage.advance("PT72H").await;
    alike(&first, &same("POST", "/v1/customers", &token, &body).of(&stage).await);
    hands.forward(SignedDuration::from_hours(24));
    let token = stage.app_token("direct-sandbox").await;
    alike(&first, &same("POST", "/v1/customers", &token, &body).of(&stage).await);
    hands.forward(SignedDuration::from_micros(1));
    same("POST", "/v1/customers", &token, &body).of(&stage).await.refused(400, 3000);
}

#[tokio::test]
async fn a_reset_forgets_what_was_answered() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    let before = count(&stage, &token, "/v1/customers").await;
    let create = same("POST", "/v1/customers", &token, &company("Fernhill Tools", "fernhill.example"));
    create.clone().of(&stage).await.ok();
    stage.control("POST", "reset", &Value::Null).await;
    assert_eq!(count(&stage, &token, "/v1/customers").await, before);
    create.of(&stage).await.ok();
    assert_eq!(count(&stage, &token, "/v1/customers").await, before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_equal_requests_in_flight_one_is_done_and_all_are_answered_alike() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let before = count(&stage, &token, "/v1/customers").await;
    let id = customer(&stage, &token, "Fernhill Mill").await;
    let orders = format!("/v1/customers/{id}/orders");
    let create = same("POST", "/v1/customers", &token, &company("Fernhill Tools", "fernhill.example"));
    for ask in [create, same("POST", &orders, &token, &order())] {
        let sent: Vec<_> = (0..32)
            .map(|_| {
                let (stage, ask) = (stage.clone(), ask.clone());
                tokio::spawn(async move { ask.of(&stage).await })
            })
            .collect();
        let mut first = None;
        for answer in sent {
            let answer = answer.await.unwrap().ok();
            alike(first.get_or_insert_with(|| answer.clone()), &answer);
        }
    }
    assert_eq!(count(&stage, &token, "/v1/customers").await, before + 2);
    assert_eq!(count(&stage, &token, &orders).await, 1);
}

#[tokio::test]
async fn reads_are_never_answered_from_memory() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    let list = same("GET", "/v1/customers", &token, &Value::Null);
    let before = list.clone().of(&stage).await.ok().json()["totalCount"].as_u64().unwrap();
    customer(&stage, &token, "Fernhill Tools").await;
    assert_eq!(list.of(&stage).await.ok().json()["totalCount"], before + 1);
}

#[tokio::test]
async fn what_is_refused_within_an_answer_is_judged_again() {
    let stage = Stage::demo().await;
    let target = |offer: &str| json!({ "targetOffer": { "id": offer } });
    let premium = json!({ "targetOfferId": "031C9E47-4802-4248-838E-778FB1D2CC05" });
    let e3 = target("796B6B5F-613C-4E24-A17C-EBA730D49C02");
    for (account, customer, subscription, last, body, errors, none) in [
        ("direct", "105", "106", "conversions", premium, "error", Value::Null),
        ("provider", "303", "305", "upgrades", e3, "upgradeErrors", json!([])),
    ] {
        let token = stage.user_token(account).await;
        let path = format!(
            "/v1/customers/d0000000-0000-4000-8000-000000000{customer}/subscriptions/e0000000-0000-4000-8000-000000000{subscription}"
        );
        let set = |status: &str| Ask::new("PATCH", &path).token(&token).body(json!({ "status": status }).to_string());
        let ask = || same("POST", &format!("{path}/{last}"), &token, &body);
        set("suspended").of(&stage).await.ok();
        let refused = ask().of(&stage).await.ok();
        assert_ne!(refused.json()[errors], none, "{}", refused.text());
        set("active").of(&stage).await.ok();
        let done = ask().of(&stage).await.ok();
        assert_eq!(done.json()[errors], none, "{}", done.text());
        alike(&done, &ask().of(&stage).await);
    }

    let token = stage.user_token("direct-sandbox").await;
    let id = customer(&stage, &token, "Fernhill Tools").await;
    let customer = format!("/v1/customers/{id}");
    let lines: Value =
        (0..5).map(|number| json!({ "lineItemNumber": number, "offerId": OFFER, "quantity": 1 })).collect();
    let full = Ask::post(format!("{customer}/orders"), json!({ "lineItems": lines }).to_string());
    let full = full.token(&token).of(&stage).await.ok().json();
    let cart = json!({ "lineItems": [{ "catalogItemId": OFFER, "quantity": 1 }] }).to_string();
    let cart = Ask::post(format!("{customer}/carts"), cart).token(&token).of(&stage).await.ok().json();
    let checkout = format!("{customer}/carts/{}/checkout", cart["id"].as_str().unwrap());
    let checkout = || same("POST", &checkout, &token, &Value::Null);
    assert_eq!(checkout().of(&stage).await.ok().json()["orderErrors"][0]["code"], 800_066);
    let first = full["lineItems"][0]["subscriptionId"].as_str().unwrap();
    let suspend = Ask::new("PATCH", format!("{customer}/subscriptions/{first}")).token(&token);
    suspend.body(json!({ "status": "suspended" }).to_string()).of(&stage).await.ok();
    let ordered = checkout().of(&stage).await.ok();
    assert_eq!(ordered.json()["orders"].as_array().unwrap().len(), 1, "{}", ordered.text());
    alike(&ordered, &checkout().of(&stage).await);
}
