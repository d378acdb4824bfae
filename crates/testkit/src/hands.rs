//! A real clock whose hands a test moves.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use backlot_sandbox::wall::Wall;
use jiff::{SignedDuration, Timestamp};

/// A real clock that stands still until it is moved. Clones are the same clock.
#[derive(Debug, Clone)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    /// A clock that shows the first of March 2021, noon.
    #[expect(clippy::new_without_default, reason = "there is nothing default about a date")]
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_614_600_000_000_000)))
    }

    /// A clock that shows this time.
    pub fn at(time: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(time.as_microsecond())))
    }

    /// Moves the hands on.
    pub fn forward(&self, by: SignedDuration) {
        let micros = i64::try_from(by.as_micros()).expect("a test moves its clock by less than an age");
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Wall for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).expect("a time of the calendar")
    }
}
