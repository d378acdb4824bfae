//! Connections that only read, kept for the next reader.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::{failure, open_reader, session::SqliteSession};
use crate::{Error, Plan, Tx};

/// How many idle connections are kept; beyond it they are closed after use.
const IDLE: usize = 16;

/// The pool of readers. There are as many connections as there are simultaneous reads, and those run in place, on the
/// threads of the callers; so nobody waits.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    /// None once the store is closed.
    idle: Mutex<Option<Vec<Connection>>>,
}

impl Readers {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Some(Vec::new())) }
    }

    /// Runs a closure on one snapshot.
    pub(crate) fn read<T, E: From<Error>>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let connection = self.take()?;
        // If the closure panics, the connection is closed instead of kept.
        let result = look(&connection, f);
        if run(&connection, "COMMIT").is_ok() {
            self.keep(connection);
        }
        result
    }

    /// Closes the idle connections and refuses further reads.
    pub(crate) fn close(&self) {
        let idle = self.idle().take();
        drop(idle);
    }

    fn take(&self) -> Result<Connection, Error> {
        let idle = self.idle().as_mut().ok_or(Error::Closed)?.pop();
        idle.map_or_else(|| open_reader(&self.path), Ok)
    }

    fn keep(&self, connection: Connection) {
        if let Some(idle) = self.idle().as_mut()
            && idle.len() < IDLE
        {
            idle.push(connection);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Option<Vec<Connection>>> {
        // Nothing panics while holding it, and a list of idle connections is good in any state.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a closure on one snapshot of a connection, which the caller ends.
pub(crate) fn look<T, E: From<Error>>(
    connection: &Connection,
    f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    run(connection, "BEGIN")?;
    f(&mut Tx::new(&mut SqliteSession::reading(connection), &Plan::new()))
}

fn run(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map(drop).map_err(failure)
}
