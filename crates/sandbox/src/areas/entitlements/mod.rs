//! Entitlements: what a customer's software and reservation orders entitle it to.

use crate::serve::Handler;

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    Vec::new()
}
