//! Why there was no torture, or why it broke off.

use std::{io, path::PathBuf};

use crate::report::Report;

/// Why there was no torture, or why it broke off. What the sandbox does wrong is no error: it stands in the report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// PostgreSQL does not start.
    #[error(transparent)]
    Postgres(#[from] backlot_test_postgres::Error),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or program.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A log does not read.
    #[error("{}: {source}", path.display())]
    Log {
        /// The log.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The system refused something.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// A server does not come up.
    #[error("process {process} does not come up; the end of {}:\n{said}", log.display())]
    Down {
        /// Its number.
        process: usize,
        /// What it wrote to stderr.
        log: PathBuf,
        /// The end of that.
        said: String,
    },
    /// A call that must succeed when all is well does not.
    #[error("{what}: {said}")]
    Call {
        /// What was asked.
        what: String,
        /// What was answered.
        said: String,
    },
    /// It broke off while clients were at work.
    #[error("{why}\nIt broke off; until then:\n{so_far}")]
    BrokeOff {
        /// Why.
        why: Box<Error>,
        /// What had been done until then.
        so_far: Box<Report>,
    },
    /// A thread of the torture itself broke.
    #[error("a thread of the torture panicked")]
    Panicked,
}

/// Says which file it was.
pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
    let path = path.into();
    move |source| Error::File { path, source }
}

/// Says what was tried.
pub(crate) fn system(what: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::System { what, source }
}
