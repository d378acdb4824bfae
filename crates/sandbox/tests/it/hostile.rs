//! What nobody should send: always a refusal of the caller in the error form, and nothing changed.

mod bodies;
mod lists;
mod paths;
mod random;
mod tokens;

use backlot_testkit::Stage;
use partner_center_model::operation::{OperationInfo, Segment};

use crate::ask::{Answer, Ask};

/// A customer of `direct-sandbox` with two software orders and a reservation, and no subscriptions.
const CUSTOMER: &str = "d0000000-0000-4000-8000-000000000201";
/// A customer of `direct-sandbox` with a subscription.
const SUBSCRIBER: &str = "d0000000-0000-4000-8000-000000000202";
const SUBSCRIPTION: &str = "e0000000-0000-4000-8000-000000000201";

/// A sandbox, and a token of a person who may do everything in `direct-sandbox`.
struct Scene {
    stage: Stage,
    token: String,
    /// An order of [`SUBSCRIBER`].
    order: String,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::demo().await;
        let token = stage.user_token("direct-sandbox").await;
        let orders = Ask::get(format!("/v1/customers/{SUBSCRIBER}/orders")).token(&token).of(&stage).await.ok().json();
        let order = orders["items"][0]["id"].as_str().unwrap().to_owned();
        Self { stage, token, order }
    }

    async fn send(&self, ask: Ask) -> Answer {
        ask.token(&self.token).of(&self.stage).await
    }

    /// A path of the operation; its values are real where there are any.
    fn path(&self, info: &OperationInfo) -> String {
        let segment = |segment| match segment {
            Segment::Literal(literal) => format!("/{literal}"),
            Segment::Parameter(name) => format!("/{}", self.value(name)),
        };
        info.segments().map(segment).collect()
    }

    fn value(&self, name: &str) -> &str {
        match name {
            "customer_id" => SUBSCRIBER,
            "order_id" => &self.order,
            "subscription_id" => SUBSCRIPTION,
            "domain" => "larkspur.example",
            "country" => "US",
            "offer_id" => "91FD106F-4B2C-4938-95AC-F54F74E9A239",
            _ => "0",
        }
    }

    /// How often anything was changed since the sandbox was opened.
    fn changes(&self) -> u64 {
        self.stage.sandbox.store().commits()
    }
}
