//! Connections that only read, kept for the next reader.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, DEFAULT_NAME, TransactionState};

use super::{failure, open_reader, recent::Recent, session::SqliteSession};
use crate::session::Session;
use crate::{Document, Error, Plan, Tx};

/// How many idle connections are kept; beyond it they are closed after use.
const IDLE: usize = 16;

/// The pool of readers. There are as many connections as there are simultaneous reads: those that run in place, on the
/// threads of the callers, and those of the [threads](super::lists) for what may take long.
///
/// While nobody writes, a connection keeps its snapshot for the next read, as a new one would be the same. A writer first
/// ends those that are kept: they would stop it from writing its log from the beginning again, and then the log grows.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    /// Whether they map the database.
    mapped: bool,
    /// None once the store is closed.
    idle: Mutex<Option<Idle>>,
    pub(super) recent: Recent,
}

#[derive(Debug, Default)]
struct Idle {
    /// Counts the beginnings and the ends of writes, so it is odd while somebody writes.
    turn: u64,
    connections: Vec<Reader>,
}

/// A connection, and whether it is on a snapshot.
#[derive(Debug)]
struct Reader {
    connection: Connection,
    /// The turn whose state the snapshot is, and which numbers it.
    since: Option<u64>,
}

/// While it lives, somebody writes.
#[derive(Debug)]
pub(crate) struct Writing<'r>(&'r Readers);

impl Readers {
    pub(crate) fn new(path: PathBuf, mapped: bool) -> Self {
        Self { path, mapped, idle: Mutex::new(Some(Idle::default())), recent: Recent::default() }
    }

    /// Runs a closure on one snapshot.
    pub(crate) fn read<T, E: From<Error>>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.look(|session| f(&mut Tx::new(session, &Plan::new())))?
    }

    /// Shows one snapshot to whoever looks at it.
    pub(super) fn look<T>(&self, look: impl FnOnce(&mut SqliteSession<'_>) -> T) -> Result<T, Error> {
        let (reader, turn) = self.take()?;
        if reader.since.is_none() {
            run(&reader.connection, "BEGIN")?;
        }
        // If whoever looks panics or a statement failed, the connection is closed instead of kept.
        let mut session = SqliteSession::reading(&reader.connection, reader.since).knowing(&self.recent);
        let seen = look(&mut session);
        if !session.is_broken() {
            let read = session.into_read();
            self.keep(Reader { since: Some(turn), ..reader }, read);
        }
        Ok(seen)
    }

    /// Says that somebody writes until the answer is dropped. What was written must be committed by then, and nobody told
    /// of it before.
    pub(crate) fn writing(&self) -> Writing<'_> {
        self.next_turn();
        Writing(self)
    }

    /// Closes the idle connections and refuses further reads.
    pub(crate) fn close(&self) {
        let idle = self.idle().take();
        drop(idle);
    }

    fn next_turn(&self) {
        if let Some(idle) = self.idle().as_mut() {
            idle.turn += 1;
            idle.connections.retain_mut(Reader::leave);
        }
    }

    fn take(&self) -> Result<(Reader, u64), Error> {
        let (reader, turn) = {
            let mut idle = self.idle();
            let idle = idle.as_mut().ok_or(Error::Closed)?;
            (idle.connections.pop(), idle.turn)
        };
        let open = || open_reader(&self.path, self.mapped).map(|connection| Reader { connection, since: None });
        Ok((reader.map_or_else(open, Ok)?, turn))
    }

    fn keep(&self, mut reader: Reader, read: Vec<Document>) {
        // A read that asked for nothing has begun a transaction, but no snapshot.
        let begun = matches!(reader.connection.transaction_state(DEFAULT_NAME), Ok(TransactionState::Read));
        let is_current = |idle: &Idle| begun && idle.turn.is_multiple_of(2) && reader.since == Some(idle.turn);
        let mut idle = self.idle();
        if let Some(idle) = idle.as_ref()
            && is_current(idle)
        {
            // Before somebody writes, as the number is the newest.
            self.recent.keep(read, idle.turn);
        } else {
            drop(idle);
            if !reader.leave() {
                return;
            }
            idle = self.idle();
        }
        if let Some(idle) = idle.as_mut()
            && idle.connections.len() < IDLE
        {
            idle.connections.push(reader);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Option<Idle>> {
        // Nothing panics while holding it, and a list of idle connections is good in any state.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    /// Ends its snapshot; says whether the connection is good for more.
    fn leave(&mut self) -> bool {
        self.since.take().is_none() || run(&self.connection, "COMMIT").is_ok()
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.next_turn();
    }
}

/// Runs a closure on one snapshot of a connection, which the caller ends.
pub(crate) fn look<T, E: From<Error>>(
    connection: &Connection,
    f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    run(connection, "BEGIN")?;
    f(&mut Tx::new(&mut SqliteSession::reading(connection, None), &Plan::new()))
}

fn run(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map(drop).map_err(failure)
}
