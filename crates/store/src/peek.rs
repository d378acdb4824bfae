//! A look at a store that another process may have open.

use std::path::Path;

use crate::sqlite::{self, readers};
use crate::{Error, Store, Tx, home};

impl Store {
    /// Runs a closure on one snapshot of the store in this directory, without taking the directory: the process that
    /// has it open goes on undisturbed. Sees what had been committed.
    pub fn peek<T, E: From<Error>>(directory: &Path, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let database = home::database(directory);
        if !database.is_file() {
            return Err(Error::Missing { path: directory.to_owned() }.into());
        }
        let connection = sqlite::open_peek(&database).map_err(|error| error.naming(&database))?;
        readers::look(&connection, f)
    }
}
