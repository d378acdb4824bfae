//! Why nothing was measured.

use std::path::PathBuf;

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("PostgreSQL is not installed")]
    NoPostgres,
    #[error(transparent)]
    Postgres(#[from] backlot_test_postgres::Error),
    #[error("{doing}: {source}")]
    System { doing: String, source: std::io::Error },
    #[error("{program} failed: {said}")]
    Program { program: String, said: String },
    #[error("a process did not start; see {}", log.display())]
    Down { log: PathBuf },
    #[error("{request} was answered {status}: {body}")]
    Answer { request: String, status: u16, body: String },
    #[error("{what} does not read")]
    Unread { what: String },
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    pub(crate) fn system(doing: &str) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.to_owned();
        move |source| Self::System { doing, source }
    }
}
