//! The world and its accounts as they were last read: every call looks at them, and they hardly ever change.

use std::{
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use backlot_store::Key;
use bytes::Bytes;
use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::{
    account::Account,
    records::{self, Record, Records},
    refusal::Failure,
    world::World,
};

/// How many accounts are kept parsed: those in use, a few KiB each.
const ACCOUNTS: usize = 1_024;

/// What every call looks at, parsed.
pub(crate) struct Known {
    pub(crate) world: Parsed<(), World>,
    /// By tenant.
    pub(crate) accounts: Parsed<Uuid, Account>,
}

impl Default for Known {
    fn default() -> Self {
        Self { world: Parsed::new(1), accounts: Parsed::new(ACCOUNTS) }
    }
}

/// Documents that were read before, with what they say. What was parsed counts while the bytes are the same. They are read
/// at each call; but on a snapshot that has a number, only once.
pub(crate) struct Parsed<K, R: Record>(Cache<K, Arc<Entry<R>>>);

/// A document that was read, with what it says.
pub(crate) struct Entry<R: Record> {
    pub(crate) version: i64,
    pub(crate) body: Arc<R::Body>,
    bytes: Bytes,
    /// The last snapshot on which the document was seen to be this one.
    seen: AtomicU64,
}

/// The number that no snapshot has.
const NEVER: u64 = u64::MAX;

impl<K: Hash + Eq + Clone, R: Record<Own = ()>> Parsed<K, R> {
    fn new(capacity: usize) -> Self {
        Self(Cache::new(capacity))
    }

    /// The document with this key, which is known here by `name`.
    pub(crate) fn read(
        &self,
        records: &mut Records<'_, '_>,
        name: &K,
        key: impl FnOnce() -> Key,
    ) -> Result<Option<Arc<Entry<R>>>, Failure> {
        let (known, snapshot) = (self.0.get(name), records.tx().snapshot());
        if let (Some(entry), Some(snapshot)) = (&known, snapshot)
            && entry.seen.load(Ordering::Relaxed) == snapshot
        {
            return Ok(known);
        }
        let Some(document) = records.raw::<R>(&key())? else { return Ok(None) };
        let known = known.filter(|entry| entry.version == document.version && entry.bytes == document.body);
        let entry = match known {
            Some(entry) => entry,
            None => {
                let body = Arc::new(records::parse::<R>(&document)?.body);
                let (version, bytes) = (document.version, document.body);
                let entry = Arc::new(Entry { version, body, bytes, seen: AtomicU64::new(NEVER) });
                self.0.insert(name.clone(), Arc::clone(&entry));
                entry
            }
        };
        if let Some(snapshot) = snapshot {
            entry.seen.store(snapshot, Ordering::Relaxed);
        }
        Ok(Some(entry))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use backlot_store::{Decision, Options, Root, Store};

    use super::Known;
    use crate::{
        records::Records,
        settings::Settings,
        world::{Secrets, World},
    };

    fn write(store: &Store, generation: u64) {
        let world = World { generation, ..World::new("secret".to_owned(), Secrets::Stated, Settings::default()) };
        let written = store.write_blocking(Root::world(), move |tx| {
            let mut records = Records::timeless(tx, true);
            records.delete(&World::key()).unwrap();
            records.insert::<World>(World::key(), world.clone(), ()).unwrap();
            Ok(Decision::Commit(()))
        });
        written.unwrap();
    }

    fn read(store: &Store, known: &Known) -> Option<Arc<World>> {
        let read = store.read_blocking(|tx| known.world.read(&mut Records::timeless(tx, false), &(), World::key));
        read.unwrap().map(|known| Arc::clone(&known.body))
    }

    #[test]
    fn what_was_parsed_counts_while_the_document_is_the_same() {
        let (store, known) = (Store::open(Options::temporary()).unwrap(), Known::default());
        assert!(read(&store, &known).is_none());
        for generation in [1, 2, 1] {
            write(&store, generation);
            let first = read(&store, &known).unwrap();
            assert_eq!(first.generation, generation);
            assert!(Arc::ptr_eq(&first, &read(&store, &known).unwrap()), "it was parsed once");
            let other = store.write_blocking(Root::account("a"), |_| Ok(Decision::Commit(())));
            other.unwrap();
            assert!(Arc::ptr_eq(&first, &read(&store, &known).unwrap()), "somebody wrote something else");
        }
    }

    #[test]
    fn a_write_reads_what_is_there_now() {
        let (store, known) = (Store::open(Options::temporary()).unwrap(), Arc::new(Known::default()));
        write(&store, 1);
        read(&store, &known).unwrap();
        let within = Arc::clone(&known);
        let seen = store.write_blocking(Root::world(), move |tx| {
            let mut records = Records::timeless(tx, true);
            let before = within.world.read(&mut records, &(), World::key).unwrap().unwrap();
            let mut world = records.find::<World>(&World::key()).unwrap().unwrap();
            world.body.generation = 7;
            records.save(&mut world).unwrap();
            let after = within.world.read(&mut records, &(), World::key).unwrap().unwrap();
            Ok(Decision::Rollback((before.body.generation, after.body.generation)))
        });
        assert_eq!(seen.unwrap(), (1, 7));
        assert_eq!(read(&store, &known).unwrap().generation, 1, "that was undone");
    }

    #[test]
    fn what_does_not_read_is_not_known() {
        let (store, known) = (Store::open(Options::temporary()).unwrap(), Known::default());
        write(&store, 1);
        read(&store, &known).unwrap();
        let broken = store.write_blocking(Root::world(), |tx| {
            let mut document = tx.get(&World::key())?.unwrap();
            document.body = bytes::Bytes::from_static(b"{");
            document.version += 1;
            let version = document.version - 1;
            tx.put(&document, &backlot_store::Index::default(), backlot_store::Expect::Version(version))?;
            Ok(Decision::Commit(()))
        });
        broken.unwrap();
        let read = store.read_blocking(|tx| known.world.read(&mut Records::timeless(tx, false), &(), World::key));
        assert!(read.is_err());
    }
}
