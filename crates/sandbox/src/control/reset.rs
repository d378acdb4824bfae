//! Begins anew: everything goes, and the world that the sandbox was started with comes back.

use std::sync::Arc;

use backlot_store::Root;
use serde_json::json;

use super::{Answer, encode};
use crate::{sandbox::Inner, seed};

/// Resets the world, clock and settings included. Tokens stay good for accounts that come back under the same ids.
pub(super) async fn reset(inner: &Arc<Inner>) -> Answer {
    let world = inner.world.clone();
    let wall = inner.wall.now();
    let generation = inner
        .change(Root::world(), Vec::new(), move |records, before| {
            let generation = before.body.generation + 1;
            seed::replant(records, &world, &before.body, wall)?;
            Ok(generation)
        })
        .await?;
    inner.keys.ring().forget_tokens();
    inner.journal.clear().await?;
    inner.bell.notify_one();
    encode(&json!({ "generation": generation }))
}
