//! Transactions for what is no call of the API: tokens, the control API, the scheduler.

use std::sync::Arc;

use backlot_store::{Decision, Root, Tx};
use jiff::Timestamp;

use crate::{
    chance::Chance,
    records::{Records, Stored},
    refusal::Failure,
    sandbox::Inner,
    world::World,
};

impl Inner {
    /// Looks at the records as they are now.
    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&mut Records<'_, '_>, &Stored<World>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.store.read(|tx| {
            let (mut records, world) = open(tx, false, self.wall.now(), &[])?;
            look(&mut records, &world)
        })
    }

    /// Changes records under the locks of these roots; a failure changes nothing. `change` may run more than once.
    ///
    /// What is drawn by chance derives from `nonce` and the time.
    pub(crate) async fn change<T: Send + 'static>(
        &self,
        locks: Vec<Root>,
        nonce: Vec<u8>,
        mut change: impl FnMut(&mut Records<'_, '_>, Stored<World>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let wall = Arc::clone(&self.wall);
        let changed = self.store.write(locks, move |tx| {
            let outcome =
                open(tx, true, wall.now(), &nonce).and_then(|(mut records, world)| change(&mut records, world));
            match outcome {
                Ok(value) => Ok(Decision::Commit(Ok(value))),
                // The store decides what becomes of its own failures: another run, or the end of the whole group.
                Err(Failure::Store(error)) => Err(error),
                Err(failure) => Ok(Decision::Rollback(Err(failure))),
            }
        });
        changed.await?
    }
}

/// The records of a transaction at the world's time, and the world.
///
/// `wall` is read when the transaction has begun: one read before, while the call waited for its turn, could be of a
/// time that the world's clock has left behind.
pub(crate) fn open<'t, 'c>(
    tx: &'t mut Tx<'c>,
    writable: bool,
    wall: Timestamp,
    nonce: &[u8],
) -> Result<(Records<'t, 'c>, Stored<World>), Failure> {
    // The world names the time and the secret of chance; until it is read, neither is used.
    let mut records = Records::new(tx, writable, wall, Chance::new(&[], Vec::new()));
    let world =
        records.find::<World>(&World::key())?.ok_or_else(|| Failure::Defect("the store holds no world".into()))?;
    records.now = world.body.clock.now(wall);
    // Equal requests are told apart by their time: what the first one made may be gone when the second one comes.
    let request = [nonce, &wall.as_microsecond().to_be_bytes()].concat();
    records.chance = Chance::new(world.body.secret.as_bytes(), request);
    Ok((records, world))
}
