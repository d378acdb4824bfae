//! What a new store is filled with: the demo world, or a world file.

mod check;
mod customers;
mod error;
mod file;
mod plant;
#[cfg(test)]
mod tests;
mod when;

use std::path::{Path, PathBuf};

pub use self::error::WorldError;
pub(crate) use self::plant::{PlantError, plant_if_new, replant};
use crate::{account::Account, settings::Settings};

/// The demo world's file.
const DEMO: &str = include_str!("demo.toml");

/// A world, as a TOML file states it: checked, and whole.
#[derive(Debug, Clone)]
pub struct WorldFile {
    /// The file, for complaints about it.
    path: Option<PathBuf>,
    settings: Settings,
    accounts: Vec<Account>,
    customers: Vec<customers::Customer>,
}

impl WorldFile {
    /// The world with fixed ids and secrets that every new sandbox starts with.
    ///
    /// # Errors
    ///
    /// Never in a released build: a test reads the same file.
    pub fn demo() -> Result<Self, WorldError> {
        Self::parse(DEMO)
    }

    /// Reads a world from the text of a file.
    ///
    /// # Errors
    ///
    /// Names the line and the field of the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, WorldError> {
        let file = toml::from_str(text).map_err(|error| WorldError::toml(text, &error))?;
        check::check(text, file)
    }

    /// Reads a world file.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and if the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, WorldError> {
        let text = std::fs::read_to_string(path).map_err(|error| WorldError::unreadable(path.to_owned(), &error))?;
        let world = Self::parse(&text).map_err(|error| error.within(path.to_owned()))?;
        Ok(Self { path: Some(path.to_owned()), ..world })
    }

    /// The complaint with the file that it is about.
    pub(crate) fn locate(&self, error: WorldError) -> WorldError {
        match &self.path {
            Some(path) => error.within(path.clone()),
            None => error,
        }
    }

    /// The partner accounts, in the order of the file.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }
}
