//! Keeping to the documented number of calls a minute.

use std::time::Duration;

use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

/// How many calls may be sent in how long, beyond which calls wait for their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many calls.
    pub calls: u32,
    /// In how long.
    pub span: Duration,
}

impl Pace {
    /// What Partner Center documents: 500 calls a minute for an application.
    pub const DOCUMENTED: Self = Self { calls: 500, span: Duration::from_secs(60) };
}

/// Lets calls through at a pace: as many at once as the span allows, then one whenever it is due.
#[derive(Debug)]
pub(crate) struct Pacing {
    /// Between two calls that follow each other.
    step: Duration,
    /// How far ahead of the even pace calls may be.
    burst: Duration,
    /// When the next call would be due at an even pace.
    due: Mutex<Option<Instant>>,
}

impl Pacing {
    pub(crate) fn new(pace: Pace) -> Self {
        let step = pace.span / pace.calls.max(1);
        Self { step, burst: pace.span.saturating_sub(step), due: Mutex::new(None) }
    }

    /// Waits for the turn of a call.
    pub(crate) async fn turn(&self) {
        let turn = {
            let mut due = self.due.lock().await;
            let now = Instant::now();
            let at = due.unwrap_or(now).max(now);
            *due = Some(at + self.step);
            at.checked_sub(self.burst).unwrap_or(now)
        };
        sleep_until(turn).await;
    }
}
