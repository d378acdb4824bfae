//! What happens when a document's time comes, in time order.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{refusal::Failure, sandbox::Inner, world::Clock};

/// Moves the world's clock on to `to`, doing what becomes due on the way, and then freezes it, lets it run, or (`None`)
/// leaves it as it was.
pub(crate) async fn advance(_inner: &Arc<Inner>, _to: Timestamp, _frozen: Option<bool>) -> Result<Clock, Failure> {
    Err(Failure::NotEmulated)
}
