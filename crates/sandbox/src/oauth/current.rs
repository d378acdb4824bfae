//! The keys that this process goes by: those that were kept when it started, and later ones as soon as it meets them.
//!
//! The world says the number of the key that signs. Whoever has seen a higher one than this process knows, or a key that it
//! does not know, has it look again; so no process asks for keys while they stay the same.

use std::sync::{Arc, PoisonError, RwLock};

use backlot_store::{Plan, Store};
use tokio::sync::{Mutex, MutexGuard};

use super::{
    keys::{KeyError, SigningKey},
    ring::{NAME, Ring},
};
use crate::{
    records::{self, Records},
    refusal::Failure,
    sandbox::Inner,
    vault::{self, Vault, Within},
    world::World,
};

/// The keys that a process goes by.
pub(crate) struct Keys {
    ring: RwLock<Arc<Ring>>,
    /// Held by whoever changes them, as what comes next depends on what is there.
    turn: Mutex<()>,
}

impl Keys {
    /// Those of a world that has known no other key than this.
    pub(crate) fn of(key: SigningKey) -> Self {
        Self::with(Ring::of(key, 0))
    }

    fn with(ring: Ring) -> Self {
        Self { ring: RwLock::new(Arc::new(ring)), turn: Mutex::default() }
    }

    /// Those that are kept with this store; if there are none, a key is made.
    pub(crate) fn open(store: &Store) -> Result<Self, KeyError> {
        let within = Within::of(store);
        let read = || store.read_blocking(|tx| kept(&mut Records::timeless(tx, false), &within));
        if let Some(ring) = read()? {
            return Ok(Self::with(ring));
        }
        let (number, _) = store.read_blocking(|tx| numbers(&mut Records::timeless(tx, false)))?;
        Vault::of(store).keep(NAME, Ring::of(SigningKey::generate()?, number).kept())?;
        // Another process may have been the first.
        let none = || KeyError::Unreadable { place: within.place(NAME), why: "it has gone".into() };
        read()?.map(Self::with).ok_or_else(none)
    }

    /// The keys as this process knows them.
    pub(crate) fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until nobody else of this process changes the keys.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Goes by these keys, unless it has gone on to later ones.
    pub(crate) fn follow(&self, ring: Arc<Ring>) {
        let mut known = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        if known.number() < ring.number() {
            *known = ring;
        }
    }
}

/// The keys that are kept; none if there is none.
pub(crate) fn kept(records: &mut Records<'_, '_>, within: &Within) -> Result<Option<Ring>, KeyError> {
    let Some(kept) = within.find(records, NAME)? else { return Ok(None) };
    let (number, since) = numbers(records)?;
    let ring = Ring::read(&kept, number, since);
    ring.map(Some).map_err(|why| KeyError::Unreadable { place: within.place(NAME), why })
}

/// Keeps these keys instead of others. In a directory they are there before the world says that the first of them signs, which
/// it may never do: it is the world that counts.
pub(crate) fn keep(records: &mut Records<'_, '_>, within: &Within, ring: &Ring) -> Result<(), KeyError> {
    Ok(within.put(records, NAME, &ring.kept())?)
}

/// What the world says: the number of the key that signs, and of the first one that is not forgotten.
pub(super) fn numbers(records: &mut Records<'_, '_>) -> Result<(u64, u64), backlot_store::Error> {
    let world = records.tx().get(&World::key())?.and_then(|world| records::parse::<World>(&world).ok());
    Ok(world.map_or((0, 0), |world| (world.body.key_number, world.body.keys_since)))
}

impl Inner {
    /// The keys, the one of this number among them, which the world was seen to have.
    pub(crate) async fn keys_with(&self, number: u64) -> Result<Arc<Ring>, Failure> {
        let known = self.keys.ring();
        if number <= known.number() {
            return Ok(known);
        }
        let within = Within::of(&self.store);
        let plan = Plan::new().fetch(World::key()).fetch(vault::key(NAME));
        let read = move |tx: &mut backlot_store::Tx<'_>| kept(&mut Records::timeless(tx, false), &within);
        if let Some(ring) = self.store.read(plan, read).await? {
            self.keys.follow(Arc::new(ring));
        }
        Ok(self.keys.ring())
    }

    /// The keys as the world has them now.
    pub(crate) async fn newest_keys(&self) -> Result<Arc<Ring>, Failure> {
        let number = self.look(Plan::new(), |_, world| Ok(world.key_number)).await?;
        self.keys_with(number).await
    }
}
