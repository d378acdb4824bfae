//! Relationships: providers and their resellers, and invitations.

use crate::serve::Handler;

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    Vec::new()
}
