//! A customer of an account, and its time.

use backlot_sandbox::seed::WorldFile;
use backlot_testkit::{Hands, Stage, builder, place};
use serde_json::{Value, json};

use crate::ask::{Answer, Ask};

pub(super) const CUSTOMER: &str = "d0000000-0000-4000-8000-000000009101";

/// Offers: with a yearly term, an add-on to that, a trial, and Azure, which has no term.
pub(super) const EXCHANGE: &str = "195416C1-3447-423A-B37B-EE59A99A19C4";
pub(super) const ARCHIVING: &str = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";
pub(super) const TRIAL: &str = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
pub(super) const AZURE: &str = "MS-AZR-0145P";

/// A marketplace product by the month.
pub(super) const HELPDESK: &str = r#"offer = "DZH318Z0BXWC:0001:DZH318Z0BMJX", family = "marketplace", name = "Brightwater Helpdesk", publisher = "Brightwater Software", term = "P1M""#;

/// The id of the nth subscription.
pub(super) fn id(number: u32) -> String {
    format!("e0000000-0000-4000-8000-{number:012}")
}

/// An order, placed then, with these lines.
pub(super) fn order(placed: &str, lines: &[String]) -> String {
    let lines = lines.iter().map(|line| format!("  {{ {line} }},\n")).collect::<String>();
    format!("[[accounts.customers.orders]]\nplaced = \"{placed}\"\nlines = [\n{lines}]\n")
}

/// A line of this offer, or of these words about an item, which buys the nth subscription.
pub(super) fn line(what: &str, number: u32, past: &str) -> String {
    let what = if what.contains('=') { what.to_owned() } else { format!("offer = \"{what}\"") };
    format!("{what}, subscription = {{ id = \"{}\"{past} }}", id(number))
}

/// The world of one account whose customer has these orders.
pub(super) fn world(environment: &str, orders: &[String]) -> String {
    let orders = orders.concat();
    format!(
        r#"
[[accounts]]
name = "desk"
type = "direct_bill"
environment = "{environment}"
cloud = "global"
tenantId = "a0000000-0000-4000-8000-000000009100"
domain = "desk.example"
mpnId = "9000091"
country = "US"
apps = [{{ clientId = "b0000000-0000-4000-8000-000000009100", clientSecret = "secret" }}]
users = [{{ userPrincipalName = "admin@desk.example", password = "password", roles = ["GlobalAdmin"] }}]

[[accounts.customers]]
id = "{CUSTOMER}"
domain = "larkspur.example"
companyName = "Larkspur Bakery"
email = "books@larkspur.example"
address = {{ firstName = "Accounts", lastName = "Payable", addressLine1 = "12 Orchard Street", city = "Redmond", state = "WA", postalCode = "98052", phoneNumber = "4255550142" }}
{orders}"#
    )
}

/// A world whose real clock stands at noon of the first of March 2021, and whose world's clock is moved.
pub(super) struct Scene {
    pub(super) stage: Stage,
    token: String,
}

impl Scene {
    pub(super) async fn of(environment: &str, orders: &[String]) -> Self {
        let file = WorldFile::parse(&world(environment, orders)).unwrap();
        let builder = builder(place()).wall(Hands::new()).world(file).chance("terms");
        let stage = Stage::built(builder).await;
        let token = stage.user_token("desk").await;
        Self { stage, token }
    }

    pub(super) async fn send(&self, method: &str, rest: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let path = format!("/v1/customers/{CUSTOMER}{rest}");
        // What is drawn by chance comes from the request, down to its id.
        let request = format!("{method} {path}");
        Ask::new(method, path).token(&self.token).header("ms-requestid", request).body(body).of(&self.stage).await
    }

    pub(super) async fn get(&self, rest: &str) -> Value {
        self.send("GET", rest, Value::Null).await.ok().json()
    }

    pub(super) async fn subscription(&self, number: u32) -> Value {
        self.get(&format!("/subscriptions/{}", id(number))).await
    }

    pub(super) async fn patch(&self, number: u32, body: Value) -> Answer {
        self.send("PATCH", &format!("/subscriptions/{}", id(number)), body).await
    }

    /// Status and end of the nth subscription.
    pub(super) async fn state(&self, number: u32) -> (String, String) {
        let subscription = self.subscription(number).await;
        let text = |name: &str| subscription[name].as_str().unwrap_or_default().to_owned();
        (text("status"), text("commitmentEndDate"))
    }

    #[track_caller]
    pub(super) fn is(state: (String, String), status: &str, end: &str) {
        assert_eq!((state.0.as_str(), state.1.as_str()), (status, end));
    }

    pub(super) async fn until(&self, time: &str) {
        self.stage.control("PUT", "clock", &json!({ "advanceTo": time })).await;
    }

    /// What happened, each with the time and the id of what it happened to.
    pub(super) async fn told(&self) -> Vec<(String, String, String)> {
        let page = self.stage.control("GET", "events?limit=1000", &Value::Null).await;
        let events = page["events"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        events.map(|event| (text(&event["time"]), text(&event["what"]), text(&event["resource"]["id"]))).collect()
    }
}
