//! The subscriptions that an order bought: its lines name them, and nothing else has to.

use backlot_store::{Document, Root};
use partner_center_model::ids::{OrderId, SubscriptionId};

use super::record::OrderRecord;
use crate::{
    areas::subscriptions::SubscriptionRecord,
    records::{Records, Stored},
    refusal::Failure,
};

/// Those of the customer's order with this id, as they are stored; none where there is no such order.
pub(crate) fn subscriptions_of_id(
    records: &mut Records<'_, '_>,
    customer: &Root,
    order: &OrderId,
) -> Result<Vec<Document>, Failure> {
    match records.find::<OrderRecord>(&OrderRecord::key(customer, order))? {
        Some(order) => subscriptions_of(records, &order),
        None => Ok(Vec::new()),
    }
}

/// Those of an order, as they are stored, in the order of its lines.
pub(super) fn subscriptions_of(
    records: &mut Records<'_, '_>,
    order: &Stored<OrderRecord>,
) -> Result<Vec<Document>, Failure> {
    let mut found = Vec::new();
    for line in &order.body.line_items {
        let id = line.subscription_id.as_deref().and_then(|id| id.parse::<SubscriptionId>().ok());
        let Some(id) = id else { continue };
        found.extend(records.raw::<SubscriptionRecord>(&SubscriptionRecord::key(&order.key.root, id))?);
    }
    Ok(found)
}
