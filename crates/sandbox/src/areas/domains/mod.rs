//! Domains: whether one is taken.

use crate::serve::Handler;

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    Vec::new()
}
