//! What an error of PostgreSQL means: run it again, connect again, or give up.

use tokio_postgres::error::SqlState;

use crate::Error;

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
        let Some(state) = error.code().cloned() else {
            // What the server did not say comes from the connection, or from rows that do not read.
            let lost = error.is_closed() || is_io(&error);
            let source = Box::new(error);
            return if lost {
                Self::Lost(Error::Unavailable { source })
            } else {
                Self::Failed(Error::Engine { source })
            };
        };
        let code = state.code().to_owned();
        let source = Box::new(error);
        match state {
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

/// Whether the connection itself failed.
fn is_io(error: &tokio_postgres::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    std::iter::from_fn(|| {
        let this = cause?;
        cause = this.source();
        Some(this)
    })
    .any(|error| error.is::<std::io::Error>())
}
