//! Orders: placing, reading and cancelling them.

mod record;

pub(crate) use self::record::{Bought, Destination, OrderOwn, OrderRecord, ReservedInstance, Settling};
use crate::serve::Handler;

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    Vec::new()
}
