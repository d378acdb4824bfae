//! How long to go on trying: the only file here that looks at a clock.

use std::thread;
use std::time::{Duration, Instant};

/// For how long a transaction is tried, counted from when it was asked for. What cannot be done by then is not done, and
/// its caller is told to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// The pause before another try, which doubles each time up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// How long to go on trying.
#[derive(Debug)]
pub(super) struct Patience {
    until: Instant,
    pause: Duration,
}

impl Patience {
    /// Begins now.
    pub(super) fn new() -> Self {
        Self { until: now() + PATIENCE, pause: FIRST_PAUSE }
    }

    /// Waits before another try; says no when there should be none.
    pub(super) fn pause(&mut self) -> bool {
        if now() + self.pause > self.until {
            return false;
        }
        thread::sleep(self.pause);
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }
}

#[expect(clippy::disallowed_methods, reason = "how long to wait for a database is no matter of the world's time")]
fn now() -> Instant {
    Instant::now()
}
