//! Many connections that do the same ill, on a thread of their own, until they are told to end.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tokio::runtime::Builder;

use super::kinds::Kind;
use crate::error::Error;

/// How long the first of them may take to have done something.
const PATIENCE: Duration = Duration::from_secs(20);
const PACE: Duration = Duration::from_millis(20);

/// Whoever means it no good.
pub(super) struct Hands {
    shared: Arc<Shared>,
    wanted: u64,
    thread: Option<JoinHandle<()>>,
}

/// What the connections of a kind share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    ended: AtomicBool,
    /// How often something was done: a connection opened, a request sent, an answer cut off.
    done: AtomicU64,
}

impl Shared {
    pub(super) fn did(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}

impl Hands {
    pub(super) fn start(kind: Kind, address: SocketAddr, token: &str) -> Result<Self, Error> {
        let shared = Arc::new(Shared::default());
        let runtime = Builder::new_current_thread().enable_all().build().map_err(Error::system("starting"))?;
        let (theirs, token): (_, Arc<str>) = (Arc::clone(&shared), token.into());
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                for hand in 0..kind.hands() {
                    let (shared, token) = (Arc::clone(&theirs), Arc::clone(&token));
                    tokio::spawn(async move {
                        while !shared.has_ended() {
                            // A connection that is closed is opened anew; that is all that matters of how it ended.
                            let _ = kind.act(address, &token, hand, &shared).await;
                            tokio::task::yield_now().await;
                        }
                    });
                }
                while !theirs.has_ended() {
                    tokio::time::sleep(PACE).await;
                }
            });
        });
        Ok(Self { shared, wanted: kind.hands() as u64, thread: Some(thread) })
    }

    /// Returns when each of them has done something, on average.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
    pub(super) fn await_first(&self) -> Result<(), Error> {
        let begin = Instant::now();
        while self.shared.done.load(Ordering::Relaxed) < self.wanted {
            if begin.elapsed() > PATIENCE {
                return Err(Error::Unread { what: "how much was done to it".to_owned() });
            }
            thread::sleep(PACE);
        }
        self.shared.done.store(0, Ordering::Relaxed);
        Ok(())
    }

    /// Ends them; answers how often something was done since the first.
    pub(super) fn end(mut self) -> f64 {
        let done = self.shared.done.load(Ordering::Relaxed);
        self.stop();
        done as f64
    }

    fn stop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has ended too.
            let _ = thread.join();
        }
    }
}

impl Drop for Hands {
    fn drop(&mut self) {
        self.stop();
    }
}
