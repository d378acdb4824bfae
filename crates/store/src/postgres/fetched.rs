//! A read that looks only at documents that were fetched beforehand, in one round trip and on no thread of its own.

use super::pipelines::Found;
use crate::session::{Membership, Places, Session, Stored, Times, Whole};
use crate::{Document, Error, Expect, Flaw, Indexed, Key, Listed, Range, Root, Set, Unique};

/// The documents that were fetched. Whoever asks for more has to ask the database.
#[derive(Debug)]
pub(super) struct Fetched {
    known: Found,
    missed: bool,
}

impl Fetched {
    pub(super) fn new(known: Found) -> Self {
        Self { known, missed: false }
    }

    /// Whether something was asked for that had not been fetched, so that the answer is worth nothing.
    pub(super) fn missed(&self) -> bool {
        self.missed
    }

    fn miss<T>(&mut self) -> Result<T, Error> {
        self.missed = true;
        Err(Error::Broken)
    }
}

impl Session for Fetched {
    fn is_broken(&self) -> bool {
        self.missed
    }

    fn may_write(&self) -> Result<(), Error> {
        Err(Error::ReadOnly)
    }

    fn get(&mut self, key: &Key) -> Result<Option<Document>, Error> {
        match self.known.get(key) {
            Some(known) => Ok(known.as_ref().map(|known| known.document.clone())),
            None => self.miss(),
        }
    }

    fn list(&mut self, _: &Set, _: &Range) -> Result<Vec<Listed>, Error> {
        self.miss()
    }

    fn keys(&mut self, _: &Set, _: &Range) -> Result<Vec<(String, Key)>, Error> {
        self.miss()
    }

    fn count(&mut self, _: &Set) -> Result<u64, Error> {
        self.miss()
    }

    fn count_range(&mut self, _: &Set, _: &Range) -> Result<u64, Error> {
        self.miss()
    }

    fn find(&mut self, _: &str, _: &str) -> Result<Option<Key>, Error> {
        self.miss()
    }

    fn due(&mut self, _: i64, _: usize) -> Result<Vec<(i64, Key)>, Error> {
        self.miss()
    }

    fn next_due(&mut self) -> Result<Option<i64>, Error> {
        self.miss()
    }

    fn expired(&mut self, _: i64, _: usize) -> Result<Vec<Key>, Error> {
        self.miss()
    }

    // Never reached: a transaction that only reads is refused before.

    fn stored(&mut self, _: &Key, _: Option<Expect>) -> Result<Option<Stored>, Error> {
        self.miss()
    }

    fn claimed(&mut self, _: &Unique) -> Result<Option<(Key, i64)>, Error> {
        self.miss()
    }

    fn places(&mut self, _: i64) -> Result<Places, Error> {
        self.miss()
    }

    fn insert(&mut self, _: &Document, _: Times) -> Result<Option<i64>, Error> {
        self.miss()
    }

    fn update(&mut self, _: &Stored, _: &Document, _: Times) -> Result<(), Error> {
        self.miss()
    }

    fn delete(&mut self, _: i64, _: &Key) -> Result<(), Error> {
        self.miss()
    }

    fn claim(&mut self, _: i64, _: &Unique) -> Result<(), Error> {
        self.miss()
    }

    fn release(&mut self, _: &Unique) -> Result<(), Error> {
        self.miss()
    }

    fn join(&mut self, _: i64, _: &str, _: &Set, _: &str) -> Result<(), Error> {
        self.miss()
    }

    fn leave(&mut self, _: i64, _: &Membership) -> Result<(), Error> {
        self.miss()
    }

    fn resort(&mut self, _: i64, _: &Membership, _: &str) -> Result<(), Error> {
        self.miss()
    }

    fn drop_root(&mut self, _: &Root) -> Result<u64, Error> {
        self.miss()
    }

    fn wipe(&mut self) -> Result<(), Error> {
        self.miss()
    }
}

impl Whole for Fetched {
    fn everything(&mut self, _: Option<&Key>, _: usize) -> Result<Vec<Indexed>, Error> {
        self.miss()
    }

    fn kinds(&mut self) -> Result<Vec<(String, u64)>, Error> {
        self.miss()
    }

    fn settle(&mut self) -> Result<(), Error> {
        self.miss()
    }

    fn flaws(&mut self) -> Result<Vec<Flaw>, Error> {
        self.miss()
    }
}
