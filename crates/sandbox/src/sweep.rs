//! Throws away what nobody asks for any more: kept answers and refresh tokens whose time has passed.

use std::sync::Arc;

use backlot_store::{Key, Plan};
use jiff::SignedDuration;

use crate::{refusal::Failure, sandbox::Inner};

/// How many documents a transaction removes. It holds the root of each, and those who wait for one wait for all.
const AT_ONCE: usize = 100;

/// How long after its time a document goes: another process, whose clock is behind, may still go by it.
const GRACE: SignedDuration = SignedDuration::from_secs(60);

/// Removes what has expired, in the real time.
pub(crate) async fn sweep(inner: &Inner) -> Result<(), Failure> {
    loop {
        let until = inner.wall.now() - GRACE;
        let expired = inner.look(Plan::new().more(), move |records, _| records.expired(until, AT_ONCE)).await?;
        let last = expired.len() < AT_ONCE;
        if !expired.is_empty() {
            remove(inner, expired, until).await?;
        }
        if last {
            return Ok(());
        }
    }
}

/// Removes those of these documents that have not been kept anew meanwhile.
async fn remove(inner: &Inner, expired: Vec<Key>, until: jiff::Timestamp) -> Result<(), Failure> {
    let roots: Plan = expired.iter().map(|key| key.root.clone()).collect();
    let expired = Arc::new(expired);
    let removal = inner.change(roots, Vec::new(), move |records, _| {
        for key in records.expired(until, AT_ONCE)?.iter().filter(|key| expired.contains(key)) {
            records.delete(key)?;
        }
        Ok(())
    });
    removal.await
}
