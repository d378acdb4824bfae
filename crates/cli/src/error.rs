//! What can go wrong, a sentence each with what to do next.

use std::{io::ErrorKind, net::SocketAddr, path::PathBuf, process::ExitCode};

use backlot_sandbox::{
    StartError, control::TokenError, listing::ListingError, moving::MovingError, seed::WorldError, server::TlsError,
};
use backlot_store::file::FileError;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The address is reachable from elsewhere, and nobody said that it should be.
    #[error(
        "{0} can be reached from other machines; listen at 127.0.0.1, or add --allow-remote, which makes random secrets"
    )]
    Remote(SocketAddr),
    /// Two options that exclude each other.
    #[error("{0} and {1} contradict each other; leave one of them out")]
    Contradiction(&'static str, &'static str),
    /// The address of the database does not read.
    #[error("{0}")]
    Address(backlot_store::Error),
    /// The world file does not hold together, or is not there.
    #[error("{0}; {advice}", advice = world(.0))]
    World(#[from] WorldError),
    /// The sandbox does not start.
    #[error(transparent)]
    Start(StartError),
    /// The world's secrets are known.
    #[error("{0}, or accept that with --demo-secrets")]
    KnownSecrets(StartError),
    /// The address is not to be had.
    #[error("{address} is not to be had ({source}); {advice}choose another one with --listen", advice = in_use(source))]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The accounts cannot be listed.
    #[error(transparent)]
    Listing(#[from] ListingError),
    /// The store does not do what it was asked.
    #[error(transparent)]
    Store(#[from] backlot_store::Error),
    /// The token of the control API cannot be read.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// There is nothing to encrypt with.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// There is no certificate yet.
    #[error("{0} has no certificate yet; start the server on it with --tls first")]
    NoCertificate(String),
    /// The certificate that clients are to trust cannot be put where they find it.
    #[error("{} cannot be written ({source}); name another file with --tls-ca", path.display())]
    Unpublished {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The world does not move.
    #[error(transparent)]
    Moving(MovingError),
    /// The file of a world cannot be opened.
    #[error("{} cannot be read ({source}); check the path", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file of a world is none, or not whole.
    #[error("{file}: {source}")]
    NoWorld {
        /// The file.
        file: String,
        /// What is wrong with it.
        source: FileError,
    },
    /// A world goes to a place of its own.
    #[error("{0} holds documents already and was left as it is; import into a new directory or schema")]
    NotEmpty(String),
    /// What is kept contradicts itself.
    #[error("{place} has {flaws}; stop its servers, restore a backup, and check the disk")]
    Flawed {
        /// The directory, or the database.
        place: String,
        /// How many, in words.
        flaws: String,
    },
    /// A copy of a PostgreSQL is not Backlot's business.
    #[error("{0} is backed up by PostgreSQL's own tools; use pg_dump, or `backlot world export`")]
    OwnTools(String),
    /// There is no token yet.
    #[error("{0} has no control token yet; start the server on it first")]
    NoToken(String),
    /// The operating system did not do something that it always does.
    #[error("the operating system refused {what} ({source}); look at its limits, then try again")]
    System {
        /// What it refused.
        what: &'static str,
        /// What it said.
        source: std::io::Error,
    },
    /// Nobody reads what is printed.
    #[error("the output could not be written ({0}); check where it goes")]
    Output(#[from] std::io::Error),
}

/// What to do about a world file.
fn world(error: &WorldError) -> &'static str {
    if error.is_unreadable() { "check the path given to --world" } else { "correct the world file and start again" }
}

/// What can be done besides choosing another address.
fn in_use(error: &std::io::Error) -> &'static str {
    if error.kind() == ErrorKind::AddrInUse { "stop what listens there, or " } else { "" }
}

impl CliError {
    /// 2 where the command line is to blame, 1 for everything else.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Remote(_) | Self::Contradiction(..) | Self::Address(_) | Self::OwnTools(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}

impl From<StartError> for CliError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::World(error) => Self::World(error),
            error @ StartError::KnownSecrets { .. } => Self::KnownSecrets(error),
            error => Self::Start(error),
        }
    }
}
