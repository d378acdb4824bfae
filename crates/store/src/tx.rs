//! What a handler does inside one transaction.

use std::collections::{BTreeMap, BTreeSet};

mod check;
mod everything;

pub use check::Flaw;

use crate::session::{Places, Session, Times};
use crate::{Document, Error, Expect, Index, Key, Listed, Plan, Range, Root, Set, Unique};

/// One transaction: a snapshot to read, or, in a write, everything that will be kept or dropped together.
///
/// A refusal of a put ([`Error::Stale`], [`Error::Taken`], [`Error::Invalid`]) has changed nothing, and the
/// transaction goes on. After any other error it is [`Error::Broken`] and cannot be committed.
pub struct Tx<'c> {
    session: &'c mut (dyn Session + 'c),
    plan: &'c Plan,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(session: &'c mut (dyn Session + 'c), plan: &'c Plan) -> Self {
        Self { session, plan }
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.session.is_broken()
    }

    /// The number of the snapshot that is read, where the store numbers them: what two transactions read under the same
    /// number is the same.
    #[must_use]
    pub fn snapshot(&self) -> Option<u64> {
        self.session.snapshot()
    }

    /// The document of this key.
    pub fn get(&mut self, key: &Key) -> Result<Option<Document>, Error> {
        self.session.get(key)
    }

    /// Members of a set with their documents, in order.
    pub fn list(&mut self, set: &Set, range: &Range) -> Result<Vec<Listed>, Error> {
        self.session.list(set, range)
    }

    /// Members of a set, in order: their sorts and keys.
    pub fn keys(&mut self, set: &Set, range: &Range) -> Result<Vec<(String, Key)>, Error> {
        self.session.keys(set, range)
    }

    /// How many members a set has: one read of a counter, however many there are.
    pub fn count(&mut self, set: &Set) -> Result<u64, Error> {
        self.session.count(set)
    }

    /// How many members of a set have a sort that begins with these characters. Costs a step for each of them.
    pub fn count_prefix(&mut self, set: &Set, prefix: &str) -> Result<u64, Error> {
        self.session.count_range(set, &Range::all().prefix(prefix))
    }

    /// Who has this unique value.
    pub fn find(&mut self, scope: &str, value: &str) -> Result<Option<Key>, Error> {
        self.session.find(scope, value)
    }

    /// The documents whose time comes at `until` or before, in the order of (time, key).
    pub fn due(&mut self, until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        self.session.due(until, limit)
    }

    /// The earliest time at which a document is due.
    pub fn next_due(&mut self) -> Result<Option<i64>, Error> {
        self.session.next_due()
    }

    /// Documents that may be thrown away since `until` or before, the oldest first.
    pub fn expired(&mut self, until: i64, limit: usize) -> Result<Vec<Key>, Error> {
        self.session.expired(until, limit)
    }

    /// Whether this transaction holds the lock of a root, so that what it reads there stays as it is until it commits.
    #[must_use]
    pub fn holds(&self, root: &Root) -> bool {
        self.plan.holds(root)
    }

    /// Stores a document and what is derived from it.
    ///
    /// `document.version` is the new version; `expect` says what must be there now, or the put is [`Error::Stale`].
    /// Index rows are rewritten only where they differ.
    pub fn put(&mut self, document: &Document, index: &Index, expect: Expect) -> Result<(), Error> {
        self.may_write(&document.key.root)?;
        check_document(document)?;
        let sets = wanted_sets(index)?;
        let uniques = wanted_uniques(index)?;

        let stored = self.session.stored(&document.key, Some(expect))?;
        match (expect, &stored) {
            (Expect::Absent, None) => {}
            (Expect::Version(expected), Some(stored)) if stored.version == expected => {}
            _ => return Err(stale(document)),
        }
        // Before anything is written, so that a refusal leaves the transaction as it was.
        let own = stored.as_ref().map(|stored| stored.number);
        for unique in &uniques {
            if let Some((holder, number)) = self.session.claimed(unique)?
                && Some(number) != own
            {
                // The engine may have taken for granted that nothing is there.
                if expect == Expect::Absent && self.session.stored(&document.key, None)?.is_some() {
                    return Err(stale(document));
                }
                return Err(Error::Taken {
                    scope: unique.scope.to_string(),
                    value: unique.value.clone(),
                    holder: Box::new(holder),
                });
            }
        }

        let times = Times { due: index.due, expires: index.expires };
        match stored {
            None => {
                let number = self.session.insert(document, times)?.ok_or_else(|| stale(document))?;
                self.add(number, &document.key, sets, uniques)
            }
            Some(stored) => {
                // Read before the document changes: an engine may have what was derived from it at hand.
                let places = self.session.places(stored.number)?;
                self.session.update(&stored, document, times)?;
                self.change(stored.number, &document.key, places, sets, uniques)
            }
        }
    }

    /// Removes a document with its index rows; says whether it was there.
    pub fn delete(&mut self, key: &Key) -> Result<bool, Error> {
        self.may_write(&key.root)?;
        let Some(stored) = self.session.stored(key, None)? else {
            return Ok(false);
        };
        self.session.delete(stored.number, key)?;
        Ok(true)
    }

    /// Removes every document under this root and below it, their index rows, and the sets that lie there; says how
    /// many documents it removed. Members of those sets that live elsewhere stay, without that place.
    ///
    /// A customer's root is below its account's; nothing is below the world's.
    pub fn drop_root(&mut self, root: &Root) -> Result<u64, Error> {
        self.may_write(root)?;
        self.session.drop_root(root)
    }

    /// Removes everything.
    pub fn wipe(&mut self) -> Result<(), Error> {
        self.may_write(&Root::world())?;
        self.session.wipe()
    }

    /// Refuses a write where only reading is possible, and one beneath a root that others may be deciding about.
    fn may_write(&self, root: &Root) -> Result<(), Error> {
        self.session.may_write()?;
        if self.plan.holds(root) { Ok(()) } else { Err(Error::Unlocked { root: root.clone() }) }
    }

    fn add<'i>(
        &mut self,
        number: i64,
        key: &Key,
        sets: BTreeMap<&Set, &str>,
        uniques: impl IntoIterator<Item = &'i Unique>,
    ) -> Result<(), Error> {
        uniques.into_iter().try_for_each(|unique| self.session.claim(number, unique))?;
        sets.into_iter().try_for_each(|(set, sort)| self.session.join(number, &key.id, set, sort))
    }

    fn change(
        &mut self,
        number: i64,
        key: &Key,
        had: Places,
        mut sets: BTreeMap<&Set, &str>,
        mut uniques: BTreeSet<&Unique>,
    ) -> Result<(), Error> {
        for unique in &had.uniques {
            if !uniques.remove(unique) {
                self.session.release(unique)?;
            }
        }
        for place in &had.sets {
            match sets.remove(&place.set) {
                Some(sort) if sort == place.sort => {}
                Some(sort) => self.session.resort(number, place, sort)?,
                None => self.session.leave(number, place)?,
            }
        }
        self.add(number, key, sets, uniques)
    }
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("plan", self.plan).finish_non_exhaustive()
    }
}

fn stale(document: &Document) -> Error {
    Error::Stale { key: document.key.clone() }
}

fn check_document(document: &Document) -> Result<(), Error> {
    if document.version <= 0 {
        return Err(Error::invalid(format!("the new version of {:?} must be positive", document.key.id)));
    }
    check_text("a kind", &document.key.kind)?;
    check_text("an id", &document.key.id)
}

/// The sets of an index, each once.
fn wanted_sets(index: &Index) -> Result<BTreeMap<&Set, &str>, Error> {
    let mut sets = BTreeMap::new();
    for member in &index.sets {
        check_text("the name of a set", &member.set.name)?;
        check_text("a sort", &member.sort)?;
        if sets.insert(&member.set, member.sort.as_str()).is_some_and(|other| other != member.sort) {
            return Err(Error::invalid(format!("a document has two places in the set {:?}", member.set.name)));
        }
    }
    Ok(sets)
}

/// The unique values of an index, each once.
fn wanted_uniques(index: &Index) -> Result<BTreeSet<&Unique>, Error> {
    for unique in &index.unique {
        check_text("a scope", &unique.scope)?;
        check_text("a unique value", &unique.value)?;
    }
    Ok(index.unique.iter().collect())
}

/// PostgreSQL keeps no NUL in text, so no engine does.
fn check_text(what: &str, text: &str) -> Result<(), Error> {
    if text.contains('\0') {
        return Err(Error::invalid(format!("{what} must not contain NUL: {text:?}")));
    }
    Ok(())
}
