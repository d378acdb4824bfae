//! Transactions over records: looked at, changed, and run again where more must be held.

use std::sync::Arc;

use backlot_store::{Decision, Plan, Root, Tx};
use jiff::Timestamp;

use crate::{
    chance::Chance,
    known::Known,
    records::{Records, Stored},
    refusal::Failure,
    sandbox::Inner,
    world::World,
};

/// How often something is run at most. Each run holds more than the one before, and nothing needs many more locks than
/// those that are known beforehand.
const RUNS: usize = 8;

impl Inner {
    /// Looks at the records as they are now. The plan names the documents that are looked at, as far as their keys are
    /// known. `look` may run more than once.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        plan: Plan,
        look: impl Fn(&mut Records<'_, '_>, &World) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (known, wall) = (Arc::clone(&self.known), Arc::clone(&self.wall));
        let read = move |tx: &mut Tx<'_>| {
            let (mut records, _, world) = open(tx, &known, false, wall.now(), &[])?;
            look(&mut records, &world)
        };
        self.store.read(plan.fetch(World::key()), read).await
    }

    /// Changes records under the locks of this plan, and of whatever else the change turns out to need; a failure changes
    /// nothing. `change` may run more than once.
    ///
    /// What is drawn by chance derives from `nonce` and the time.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        plan: impl Into<Plan>,
        nonce: Vec<u8>,
        change: impl Fn(&mut Records<'_, '_>, Stored<World>) -> Result<T, Failure> + Send + Sync + 'static,
    ) -> Result<T, Failure> {
        let (known, wall) = (Arc::clone(&self.known), Arc::clone(&self.wall));
        // Equal changes are told apart by their time, which is the same however often this one runs.
        let nonce = [nonce.as_slice(), &wall.now().as_microsecond().to_be_bytes()].concat();
        let write = move |tx: &mut Tx<'_>| {
            let (mut records, version, world) = open(tx, &known, true, wall.now(), &nonce)?;
            let world = Stored { key: World::key(), version, body: World::clone(&world), own: () };
            change(&mut records, world)
        };
        self.write(plan.into().fetch(World::key()), write).await
    }

    /// Looks at the records, and if that turns out to change some, does it under these locks instead. `decide` may run more
    /// than once.
    pub(crate) async fn decide<T: Send + 'static>(
        &self,
        plan: Plan,
        locks: Vec<Root>,
        nonce: Vec<u8>,
        decide: impl Fn(&mut Records<'_, '_>, &World) -> Result<T, Failure> + Send + Sync + 'static,
    ) -> Result<T, Failure> {
        let decide = Arc::new(decide);
        let look = Arc::clone(&decide);
        match self.look(plan.clone(), move |records, world| look(records, world)).await {
            Err(Failure::NeedsWrite) => {
                let plan = locks.into_iter().fold(plan, Plan::lock);
                self.change(plan, nonce, move |records, world| decide(records, &world.body)).await
            }
            decided => decided,
        }
    }

    /// Runs this in a transaction that can write. Where it has to hold more than the plan says, it is undone and run again
    /// with that.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        mut plan: Plan,
        run: impl Fn(&mut Tx<'_>) -> Result<T, Failure> + Send + Sync + 'static,
    ) -> Result<T, Failure> {
        let run = Arc::new(run);
        for _ in 0..RUNS {
            let run = Arc::clone(&run);
            let decided = self.store.write(plan.clone(), move |tx| match run(tx) {
                Ok(value) => Ok(Decision::Commit(Ok(value))),
                // The store decides what becomes of its own failures: another run, or the end of the whole group.
                Err(Failure::Store(error)) => Err(error),
                Err(failure) => Ok(Decision::Rollback(Err(failure))),
            });
            match decided.await? {
                Err(Failure::NeedsLock(roots)) => {
                    self.metrics.locks_added.inc();
                    plan = roots.into_iter().fold(plan, Plan::lock);
                }
                decided => return decided,
            }
        }
        Err(Failure::Defect(format!("there is no end to the locks that are needed beside {plan:?}")))
    }
}

/// The records of a transaction at the world's time, and the world with its version. What is drawn by chance derives from `nonce`.
///
/// `wall` is read when the transaction has begun: one read before, while the call waited for its turn, could be of a
/// time that the world's clock has left behind.
pub(crate) fn open<'t, 'c>(
    tx: &'t mut Tx<'c>,
    known: &Known,
    writable: bool,
    wall: Timestamp,
    nonce: &[u8],
) -> Result<(Records<'t, 'c>, i64, Arc<World>), Failure> {
    // The world names the time and the secret of chance; until it is read, neither is used.
    let mut records = Records::new(tx, writable, wall, Chance::new(&[], Vec::new()));
    let world = known.world.read(&mut records, &(), World::key)?;
    let known = world.ok_or_else(|| Failure::Defect("the store holds no world".into()))?;
    let world = Arc::clone(&known.body);
    records.now = world.clock.now(wall);
    records.chance = Chance::new(world.secret.as_bytes(), nonce);
    Ok((records, known.version, world))
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use backlot_store::{Plan, Root};

    use super::RUNS;
    use crate::{Place, Sandbox, oauth::SigningKey, refusal::Failure};

    fn sandbox() -> Sandbox {
        let key = SigningKey::generate().unwrap();
        Sandbox::builder(Place::Temporary).signing_key(key).open().unwrap()
    }

    #[tokio::test]
    async fn a_write_runs_again_with_what_it_turned_out_to_need() {
        let sandbox = sandbox();
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let written = sandbox.inner.write(Plan::from(Root::account("a")), move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            assert!(tx.holds(&Root::account("a")), "what was held stays held");
            let needed = [Root::customer("a", "c"), Root::tenant("c")];
            let missing: Vec<Root> = needed.into_iter().filter(|root| !tx.holds(root)).collect();
            if missing.is_empty() { Ok("done") } else { Err(Failure::NeedsLock(missing)) }
        });
        assert_eq!((written.await.unwrap(), runs.load(Ordering::SeqCst)), ("done", 2));
    }

    #[tokio::test]
    async fn a_write_that_always_needs_more_comes_to_an_end() {
        let sandbox = sandbox();
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let written = sandbox.inner.write(Plan::new(), move |_| {
            let run = counted.fetch_add(1, Ordering::SeqCst);
            Err::<(), _>(Failure::NeedsLock(vec![Root::account(&run.to_string())]))
        });
        assert!(matches!(written.await, Err(Failure::Defect(_))));
        assert_eq!(runs.load(Ordering::SeqCst), RUNS);
    }
}
