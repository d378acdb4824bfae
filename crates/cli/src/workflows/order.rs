//! Places an order for a customer, with the indirect reseller on record that the customer buys through.
//!
//! Source: `create-an-order-for-a-customer-of-an-indirect-reseller`.

use partner_center::{
    Client, Error, Fetched,
    model::{
        billing::BillingCycleType,
        ids::CustomerId,
        orders::{Order, OrderLineItem},
        subscriptions::Subscription,
    },
};
use serde::Serialize;
use serde_json::Value;

use super::{
    Failure, Limits,
    creation::{Attempt, Created, Creation, CreationError, create_once},
    reseller::Reseller,
};

/// An order that is to be placed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plan {
    /// Whom it is for.
    pub(crate) customer_id: CustomerId,
    /// The customer's name.
    pub(crate) company_name: String,
    /// The reseller on record.
    pub(crate) reseller: Option<Reseller>,
    /// The order as it is sent.
    pub(crate) order: Order,
}

/// The order of these lines for a customer: every line has the reseller on record.
pub(crate) fn plan(
    customer_id: CustomerId,
    company_name: String,
    reseller: Option<Reseller>,
    billing_cycle: Option<BillingCycleType>,
    lines: Vec<OrderLineItem>,
) -> Plan {
    let lines = lines.into_iter().map(|line| match &reseller {
        Some(reseller) => line.partner_on_record(reseller.mpn_id.as_str()),
        None => line,
    });
    let reference_customer_id = Some(customer_id.to_string());
    let order = Order { reference_customer_id, billing_cycle, ..Order::of(lines) };
    Plan { customer_id, company_name, reseller, order }
}

/// Why an order was not placed, or not told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OrderError {
    /// It was not placed.
    #[error(transparent)]
    Creation(#[from] CreationError),
    /// The order was placed, and its subscriptions were not read.
    #[error(
        "order {order} was placed, but its subscriptions were not read ({source}); run the same command again to see them"
    )]
    Unread {
        /// The order.
        order: String,
        /// Why not.
        source: Failure,
    },
}

/// An order that was placed.
#[derive(Debug)]
pub(crate) struct Placed {
    /// The order.
    pub(crate) order: Created<Order>,
    /// Its subscriptions.
    pub(crate) subscriptions: Vec<Fetched<Subscription>>,
}

struct NewOrder<'a> {
    partner: &'a Client,
    plan: &'a Plan,
}

impl Creation for NewOrder<'_> {
    type Made = Order;
    const WHAT: &'static str = "order";

    fn path(&self) -> String {
        format!("/v1/customers/{}/orders", self.plan.customer_id)
    }

    fn body(&self) -> serde_json::Result<Value> {
        serde_json::to_value(&self.plan.order)
    }

    async fn create(&self, request_id: String) -> Result<Fetched<Order>, Error> {
        let orders = self.partner.customers().by_id(self.plan.customer_id).orders();
        orders.create(&self.plan.order).request_id(request_id).await
    }

    async fn those_there(&self) -> Result<Vec<Fetched<Order>>, Error> {
        self.partner.customers().by_id(self.plan.customer_id).orders().list().all().await
    }

    fn id(made: &Order) -> Option<&str> {
        made.id.as_deref()
    }

    fn is_result(&self, made: &Order) -> bool {
        let same = |one: &OrderLineItem, other: &OrderLineItem| {
            let offer = |line: &OrderLineItem| line.offer_id.as_deref().unwrap_or_default().to_ascii_lowercase();
            (offer(one), one.quantity, &one.partner_id_on_record)
                == (offer(other), other.quantity, &other.partner_id_on_record)
        };
        let (there, wanted) = (&made.line_items, &self.plan.order.line_items);
        there.len() == wanted.len() && there.iter().zip(wanted).all(|(one, other)| same(one, other))
    }
}

/// Places an order, or goes on with one that was begun before, and reads its subscriptions.
pub(crate) async fn place(
    partner: &Client,
    plan: &Plan,
    attempt: Attempt,
    limits: &Limits,
) -> Result<Placed, OrderError> {
    let order = create_once(&NewOrder { partner, plan }, attempt, limits).await?;
    let id = order.made.id.clone().unwrap_or_default();
    let subscriptions = partner.customers().by_id(plan.customer_id).subscriptions().by_order(id.as_str());
    let read = match limits.within(limits.call(subscriptions.all())).await {
        Some(read) => read.map_err(Failure::from),
        None => Err(Failure::Late("they were read".to_owned())),
    };
    match read {
        Ok(subscriptions) => Ok(Placed { order, subscriptions }),
        Err(source) => Err(OrderError::Unread { order: id, source }),
    }
}
