//! A copy of the database, made while a process writes it.

use std::path::Path;

use rusqlite::TransactionBehavior;

use super::session::SqliteSession;
use super::{failure, open_peek, open_writer};
use crate::faults::Faults;
use crate::{Draft, Error, Plan, Root, Store, Tx, home};

impl Store {
    /// Copies the database of this directory into a new file for this user alone, whether or not a process has it open;
    /// that one goes on undisturbed. The copy is of one moment, and is there in full or not at all. What is to be in the
    /// copy besides, `add` writes into it.
    ///
    /// The schema must be this release's: a copy that is to be migrated is of no use to the release that wrote it.
    ///
    /// In a new directory and under the database's name, the copy is a store.
    pub fn back_up<E: From<Error>>(
        directory: &Path,
        file: &Path,
        add: impl FnOnce(&mut Tx<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let database = home::database(directory);
        if !database.is_file() {
            return Err(Error::Missing { place: directory.display().to_string() }.into());
        }
        let draft = Draft::of(file)?;
        copy(&database, draft.path()).map_err(|error| error.naming(&database))?;
        complete(draft.path(), add)?;
        Ok(draft.keep()?)
    }
}

fn copy(database: &Path, draft: &Path) -> Result<(), Error> {
    let connection = open_peek(database)?;
    let name = draft.to_str().ok_or_else(|| Error::invalid("the name of the file must be UTF-8"))?;
    // It would forbid to write the copy; the database itself was opened to be read.
    connection.pragma_update(None, "query_only", false).map_err(failure)?;
    connection.execute("VACUUM INTO ?1", [name]).map(drop).map_err(failure)
}

fn complete<E: From<Error>>(draft: &Path, add: impl FnOnce(&mut Tx<'_>) -> Result<(), E>) -> Result<(), E> {
    let mut connection = open_writer(draft, true)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    let (faults, plan) = (Faults::default(), Plan::from(Root::world()));
    add(&mut Tx::new(&mut SqliteSession::writing(&transaction, &faults), &plan))?;
    transaction.commit().map_err(failure)?;
    // Closed, it is one file.
    connection.close().map_err(|(_, error)| failure(error).into())
}
