//! Documents of tests, with what a record type would derive from them.

use backlot_store::{Decision, Document, Error, Expect, Index, Key, Member, Range, Root, Set, Store, Tx, Unique};

/// A document and its index rows.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) document: Document,
    pub(crate) index: Index,
}

/// An order in version 1, in no set.
pub(crate) fn order(root: &Root, id: &str) -> Entry {
    let mut document = Document::new(Key::new(root.clone(), "order", id), format!("{{\"id\":{id:?}}}"));
    document.version = 1;
    Entry { document, index: Index::default() }
}

impl Entry {
    pub(crate) fn key(&self) -> &Key {
        &self.document.key
    }

    pub(crate) fn version(mut self, version: i64) -> Self {
        self.document.version = version;
        self
    }

    pub(crate) fn member(mut self, set: &Set, sort: &str) -> Self {
        self.index.sets.push(Member::new(set.clone(), sort));
        self
    }

    pub(crate) fn unique(mut self, scope: &'static str, value: &str) -> Self {
        self.index.unique.push(Unique::new(scope, value));
        self
    }

    pub(crate) fn due(mut self, due: i64) -> Self {
        self.index.due = Some(due);
        self
    }

    /// Stores it: version 1 is new, a later one follows the one before.
    pub(crate) fn put(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let expect = match self.document.version {
            1 => Expect::Absent,
            version => Expect::Version(version - 1),
        };
        tx.put(&self.document, &self.index, expect)
    }

    /// Stores it in a write of its own.
    pub(crate) fn save(&self, store: &Store) -> Result<(), Error> {
        save_all(store, std::slice::from_ref(self))
    }
}

/// Stores these in one write.
pub(crate) fn save_all(store: &Store, entries: &[Entry]) -> Result<(), Error> {
    let entries = entries.to_vec();
    commit(store, move |tx| entries.iter().try_for_each(|entry| entry.put(tx)))
}

/// A write that is kept.
pub(crate) fn commit<T: Send + 'static>(
    store: &Store,
    mut f: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    store.write_blocking(Root::world(), move |tx| f(tx).map(Decision::Commit))
}

/// A read; only here so that tests need not name the error.
pub(crate) fn read<T>(store: &Store, f: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>) -> Result<T, Error> {
    store.read_blocking(f)
}

/// Whether a document is there.
pub(crate) fn exists(store: &Store, key: &Key) -> Result<bool, Error> {
    Ok(read(store, |tx| tx.get(key))?.is_some())
}

/// The ids in a set, in order, after checking that counter, keys and documents agree.
pub(crate) fn ids(store: &Store, set: &Set) -> Result<Vec<String>, Error> {
    read(store, |tx| {
        let keys: Vec<_> = tx.keys(set, &Range::all())?.into_iter().map(|(_, key)| key).collect();
        let listed: Vec<_> = tx.list(set, &Range::all())?.into_iter().map(|listed| listed.document.key).collect();
        assert_eq!(keys, listed);
        assert_eq!(tx.count(set)?, keys.len() as u64);
        assert_eq!(tx.count_prefix(set, "")?, keys.len() as u64);
        Ok(keys.into_iter().map(|key| key.id).collect())
    })
}

/// The set `orders` of an account.
pub(crate) fn orders_of(account: &str) -> Set {
    Set::new(Root::account(account), "orders")
}
