//! What happens when a document's time comes: in time order, each in a transaction of its own, each at its own time.

use std::{sync::Arc, time::Duration};

use backlot_store::Root;
use jiff::Timestamp;

use crate::{
    areas,
    records::{Records, Stored},
    refusal::Failure,
    sandbox::Inner,
    world::{Clock, World},
};

/// How long the scheduler leaves a document alone that it could not settle.
const PAUSE: Duration = Duration::from_secs(60);

/// What one step came to.
enum Step {
    /// A document was settled; there may be more.
    Settled,
    /// Nothing is due any more, and the clock shows what it should.
    Arrived(Clock),
}

/// Moves the world's clock on to `to`, doing what becomes due on the way, and then freezes it, lets it run, or (`None`)
/// leaves it as it was.
///
/// Every step holds the world alone, so that nothing decided before it lands after it; between two steps others go on,
/// at the time that the clock has reached.
pub(crate) async fn advance(inner: &Arc<Inner>, to: Timestamp, frozen: Option<bool>) -> Result<Clock, Failure> {
    loop {
        let wall = inner.wall.now();
        let step = inner.change(vec![Root::world()], Vec::new(), move |records, mut world| {
            if let Some(at) = settle_first(records, to)? {
                if at > world.body.clock.now(wall) {
                    let clock = world.body.clock.moved(at, wall);
                    move_clock(records, &mut world, clock)?;
                }
                return Ok(Step::Settled);
            }
            // The clock ran on by itself while this was done: it never goes back.
            let to = to.max(world.body.clock.now(wall));
            let clock = match frozen.unwrap_or(matches!(world.body.clock, Clock::Frozen(_))) {
                true => Clock::Frozen(to),
                false => Clock::Offset(0).moved(to, wall),
            };
            move_clock(records, &mut world, clock)?;
            Ok(Step::Arrived(clock))
        });
        if let Step::Arrived(clock) = step.await? {
            return Ok(clock);
        }
    }
}

/// Does what becomes due as the clock runs by itself, until it is dropped.
pub(crate) async fn run(inner: Arc<Inner>) {
    loop {
        // Asked for before looking, so that a change in between is not missed.
        let bell = inner.bell.notified();
        match wait_for(&inner).await {
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
async fn wait_for(inner: &Arc<Inner>) -> Result<Option<Duration>, Failure> {
    loop {
        let (next, now, frozen) = inner.look(|records, world| {
            let next = records.tx().next_due()?;
            Ok((next, records.now, matches!(world.body.clock, Clock::Frozen(_))))
        })?;
        let Some(next) = next else { return Ok(None) };
        let wait = next - now.as_microsecond();
        if wait > 0 {
            let wait = Duration::from_micros(wait.unsigned_abs());
            return Ok((!frozen).then_some(wait));
        }
        inner
            .change(vec![Root::world()], Vec::new(), |records, _| {
                let now = records.now;
                settle_first(records, now)
            })
            .await?;
    }
}

/// Settles the first document that is due at or before `until`, at its own time; says which time that was.
fn settle_first(records: &mut Records<'_, '_>, until: Timestamp) -> Result<Option<Timestamp>, Failure> {
    let Some((at, key)) = records.due(until, 1)?.pop() else { return Ok(None) };
    let defect = |why: &str| Failure::Defect(format!("{key:?} is due, and {why}"));
    let settle = areas::due(&key.kind).ok_or_else(|| defect("nobody knows what to do"))?;
    records.now = Timestamp::from_microsecond(at).map_err(|_| defect("not at a time"))?;
    settle(records, &key)?;
    if records.due(until, 1)?.first() == Some(&(at, key.clone())) {
        return Err(defect("still is after it was settled"));
    }
    Ok(Some(records.now))
}

fn move_clock(records: &mut Records<'_, '_>, world: &mut Stored<World>, clock: Clock) -> Result<(), Failure> {
    world.body.clock = clock;
    records.save(world)
}
