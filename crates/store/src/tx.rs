//! What a handler does inside one transaction.

use std::collections::{BTreeMap, BTreeSet};

use crate::sqlite::session::{Session, Stored};
use crate::{Document, Error, Expect, Index, Key, Listed, Range, Root, Set, Unique};

/// One transaction: a snapshot to read, or, in a write, everything that will be kept or dropped together.
///
/// A refusal of a put ([`Error::Stale`], [`Error::Taken`], [`Error::Invalid`]) has changed nothing, and the
/// transaction goes on. After any other error it is [`Error::Broken`] and cannot be committed.
#[derive(Debug)]
pub struct Tx<'c> {
    session: Session<'c>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(session: Session<'c>) -> Self {
        Self { session }
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.session.is_broken()
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
        Ok(self.session.find(scope, value)?.map(|(key, _)| key))
    }

    /// The documents whose time comes at `until` or before, in the order of (time, key).
    pub fn due(&mut self, until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        self.session.due(until, limit)
    }

    /// The earliest time at which a document is due.
    pub fn next_due(&mut self) -> Result<Option<i64>, Error> {
        self.session.next_due()
    }

    /// Stores a document and what is derived from it.
    ///
    /// `document.version` is the new version; `expect` says what must be there now, or the put is [`Error::Stale`].
    /// Index rows are rewritten only where they differ.
    pub fn put(&mut self, document: &Document, index: &Index, expect: Expect) -> Result<(), Error> {
        self.session.may_write()?;
        check_document(document)?;
        let sets = wanted_sets(index)?;
        let uniques = wanted_uniques(index)?;

        let stored = self.session.stored(&document.key)?;
        match (expect, &stored) {
            (Expect::Absent, None) => {}
            (Expect::Version(expected), Some(stored)) if stored.version == expected => {}
            _ => return Err(Error::Stale { key: document.key.clone() }),
        }
        // Before anything is written, so that a refusal leaves the transaction as it was.
        let own = stored.as_ref().map(|stored| stored.number);
        for unique in &uniques {
            if let Some((holder, number)) = self.session.find(&unique.scope, &unique.value)?
                && Some(number) != own
            {
                return Err(Error::Taken {
                    scope: unique.scope.to_string(),
                    value: unique.value.clone(),
                    holder: Box::new(holder),
                });
            }
        }

        match stored {
            None => {
                let number = self.session.insert(document, index.due)?;
                self.add_uniques(number, uniques)?;
                self.add_members(number, &document.key, sets)
            }
            Some(Stored { number, .. }) => {
                self.session.update(number, document, index.due)?;
                self.change_uniques(number, uniques)?;
                self.change_members(number, &document.key, sets)
            }
        }
    }

    /// Removes a document with its index rows; says whether it was there.
    pub fn delete(&mut self, key: &Key) -> Result<bool, Error> {
        self.session.may_write()?;
        let Some(Stored { number, .. }) = self.session.stored(key)? else {
            return Ok(false);
        };
        let members = self.session.members_of(number)?;
        self.session.remove_members(number)?;
        for member in members {
            self.session.shrink(member.set_number, 1)?;
        }
        self.session.remove_uniques(number)?;
        self.session.delete(number)?;
        Ok(true)
    }

    /// Removes every document under this root and below it, their index rows, and the sets that lie there; says how
    /// many documents it removed. Members of those sets that live elsewhere stay, without that place.
    ///
    /// A customer's root is below its account's; nothing is below the world's.
    pub fn drop_root(&mut self, root: &Root) -> Result<u64, Error> {
        self.session.may_write()?;
        let shares = self.session.root_shares(root)?;
        self.session.remove_root_members(root)?;
        for (set_number, members) in shares {
            self.session.shrink(set_number, members)?;
        }
        self.session.remove_root_sets(root)?;
        self.session.remove_root_uniques(root)?;
        self.session.remove_root_documents(root)
    }

    /// Removes everything.
    pub fn wipe(&mut self) -> Result<(), Error> {
        self.session.may_write()?;
        self.session.wipe()
    }

    fn add_uniques<'i>(&mut self, number: i64, uniques: impl IntoIterator<Item = &'i Unique>) -> Result<(), Error> {
        uniques.into_iter().try_for_each(|unique| self.session.add_unique(number, unique))
    }

    fn change_uniques(&mut self, number: i64, mut wanted: BTreeSet<&Unique>) -> Result<(), Error> {
        for had in self.session.uniques_of(number)? {
            if !wanted.remove(&had) {
                self.session.remove_unique(&had)?;
            }
        }
        self.add_uniques(number, wanted)
    }

    fn add_members(&mut self, number: i64, key: &Key, sets: BTreeMap<&Set, &str>) -> Result<(), Error> {
        sets.into_iter().try_for_each(|(set, sort)| {
            let set_number = self.session.grow(set)?;
            self.session.add_member(set_number, sort, &key.id, number)
        })
    }

    fn change_members(&mut self, number: i64, key: &Key, mut wanted: BTreeMap<&Set, &str>) -> Result<(), Error> {
        for had in self.session.members_of(number)? {
            match wanted.remove(&had.set) {
                Some(sort) if sort == had.sort => {}
                Some(sort) => self.session.move_member(number, had.set_number, sort)?,
                None => {
                    self.session.remove_member(number, had.set_number)?;
                    self.session.shrink(had.set_number, 1)?;
                }
            }
        }
        self.add_members(number, key, wanted)
    }
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
