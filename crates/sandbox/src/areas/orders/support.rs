//! What Azure support does: it cancels reservations in production, where no partner can.

use backlot_store::Root;

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

/// How many instances the customer's reservations have reserved.
pub(crate) fn reserved_instances(records: &mut Records<'_, '_>, customer: &Root) -> Result<u64, Failure> {
    let orders = records.all::<OrderRecord>(&OrderRecord::all(customer))?;
    let lines = orders.iter().flat_map(|order| &order.own.lines).filter(|line| line.is_open());
    let instances = lines.flat_map(|line| &line.reserved).flat_map(|reserved| &reserved.instances);
    Ok(instances.map(|instance| instance.quantity.unsigned_abs()).sum())
}
