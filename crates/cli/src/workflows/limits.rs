//! How fast a procedure goes, and until when.

use std::{
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, sleep, timeout_at},
};

/// How much longer than its time a command as a whole has: what a procedure says of itself comes first.
const GRACE: Duration = Duration::from_secs(1);

/// How fast a procedure goes, and until when. Clones share the number of calls and the deadline.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    calls: Arc<Semaphore>,
    /// How long to wait before what is under way is looked at for the first time; each time after that, twice as long.
    first_wait: Duration,
    /// The longest wait that doubling leads to.
    longest_wait: Duration,
    clock: Arc<Mutex<Clock>>,
}

/// Until when, where the time that a person takes does not count.
#[derive(Debug)]
struct Clock {
    deadline: Instant,
    /// Since when somebody has been asked.
    asked: Option<Instant>,
}

impl Clock {
    fn deadline(&self) -> Instant {
        self.deadline + self.asked.map_or(Duration::ZERO, |asked| asked.elapsed())
    }
}

impl Limits {
    /// So many calls at a time, until then.
    pub(crate) fn new(concurrency: usize, first_wait: Duration, deadline: Instant) -> Self {
        let clock = Arc::new(Mutex::new(Clock { deadline, asked: None }));
        let longest_wait = first_wait.saturating_mul(16).max(Duration::from_secs(5));
        Self { calls: Arc::new(Semaphore::new(concurrency.max(1))), first_wait, longest_wait, clock }
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
        let deadline = self.change(|clock| clock.deadline());
        timeout_at(deadline, work).await.ok()
    }

    /// Does all that a command consists of within the time, however often somebody is asked meanwhile; none if that is up
    /// before.
    pub(crate) async fn within_all<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        loop {
            let deadline = self.change(|clock| clock.deadline());
            match timeout_at(deadline + GRACE, &mut work).await {
                Ok(done) => return Some(done),
                Err(_) if self.change(|clock| clock.deadline()) > deadline => {}
                Err(_) => return None,
            }
        }
    }

    /// Waits for a person, whose time does not count.
    pub(crate) async fn untimed<T>(&self, asking: impl Future<Output = T>) -> T {
        self.change(|clock| clock.asked = Some(Instant::now()));
        let answer = asking.await;
        self.change(|clock| {
            clock.deadline = clock.deadline();
            clock.asked = None;
        });
        answer
    }

    fn change<T>(&self, change: impl FnOnce(&mut Clock) -> T) -> T {
        change(&mut self.clock.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
