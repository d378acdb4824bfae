//! Why there is no PostgreSQL.

use std::{io, path::PathBuf};

use crate::VARIABLE;

/// Why there is no PostgreSQL.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// None is installed, and doing without is forbidden.
    #[error("PostgreSQL: not found, and {VARIABLE}=require forbids to do without; install it, or name one by its URL")]
    Missing,
    /// The variable holds something else than a URL.
    #[error("{VARIABLE}: {0:?} is neither a URL that begins with postgres:// or postgresql:// nor `require`")]
    Variable(String),
    /// The system refused something.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// A program of PostgreSQL ended with an error.
    #[error("{}: {said}", program.display())]
    Program {
        /// The program.
        program: PathBuf,
        /// What it printed.
        said: String,
    },
    /// The server runs, and does not get ready.
    #[error("PostgreSQL does not get ready: {0}")]
    NotReady(String),
    /// The server was told to end, and did not.
    #[error("PostgreSQL was told to end, and had to be killed: {0}")]
    NotEnded(String),
    /// Nobody to run the server as.
    #[error("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody")]
    NoUser,
}

/// Says what was tried.
pub(crate) fn system(what: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::System { what, source }
}
