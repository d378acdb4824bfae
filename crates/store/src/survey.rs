//! What one can tell of a store from outside, and bringing its database up to date.

use crate::postgres::survey;
use crate::{Error, Options, Place, Store, home, sqlite};

/// What one can tell of a store from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Survey {
    /// The engine and its version.
    pub engine: String,
    /// The directory, or the database without user and password.
    pub place: String,
    /// The schema of the database; 0 if it has none yet.
    pub found: i64,
    /// The newest schema that this release knows.
    pub known: i64,
    /// How many documents of each kind there are; none where the schema is a newer one.
    pub kinds: Vec<(String, u64)>,
    /// How much room it takes.
    pub bytes: u64,
    /// Who has it open, as far as this can be told.
    pub users: Vec<String>,
}

impl Store {
    /// Looks at the store in this place from outside; makes nothing and migrates nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] if a directory has no store, or what there is cannot be read.
    pub fn survey(place: &Place) -> Result<Survey, Error> {
        match place {
            Place::Directory(directory) => sqlite::survey::survey(directory),
            Place::Postgres(server) => survey::survey(server),
            Place::Temporary => Err(Error::Missing { place: home::TEMPORARY.to_owned() }),
        }
    }

    /// Makes the database of this place or brings it up to date; answers the schema that it had, 0 for none.
    pub fn migrate(place: &Place) -> Result<i64, Error> {
        let found = match Self::survey(place) {
            Ok(survey) => survey.found,
            Err(Error::Missing { .. }) => 0,
            Err(error) => return Err(error),
        };
        Self::open(Options::new(place.clone()))?.close();
        Ok(found)
    }
}
