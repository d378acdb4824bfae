//! What a load balancer asks: whether the process lives, and whether to send it requests.
//!
//! Everybody may ask, so the answers tell nothing else.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use backlot_store::{Error, Plan};
use serde_json::json;
use tokio::sync::Semaphore;

use super::{Answer, ControlError, encode};
use crate::{sandbox::Inner, world::World};

/// How long the store may take to answer a read.
const BOUND: Duration = Duration::from_secs(1);

/// When to ask again, in seconds.
const RETRY_AFTER: &str = "1";

/// Whether this process is to be sent requests.
#[derive(Debug)]
pub(crate) struct Readiness {
    draining: AtomicBool,
    /// Whether the store answered when it was last asked.
    answered: AtomicBool,
    /// Held while the store is asked: where it hangs, those who ask meanwhile wait here, and it is asked no more.
    asking: Arc<Semaphore>,
}

impl Default for Readiness {
    fn default() -> Self {
        Self { draining: AtomicBool::new(false), answered: AtomicBool::new(true), asking: Arc::new(Semaphore::new(1)) }
    }
}

impl Readiness {
    /// From now on, it is not.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// Logs only what is news: a load balancer asks every other second.
    fn note(&self, answered: bool) {
        if self.answered.swap(answered, Ordering::Relaxed) != answered {
            if answered {
                tracing::warn!("the store answers again, and this process is ready");
            } else {
                tracing::error!("the store does not answer, and this process is not ready");
            }
        }
    }
}

/// The process answers; nothing else is looked at.
pub(super) fn health() -> Answer {
    encode(&json!({ "status": "ok" }))
}

/// The process answers, its store does, and it is not about to end.
pub(super) async fn ready(inner: &Arc<Inner>) -> Answer {
    if inner.readiness.is_draining() {
        return Err(ControlError::unavailable("this process is about to end", RETRY_AFTER));
    }
    let answered = tokio::time::timeout(BOUND, store_answers(inner)).await.unwrap_or(false);
    inner.readiness.note(answered);
    if answered {
        encode(&json!({ "status": "ready" }))
    } else {
        Err(ControlError::unavailable("the store does not answer", RETRY_AFTER))
    }
}

/// Whether the store has the world. A read may block, so it has a thread of its own.
async fn store_answers(inner: &Inner) -> bool {
    let Ok(place) = Arc::clone(&inner.readiness.asking).acquire_owned().await else { return false };
    let (store, runtime) = (inner.store.clone(), tokio::runtime::Handle::current());
    let read = tokio::task::spawn_blocking(move || {
        let plan = Plan::new().fetch(World::key());
        let world = runtime.block_on(store.read::<_, Error, _>(plan, |tx| tx.get(&World::key())));
        drop(place);
        world
    });
    match read.await {
        Ok(Ok(world)) => world.is_some(),
        Ok(Err(error)) => {
            tracing::debug!(%error, "the store was asked whether it answers");
            false
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::StatusCode;

    use super::{BOUND, ready};
    use crate::{Place, Sandbox, oauth::SigningKey};

    #[tokio::test]
    async fn a_store_that_hangs_is_waited_for_no_longer_than_the_bound() {
        let key = SigningKey::generate().unwrap();
        let sandbox = Sandbox::builder(Place::Temporary).signing_key(key).open().unwrap();
        assert!(ready(&sandbox.inner).await.is_ok());
        let hanging = Arc::clone(&sandbox.inner.readiness.asking).try_acquire_owned().unwrap();
        tokio::time::pause();
        let asked = tokio::time::Instant::now();
        let refused = ready(&sandbox.inner).await.unwrap_err();
        assert_eq!((refused.status, asked.elapsed().as_secs()), (StatusCode::SERVICE_UNAVAILABLE, BOUND.as_secs()));
        tokio::time::resume();
        drop(hanging);
        assert!(ready(&sandbox.inner).await.is_ok(), "it recovers by itself");
    }
}
