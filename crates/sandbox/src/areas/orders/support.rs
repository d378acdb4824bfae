//! What Azure support does: it cancels reservations in production, where no partner can.

use backlot_store::Root;
use partner_center_model::orders::OrderStatus;

use super::{
    record::{Destination, OrderRecord, Settling},
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
        let mut places: Vec<usize> = Vec::new();
        let mut rest = false;
        for (place, line) in order.own.lines.iter().enumerate().filter(|(_, line)| !line.cancelled) {
            if line.family == Family::Reservation { places.push(place) } else { rest = true }
        }
        if places.is_empty() {
            continue;
        }
        let on_the_way = order.own.settling.take();
        let to = if rest { Destination::LinesCancelled(places) } else { Destination::Cancelled };
        settle::arrive(&mut order.body, &mut order.own, &to);
        if rest {
            resume(&mut order.own.settling, &mut order.body.status, on_the_way);
        }
        changed.push(order.body.id.clone().unwrap_or_default());
        records.save(&mut order)?;
    }
    Ok(changed)
}

/// The other lines of an order go on to where they were going.
fn resume(settling: &mut Option<Settling>, status: &mut Option<OrderStatus>, on_the_way: Option<Settling>) {
    if on_the_way.is_some() {
        *settling = on_the_way;
        *status = Some(OrderStatus::Pending);
    }
}

/// How many instances the customer's reservations have reserved.
pub(crate) fn reserved_instances(records: &mut Records<'_, '_>, customer: &Root) -> Result<u64, Failure> {
    let orders = records.all::<OrderRecord>(&OrderRecord::all(customer))?;
    let lines = orders.iter().flat_map(|order| &order.own.lines).filter(|line| !line.cancelled);
    let instances = lines.flat_map(|line| &line.reserved).flat_map(|reserved| &reserved.instances);
    Ok(instances.map(|instance| instance.quantity.unsigned_abs()).sum())
}
