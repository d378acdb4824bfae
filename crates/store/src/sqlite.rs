//! SQLite: how its connections are opened, its schema kept up to date, and its errors told apart.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::Error;

mod backup;
pub(crate) mod engine;
mod lists;
pub(crate) mod readers;
mod recent;
mod rows;
pub(crate) mod session;
pub(crate) mod survey;
pub(crate) mod writer;

#[cfg(test)]
mod tests;

/// The schema, one step after another; a step, once released, is never changed.
const MIGRATIONS: [&str; 2] = [include_str!("migrations/0001.sql"), include_str!("migrations/0002.sql")];

/// Marks the file as Backlot's ("BKLT"), so that somebody else's database is not taken for an empty one.
const APPLICATION: i64 = 0x424b_4c54;

/// More statements than the store has, so that none is ever prepared twice on a connection.
const STATEMENTS: usize = 64;

/// How much of the database a connection keeps at hand, in KiB, as SQLite has it: the pages that lead to documents, which
/// would else be read again and again.
const CACHE: i64 = -8_000;

/// How large the pages of a new database are, in bytes. A customer with what lists show of it is more than half of SQLite's
/// usual 4 KiB, which leaves the other half empty; in these, documents take a quarter less room, and the pages that lead to
/// them are half as many.
const PAGE: i64 = 8 << 10;

/// How many pages the log takes before it is copied into the database and begins anew: 32 MiB
/// of a new database.
const LOG: i64 = 4_000;

/// How much of a database is mapped, where it is: all of it, as far as SQLite was built to (2 GiB, unless told otherwise).
const MAPPED: i64 = 1 << 44;

/// How long to wait for somebody who looks at the file with another program.
const BUSY: Duration = Duration::from_secs(5);

/// Opens the one connection that writes, creating or migrating the database. Durable commits survive a power cut; others
/// only the end of the process.
pub(crate) fn open_writer(path: &Path, durable: bool) -> Result<Connection, Error> {
    make(path).map_err(|source| Error::Directory { path: path.to_owned(), source })?;
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, |connection| {
        // Looked at before the first change: the file may be somebody else's, or of a newer release.
        let version = version(connection)?;
        // Of a database that is there already it changes nothing.
        connection.pragma_update(None, "page_size", PAGE).map_err(failure)?;
        // Where there is no write-ahead log (some network file systems), readers would wait for the writer.
        let journal: String =
            connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)).map_err(failure)?;
        if journal != "wal" {
            let source = io::Error::other("its file system does not allow a write-ahead log");
            return Err(Error::Directory { path: path.to_owned(), source });
        }
        let synchronous = if durable { "full" } else { "off" };
        connection.pragma_update(None, "synchronous", synchronous).map_err(failure)?;
        // Only macOS has it: there, fsync alone leaves data in the drive's cache.
        connection.pragma_update(None, "fullfsync", durable).map_err(failure)?;
        connection.pragma_update(None, "checkpoint_fullfsync", durable).map_err(failure)?;
        // Pages that many writes change are copied from the log to the database once in so many pages of it.
        connection.pragma_update(None, "wal_autocheckpoint", LOG).map_err(failure)?;
        // The log shrinks back after a burst.
        connection.pragma_update(None, "journal_size_limit", 64 << 20).map_err(failure)?;
        migrate(connection, version)
    })
}

/// Opens a connection that can only read; the writer's must be open.
pub(crate) fn open_reader(path: &Path, mapped: bool) -> Result<Connection, Error> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, |connection| {
        if mapped {
            connection.pragma_update(None, "mmap_size", MAPPED).map_err(failure)?;
        }
        connection.pragma_update(None, "query_only", true).map_err(failure)
    })
}

/// Opens a connection that can only read, whether or not any process has the database open.
pub(crate) fn open_peek(path: &Path) -> Result<Connection, Error> {
    let connection = open_reader(path, false)?;
    match version(&connection)? {
        found if found < MIGRATIONS.len() => Err(Error::Older { found: found as i64, known: MIGRATIONS.len() as i64 }),
        _ => Ok(connection),
    }
}

/// Makes an empty database for this user alone, as it will hold secrets; SQLite gives its companions the same mode. One
/// that exists is left as it is.
fn make(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn open(
    path: &Path,
    flags: OpenFlags,
    configure: impl FnOnce(&mut Connection) -> Result<(), Error>,
) -> Result<Connection, Error> {
    // One thread at a time has a connection, so SQLite's own mutexes are not needed.
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failure)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(BUSY).map_err(failure)?;
    // A plan never depends on what is bound: SQLite would otherwise plan a statement with a range anew at each run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failure)?;
    // An I/O error on a mapped page would be a signal instead of an error; only who asks for it has that.
    connection.pragma_update(None, "mmap_size", 0).map_err(failure)?;
    connection.pragma_update(None, "temp_store", "memory").map_err(failure)?;
    connection.pragma_update(None, "cache_size", CACHE).map_err(failure)?;
    configure(&mut connection)?;
    Ok(connection)
}

/// The schema's version of this file, if this release knows it; 0 if it is new.
fn version(connection: &Connection) -> Result<usize, Error> {
    let found = found_version(connection)?;
    match usize::try_from(found) {
        Ok(version) if version <= MIGRATIONS.len() => Ok(version),
        _ => Err(Error::Newer { found, known: MIGRATIONS.len() as i64 }),
    }
}

/// The schema's version of this file, 0 if it is new.
fn found_version(connection: &Connection) -> Result<i64, Error> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(failure);
    let found = number("user_version")?;
    let foreign = || Error::Corrupt { reason: String::from("it is a database, but not one of Backlot's") };
    match number("application_id")? {
        APPLICATION => Ok(found),
        0 if found == 0 => {
            let tables: i64 =
                connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failure)?;
            if tables > 0 { Err(foreign()) } else { Ok(0) }
        }
        _ => Err(foreign()),
    }
}

fn migrate(connection: &mut Connection, version: usize) -> Result<(), Error> {
    if version == MIGRATIONS.len() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    for step in MIGRATIONS.iter().skip(version) {
        transaction.execute_batch(step).map_err(failure)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(failure)?;
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64).map_err(failure)?;
    transaction.commit().map_err(failure)
}

/// What an error of the engine means to the caller.
pub(crate) fn failure(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly) => {
            Error::Disk { source: Box::new(error) }
        }
        // A put looks before it claims a unique value; only a store that is being filled meets this.
        Some(ErrorCode::ConstraintViolation) => Error::contradiction(&error),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Corrupt { reason: error.to_string() },
        _ => Error::Engine { source: Box::new(error) },
    }
}
