//! What one can tell of a directory without opening its store.

use std::path::Path;

use super::rows::kind;
use super::{MIGRATIONS, failure, found_version, open_reader};
use crate::survey::Survey;
use crate::{Error, home, statements};

pub(crate) fn survey(directory: &Path) -> Result<Survey, Error> {
    let database = home::database(directory);
    if !database.is_file() {
        return Err(Error::Missing { place: directory.display().to_string() });
    }
    let connection = open_reader(&database, false).map_err(|error| error.naming(&database))?;
    let found = found_version(&connection).map_err(|error| error.naming(&database))?;
    let known = MIGRATIONS.len() as i64;
    let mut kinds = Vec::new();
    if (1..=known).contains(&found) {
        let mut statement = connection.prepare(statements::KINDS).map_err(failure)?;
        kinds = statement.query_map([], kind).and_then(Iterator::collect).map_err(failure)?;
    }
    Ok(Survey {
        engine: format!("SQLite {}", rusqlite::version()),
        place: directory.display().to_string(),
        found,
        known,
        kinds,
        bytes: home::size(directory),
        users: home::user(directory).into_iter().collect(),
    })
}
