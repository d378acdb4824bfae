//! A customer with subscriptions of every kind, and what is answered about them.

use backlot_testkit::{Stage, client::Client};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// The world that scenes of codes begin with: it has what is needed here, too.
const WORLD: &str = include_str!("../codes/world.toml");

/// The place of an account's customer.
pub(super) struct Counter {
    pub(super) stage: Stage,
    client: Client,
    customer: String,
}

/// What was answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl Answer {
    #[track_caller]
    pub(super) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    #[track_caller]
    pub(super) fn refused(self, status: u16, code: u32) {
        assert_eq!((self.status.as_u16(), self.body["code"].as_u64()), (status, Some(code.into())), "{}", self.body);
        assert!(self.headers.contains_key("backlot-explanation"), "a refusal is explained: {}", self.body);
    }
}

impl Counter {
    /// At the customer whose id ends so, of an account in the world of codes.
    pub(super) async fn at(account: &str, customer: &str) -> Self {
        Self::of(Stage::toml(WORLD).await, account, &format!("d2000000-0000-4000-8000-0000000000{customer}")).await
    }

    /// At the customer whose id ends so, of an account in the demo world.
    pub(super) async fn demo(account: &str, customer: &str) -> Self {
        Self::of(Stage::demo().await, account, &format!("d0000000-0000-4000-8000-000000000{customer}")).await
    }

    async fn of(stage: Stage, account: &str, customer: &str) -> Self {
        let client = stage.user(account).await;
        Self { stage, client, customer: customer.to_owned() }
    }

    /// The same with a token that has no person.
    pub(super) async fn app(self, account: &str) -> Self {
        Self { client: self.stage.app(account).await, ..self }
    }

    /// Asks for something below the customer.
    pub(super) async fn ask(&self, method: &str, rest: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let path = format!("/v1/customers/{}/{rest}", self.customer);
        let answer = self.client.send_raw(method, &path, body).await.unwrap();
        let body = serde_json::from_slice(answer.body()).unwrap_or_default();
        Answer { status: answer.status(), headers: answer.headers().clone(), body }
    }

    pub(super) async fn get(&self, rest: &str) -> Value {
        self.ask("GET", rest, Value::Null).await.expect(200)
    }

    /// The path of a customer's place.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/customers/{}/{rest}", self.customer)
    }
}

/// The etag of a subscription.
pub(super) fn etag(subscription: &Value) -> &Value {
    &subscription["attributes"]["etag"]
}
