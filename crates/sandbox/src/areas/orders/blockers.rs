//! Which orders stand in the way of deleting a customer, or of removing the relationship with it.

use partner_center_model::orders::OrderStatus;

use super::record::OrderRecord;
use crate::{areas::product::Family, records::Stored};

/// An order in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blocker {
    /// The order's id.
    pub(crate) order: String,
    /// The shorter id that support goes by.
    pub(crate) alternate_id: Option<String>,
    /// What makes it stand in the way.
    pub(crate) family: Family,
    /// Whether it is on its way already, so that waiting is enough.
    pub(crate) pending: bool,
}

/// The orders that keep a customer from being deleted: of reservations and software that is not cancelled, pending and
/// partly cancelled ones too; of Azure plans where the setting says so. Reservations come first.
///
/// Source: `delete-a-customer-account-from-the-integration-sandbox`.
pub(crate) fn of_deletion(orders: &[Stored<OrderRecord>], azure_plan_blocks: bool) -> Vec<Blocker> {
    in_the_way(orders, |family| family.entitles() || (family == Family::AzurePlan && azure_plan_blocks))
}

/// The orders that keep a relationship from being removed in production: reservations, until they are cancelled.
///
/// Source: `remove-a-reseller-relationship-with-a-customer`.
pub(crate) fn of_removal(orders: &[Stored<OrderRecord>]) -> Vec<Blocker> {
    in_the_way(orders, |family| family == Family::Reservation)
}

fn in_the_way(orders: &[Stored<OrderRecord>], blocks: impl Fn(Family) -> bool) -> Vec<Blocker> {
    let mut found: Vec<Blocker> = orders.iter().filter_map(|order| blocker(order, &blocks)).collect();
    // The sort is stable: the orders of a kind stay as they were placed.
    found.sort_by_key(|blocker| blocker.family != Family::Reservation);
    found
}

fn blocker(order: &Stored<OrderRecord>, blocks: impl Fn(Family) -> bool) -> Option<Blocker> {
    let open = order.own.lines.iter().filter(|line| !line.cancelled).map(|line| line.family);
    let family = open.filter(|family| blocks(*family)).max()?;
    Some(Blocker {
        order: order.body.id.clone().unwrap_or_default(),
        alternate_id: order.body.alternate_id.clone(),
        family,
        pending: order.body.status == Some(OrderStatus::Pending),
    })
}
