//! A copy of the database, made while a process writes it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::TransactionBehavior;

use super::session::SqliteSession;
use super::{failure, make, open_peek, open_writer};
use crate::faults::Faults;
use crate::{Error, Plan, Root, Store, Tx, home};

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
        if file.try_exists().map_err(unusable(file))? {
            return Err(Error::Exists { path: file.to_owned() }.into());
        }
        let draft = Draft::at(file)?;
        copy(&database, &draft.0).map_err(|error| error.naming(&database))?;
        complete(&draft.0, add)?;
        Ok(draft.keep(file)?)
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

/// A file that goes unless it is kept.
struct Draft(PathBuf);

impl Draft {
    fn at(file: &Path) -> Result<Self, Error> {
        let mut name = file.as_os_str().to_owned();
        name.push(".partial");
        let draft = Self(PathBuf::from(name));
        // One that a crash left behind may be readable by others.
        draft.remove();
        make(&draft.0).map_err(unusable(file))?;
        Ok(draft)
    }

    /// Gives it its name.
    fn keep(self, file: &Path) -> Result<(), Error> {
        let kept = File::open(&self.0).and_then(|draft| draft.sync_all()).and_then(|()| fs::rename(&self.0, file));
        kept.map_err(unusable(file))?;
        #[cfg(unix)]
        if let Some(parent) = file.canonicalize().ok().as_deref().and_then(Path::parent) {
            // The name must survive a power cut as surely as the bytes; some file systems cannot promise that.
            let _ = File::open(parent).and_then(|parent| parent.sync_all());
        }
        Ok(())
    }

    fn remove(&self) {
        for companion in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(companion);
            // Most are not there.
            let _ = fs::remove_file(PathBuf::from(name));
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.remove();
    }
}

fn unusable(file: &Path) -> impl Fn(io::Error) -> Error {
    |source| Error::File { path: file.to_owned(), source }
}
