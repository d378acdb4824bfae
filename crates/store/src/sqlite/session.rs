//! The statements of one transaction on one connection, row by row.

use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::failure;
use super::recent::Recent;
use super::rows::{content, document, key, size};
use crate::faults::Faults;
use crate::session::{Membership, Places, Session, Stored, Times};
use crate::{Document, Error, Expect, Key, Listed, Range, Root, Set, Unique, statements};

mod whole;

/// What is in the document of a key.
pub(super) const CONTENT: &str =
    "SELECT version, shape, body, brief, own FROM documents WHERE root = ?1 AND kind = ?2 AND id = ?3";

/// How many of the documents that a transaction reads may be kept: as many as most calls look at.
const READ: usize = 8;

/// A connection inside a transaction.
#[derive(Debug)]
pub(crate) struct SqliteSession<'c> {
    connection: &'c Connection,
    /// The number of the snapshot, if it has one.
    snapshot: Option<u64>,
    /// Set while writing is allowed.
    faults: Option<&'c Faults>,
    /// What was read before, where somebody keeps it.
    recent: Option<&'c Recent>,
    /// What was read now and may be kept.
    read: Vec<Document>,
    /// A statement failed: what was read or written since is not to be trusted.
    broken: bool,
}

impl<'c> SqliteSession<'c> {
    pub(crate) fn reading(connection: &'c Connection, snapshot: Option<u64>) -> Self {
        Self { connection, snapshot, faults: None, recent: None, read: Vec::new(), broken: false }
    }

    pub(crate) fn writing(connection: &'c Connection, faults: &'c Faults) -> Self {
        Self { connection, snapshot: None, faults: Some(faults), recent: None, read: Vec::new(), broken: false }
    }

    /// The same, which need not ask the database for what was read before.
    pub(crate) fn knowing(self, recent: &'c Recent) -> Self {
        Self { recent: Some(recent), ..self }
    }

    /// Ends it; the documents that may be kept.
    pub(crate) fn into_read(self) -> Vec<Document> {
        self.read
    }

    /// A document that was read before and is the same here.
    fn known(&self, key: &Key) -> Option<Document> {
        // Whoever writes is alone, and sees the newest state of what it has not changed itself.
        let snapshot = if self.faults.is_some() { u64::MAX } else { self.snapshot? };
        self.recent?.get(key, snapshot)
    }

    fn forget(&self, key: &Key) {
        if let Some(recent) = self.recent {
            recent.forget(key);
        }
    }

    fn forget_all(&self) {
        if let Some(recent) = self.recent {
            recent.forget_all();
        }
    }

    fn holder(&mut self, scope: &str, value: &str) -> Result<Option<(Key, i64)>, Error> {
        self.row(statements::FIND, params![scope, value], |row| Ok((key(row, 0)?, row.get(3)?)))
    }

    fn uniques_of(&mut self, number: i64) -> Result<Vec<Unique>, Error> {
        self.rows(statements::UNIQUES_OF, [number], |row| {
            Ok(Unique::new(row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })
    }

    fn members_of(&mut self, number: i64) -> Result<Vec<Membership>, Error> {
        self.rows(statements::MEMBERS_OF, [number], |row| {
            let set = Set::new(Root::stored(row.get(0)?), row.get::<_, String>(1)?);
            Ok(Membership { set, sort: row.get(2)?, set_number: row.get(3)? })
        })
    }

    fn root_shares(&mut self, root: &Root) -> Result<Vec<(i64, i64)>, Error> {
        let (from, to) = root.below();
        self.rows(statements::ROOT_SHARES, params![root.as_str(), from, to], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Counts one more member of a set, which is made with the first; says which one it is.
    fn grow(&mut self, set: &Set) -> Result<i64, Error> {
        let place = params![set.root.as_str(), set.name];
        match self.row(statements::SET, place, |row| row.get(0))? {
            Some(number) => self.change(statements::SET_GROW, [number]).map(|()| number),
            None => self.change(statements::SET_ADD, place).map(|()| self.connection.last_insert_rowid()),
        }
    }

    /// Counts fewer members of a set, and removes it with the last.
    fn shrink(&mut self, set_number: i64, by: i64) -> Result<(), Error> {
        self.change(statements::SET_SHRINK, [set_number, by])?;
        self.change(statements::SET_REMOVE, [set_number])
    }

    // Running statements

    fn run<T>(&mut self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        if self.broken {
            return Err(Error::Broken);
        }
        f(self.connection).map_err(|error| {
            self.broken = true;
            failure(error)
        })
    }

    fn row<T>(
        &mut self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        self.run(|connection| connection.prepare_cached(sql)?.query_row(params, read).optional())
    }

    fn rows<T>(
        &mut self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        self.run(|connection| connection.prepare_cached(sql)?.query_map(params, read)?.collect())
    }

    /// The rows of a part of a set, by the statement for an open end or the one for an end.
    fn ranged<T>(
        &mut self,
        (open, closed): (&str, &str),
        set: &Set,
        range: &Range,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let (floor, root, name, limit) = (range.floor(), set.root.as_str(), &set.name, range.rows());
        match range.ceiling() {
            None => self.rows(open, params![root, name, floor.sort, floor.id, floor.number, limit], read),
            Some(end) => self.rows(closed, params![root, name, floor.sort, floor.id, floor.number, limit, end], read),
        }
    }

    fn change(&mut self, sql: &str, params: impl Params) -> Result<(), Error> {
        self.changed(sql, params).map(drop)
    }

    fn below(&mut self, sql: &str, root: &Root) -> Result<u64, Error> {
        let (from, to) = root.below();
        let rows = self.changed(sql, params![root.as_str(), from, to])?;
        Ok(u64::try_from(rows).unwrap_or(u64::MAX))
    }

    fn changed(&mut self, sql: &str, params: impl Params) -> Result<usize, Error> {
        self.inject()?;
        self.run(|connection| connection.prepare_cached(sql)?.execute(params))
    }

    /// Fails as the engine does on a full disk, where a test asks for it.
    fn inject(&mut self) -> Result<(), Error> {
        match self.faults {
            Some(faults) if faults.statement() => self.run(|connection| {
                connection.execute_batch("ROLLBACK")?;
                Err(Faults::full())
            }),
            _ => Ok(()),
        }
    }
}

impl Session for SqliteSession<'_> {
    fn is_broken(&self) -> bool {
        self.broken
    }

    fn may_write(&self) -> Result<(), Error> {
        if self.faults.is_some() { Ok(()) } else { Err(Error::ReadOnly) }
    }

    // Reading

    fn snapshot(&self) -> Option<u64> {
        self.snapshot
    }

    fn get(&mut self, key: &Key) -> Result<Option<Document>, Error> {
        if !self.broken
            && let Some(document) = self.known(key)
        {
            return Ok(Some(document));
        }
        let place = params![key.root.as_str(), key.kind, key.id];
        let document = self.row(CONTENT, place, |row| content(key.clone(), row))?;
        if let (Some(document), Some(recent), None) = (&document, self.recent, self.faults)
            && self.read.len() < READ
            && recent.wants(key)
        {
            self.read.push(document.clone());
        }
        Ok(document)
    }

    fn list(&mut self, set: &Set, range: &Range) -> Result<Vec<Listed>, Error> {
        let read = |row: &Row<'_>| Ok(Listed { document: document(row)?, number: row.get(8)?, sort: row.get(9)? });
        self.ranged((statements::LIST, statements::LIST_BELOW), set, range, read)
    }

    fn keys(&mut self, set: &Set, range: &Range) -> Result<Vec<(String, Key)>, Error> {
        let read = |row: &Row<'_>| Ok((row.get(3)?, key(row, 0)?));
        self.ranged((statements::KEYS, statements::KEYS_BELOW), set, range, read)
    }

    fn count(&mut self, set: &Set) -> Result<u64, Error> {
        let size = self.row(statements::COUNT, params![set.root.as_str(), set.name], size)?;
        Ok(size.unwrap_or(0))
    }

    fn count_range(&mut self, set: &Set, range: &Range) -> Result<u64, Error> {
        let (floor, root, name) = (range.floor(), set.root.as_str(), &set.name);
        let size = match range.ceiling() {
            None => self.row(statements::COUNT_FROM, params![root, name, floor.sort, floor.id, floor.number], size),
            Some(end) => {
                self.row(statements::COUNT_BETWEEN, params![root, name, floor.sort, floor.id, floor.number, end], size)
            }
        };
        Ok(size?.unwrap_or(0))
    }

    fn due(&mut self, until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        let limit = Range::first(limit).rows();
        self.rows(statements::DUE, params![until, limit], |row| Ok((row.get(0)?, key(row, 1)?)))
    }

    fn find(&mut self, scope: &str, value: &str) -> Result<Option<Key>, Error> {
        Ok(self.holder(scope, value)?.map(|(key, _)| key))
    }

    fn next_due(&mut self) -> Result<Option<i64>, Error> {
        self.row(statements::NEXT_DUE, [], |row| row.get(0))
    }

    fn expired(&mut self, until: i64, limit: usize) -> Result<Vec<Key>, Error> {
        let limit = Range::first(limit).rows();
        self.rows(statements::EXPIRED, params![until, limit], |row| key(row, 0))
    }

    fn stored(&mut self, key: &Key, expect: Option<Expect>) -> Result<Option<Stored>, Error> {
        if expect == Some(Expect::Absent) {
            // The insert finds out.
            return Ok(None);
        }
        self.row(statements::STORED, params![key.root.as_str(), key.kind, key.id], |row| {
            Ok(Stored { number: row.get(0)?, version: row.get(1)? })
        })
    }

    fn claimed(&mut self, unique: &Unique) -> Result<Option<(Key, i64)>, Error> {
        self.holder(&unique.scope, &unique.value)
    }

    fn places(&mut self, number: i64) -> Result<Places, Error> {
        Ok(Places { sets: self.members_of(number)?, uniques: self.uniques_of(number)? })
    }

    fn insert(&mut self, document: &Document, times: Times) -> Result<Option<i64>, Error> {
        let Document { key, version, body, brief, own, shape } = document;
        let (body, brief, own) = (body.as_ref(), brief.as_deref(), own.as_deref());
        let (root, Times { due, expires }) = (key.root.as_str(), times);
        let row = params![root, key.kind, key.id, version, shape, due, expires, body, brief, own];
        let is_new = self.changed(statements::INSERT, row)? > 0;
        Ok(is_new.then(|| self.connection.last_insert_rowid()))
    }

    fn update(&mut self, stored: &Stored, document: &Document, times: Times) -> Result<(), Error> {
        let Document { key, version, body, brief, own, shape } = document;
        self.forget(key);
        let (body, brief, own) = (body.as_ref(), brief.as_deref(), own.as_deref());
        let Times { due, expires } = times;
        self.change(statements::UPDATE, params![stored.number, version, shape, due, expires, body, brief, own])
    }

    fn delete(&mut self, number: i64, key: &Key) -> Result<(), Error> {
        self.forget(key);
        let members = self.members_of(number)?;
        self.change(statements::MEMBERS_REMOVE, [number])?;
        for member in members {
            self.shrink(member.set_number, 1)?;
        }
        self.change(statements::UNIQUES_REMOVE, [number])?;
        self.change(statements::DELETE, [number])
    }

    fn claim(&mut self, number: i64, unique: &Unique) -> Result<(), Error> {
        self.change(statements::UNIQUE_ADD, params![unique.scope, unique.value, number])
    }

    fn release(&mut self, unique: &Unique) -> Result<(), Error> {
        self.change(statements::UNIQUE_REMOVE, params![unique.scope, unique.value])
    }

    fn join(&mut self, number: i64, id: &str, set: &Set, sort: &str) -> Result<(), Error> {
        let set_number = self.grow(set)?;
        self.change(statements::MEMBER_ADD, params![set_number, sort, id, number])
    }

    fn leave(&mut self, number: i64, from: &Membership) -> Result<(), Error> {
        self.change(statements::MEMBER_REMOVE, [number, from.set_number])?;
        self.shrink(from.set_number, 1)
    }

    fn resort(&mut self, number: i64, within: &Membership, sort: &str) -> Result<(), Error> {
        self.change(statements::MEMBER_MOVE, params![number, within.set_number, sort])
    }

    fn drop_root(&mut self, root: &Root) -> Result<u64, Error> {
        self.forget_all();
        let shares = self.root_shares(root)?;
        self.below(statements::ROOT_MEMBERS, root)?;
        for (set_number, members) in shares {
            self.shrink(set_number, members)?;
        }
        self.below(statements::ROOT_SET_MEMBERS, root)?;
        self.below(statements::ROOT_SETS, root)?;
        self.below(statements::ROOT_UNIQUES, root)?;
        self.below(statements::ROOT_DOCUMENTS, root)
    }

    fn wipe(&mut self) -> Result<(), Error> {
        self.forget_all();
        statements::WIPE.iter().try_for_each(|statement| self.change(statement, []))
    }
}
