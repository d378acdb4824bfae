//! What happens when a document's time comes: in time order, each in a transaction of its own, each at its own time.

use std::{sync::Arc, time::Duration};

use backlot_store::{Key, Root};
use jiff::Timestamp;

use crate::{
    areas,
    records::{Records, Stored},
    refusal::Failure,
    sandbox::Inner,
    world::{Clock, World},
};

/// How long the scheduler waits when the store fails.
const PAUSE: Duration = Duration::from_secs(60);

/// What one step came to.
enum Step {
    /// A document was settled; there may be more.
    Settled,
    /// Nothing is due any more, and the clock shows what it should.
    Arrived(Clock),
}

/// Brings the world's clock to `target`, doing what becomes due on the way; answers the clock as it then is, which is
/// never behind what it showed before.
///
/// Every step holds the world alone, so that nothing decided before it lands after it; between two steps others go on,
/// at the time that the clock has reached.
pub(crate) async fn advance(inner: &Arc<Inner>, target: Clock) -> Result<Clock, Failure> {
    let mut unsettled = Vec::new();
    loop {
        let (wall, skipped) = (Arc::clone(&inner.wall), unsettled.clone());
        let step = inner.change(vec![Root::world()], Vec::new(), move |records, mut world| {
            let wall = wall.now();
            let (now, until) = (world.body.clock.now(wall), target.now(wall));
            if let Some(at) = settle_first(records, until.max(now), &skipped)? {
                if at > now {
                    let clock = world.body.clock.moved(at, wall);
                    move_clock(records, &mut world, clock)?;
                }
                return Ok(Step::Settled);
            }
            // While this was done the clock ran on; it never goes back.
            let clock = target.moved(until.max(now), wall);
            move_clock(records, &mut world, clock)?;
            Ok(Step::Arrived(clock))
        });
        match step.await {
            Ok(Step::Settled) => {}
            Ok(Step::Arrived(clock)) => return Ok(clock),
            Err(failure) => skip(inner, failure, &mut unsettled)?,
        }
    }
}

/// Does what becomes due as the clock runs by itself, until it is dropped.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut unsettled = Vec::new();
    loop {
        // Asked for before looking, so that a change in between is not missed.
        let bell = inner.bell.notified();
        match wait_for(&inner, &mut unsettled).await {
            Ok(None) => bell.await,
            Ok(Some(wait)) => {
                tokio::select! { () = bell => {}, () = tokio::time::sleep(wait) => {} }
            }
            Err(failure) => {
                tracing::error!(?failure, "what is due could not be done");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Does what is due now; says how long it is until more is, if the clock runs there.
async fn wait_for(inner: &Arc<Inner>, unsettled: &mut Vec<Key>) -> Result<Option<Duration>, Failure> {
    loop {
        let (next, now, frozen) = inner.look(|records, world| {
            let next = first_due(records, Timestamp::MAX, unsettled)?;
            Ok((next, records.now, matches!(world.body.clock, Clock::Frozen(_))))
        })?;
        let Some((next, _)) = next else { return Ok(None) };
        let wait = next - now.as_microsecond();
        if wait > 0 {
            let wait = Duration::from_micros(wait.unsigned_abs());
            return Ok((!frozen).then_some(wait));
        }
        let skipped = unsettled.clone();
        let settled = inner.change(vec![Root::world()], Vec::new(), move |records, _| {
            let now = records.now;
            settle_first(records, now, &skipped)
        });
        if let Err(failure) = settled.await {
            skip(inner, failure, unsettled)?;
        }
    }
}

/// Settles the first document that is due at or before `until`, at its own time; says which time that was.
fn settle_first(
    records: &mut Records<'_, '_>,
    until: Timestamp,
    skipped: &[Key],
) -> Result<Option<Timestamp>, Failure> {
    let Some((at, key)) = first_due(records, until, skipped)? else { return Ok(None) };
    let defect = |why: &str| Failure::Defect(format!("{key:?} is due, and {why}"));
    let settle = areas::due(&key.kind).ok_or_else(|| defect("nobody knows what to do"))?;
    records.now = Timestamp::from_microsecond(at).map_err(|_| defect("not at a time"))?;
    settle(records, &key)?;
    if first_due(records, until, skipped)?.is_some_and(|next| next == (at, key.clone())) {
        return Err(defect("still is after it was settled"));
    }
    Ok(Some(records.now))
}

/// The first document that is due at or before `until`, and when.
fn first_due(records: &mut Records<'_, '_>, until: Timestamp, skipped: &[Key]) -> Result<Option<(i64, Key)>, Failure> {
    let due = records.due(until, skipped.len() + 1)?;
    Ok(due.into_iter().find(|(_, key)| !skipped.contains(key)))
}

/// Leaves the document alone that could not be settled, so that it stops nothing behind it. What the store could not do
/// is no document's fault.
fn skip(inner: &Inner, failure: Failure, unsettled: &mut Vec<Key>) -> Result<(), Failure> {
    if matches!(failure, Failure::Store(_)) {
        return Err(failure);
    }
    let due = inner.look(|records, _| first_due(records, Timestamp::MAX, unsettled))?;
    let Some((_, key)) = due else { return Err(failure) };
    tracing::error!(?failure, ?key, "what is due could not be done, and is left alone");
    unsettled.push(key);
    Ok(())
}

fn move_clock(records: &mut Records<'_, '_>, world: &mut Stored<World>, clock: Clock) -> Result<(), Failure> {
    world.body.clock = clock;
    records.save(world)
}
