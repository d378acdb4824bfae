//! Orders: placing, reading and cancelling them.

mod record;

pub(crate) use self::record::{Bought, Destination, OrderOwn, OrderRecord, ReservedInstance, Settling};
use backlot_store::{Key, Root};

use crate::{account::Account, records::Records, refusal::Failure, serve::Handler};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    Vec::new()
}

/// How many instances the customer's reservations have reserved.
pub(crate) fn reserved_instances(_records: &mut Records<'_, '_>, _customer: &Root) -> Result<u64, Failure> {
    Err(Failure::NotEmulated)
}

/// Which sales are recorded for which indirect reseller.
pub(crate) fn incentives(_records: &mut Records<'_, '_>, _account: &Account) -> Result<serde_json::Value, Failure> {
    Err(Failure::NotEmulated)
}

/// Cancels the customer's reservations, as support does; answers the ids of the orders.
pub(crate) fn cancel_reservations_by_support(
    _records: &mut Records<'_, '_>,
    _customer: &Root,
) -> Result<Vec<String>, Failure> {
    Err(Failure::NotEmulated)
}

/// Brings an order whose time has come to where it was going.
pub(crate) fn settle(_records: &mut Records<'_, '_>, _key: &Key) -> Result<(), Failure> {
    Err(Failure::NotEmulated)
}
