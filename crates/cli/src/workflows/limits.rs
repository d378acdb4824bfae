//! How fast a procedure goes, and until when.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep, timeout_at},
};

/// How fast a procedure goes, and until when. Clones share the number of calls.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    calls: Arc<Semaphore>,
    /// How long to wait before what is under way is looked at for the first time; each time after that, twice as long.
    first_wait: Duration,
    /// The longest wait that doubling leads to.
    longest_wait: Duration,
    deadline: Instant,
}

impl Limits {
    /// So many calls at a time, until then.
    pub(crate) fn new(concurrency: usize, first_wait: Duration, deadline: Instant) -> Self {
        let longest_wait = first_wait.saturating_mul(16).max(Duration::from_secs(5));
        Self { calls: Arc::new(Semaphore::new(concurrency.max(1))), first_wait, longest_wait, deadline }
    }

    /// Waits for the turn of a call, which lasts until the permit is dropped.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.calls.acquire().await.ok()
    }

    /// Makes a call when its turn has come.
    pub(crate) async fn call<F: IntoFuture>(&self, call: F) -> F::Output {
        let _turn = self.turn().await;
        call.await
    }

    /// Waits before what is under way is looked at again, for the time after this many looks.
    pub(crate) async fn pause(&self, looks: u32) {
        let doubled = self.first_wait.saturating_mul(1_u32.checked_shl(looks).unwrap_or(u32::MAX));
        sleep(doubled.min(self.longest_wait)).await;
    }

    /// Does something within the time; none if that is up before.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        timeout_at(self.deadline, work).await.ok()
    }
}
