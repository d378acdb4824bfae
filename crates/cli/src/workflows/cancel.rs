//! Cancelling an order, and waiting until it is cancelled.

use partner_center::{
    Client,
    model::{
        ids::CustomerId,
        orders::{Order, OrderStatus},
    },
};
use serde::Serialize;

use super::{Failure, Limits, Phase, Reporter, State};

/// An order that is to be cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cancellation {
    /// The order's id.
    pub(crate) order_id: String,
    /// The shorter id that people go by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alternate_id: Option<String>,
    /// What it bought: `reservation`, `software`, or `catalogue`; empty where nothing says which.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) bought: &'static str,
    /// How it stands.
    pub(crate) status: String,
}

impl Cancellation {
    /// What people call it.
    pub(crate) fn name(&self) -> String {
        let id = self.alternate_id.as_deref().unwrap_or(&self.order_id);
        format!("{} order {id}", self.bought).trim_start().to_owned()
    }
}

/// Cancels an order, and waits until the service says that it is cancelled. One that is cancelled stays so.
///
/// Source: `cancel-an-order-from-the-integration-sandbox`.
pub(crate) async fn cancel(
    partner: &Client,
    customer: CustomerId,
    cancellation: &Cancellation,
    limits: &Limits,
    reporter: &dyn Reporter,
) -> Result<(), Failure> {
    let name = cancellation.name();
    let tell = |state| reporter.step(Phase::Cancel, &name, state);
    let order = partner.customers().by_id(customer).orders().by_id(&cancellation.order_id);
    let cancelled = Order::cancelled(cancellation.order_id.as_str());
    tell(State::Begun);
    let outcome = async {
        let mut answer = limits.call(order.patch(&cancelled)).await?;
        let mut looks = 0;
        while !is_cancelled(&answer) {
            tell(State::Waiting);
            limits.pause(looks).await;
            looks += 1;
            answer = limits.call(order.get()).await?;
        }
        Ok(())
    };
    let outcome = outcome.await;
    tell(if outcome.is_ok() { State::Done } else { State::Failed });
    outcome
}

/// Whether an order is cancelled as a whole.
pub(crate) fn is_cancelled(order: &Order) -> bool {
    matches!(order.status, Some(OrderStatus::Cancelled | OrderStatus::Canceled))
}
