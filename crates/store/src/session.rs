//! What an engine does within one transaction, statement by statement.

use crate::{Document, Error, Expect, Flaw, Indexed, Key, Listed, Range, Root, Set, Unique};

/// One transaction of an engine. [`Tx`](crate::Tx) decides what to do; this does it.
///
/// After a statement that failed, everything answers [`Error::Broken`].
pub(crate) trait Session: Whole {
    /// Whether a statement has failed: what was read or written since is not to be trusted.
    fn is_broken(&self) -> bool;
    /// Refuses to write where only reading is possible.
    fn may_write(&self) -> Result<(), Error>;

    // Reading

    /// The number of the snapshot, if it has one: what is read under equal numbers is equal.
    fn snapshot(&self) -> Option<u64> {
        None
    }

    fn get(&mut self, key: &Key) -> Result<Option<Document>, Error>;
    fn list(&mut self, set: &Set, range: &Range) -> Result<Vec<Listed>, Error>;
    fn keys(&mut self, set: &Set, range: &Range) -> Result<Vec<(String, Key)>, Error>;
    fn count(&mut self, set: &Set) -> Result<u64, Error>;
    fn count_range(&mut self, set: &Set, range: &Range) -> Result<u64, Error>;
    fn find(&mut self, scope: &str, value: &str) -> Result<Option<Key>, Error>;
    fn due(&mut self, until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error>;
    fn next_due(&mut self) -> Result<Option<i64>, Error>;
    fn expired(&mut self, until: i64, limit: usize) -> Result<Vec<Key>, Error>;

    // What a put must know. An engine may take for granted what makes the put succeed, if it sees to it that the
    // transaction runs again where that was not so; or that nothing is there, if it says so when it inserts.

    fn stored(&mut self, key: &Key, expect: Option<Expect>) -> Result<Option<Stored>, Error>;
    fn claimed(&mut self, unique: &Unique) -> Result<Option<(Key, i64)>, Error>;
    /// Where a document can be found.
    fn places(&mut self, number: i64) -> Result<Places, Error>;

    // Writing

    /// The document's number; none, and nothing is written, if one of its key is there.
    fn insert(&mut self, document: &Document, times: Times) -> Result<Option<i64>, Error>;
    /// `was` is the version that was found.
    fn update(&mut self, stored: &Stored, document: &Document, times: Times) -> Result<(), Error>;
    fn delete(&mut self, number: i64, key: &Key) -> Result<(), Error>;
    fn claim(&mut self, number: i64, unique: &Unique) -> Result<(), Error>;
    fn release(&mut self, unique: &Unique) -> Result<(), Error>;
    /// Puts a document into a set, and counts it there.
    fn join(&mut self, number: i64, id: &str, set: &Set, sort: &str) -> Result<(), Error>;
    fn leave(&mut self, number: i64, from: &Membership) -> Result<(), Error>;
    fn resort(&mut self, number: i64, within: &Membership, sort: &str) -> Result<(), Error>;
    /// Removes everything under this root and below it; says how many documents that were.
    fn drop_root(&mut self, root: &Root) -> Result<u64, Error>;
    fn wipe(&mut self) -> Result<(), Error>;
}

/// What an engine does with a store as a whole.
pub(crate) trait Whole {
    /// Documents in the order of their keys, each with what was derived from it.
    fn everything(&mut self, after: Option<&Key>, limit: usize) -> Result<Vec<Indexed>, Error>;
    /// How many documents of each kind there are, in the order of the kinds.
    fn kinds(&mut self) -> Result<Vec<(String, u64)>, Error>;
    /// Writes what waits, and keeps nothing of it in memory, which would not hold all that a store may be filled with.
    fn settle(&mut self) -> Result<(), Error>;
    /// What contradicts itself: in the engine's own structures, and between rows.
    fn flaws(&mut self) -> Result<Vec<Flaw>, Error>;
}

/// What a put must know of the document that is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored {
    pub(crate) number: i64,
    pub(crate) version: i64,
}

/// The times of a document, in microseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// Of the world.
    pub(crate) due: Option<i64>,
    /// Of the real world.
    pub(crate) expires: Option<i64>,
}

/// Where a document can be found.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub(crate) sets: Vec<Membership>,
    pub(crate) uniques: Vec<Unique>,
}

/// A document's place in a set.
#[derive(Debug)]
pub(crate) struct Membership {
    pub(crate) set: Set,
    pub(crate) sort: String,
    pub(crate) set_number: i64,
}
