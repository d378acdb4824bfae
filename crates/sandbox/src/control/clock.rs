//! The world's clock: read, moved on, stopped and started. It never goes back; a reset alone begins anew.

use std::{sync::Arc, time::Duration};

use backlot_store::{Lease, Plan};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::MutexGuard;

use super::{Answer, ControlError, encode};
use crate::{refusal::Failure, sandbox::Inner, scheduler, world::Clock};

/// The furthest the clock can be moved, beyond which dates of the API lose their four-digit year.
const END: Timestamp = Timestamp::constant(253_370_764_800, 0);

/// How long a change of the clock waits for those before it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it asks whether another process has finished one.
const ASKED_EVERY: Duration = Duration::from_millis(50);

/// What to do with the clock: exactly one of these.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Wish {
    /// Moves it on by a duration: `P31D` is no such thing, `PT744H` or `744h` is.
    advance: Option<SignedDuration>,
    /// Moves it on to a time.
    advance_to: Option<Timestamp>,
    /// Runs it ahead of the real time by a duration.
    offset: Option<SignedDuration>,
    /// Stops it where it is (`true`), or lets it run on from there (`false`).
    freeze: Option<bool>,
}

impl Wish {
    /// The clock that is wished for, which shows what it should from the real time `wall` on.
    fn of(self, clock: Clock, wall: Timestamp) -> Result<Clock, ControlError> {
        let too_far = |_| ControlError::bad_request("the clock: the time lies beyond the year 9998");
        match self {
            Self { advance: Some(by), advance_to: None, offset: None, freeze: None } => match clock {
                // Not moved to a time, so that it is ahead by just this much more, however long this takes.
                Clock::Offset(micros) => {
                    let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
                    Ok(Clock::Offset(micros.saturating_add(by)))
                }
                Clock::Frozen(at) => Ok(Clock::Frozen(at.checked_add(by).map_err(too_far)?)),
            },
            Self { advance: None, advance_to: Some(to), offset: None, freeze: None } => Ok(clock.moved(to, wall)),
            Self { advance: None, advance_to: None, offset: Some(ahead), freeze: None } => {
                let to = wall.checked_add(ahead).map_err(too_far)?;
                Ok(Clock::Offset(0).moved(to, wall))
            }
            Self { advance: None, advance_to: None, offset: None, freeze: Some(true) } => {
                Ok(Clock::Frozen(clock.now(wall)))
            }
            Self { advance: None, advance_to: None, offset: None, freeze: Some(false) } => {
                Ok(Clock::Offset(0).moved(clock.now(wall), wall))
            }
            _ => Err(ControlError::bad_request(
                "the body: exactly one of advance, advanceTo, offset and freeze is expected",
            )),
        }
    }
}

/// The clock as it is.
pub(super) async fn show(inner: &Inner) -> Answer {
    let clock = inner.look(Plan::new(), |_, world| Ok(world.clock)).await?;
    shown(clock, inner.wall.now())
}

fn shown(clock: Clock, wall: Timestamp) -> Answer {
    let now = clock.now(wall);
    encode(&json!({
        "now": now,
        "realTime": wall,
        "offset": SignedDuration::from_micros(now.as_microsecond() - wall.as_microsecond()),
        "frozen": matches!(clock, Clock::Frozen(_)),
    }))
}

/// Changes the clock. What becomes due on the way is done before this answers, in time order, each at its own time.
pub(super) async fn set(inner: &Arc<Inner>, wish: Wish) -> Answer {
    // One change at a time: two who advance by a day advance by two days together.
    let (_here, turn) = turn(inner).await?;
    let wall = inner.wall.now();
    let (generation, clock) = inner.look(Plan::new(), |_, world| Ok((world.generation, world.clock))).await?;
    let target = wish.of(clock, wall)?;
    let (now, to) = (clock.now(wall), target.now(wall));
    if to > END {
        return Err(ControlError::bad_request("the clock: the time lies beyond the year 9998"));
    }
    if to < now {
        return Err(ControlError::bad_request(format!(
            "the clock never goes back: it shows {now}, and {to} is before that; POST /_backlot/reset begins anew"
        )));
    }
    let clock = scheduler::advance(inner, &turn, generation, target).await?.ok_or_else(|| {
        ControlError::new(
            StatusCode::CONFLICT,
            "the world was reset meanwhile, and its clock with it; look at the clock",
        )
    })?;
    inner.bell.notify_one();
    shown(clock, inner.wall.now())
}

/// Waits for the turn to change the clock: among the calls of this process, then among processes.
async fn turn(inner: &Inner) -> Result<(MutexGuard<'_, ()>, Lease), ControlError> {
    let turn = async {
        let here = inner.clock_changes.lock().await;
        loop {
            if let Some(lease) = inner.store.try_lease("clock").await.map_err(Failure::from)? {
                return Ok((here, lease));
            }
            tokio::time::sleep(ASKED_EVERY).await;
        }
    };
    let late = |_| ControlError::unavailable("another change of the clock is under way", "1");
    tokio::time::timeout(PATIENCE, turn).await.map_err(late)?
}
