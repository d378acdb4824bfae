//! Failures of the disk on demand, so that tests walk the paths that a real disk walks once in years.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::Connection;

use crate::Error;
use crate::sqlite::failure;

/// Makes the writer's disk fail; shared with the store that was opened with it. Without one, nothing fails.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Plan>);

#[derive(Debug, Default)]
struct Plan {
    statement: AtomicU32,
    commit: AtomicU32,
    room: AtomicU32,
}

/// What [`Plan::room`] asks for; 0 is nothing.
const FULL: u32 = 1;
const ROOMY: u32 = 2;

impl Faults {
    /// The n-th change from now (from 1) fails, and the whole transaction with it, as SQLite does on a full disk.
    pub fn fail_statement(&self, n: u32) {
        self.0.statement.store(n, Ordering::SeqCst);
    }

    /// The n-th COMMIT from now (from 1) fails.
    pub fn fail_commit(&self, n: u32) {
        self.0.commit.store(n, Ordering::SeqCst);
    }

    /// From the next transaction on the database cannot grow: a real "disk full" of the engine.
    pub fn fill_disk(&self) {
        self.0.room.store(FULL, Ordering::SeqCst);
    }

    /// From the next transaction on it can grow again.
    pub fn free_disk(&self) {
        self.0.room.store(ROOMY, Ordering::SeqCst);
    }

    pub(crate) fn statement(&self) -> bool {
        strikes(&self.0.statement)
    }

    pub(crate) fn commit(&self) -> bool {
        strikes(&self.0.commit)
    }

    /// Applies a change of the disk's room before a transaction.
    pub(crate) fn room(&self, connection: &Connection) -> Result<(), Error> {
        let limit = match self.0.room.swap(0, Ordering::SeqCst) {
            // SQLite raises it to the present size.
            FULL => 1_i64,
            ROOMY => 4_294_967_294,
            _ => return Ok(()),
        };
        connection.query_row(&format!("PRAGMA max_page_count = {limit}"), [], |_| Ok(())).map_err(failure)
    }

    /// The engine's error for a full disk.
    pub(crate) fn full() -> rusqlite::Error {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
        rusqlite::Error::SqliteFailure(code, Some(String::from("injected by a test")))
    }
}

/// Counts down, and says whether it has just reached zero.
fn strikes(counter: &AtomicU32) -> bool {
    counter.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) == Ok(1)
}
