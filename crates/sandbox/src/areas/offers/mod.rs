//! Offers: what can be bought by licence.

use crate::serve::Handler;

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    Vec::new()
}
