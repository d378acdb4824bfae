//! An account with a customer that has software and a reservation, and what it is answered.

use backlot_testkit::{Stage, client::Client};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

/// The customer of every account of the world below.
pub(crate) const CUSTOMER: &str = "d0000000-0000-4000-8000-000000009001";

/// The order of two lines of software, and one of a reservation.
pub(crate) const SOFTWARE: &str = "2y6dF_rVgDAXMxypQPPnTquuXhKVK_3N1";
pub(crate) const RESERVATION: &str = "Cs_jyTxubLpvdJXdo8xcQZN6I2RsLrgZ1";

/// A client that shows what an answer is made of.
pub(crate) struct Desk {
    pub(crate) stage: Stage,
    client: Client,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    #[track_caller]
    pub(crate) fn refused(self, status: u16, code: u32) -> Value {
        assert_eq!((self.status.as_u16(), self.body["code"].as_u64()), (status, Some(code.into())), "{}", self.body);
        assert!(self.headers.contains_key("backlot-explanation"), "a refusal is explained: {}", self.body);
        self.body
    }
}

impl Desk {
    /// At an account whose customer has software and a reservation.
    pub(crate) async fn at(account_type: &str, environment: &str) -> Self {
        Self::with(&world(account_type, environment, "")).await
    }

    /// At an account whose customer has Azure subscriptions as well, one of them registered; with these quotas, if it is
    /// a sandbox.
    pub(crate) async fn with_azure(environment: &str, quotas: &str) -> Self {
        Self::with(&(world("direct_bill", environment, quotas) + AZURE)).await
    }

    async fn with(world: &str) -> Self {
        let stage = Stage::toml(world).await;
        let client = stage.user("desk").await;
        Self { stage, client }
    }

    pub(crate) async fn send(&self, method: &str, rest: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let path = format!("/v1/customers/{CUSTOMER}/{rest}");
        let answer = self.client.send_raw(method, &path, body).await.unwrap();
        let body = serde_json::from_slice(answer.body()).unwrap_or_default();
        Answer { status: answer.status(), headers: answer.headers().clone(), body }
    }

    pub(crate) async fn get(&self, rest: &str) -> Value {
        self.send("GET", rest, Value::Null).await.expect(200)
    }

    pub(crate) async fn place(&self, lines: Value) -> Answer {
        self.send("POST", "orders", json!({ "lineItems": lines })).await
    }

    pub(crate) async fn cancel(&self, order: &str) -> Answer {
        self.send("PATCH", &format!("orders/{order}"), json!({ "id": order, "status": "Cancelled" })).await
    }
}

/// The customer's Azure subscriptions: one to buy reservations for, one that is not registered, one that is suspended; and
/// one to something else.
pub(crate) const REGISTERED: &str = "e0000000-0000-4000-8000-000000009001";
pub(crate) const UNREGISTERED: &str = "e0000000-0000-4000-8000-000000009002";
pub(crate) const SUSPENDED: &str = "e0000000-0000-4000-8000-000000009003";
pub(crate) const LICENCE: &str = "e0000000-0000-4000-8000-000000009004";

const AZURE: &str = r#"
[[accounts.customers.orders]]
placed = "1 day ago"
lines = [
  { offer = "MS-AZR-0145P", subscription = { id = "e0000000-0000-4000-8000-000000009001", registered = true } },
  { offer = "MS-AZR-0145P", subscription = { id = "e0000000-0000-4000-8000-000000009002" } },
  { offer = "MS-AZR-0145P", subscription = { id = "e0000000-0000-4000-8000-000000009003", registered = true, status = "suspended" } },
  { offer = "195416C1-3447-423A-B37B-EE59A99A19C4", subscription = { id = "e0000000-0000-4000-8000-000000009004" } },
]
"#;

fn world(account_type: &str, environment: &str, quotas: &str) -> String {
    format!(
        r#"
[[accounts]]
name = "desk"
type = "{account_type}"
environment = "{environment}"
cloud = "global"
tenantId = "a0000000-0000-4000-8000-000000009001"
domain = "desk.example"
mpnId = "9009001"
country = "US"
companyName = "Desk Distribution"
apps = [{{ clientId = "b0000000-0000-4000-8000-000000009001", clientSecret = "desk-app-secret" }}]
users = [{{ userPrincipalName = "admin@desk.example", password = "desk-password", roles = ["GlobalAdmin"] }}]
{quotas}

[[accounts.customers]]
id = "{CUSTOMER}"
domain = "tidewater.desk.example"
companyName = "Tidewater Rowing"
email = "accounts@tidewater.desk.example"
address = {{ firstName = "Accounts", lastName = "Payable", addressLine1 = "12 Quarry Lane", city = "Portland", state = "OR", postalCode = "97205", phoneNumber = "5035550142" }}

[[accounts.customers.orders]]
id = "{SOFTWARE}"
placed = "3 days ago"
lines = [
  {{ offer = "DG7GMGF0FKZV:0003:DG7GMGF0DWMS", family = "software_subscription", name = "Database Server - 2 Core - 3 year", quantity = 2, term = "P3Y", included = [{{ product = "DG7GMGF0DWTJ", sku = "0001" }}] }},
  {{ offer = "DG7GMGF0DWT0:0001:DG7GMGF0DSQR", family = "software", name = "Identity Manager - 1 User CAL", quantity = 3 }},
]

[[accounts.customers.orders]]
id = "{RESERVATION}"
placed = "2 days ago"
lines = [
  {{ offer = "DZH318Z0BQ4B:0047:DZH318Z0DSM8", family = "reservation", name = "Reserved VM Instance, Standard_B1s, US East, 1 Year", quantity = 1, term = "P1Y" }},
]
"#
    )
}

/// The world above with a reseller of the account, and one of nobody.
pub(crate) fn provider() -> String {
    let mut world = world("indirect_provider", "production", "");
    for (number, name, partners) in [(2, "own", r#"partners = ["desk"]"#), (3, "foreign", "")] {
        world.push_str(&format!(
            r#"
[[accounts]]
name = "{name}"
type = "indirect_reseller"
environment = "production"
cloud = "global"
tenantId = "a0000000-0000-4000-8000-00000000900{number}"
domain = "{name}.example"
mpnId = "900900{number}"
country = "US"
companyName = "Reseller {number}"
apps = [{{ clientId = "b0000000-0000-4000-8000-00000000900{number}", clientSecret = "{name}-app-secret" }}]
users = []
{partners}
"#
        ));
    }
    world
}
