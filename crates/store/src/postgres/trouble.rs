//! What an error of PostgreSQL means: run it again, connect again, or give up.

use tokio_postgres::error::SqlState;

use crate::Error;
use crate::error::Cause;

/// What was the matter with a transaction that came to nothing.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The connection is gone.
    Lost(Error),
    /// It ran into others, and may go well when it runs again.
    Again(Error),
    /// What it took for granted was not so: it must look first when it runs again.
    Assumed(Error),
    /// Nothing that another run would mend.
    Failed(Error),
}

impl Trouble {
    /// What the caller is told if there is no other run.
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Lost(error) | Self::Again(error) | Self::Assumed(error) | Self::Failed(error) => error,
        }
    }
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        let source = said(&error);
        let Some(state) = error.code() else {
            // What the server did not say comes from the connection, or from rows that do not read.
            let lost = error.is_closed() || causes(&error).any(|cause| cause.is::<std::io::Error>());
            return if lost {
                Self::Lost(Error::Unavailable { source })
            } else {
                Self::Failed(Error::Engine { source })
            };
        };
        let code = state.code();
        match *state {
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED | SqlState::LOCK_NOT_AVAILABLE => {
                Self::Again(Error::Unavailable { source })
            }
            SqlState::UNIQUE_VIOLATION => Self::Assumed(Error::Engine { source }),
            SqlState::QUERY_CANCELED => Self::Failed(Error::Unavailable { source }),
            // Its disk, its memory.
            SqlState::DISK_FULL | SqlState::IO_ERROR | SqlState::OUT_OF_MEMORY => Self::Failed(Error::Disk { source }),
            _ if code == "BK001" => Self::Assumed(Error::Engine { source }),
            // Connections: broken, refused, too many, shut down, idle for too long.
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => Self::Lost(Error::Unavailable { source }),
            _ if ["08", "53", "57"].iter().any(|class| code.starts_with(class)) => {
                Self::Lost(Error::Unavailable { source })
            }
            _ => Self::Failed(Error::Engine { source }),
        }
    }
}

/// What happened, in full: the error alone says no more than who told of it.
fn said(error: &tokio_postgres::Error) -> Cause {
    match error.as_db_error() {
        Some(told) => format!("{} (SQLSTATE {})", told.message(), told.code().code()).into(),
        None => causes(error).map(ToString::to_string).collect::<Vec<_>>().join(": ").into(),
    }
}

/// An error and what caused it.
fn causes(error: &tokio_postgres::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source())
}
