//! The world's clock: read, moved on, stopped and started. It never goes back; a reset alone begins anew.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, ControlError, encode};
use crate::{sandbox::Inner, scheduler, world::Clock};

/// The furthest the clock can be moved, beyond which dates of the API lose their four-digit year.
const END: Timestamp = Timestamp::constant(253_370_764_800, 0);

/// What to do with the clock: exactly one of these.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Change {
    /// Moves it on by a duration: `P31D` is no such thing, `PT744H` or `744h` is.
    Advance(SignedDuration),
    /// Moves it on to a time.
    AdvanceTo(Timestamp),
    /// Runs it ahead of the real time by a duration.
    Offset(SignedDuration),
    /// Stops it where it is (`true`), or lets it run on from there (`false`).
    Freeze(bool),
}

/// The clock as it is.
pub(super) fn show(inner: &Inner) -> Answer {
    let wall = inner.wall.now();
    let clock = inner.look(|_, world| Ok(world.body.clock))?;
    shown(clock, wall)
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
pub(super) async fn set(inner: &Arc<Inner>, change: Change) -> Answer {
    let wall = inner.wall.now();
    let clock = inner.look(|_, world| Ok(world.body.clock))?;
    let now = clock.now(wall);
    let too_far = |_| ControlError::bad_request("the clock: the time lies beyond the year 9998");
    let to = match change {
        Change::Freeze(_) => now,
        Change::Advance(by) => now.checked_add(by).map_err(too_far)?,
        Change::AdvanceTo(to) => to,
        Change::Offset(ahead) => wall.checked_add(ahead).map_err(too_far)?,
    };
    if to > END {
        return Err(ControlError::bad_request("the clock: the time lies beyond the year 9998"));
    }
    if to < now {
        return Err(ControlError::bad_request(format!(
            "the clock never goes back: it shows {now}, and {to} is before that; POST /_backlot/reset begins anew"
        )));
    }
    let frozen = match change {
        Change::Freeze(frozen) => Some(frozen),
        Change::Offset(_) => Some(false),
        Change::Advance(_) | Change::AdvanceTo(_) => None,
    };
    let clock = scheduler::advance(inner, to, frozen).await?;
    inner.bell.notify_one();
    shown(clock, wall)
}
