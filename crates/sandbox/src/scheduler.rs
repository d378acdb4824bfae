//! What happens when a document's time comes: in time order, each at its own time.
//!
//! Of the processes that share a store, the one that has the lease sees to it. Were there two of them for a moment,
//! nothing would be done twice all the same: every step holds the world alone.

use std::{sync::Arc, time::Duration};

use backlot_store::{Key, Lease, Plan, Root};
use jiff::Timestamp;
use tokio::time::Instant;

use crate::{
    agenda,
    records::{Records, Stored},
    refusal::Failure,
    sandbox::Inner,
    sweep,
    world::{Clock, World},
};

/// How long it takes to notice what another process did: that it made something due, or that it is gone and so its
/// lease free.
const NOTICE: Duration = Duration::from_secs(1);

/// How often what has expired is thrown away.
const SWEEP: Duration = Duration::from_secs(60);

/// After how long what could not be done is tried again.
const RETRY: Duration = Duration::from_secs(600);

/// How long the scheduler waits when the store fails.
const PAUSE: Duration = Duration::from_secs(5);

/// What one step came to.
enum Step {
    /// Documents were settled; there may be more.
    Settled,
    /// Nothing is due any more, and the clock shows what it should.
    Arrived(Clock),
    /// It is another world by now.
    Reset,
}

/// Brings the clock of the world of this generation to `target`, doing what becomes due on the way; answers the clock as
/// it then is, which is never behind what it showed before, or nothing if the world was reset meanwhile.
///
/// Every step settles some documents and holds the world alone, so that nothing decided before it lands after it; between
/// two steps others go on, at the time that the clock has reached.
pub(crate) async fn advance(
    inner: &Arc<Inner>,
    turn: &Lease,
    generation: u64,
    target: Clock,
) -> Result<Option<Clock>, Failure> {
    let mut unsettled = Vec::new();
    loop {
        if !turn.is_held() {
            let source = "the right to change the clock was lost with its connection".into();
            return Err(Failure::Store(backlot_store::Error::Unavailable { source }));
        }
        let (wall, skipped) = (Arc::clone(&inner.wall), unsettled.clone());
        let step = inner.change(Root::world(), Vec::new(), move |records, mut world| {
            if world.body.generation != generation {
                return Ok(Step::Reset);
            }
            let wall = wall.now();
            let (now, until) = (world.body.clock.now(wall), target.now(wall));
            if let Some(at) = agenda::settle(records, until.max(now), &skipped)? {
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
            Ok(Step::Arrived(clock)) => return Ok(Some(clock)),
            Ok(Step::Reset) => return Ok(None),
            Err(failure) => unsettled.push(left_alone(failure)?),
        }
    }
}

/// Does what becomes due as the clock runs by itself, and throws away what has expired, until it is dropped.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut lease = None;
    let mut skipped = Skipped::default();
    let mut swept: Option<Instant> = None;
    loop {
        // Asked for before looking, so that a change in between is not missed.
        let bell = inner.bell.notified();
        let turn = async {
            if !hold(&inner, &mut lease).await? {
                return Ok(None);
            }
            let due = settle_due(&inner, &mut skipped).await?;
            if swept.is_none_or(|at| at.elapsed() >= SWEEP) {
                if sweep::sweep(&inner).await? {
                    return Ok(Some(Duration::ZERO));
                }
                swept = Some(Instant::now());
            }
            Ok::<_, Failure>(Some(due.map_or(SWEEP, |due| due.min(SWEEP))))
        };
        match turn.await {
            // The bell tells only of this process, and rings with every write of it.
            Ok(Some(wait)) if inner.store.is_shared() => tokio::time::sleep(wait.min(NOTICE)).await,
            Ok(Some(wait)) => {
                tokio::select! { () = bell => {}, () = tokio::time::sleep(wait) => {} }
            }
            Ok(None) => tokio::time::sleep(NOTICE).await,
            Err(failure) => {
                tracing::error!(?failure, "what is due could not be done");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Whether this process has the lease, or gets it now.
async fn hold(inner: &Inner, lease: &mut Option<Lease>) -> Result<bool, Failure> {
    if !lease.as_ref().is_some_and(Lease::is_held) {
        // What is left of the old one goes first.
        *lease = None;
        *lease = inner.store.try_lease("scheduler").await?;
    }
    Ok(lease.is_some())
}

/// Does what is due now; says how long it is until more is, if the clock runs there.
async fn settle_due(inner: &Inner, skipped: &mut Skipped) -> Result<Option<Duration>, Failure> {
    loop {
        let leave = skipped.keys();
        let looked = inner.look(Plan::new().more(), move |records, world| {
            let next = agenda::first_due(records, Timestamp::MAX, &leave)?;
            Ok((next, records.now, world.clock, world.generation))
        });
        let (next, now, clock, generation) = looked.await?;
        if skipped.outlived(generation) {
            continue;
        }
        let Some((next, _)) = next else { return Ok(None) };
        let wait = next - now.as_microsecond();
        if wait > 0 {
            let wait = Duration::from_micros(wait.unsigned_abs());
            return Ok((!matches!(clock, Clock::Frozen(_))).then_some(wait));
        }
        let leave = skipped.keys();
        let settled = inner.change(Root::world(), Vec::new(), move |records, _| {
            let now = records.now;
            agenda::settle(records, now, &leave)
        });
        if let Err(failure) = settled.await {
            skipped.add(left_alone(failure)?);
        }
    }
}

/// What could not be done, and is left alone for a while, so that it stops nothing behind it.
#[derive(Debug, Default)]
struct Skipped {
    /// Of the world that it is in.
    generation: u64,
    documents: Vec<(Key, Instant)>,
}

impl Skipped {
    fn keys(&self) -> Vec<Key> {
        self.documents.iter().map(|(key, _)| key.clone()).collect()
    }

    fn add(&mut self, key: Key) {
        self.documents.push((key, Instant::now()));
    }

    /// Forgets what belongs to another world, and what has been left alone for long enough; says whether there was any.
    fn outlived(&mut self, generation: u64) -> bool {
        let before = self.documents.len();
        let same = std::mem::replace(&mut self.generation, generation) == generation;
        self.documents.retain(|(_, since)| same && since.elapsed() < RETRY);
        self.documents.len() < before
    }
}

/// The document that could not be settled; any other failure stays one.
fn left_alone(failure: Failure) -> Result<Key, Failure> {
    let Failure::Unsettled { key, why } = failure else { return Err(failure) };
    tracing::error!(%key, why, "what is due could not be done, and is left alone for a while");
    Ok(key)
}

fn move_clock(records: &mut Records<'_, '_>, world: &mut Stored<World>, clock: Clock) -> Result<(), Failure> {
    world.body.clock = clock;
    records.save(world)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use backlot_store::{Key, Root};

    use super::{RETRY, Skipped, advance};
    use crate::{Place, Sandbox, oauth::SigningKey, world::Clock};

    #[tokio::test]
    async fn a_clock_is_not_moved_in_a_world_that_came_meanwhile() {
        let key = SigningKey::generate().unwrap();
        let sandbox = Sandbox::builder(Place::Temporary).signing_key(key).open().unwrap();
        let turn = sandbox.store().try_lease("clock").await.unwrap().unwrap();
        let commits = sandbox.store().commits();
        assert!(advance(&sandbox.inner, &turn, 2, Clock::Offset(1)).await.unwrap().is_none());
        assert!(advance(&sandbox.inner, &turn, 1, Clock::Offset(1)).await.unwrap().is_some());
        assert!(sandbox.store().commits() > commits);
    }

    #[tokio::test(start_paused = true)]
    async fn what_could_not_be_done_is_tried_again_after_a_while_and_in_another_world() {
        let key = || Key::new(Root::customer("a", "c"), "order", "o");
        let mut skipped = Skipped::default();
        assert!(!skipped.outlived(1));
        skipped.add(key());
        tokio::time::advance(RETRY - Duration::from_secs(1)).await;
        assert!(!skipped.outlived(1) && skipped.keys() == [key()]);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(skipped.outlived(1) && skipped.keys().is_empty());
        skipped.add(key());
        assert!(skipped.outlived(2) && skipped.keys().is_empty());
    }
}
