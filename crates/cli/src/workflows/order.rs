//! Places an order for a customer, with the indirect reseller on record that the customer buys through.
//!
//! Source: `create-an-order-for-a-customer-of-an-indirect-reseller`.

use jiff::Timestamp;
use partner_center::{
    Client, Error, ErrorKind, Fetched,
    model::{
        billing::BillingCycleType,
        ids::CustomerId,
        orders::{Order, OrderLineItem},
        relationships::{PartnerRelationship, PartnerRelationshipType},
        subscriptions::Subscription,
    },
};
use serde::Serialize;
use uuid::Uuid;

use super::{
    Failure, Limits,
    pending::{Intent, PendingError, PendingOrder, PendingOrders},
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

/// An indirect reseller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reseller {
    /// Its tenant id.
    pub(crate) tenant_id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its id in the Microsoft Partner Network.
    pub(crate) mpn_id: String,
}

/// Why no reseller can be told from what was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResellerError {
    /// There is none like that.
    #[error("{asked:?} is no indirect reseller of this account; {}", those(.known))]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The names of those that there are.
        known: Vec<String>,
    },
    /// There are several.
    #[error("{asked:?} may be {}; give its tenant id or MPN id", .like.join(" or "))]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// The names of those that it may be.
        like: Vec<String>,
    },
    /// There is one, but nothing to put on record.
    #[error("the service tells no MPN id of {0}, so it cannot be on record")]
    NoMpnId(String),
}

fn those(known: &[String]) -> String {
    if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) }
}

/// The reseller that is meant by a tenant id, an MPN id, a name, or the beginning of a name that only one has.
pub(crate) fn reseller<'a>(
    asked: &str,
    relationships: impl IntoIterator<Item = &'a PartnerRelationship>,
) -> Result<Reseller, ResellerError> {
    let all: Vec<&PartnerRelationship> = relationships.into_iter().collect();
    let text = |field: &Option<String>| field.as_deref().unwrap_or_default().to_lowercase();
    let wanted = asked.trim().to_lowercase();
    let exact = |one: &&&PartnerRelationship| [&one.id, &one.mpn_id, &one.name].iter().any(|it| text(it) == wanted);
    let mut found: Vec<&PartnerRelationship> = all.iter().filter(exact).copied().collect();
    if found.is_empty() && !wanted.is_empty() {
        found = all.iter().filter(|one| text(&one.name).starts_with(&wanted)).copied().collect();
    }
    let names = |some: &[&PartnerRelationship]| some.iter().filter_map(|one| one.name.clone()).collect();
    let [one] = found[..] else {
        let asked = asked.to_owned();
        return Err(if found.is_empty() {
            ResellerError::Unknown { asked, known: names(&all) }
        } else {
            ResellerError::Ambiguous { asked, like: names(&found) }
        });
    };
    let name = one.name.clone().unwrap_or_else(|| asked.to_owned());
    let Some(mpn_id) = one.mpn_id.clone() else { return Err(ResellerError::NoMpnId(name)) };
    Ok(Reseller { tenant_id: one.id.clone().unwrap_or_default(), name, mpn_id })
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

/// Reads the resellers of the signed-in provider, and finds the one that is meant.
pub(crate) async fn find_reseller(partner: &Client, asked: &str, limits: &Limits) -> Result<Reseller, OrderError> {
    let resellers = partner.relationships().list(PartnerRelationshipType::IsIndirectCloudSolutionProviderOf);
    let resellers = limits.call(resellers.all()).await.map_err(Failure::from)?;
    Ok(reseller(asked, resellers.iter().map(|one| &**one))?)
}

/// Why an order was not placed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OrderError {
    /// The procedure did not come to its end.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// It cannot be kept track of.
    #[error(transparent)]
    Pending(#[from] PendingError),
    /// No reseller is meant.
    #[error(transparent)]
    Reseller(#[from] ResellerError),
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
    /// The order may have been placed.
    #[error("{0}; whether the order was placed is not known, so run the same command again: it is not placed twice")]
    Unknown(Failure),
}

/// How an order came to be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// Now.
    Now,
    /// An earlier run began it; it was sent again under the same id.
    Resumed(Timestamp),
    /// An earlier run placed it, as the customer's orders show.
    Found(Timestamp),
}

/// An order that was placed.
#[derive(Debug)]
pub(crate) struct Placed {
    /// The order.
    pub(crate) order: Fetched<Order>,
    /// Its subscriptions.
    pub(crate) subscriptions: Vec<Fetched<Subscription>>,
    /// How it came to be placed.
    pub(crate) how: How,
    /// To be ended when the result has been told.
    pub(crate) pending: PendingOrder,
}

/// What tells this order from others, and what is made up for it.
pub(crate) struct Attempt<'a> {
    /// Where orders under way are kept.
    pub(crate) orders: &'a PendingOrders,
    /// Which order it is.
    pub(crate) intent: Intent,
    /// The id for it, if it was not begun before.
    pub(crate) request_id: Uuid,
    /// The real time.
    pub(crate) now: Timestamp,
}

/// Places an order, or goes on with one that was begun before.
pub(crate) async fn place(
    partner: &Client,
    plan: &Plan,
    attempt: Attempt<'_>,
    limits: &Limits,
) -> Result<Placed, OrderError> {
    let late = || Failure::Late("the order was placed".to_owned());
    match limits.within(place_or_find(partner, plan, attempt, limits)).await {
        Some(outcome) => outcome,
        None => Err(OrderError::Unknown(late())),
    }
}

async fn place_or_find(
    partner: &Client,
    plan: &Plan,
    attempt: Attempt<'_>,
    limits: &Limits,
) -> Result<Placed, OrderError> {
    let orders = partner.customers().by_id(plan.customer_id).orders();
    let Attempt { orders: pending, intent, request_id, now } = attempt;
    let earlier = pending.find(&intent)?;
    let (pending, how) = match earlier {
        Some(earlier) if earlier.is_known(now) => {
            let how = How::Resumed(earlier.begun());
            (earlier, how)
        }
        earlier => {
            let there = limits.call(orders.list().all()).await.map_err(Failure::from)?;
            if let Some(earlier) = earlier {
                if let Some(order) = there.iter().find(|order| is_result_of(order, plan, &earlier)) {
                    let how = How::Found(earlier.begun());
                    return with_subscriptions(partner, plan, order.clone(), how, earlier, limits).await;
                }
                // It never arrived, and will not any more.
                earlier.end()?;
            }
            let known = there.iter().filter_map(|order| order.id.clone()).collect();
            (pending.begin(intent, request_id, known, now)?, How::Now)
        }
    };
    let create = orders.create(&plan.order).request_id(pending.request_id().to_string());
    match limits.call(create).await {
        Ok(order) => with_subscriptions(partner, plan, order, how, pending, limits).await,
        Err(error) if is_final(&error) => {
            pending.end()?;
            Err(Failure::from(error).into())
        }
        Err(error) => Err(OrderError::Unknown(error.into())),
    }
}

/// Whether an order that is there now is what came of one that was begun before. The times of the two are of different
/// clocks, so it goes by what was there before.
fn is_result_of(order: &Order, plan: &Plan, earlier: &PendingOrder) -> bool {
    let same = |one: &OrderLineItem, other: &OrderLineItem| {
        let offer = |line: &OrderLineItem| line.offer_id.as_deref().unwrap_or_default().to_ascii_lowercase();
        (offer(one), one.quantity, &one.partner_id_on_record)
            == (offer(other), other.quantity, &other.partner_id_on_record)
    };
    let (there, wanted) = (&order.line_items, &plan.order.line_items);
    let is_new = order.id.as_deref().is_some_and(|id| !earlier.had(id));
    is_new && there.len() == wanted.len() && there.iter().zip(wanted).all(|(one, other)| same(one, other))
}

/// Whether the service has said that it does not place the order. Everything else may mean that it did.
fn is_final(error: &Error) -> bool {
    error.kind() == ErrorKind::Refused
}

async fn with_subscriptions(
    partner: &Client,
    plan: &Plan,
    order: Fetched<Order>,
    how: How,
    pending: PendingOrder,
    limits: &Limits,
) -> Result<Placed, OrderError> {
    let id = order.id.clone().unwrap_or_default();
    let subscriptions = partner.customers().by_id(plan.customer_id).subscriptions().by_order(id.as_str());
    match limits.call(subscriptions.all()).await {
        Ok(subscriptions) => Ok(Placed { order, subscriptions, how, pending }),
        Err(error) => Err(OrderError::Unread { order: id, source: error.into() }),
    }
}
