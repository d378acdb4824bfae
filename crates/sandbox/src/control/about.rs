//! `GET about`: which Backlot this is, and how much of Partner Center it has.

use backlot_store::Plan;
use serde_json::json;

use super::{Answer, encode};
use crate::sandbox::Inner;

pub(super) async fn about(inner: &Inner) -> Answer {
    let generation = inner.look(Plan::new(), |_, world| Ok(world.generation)).await?;
    encode(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "generation": generation,
        "emulated": inner.table.iter().filter(|served| served.run.is_some()).count(),
        "documented": inner.table.len(),
    }))
}
