//! The real clock: the only file that reads it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;

/// Tells the real time, which measures lifetimes of tokens and replies. The world's own time is [`crate::world::Clock`].
pub trait Wall: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemWall;

impl Wall for SystemWall {
    #[expect(clippy::disallowed_methods, reason = "this file owns the system clock")]
    fn now(&self) -> Timestamp {
        // Microseconds are what documents carry; finer digits would be lost between a write and the next read.
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

/// Measures how long something takes, whatever is done to the system's clock meanwhile. Nothing is decided by it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "this file owns the system clock")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// A shared [`Wall`].
pub type SharedWall = Arc<dyn Wall>;
