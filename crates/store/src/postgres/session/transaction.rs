//! The beginning and the end of a transaction, and of each write in it.

use std::collections::HashMap;

use tokio_postgres::types::ToSql;

use super::PostgresSession;
use crate::postgres::keys::{FETCH, KeyColumns, found};
use crate::postgres::line::{Line, Query};
use crate::postgres::lock::Locks;
use crate::postgres::pending::{Commit, Pending};
use crate::postgres::trouble::Trouble;
use crate::postgres::undo::Undo;
use crate::{Key, Plan};

/// Takes the locks one after another.
const LOCK: &str = "SELECT CASE WHEN shared THEN pg_advisory_xact_lock_shared(key) ELSE pg_advisory_xact_lock(key) END \
    FROM unnest($1::bigint[], $2::boolean[]) AS l(key, shared)";

/// Where one of several writes can be taken back to.
pub(super) const SAVE: &str = "SAVEPOINT write";
const TAKE_BACK: &str = "ROLLBACK TO SAVEPOINT write";

impl<'l> PostgresSession<'l> {
    /// Begins a transaction that sees one snapshot.
    pub(in crate::postgres) fn read(line: &'l mut Line, plan: &Plan) -> Result<Self, Trouble> {
        Self::begin(
            line,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            None,
            &plan.keys().iter().collect::<Vec<_>>(),
            false,
        )
    }

    /// Begins a transaction for these writes, one after another, that holds the locks of all their plans, in one round
    /// trip. What it reads is as new as the moment in which it got them, since every statement sees what was committed
    /// before itself.
    pub(in crate::postgres) fn write(
        line: &'l mut Line,
        schema: &str,
        plans: &[&Plan],
        careful: bool,
    ) -> Result<Self, Trouble> {
        let locks = Locks::of(schema, plans, line.writer);
        let mut keys: Vec<&Key> = plans.iter().flat_map(|plan| plan.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut session = Self::begin(line, "BEGIN ISOLATION LEVEL READ COMMITTED", Some(&locks), &keys, careful)?;
        session.shared = plans.len() > 1;
        Ok(session)
    }

    fn begin(
        line: &'l mut Line,
        begin: &'static str,
        locks: Option<&Locks>,
        keys: &[&Key],
        careful: bool,
    ) -> Result<Self, Trouble> {
        let columns = KeyColumns::of(keys);
        let fetch = columns.params();
        let taken: Option<[&(dyn ToSql + Sync); 2]> = match locks {
            Some(locks) => Some([&locks.keys, &locks.shared]),
            None => None,
        };
        let mut queries: Vec<Query<'_>> = vec![(begin, &[])];
        if let Some(taken) = &taken {
            queries.push((LOCK, taken));
        }
        if !keys.is_empty() {
            queries.push((FETCH, &fetch));
        }
        let mut answers = line.together(&queries)?;
        let known = match answers.pop() {
            Some(rows) if !keys.is_empty() => found(keys, &rows)?,
            _ => HashMap::new(),
        };
        let (pending, undo) = (Pending::default(), Undo::default());
        let writes = locks.is_some();
        Ok(Self { line, writes, careful, shared: false, known, pending, undo, trouble: None, broken: false })
    }

    /// Keeps what was done so far, and begins the next write.
    pub(in crate::postgres) fn next(&mut self) {
        self.undo = Undo::since(self.pending.mark());
    }

    /// Takes back the write that is under way, and begins the next one. What the write was told may have rested on
    /// something that it took for granted, so that is found out first.
    pub(in crate::postgres) fn take_back(&mut self) -> Result<(), Trouble> {
        if self.pending.mark() != self.undo.mark {
            self.flush(false)?;
        }
        if self.undo.saved {
            self.line.rows((TAKE_BACK, &[]))?;
        }
        drop(self.pending.split_off(self.undo.mark));
        std::mem::take(&mut self.undo).restore(&mut self.known);
        self.next();
        Ok(())
    }

    /// Finds out whether what was taken for granted is so.
    pub(in crate::postgres) fn verify(&mut self) -> Result<(), Trouble> {
        if self.careful { Ok(()) } else { self.pending.send(self.line, &[]) }
    }

    /// Keeps everything that so many writes have done.
    pub(in crate::postgres) fn commit(mut self, writes: u64) -> (Commit, Result<(), Trouble>) {
        self.pending.commit(self.line, writes)
    }

    /// Drops everything.
    pub(in crate::postgres) fn roll_back(self) -> Result<(), Trouble> {
        self.line.rows(("ROLLBACK", &[])).map(drop)
    }

    /// What went wrong on the way, if something has.
    pub(in crate::postgres) fn take_trouble(&mut self) -> Option<Trouble> {
        self.trouble.take()
    }
}
