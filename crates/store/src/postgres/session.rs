//! One transaction on a connection: few round trips, as what is written waits until it must be seen.

use std::collections::HashMap;

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use self::transaction::SAVE;
use super::keys::{FETCH, KeyColumns};
use super::line::{Line, Query};
use super::pending::Pending;
use super::rows::{self, Known};
use super::trouble::Trouble;
use super::undo::Undo;
use crate::session::{Membership, Places, Session, Stored, Times};
use crate::{Document, Error, Expect, Key, Listed, Position, Range, Root, Set, Unique, statements};

mod transaction;
mod whole;

/// Leaves every set, and counts one fewer in each.
pub(super) const LEAVE_ALL: &str = "WITH gone AS (DELETE FROM members WHERE document = $1 RETURNING set_number) \
    UPDATE sets SET size = size - 1 FROM gone WHERE sets.number = gone.set_number";
pub(super) const SHRINK: &str = "UPDATE sets SET size = size - 1 WHERE number = $1";

/// What lies under a root (`$1`) or below it (from `$2` to `$3`) leaves every set.
pub(super) const ROOT_LEAVES: &str = "WITH gone AS ( \
        DELETE FROM members WHERE document IN ( \
            SELECT number FROM documents WHERE root = $1 \
            UNION ALL SELECT number FROM documents WHERE root >= $2 AND root < $3) \
        RETURNING set_number \
    ), shares AS (SELECT set_number, count(*) AS members FROM gone GROUP BY set_number) \
    UPDATE sets SET size = size - shares.members FROM shares WHERE sets.number = shares.set_number";
pub(super) const ROOT_DOCUMENTS: &str = "WITH gone AS ( \
        DELETE FROM documents WHERE root = $1 OR (root >= $2 AND root < $3) RETURNING 1 \
    ) SELECT count(*) FROM gone";

/// A connection inside a transaction of one write or of several, one after another.
#[derive(Debug)]
pub(super) struct PostgresSession<'l> {
    line: &'l mut Line,
    writes: bool,
    /// Looks before it writes, instead of taking for granted what makes a put succeed.
    careful: bool,
    /// Whether several writes share the transaction, so that each can be taken back alone.
    shared: bool,
    /// What was read and written so far; none where nothing was found.
    known: HashMap<Key, Option<Known>>,
    pending: Pending,
    /// How to take back the write that is under way.
    undo: Undo,
    trouble: Option<Trouble>,
    broken: bool,
}

impl PostgresSession<'_> {
    fn attempt<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T, Trouble>) -> Result<T, Error> {
        if self.broken {
            return Err(Error::Broken);
        }
        f(self).map_err(|trouble| {
            self.broken = true;
            self.trouble = Some(trouble);
            Error::Broken
        })
    }

    /// Sends what waits, where the next statement would miss it.
    fn flush_if(&mut self, needed: bool) -> Result<(), Error> {
        if needed { self.attempt(|session| session.flush(false)) } else { Ok(()) }
    }

    /// Sends what waits. What the write under way has done, and what it is about to do with `changes`, comes after a
    /// savepoint, if earlier writes are to be kept whatever becomes of it.
    fn flush(&mut self, changes: bool) -> Result<(), Trouble> {
        let mut own = self.pending.split_off(self.undo.mark);
        let saves = self.shared && !self.undo.saved && (changes || !own.is_empty());
        let save: &[Query<'_>] = if saves { &[(SAVE, &[])] } else { &[] };
        self.pending.send(self.line, save)?;
        self.undo.saved |= saves;
        self.undo.mark = self.pending.mark();
        own.send(self.line, &[])
    }

    fn rows<T>(
        &mut self,
        sql: &'static str,
        params: &[&(dyn ToSql + Sync)],
        read: impl Fn(&Row) -> Result<T, Trouble>,
    ) -> Result<Vec<T>, Error> {
        self.attempt(|session| session.line.rows((sql, params))?.iter().map(read).collect())
    }

    fn row<T>(
        &mut self,
        sql: &'static str,
        params: &[&(dyn ToSql + Sync)],
        read: impl Fn(&Row) -> Result<T, Trouble>,
    ) -> Result<Option<T>, Error> {
        Ok(self.rows(sql, params, read)?.pop())
    }

    /// Runs statements that answer nothing, all in one round trip and after everything that waits.
    fn change(&mut self, queries: &[Query<'_>]) -> Result<Vec<Vec<Row>>, Error> {
        self.attempt(|session| {
            session.flush(true)?;
            session.line.together(queries)
        })
    }

    /// The rows of a part of a set, by the statement for an open end or the one for an end.
    fn ranged<T>(
        &mut self,
        (open, closed): (&'static str, &'static str),
        set: &Set,
        range: &Range,
        limit: Option<i64>,
        read: impl Fn(&Row) -> Result<T, Trouble>,
    ) -> Result<Vec<T>, Error> {
        // No member of any set has a NUL, which the database cannot even be asked for.
        if set.name.contains('\0') || range.prefix.as_ref().is_some_and(|prefix| prefix.contains('\0')) {
            return Ok(Vec::new());
        }
        let (floor, ceiling) = (before_nul(range.floor()), range.ceiling());
        let (root, name) = (set.root.as_str(), &*set.name);
        let mut params: Vec<&(dyn ToSql + Sync)> = vec![&root, &name, &floor.sort, &floor.id, &floor.number];
        if let Some(limit) = &limit {
            params.push(limit);
        }
        match &ceiling {
            None => self.rows(open, &params, read),
            Some(end) => {
                params.push(end);
                self.rows(closed, &params, read)
            }
        }
    }

    fn look_up(&mut self, key: &Key) -> Result<Option<Known>, Error> {
        if let Some(known) = self.known.get(key) {
            return Ok(known.clone());
        }
        let known = self.row(FETCH, &KeyColumns::of(&[key]).params(), rows::known)?;
        self.known.insert(key.clone(), known.clone());
        Ok(known)
    }
}

impl Session for PostgresSession<'_> {
    fn is_broken(&self) -> bool {
        self.broken
    }

    fn may_write(&self) -> Result<(), Error> {
        if self.writes { Ok(()) } else { Err(Error::ReadOnly) }
    }

    fn get(&mut self, key: &Key) -> Result<Option<Document>, Error> {
        Ok(self.look_up(key)?.map(|known| known.document))
    }

    fn list(&mut self, set: &Set, range: &Range) -> Result<Vec<Listed>, Error> {
        self.flush_if(self.pending.touches(set) || self.pending.changes())?;
        self.ranged((statements::LIST, statements::LIST_BELOW), set, range, Some(range.rows()), rows::listed)
    }

    fn keys(&mut self, set: &Set, range: &Range) -> Result<Vec<(String, Key)>, Error> {
        self.flush_if(self.pending.touches(set))?;
        let read = |row: &Row| Ok((row.try_get(3)?, rows::key(row, 0)?));
        self.ranged((statements::KEYS, statements::KEYS_BELOW), set, range, Some(range.rows()), read)
    }

    fn count(&mut self, set: &Set) -> Result<u64, Error> {
        if set.name.contains('\0') {
            return Ok(0);
        }
        self.flush_if(self.pending.touches(set))?;
        let (root, name) = (set.root.as_str(), &*set.name);
        Ok(self.row(statements::COUNT, &[&root, &name], rows::size)?.unwrap_or(0))
    }

    fn count_range(&mut self, set: &Set, range: &Range) -> Result<u64, Error> {
        self.flush_if(self.pending.touches(set))?;
        let mut counts =
            self.ranged((statements::COUNT_FROM, statements::COUNT_BETWEEN), set, range, None, rows::size)?;
        Ok(counts.pop().unwrap_or(0))
    }

    fn find(&mut self, scope: &str, value: &str) -> Result<Option<Key>, Error> {
        Ok(self.holder(scope, value)?.map(|(key, _)| key))
    }

    fn due(&mut self, until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        self.flush_if(true)?;
        let limit = Range::first(limit).rows();
        self.rows(statements::DUE, &[&until, &limit], |row| Ok((row.try_get(0)?, rows::key(row, 1)?)))
    }

    fn next_due(&mut self) -> Result<Option<i64>, Error> {
        self.flush_if(true)?;
        self.row(statements::NEXT_DUE, &[], |row| Ok(row.try_get(0)?))
    }

    fn expired(&mut self, until: i64, limit: usize) -> Result<Vec<Key>, Error> {
        self.flush_if(true)?;
        let limit = Range::first(limit).rows();
        self.rows(statements::EXPIRED, &[&until, &limit], |row| rows::key(row, 0))
    }

    fn stored(&mut self, key: &Key, expect: Option<Expect>) -> Result<Option<Stored>, Error> {
        if expect == Some(Expect::Absent) && !self.careful && !self.known.contains_key(key) {
            // The database refuses a second document of this key.
            return Ok(None);
        }
        Ok(self.look_up(key)?.map(|known| known.stored))
    }

    fn claimed(&mut self, unique: &Unique) -> Result<Option<(Key, i64)>, Error> {
        if self.careful || self.pending.claims_value(unique) {
            return self.holder(&unique.scope, &unique.value);
        }
        // The database refuses a second holder.
        Ok(None)
    }

    fn places(&mut self, number: i64) -> Result<Places, Error> {
        self.flush_if(self.pending.concerns(number))?;
        self.attempt(|session| {
            let number: [&(dyn ToSql + Sync); 1] = [&number];
            let queries = [(statements::MEMBERS_OF, &number[..]), (statements::UNIQUES_OF, &number[..])];
            let mut answers = session.line.together(&queries)?.into_iter();
            let sets = answers.next().unwrap_or_default().iter().map(rows::membership).collect::<Result<_, _>>()?;
            let uniques = answers.next().unwrap_or_default().iter().map(rows::unique).collect::<Result<_, _>>()?;
            Ok(Places { sets, uniques })
        })
    }

    fn insert(&mut self, document: &Document, times: Times) -> Result<Option<i64>, Error> {
        let number = self.attempt(|session| session.line.number())?;
        self.pending.put(number, None, document, times);
        self.remember(number, document);
        // If one is there, the database says so when this is sent.
        Ok(Some(number))
    }

    fn update(&mut self, stored: &Stored, document: &Document, times: Times) -> Result<(), Error> {
        self.flush_if(self.pending.concerns(stored.number))?;
        self.pending.put(stored.number, Some(stored.version), document, times);
        self.remember(stored.number, document);
        Ok(())
    }

    fn delete(&mut self, number: i64, key: &Key) -> Result<(), Error> {
        let number: [&(dyn ToSql + Sync); 1] = [&number];
        self.change(&[(LEAVE_ALL, &number), (statements::UNIQUES_REMOVE, &number), (statements::DELETE, &number)])?;
        self.know(key, None);
        Ok(())
    }

    fn claim(&mut self, number: i64, unique: &Unique) -> Result<(), Error> {
        self.pending.claim(number, unique);
        Ok(())
    }

    fn release(&mut self, unique: &Unique) -> Result<(), Error> {
        self.change(&[(statements::UNIQUE_REMOVE, &[&&*unique.scope, &unique.value])]).map(drop)
    }

    fn join(&mut self, number: i64, id: &str, set: &Set, sort: &str) -> Result<(), Error> {
        self.pending.join(number, id, set, sort);
        Ok(())
    }

    fn leave(&mut self, number: i64, from: &Membership) -> Result<(), Error> {
        let (member, set) =
            ([&number as &(dyn ToSql + Sync), &from.set_number], [&from.set_number as &(dyn ToSql + Sync)]);
        self.change(&[(statements::MEMBER_REMOVE, &member), (SHRINK, &set)]).map(drop)
    }

    fn resort(&mut self, number: i64, within: &Membership, sort: &str) -> Result<(), Error> {
        self.change(&[(statements::MEMBER_MOVE, &[&number, &within.set_number, &sort])]).map(drop)
    }

    fn drop_root(&mut self, root: &Root) -> Result<u64, Error> {
        let (from, to) = root.below();
        let path = root.as_str();
        let params: [&(dyn ToSql + Sync); 3] = [&path, &from, &to];
        let answers = self.change(&[
            (ROOT_LEAVES, &params),
            (statements::ROOT_SET_MEMBERS, &params),
            (statements::ROOT_SETS, &params),
            (statements::ROOT_UNIQUES, &params),
            (ROOT_DOCUMENTS, &params),
        ])?;
        self.forget();
        let counted = answers.last().and_then(|rows| rows.first());
        self.attempt(|_| counted.map_or(Ok(0), rows::size))
    }

    fn wipe(&mut self) -> Result<(), Error> {
        self.change(&statements::WIPE.map(|statement| (statement, &[][..])))?;
        self.forget();
        Ok(())
    }
}

impl PostgresSession<'_> {
    fn remember(&mut self, number: i64, document: &Document) {
        let stored = Stored { number, version: document.version };
        self.know(&document.key, Some(Known { stored, document: document.clone() }));
    }

    /// Remembers what the write under way has made of a document.
    fn know(&mut self, key: &Key, now: Option<Known>) {
        let before = self.known.insert(key.clone(), now);
        if self.shared {
            self.undo.changed(key, before);
        }
    }

    /// Remembers nothing any more, as the write under way has changed who knows what.
    fn forget(&mut self) {
        let before = std::mem::take(&mut self.known);
        if self.shared {
            self.undo.forgot(before);
        }
    }

    fn holder(&mut self, scope: &str, value: &str) -> Result<Option<(Key, i64)>, Error> {
        if scope.contains('\0') || value.contains('\0') {
            return Ok(None);
        }
        self.flush_if(self.pending.claims())?;
        let read = |row: &Row| Ok((rows::key(row, 0)?, row.try_get(3)?));
        self.row(statements::FIND, &[&scope, &value], read)
    }
}

/// The same place among texts that have no NUL: what follows "a\0" is what follows everything that begins with it.
fn before_nul(place: Position) -> Position {
    let next = |text: &str| text.split_once('\0').map(|(before, _)| format!("{before}\u{1}"));
    match (next(&place.sort), next(&place.id)) {
        (Some(sort), _) => Position { sort, id: String::new(), number: 0 },
        (None, Some(id)) => Position { id, number: 0, ..place },
        (None, None) => place,
    }
}
