//! The world's clock and what becomes due on it: in time order, at the moment and not before, and never back.

use std::time::Duration;

use backlot_sandbox::seed::WorldFile;
use backlot_testkit::{Hands, Stage, builder, place};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    ask::{Ask, customer},
    partners::company,
};

/// A customer of `direct-sandbox` with two software orders and a reservation.
const CUSTOMER: &str = "d0000000-0000-4000-8000-000000000201";

/// The same account and customer with one order, of software that lasts.
const SMALL: &str = r#"
[[accounts]]
name = "direct-sandbox"
type = "direct_bill"
environment = "sandbox"
cloud = "global"
tenantId = "a0000000-0000-4000-8000-000000000002"
domain = "direct-sandbox.example"
mpnId = "9000002"
country = "US"
apps = [{ clientId = "b0000000-0000-4000-8000-000000000002", clientSecret = "secret" }]
users = [{ userPrincipalName = "admin@direct-sandbox.example", password = "password", roles = ["GlobalAdmin"] }]
[[accounts.customers]]
id = "d0000000-0000-4000-8000-000000000201"
domain = "larkspur.example"
companyName = "Larkspur Bakery"
email = "books@larkspur.example"
address = { firstName = "Accounts", lastName = "Payable", addressLine1 = "12 Orchard Street", city = "Redmond", state = "WA", postalCode = "98052" }
[[accounts.customers.orders]]
lines = [{ offer = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", family = "software", name = "Identity Manager - 1 User CAL" }]
"#;

struct Scene {
    stage: Stage,
    hands: Hands,
    token: String,
    /// The paths of the customer's orders.
    orders: Vec<String>,
}

impl Scene {
    async fn new() -> Self {
        Self::of(WorldFile::demo().unwrap()).await
    }

    async fn of(world: WorldFile) -> Self {
        let hands = Hands::new();
        let stage = Stage::built(builder(place()).wall(hands.clone()).world(world)).await;
        let token = stage.user_token("direct-sandbox").await;
        let path = format!("/v1/customers/{CUSTOMER}/orders");
        let listed = Ask::get(&path).token(&token).of(&stage).await.ok().json();
        let orders = listed["items"].as_array().unwrap().iter();
        let orders = orders.map(|order| format!("{path}/{}", order["id"].as_str().unwrap())).collect();
        Self { stage, hands, token, orders }
    }

    /// Cancels an order, which takes this many seconds.
    async fn cancel(&self, order: usize, seconds: u32) {
        self.stage.settings(json!({ "cancellation": { "settle": { "afterSeconds": seconds } } })).await;
        let cancel = Ask::new("PATCH", &self.orders[order]).token(&self.token).body(r#"{"status":"cancelled"}"#);
        assert_eq!(cancel.of(&self.stage).await.ok().json()["status"], "pending");
    }

    async fn status(&self, order: usize) -> String {
        let order = Ask::get(&self.orders[order]).token(&self.token).of(&self.stage).await.ok().json();
        order["status"].as_str().unwrap().to_owned()
    }

    async fn now(&self) -> Timestamp {
        self.clock().await["now"].as_str().unwrap().parse().unwrap()
    }

    async fn clock(&self) -> Value {
        self.stage.control("GET", "clock", &Value::Null).await
    }

    async fn set(&self, wish: Value) -> Value {
        self.stage.control("PUT", "clock", &wish).await
    }

    async fn refuses(&self, wish: Value, why: &str) {
        let before = self.clock().await;
        let (status, answer) = self.stage.ask_control("PUT", "clock", &wish).await;
        assert_eq!(status.as_u16(), 400, "{wish}: {answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(why), "{wish}: {answer}");
        assert_eq!(self.clock().await, before, "{wish}");
    }
}

#[tokio::test]
async fn an_order_is_cancelled_at_the_moment_and_not_before() {
    let scene = Scene::new().await;
    scene.cancel(0, 3600).await;
    scene.stage.advance("PT59M59.999999S").await;
    assert_eq!(scene.status(0).await, "pending");
    scene.stage.advance("PT0.000001S").await;
    assert_eq!(scene.status(0).await, "cancelled");
    assert_eq!(scene.status(1).await, "completed");
}

#[tokio::test]
async fn what_is_due_first_is_done_first_whenever_it_was_begun() {
    let scene = Scene::new().await;
    scene.cancel(0, 3600).await;
    scene.cancel(1, 1800).await;
    scene.cancel(2, 3600).await;
    scene.stage.advance("PT45M").await;
    let mut statuses = Vec::new();
    for order in 0..3 {
        statuses.push(scene.status(order).await);
    }
    assert_eq!(statuses, ["pending", "cancelled", "pending"]);
    scene.stage.advance("PT8760H").await;
    for order in 0..3 {
        assert_eq!(scene.status(order).await, "cancelled");
    }
}

#[tokio::test]
async fn the_clock_runs_with_the_real_time_unless_it_is_frozen() {
    let scene = Scene::new().await;
    let start = scene.now().await;
    scene.hands.forward(SignedDuration::from_mins(5));
    assert_eq!(scene.now().await, start + SignedDuration::from_mins(5));

    let frozen = scene.set(json!({ "freeze": true })).await;
    assert_eq!((&frozen["frozen"], scene.now().await), (&json!(true), start + SignedDuration::from_mins(5)));
    scene.hands.forward(SignedDuration::from_mins(10));
    assert_eq!(scene.now().await, start + SignedDuration::from_mins(5));
    // It moves when it is told to, and stays frozen.
    assert_eq!(scene.set(json!({ "advance": "PT1M" })).await["frozen"], true);
    assert_eq!(scene.now().await, start + SignedDuration::from_mins(6));

    let runs = scene.set(json!({ "freeze": false })).await;
    assert_eq!((&runs["frozen"], scene.now().await), (&json!(false), start + SignedDuration::from_mins(6)));
    scene.hands.forward(SignedDuration::from_mins(1));
    assert_eq!(scene.now().await, start + SignedDuration::from_mins(7));

    let ahead = scene.set(json!({ "offset": "PT24H" })).await;
    assert_eq!((&ahead["offset"], &ahead["frozen"]), (&json!("PT24H"), &json!(false)));
    assert_eq!(scene.now().await, start + SignedDuration::from_mins(16) + SignedDuration::from_hours(24));
    let to = scene.now().await + SignedDuration::from_hours(1);
    assert_eq!(scene.set(json!({ "advanceTo": to })).await["now"], json!(to));
}

#[tokio::test]
async fn what_is_made_bears_the_time_of_the_world() {
    let scene = Scene::new().await;
    scene.set(json!({ "advanceTo": "2023-05-06T07:08:09.5Z" })).await;
    scene.set(json!({ "freeze": true })).await;
    let id = customer(&scene.stage, &scene.token, "Fernhill Tools").await;
    let order = json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "quantity": 1 }] });
    let orders = format!("/v1/customers/{id}/orders");
    let placed = Ask::post(orders, order.to_string()).token(&scene.token).of(&scene.stage).await.ok().json();
    assert_eq!(placed["creationDate"].as_str().unwrap().parse::<Timestamp>().unwrap(), scene.now().await);
}

#[tokio::test]
async fn nothing_is_due_while_the_clock_stands_still() {
    let scene = Scene::new().await;
    scene.set(json!({ "freeze": true })).await;
    scene.cancel(0, 60).await;
    scene.hands.forward(SignedDuration::from_mins(30));
    assert_eq!(scene.status(0).await, "pending");
    scene.set(json!({ "freeze": false })).await;
    assert_eq!(scene.status(0).await, "pending");
    scene.stage.advance("PT60S").await;
    assert_eq!(scene.status(0).await, "cancelled");
}

#[tokio::test]
async fn the_clock_never_goes_back() {
    let scene = Scene::new().await;
    scene.stage.advance("PT48H").await;
    scene.cancel(0, 60).await;
    let now = scene.now().await;
    scene.refuses(json!({ "advance": "-PT1S" }), "never goes back").await;
    scene.refuses(json!({ "advance": "-PT200000000H" }), "").await;
    scene.refuses(json!({ "advanceTo": now - SignedDuration::from_micros(1) }), "never goes back").await;
    scene.refuses(json!({ "advanceTo": "-000001-01-01T00:00:00Z" }), "").await;
    scene.refuses(json!({ "offset": "PT47H59M59S" }), "never goes back").await;
    scene.refuses(json!({ "offset": "PT0S" }), "never goes back").await;
    assert_eq!(scene.status(0).await, "pending");
    // To where it is already is not back.
    scene.set(json!({ "advanceTo": now })).await;
    scene.set(json!({ "advance": "PT0S" })).await;
    scene.set(json!({ "offset": "PT48H" })).await;
    assert_eq!(scene.now().await, now);
    assert_eq!(scene.status(0).await, "pending");
    scene.stage.control("POST", "reset", &Value::Null).await;
    assert_eq!(scene.now().await, now - SignedDuration::from_hours(48), "a reset alone begins anew");
}

#[tokio::test]
async fn the_clock_ends_before_the_calendar() {
    // Nothing that is renewed thousands of times on the way.
    let scene = Scene::of(WorldFile::parse(SMALL).unwrap()).await;
    for wish in [
        json!({ "advance": "PT87600000H" }),
        json!({ "advance": "PT2562047788015215H" }),
        json!({ "offset": "PT2562047788015215H" }),
        json!({ "advanceTo": "9999-01-01T00:00:00.000001Z" }),
    ] {
        scene.refuses(wish, "beyond the year 9998").await;
    }
    scene.set(json!({ "advanceTo": "9999-01-01T00:00:00Z" })).await;
    scene.refuses(json!({ "advance": "PT0.000001S" }), "beyond").await;
    // Terms, windows and waits that end beyond the calendar are no defect.
    let create = Ask::post("/v1/customers", company("Fernhill Tools", "fernhill.example").to_string());
    let id = create.token(&scene.token).of(&scene.stage).await.ok().json()["id"].as_str().unwrap().to_owned();
    let order = json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "quantity": 1 }] });
    let orders = format!("/v1/customers/{id}/orders");
    Ask::post(&orders, order.to_string()).token(&scene.token).of(&scene.stage).await.ok();
    scene.cancel(0, u32::MAX).await;
    for path in [&orders, &format!("/v1/customers/{id}/subscriptions"), &scene.orders[0]] {
        Ask::get(path).token(&scene.token).of(&scene.stage).await.ok();
    }
    assert_eq!(scene.status(0).await, "pending");
}

#[tokio::test]
async fn exactly_one_wish_at_a_time() {
    let scene = Scene::new().await;
    let one = "exactly one of advance, advanceTo, offset and freeze";
    scene.refuses(json!({}), one).await;
    scene.refuses(json!({ "advance": null }), one).await;
    scene.refuses(json!({ "advance": "PT1H", "freeze": true }), one).await;
    scene.refuses(json!({ "forward": "PT1H" }), "forward").await;
    scene.refuses(json!({ "advance": "P1M" }), "advance").await;
    scene.refuses(json!({ "advance": "soon" }), "advance").await;
    scene.refuses(json!({ "advance": 5 }), "advance").await;
    scene.refuses(json!({ "advanceTo": "tomorrow" }), "advanceTo").await;
    scene.refuses(json!({ "freeze": "yes" }), "freeze").await;
    scene.refuses(json!([]), "the body").await;
    scene.refuses(json!("freeze"), "the body").await;
}

#[tokio::test]
async fn beside_a_server_what_is_due_is_done_as_the_clock_runs() {
    let scene = Scene::new().await;
    let sandbox = scene.stage.sandbox.clone();
    let scheduler = tokio::spawn(async move { sandbox.run_scheduler().await });
    scene.cancel(0, 1800).await;
    scene.hands.forward(SignedDuration::from_mins(30));
    // A change rings the bell; what is due by then is done without anybody asking for it.
    customer(&scene.stage, &scene.token, "Fernhill Tools").await;
    let settled = async {
        while scene.status(0).await != "cancelled" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), settled).await.unwrap();
    scheduler.abort();
}
