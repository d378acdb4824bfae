//! Keeping to the documented number of calls a minute.

use std::{collections::VecDeque, time::Duration};

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

/// Lets calls through at a pace: in no span of time more than there may be.
#[derive(Debug)]
pub(crate) struct Pacing {
    pace: Pace,
    /// When the last calls were due, as many as there may be in a span.
    last: Mutex<VecDeque<Instant>>,
}

impl Pacing {
    pub(crate) const fn new(pace: Pace) -> Self {
        Self { pace, last: Mutex::const_new(VecDeque::new()) }
    }

    /// Waits for the turn of a call.
    pub(crate) async fn turn(&self) {
        let turn = {
            let mut last = self.last.lock().await;
            let now = Instant::now();
            let full = last.len() >= self.pace.calls.max(1) as usize;
            let free = if full { last.pop_front() } else { None };
            let turn = free.and_then(|before| before.checked_add(self.pace.span)).map_or(now, |free| free.max(now));
            last.push_back(turn);
            turn
        };
        sleep_until(turn).await;
    }
}
