//! Subscriptions: reading and changing them.

mod record;

pub(crate) use self::record::{SubscriptionOwn, SubscriptionRecord};
use crate::serve::Handler;

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    Vec::new()
}
