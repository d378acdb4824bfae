//! Reservations: which there are, and what Azure support does; it cancels them in production, where no partner can.

use backlot_store::Root;
use partner_center_model::ids::SubscriptionId;

use super::{
    record::{Destination, OrderRecord},
    settle,
};
use crate::{areas::product::Family, records::Records, refusal::Failure};

/// Cancels every reservation of a customer at once; answers the ids of the orders that changed.
///
/// Source: `remove-a-reseller-relationship-with-a-customer`.
pub(crate) fn cancel_reservations_by_support(
    records: &mut Records<'_, '_>,
    customer: &Root,
) -> Result<Vec<String>, Failure> {
    let mut changed = Vec::new();
    for mut order in records.all::<OrderRecord>(&OrderRecord::all(customer))? {
        let lines = order.own.lines.iter().enumerate();
        let open = lines.filter(|(_, line)| line.family == Family::Reservation && line.is_open());
        let places: Vec<usize> = open.map(|(place, _)| place).collect();
        if places.is_empty() {
            continue;
        }
        let to = Destination::Cancelled(places);
        settle::arrive(&mut order.body, &mut order.own, to.clone());
        settle::follow_up(records, &order, &[to])?;
        changed.push(order.body.id.clone().unwrap_or_default());
        records.save(&mut order)?;
    }
    Ok(changed)
}

/// Whether an open reservation was bought for this Azure subscription or plan.
pub(crate) fn is_reserved_for(
    records: &mut Records<'_, '_>,
    customer: &Root,
    subscription: SubscriptionId,
) -> Result<bool, Failure> {
    let orders = records.all::<OrderRecord>(&OrderRecord::all(customer))?;
    let mut open = orders.iter().flat_map(|order| {
        let lines = order.body.line_items.iter().zip(&order.own.lines);
        lines.filter(|(_, bought)| bought.family == Family::Reservation && bought.is_open())
    });
    Ok(open.any(|(line, bought)| {
        let context = line.provisioning_context.iter().flatten();
        let named = context.filter(|(name, _)| name.eq_ignore_ascii_case("subscriptionId"));
        let mut instances = bought.reserved.iter().flat_map(|reserved| &reserved.instances);
        named.into_iter().any(|(_, id)| id.parse() == Ok(subscription))
            || instances.any(|instance| instance.subscription == Some(subscription.0))
    }))
}

/// How many instances the customer's reservations have reserved.
pub(crate) fn reserved_instances(records: &mut Records<'_, '_>, customer: &Root) -> Result<u64, Failure> {
    let orders = records.all::<OrderRecord>(&OrderRecord::all(customer))?;
    let lines = orders.iter().flat_map(|order| &order.own.lines).filter(|line| line.is_open());
    let instances = lines.flat_map(|line| &line.reserved).flat_map(|reserved| &reserved.instances);
    Ok(instances.map(|instance| instance.quantity.unsigned_abs()).sum())
}
