//! A look at a store that another process may have open.

use crate::postgres::visit;
use crate::sqlite::{self, readers};
use crate::{Error, Place, Store, Tx, home};

impl Store {
    /// Runs a closure on one snapshot of the store in this place, without opening it: the process that has it open goes
    /// on undisturbed, and nothing is made or migrated. Sees what had been committed.
    pub fn peek<T, E: From<Error>>(place: &Place, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match place {
            Place::Directory(directory) => {
                let database = home::database(directory);
                if !database.is_file() {
                    return Err(Error::Missing { place: directory.display().to_string() }.into());
                }
                let connection = sqlite::open_peek(&database).map_err(|error| error.naming(&database))?;
                readers::look(&connection, f)
            }
            Place::Postgres(server) => visit::look(server, f),
            Place::Temporary => Err(Error::Missing { place: home::TEMPORARY.to_owned() }.into()),
        }
    }
}
