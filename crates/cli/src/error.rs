//! What can go wrong, a sentence each with what to do next.

mod exit_code;

use std::{io::ErrorKind, net::SocketAddr, path::PathBuf};

use backlot_sandbox::{
    StartError, control::TokenError, listing::ListingError, moving::MovingError, seed::WorldError, server::TlsError,
};
use backlot_store::file::FileError;

use crate::workflows::{Failure, Kind, creation::CreationError, order::OrderError, reseller::ResellerError};

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
    /// A procedure did not come to its end.
    #[error(transparent)]
    Procedure(#[from] Failure),
    /// No reseller is meant.
    #[error(transparent)]
    Reseller(#[from] ResellerError),
    /// Something was not created.
    #[error(transparent)]
    Creation(#[from] CreationError),
    /// An order was not placed, or not told.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// Of many customers, not all were deleted.
    #[error("{done} of {of} customers were deleted; run the same command again for those that were not")]
    NotAll {
        /// How many were.
        done: usize,
        /// How many should have been.
        of: usize,
        /// What kept the others.
        kinds: Vec<Kind>,
    },
    /// Somebody ended the command.
    #[error("interrupted; what was sent may have been done, and the same command again does nothing twice")]
    Interrupted,
    /// There is nobody to ask.
    #[error("this needs a yes, and there is no terminal to ask at; add --yes, or --dry-run to see what would be done")]
    NoConsent,
    /// Somebody said no.
    #[error("nothing was changed")]
    Declined,
    /// A person has to sign in.
    #[error("{doing} needs a person to sign in, and {profile} is an application alone; {remedy}")]
    NeedsPerson {
        /// What was to be done.
        doing: &'static str,
        /// The profile.
        profile: String,
        /// What to do instead.
        remedy: String,
    },
    /// Nobody said whether there is a reseller.
    #[error(
        "no reseller would be on record, and the sale might count for nobody's incentives; name it with --reseller, or accept that with --without-reseller"
    )]
    NoReseller,
    /// The service would refuse it in production.
    #[error(
        "customers are deleted from integration sandboxes alone, and this is {0}; `backlot relationship remove` ends the relationship with a customer"
    )]
    NoDeletion(String),
    /// There is no such customer.
    #[error("{asked} is no customer of {account}; see `backlot customer list`")]
    NoCustomer {
        /// What was asked for.
        asked: String,
        /// Whose customer it should be.
        account: String,
    },
    /// There is no such thing beneath a customer.
    #[error("{customer} has no {what}; see {list}")]
    NotThere {
        /// The customer.
        customer: String,
        /// What was asked for.
        what: String,
        /// The command that lists what there is.
        list: &'static str,
    },
    /// A name stands for several customers.
    #[error("several customers are called {name}; give the id of one: {}", .ids.join(" or "))]
    Ambiguous {
        /// The name.
        name: String,
        /// The customers.
        ids: Vec<String>,
    },
    /// The file of an order makes no sense.
    #[error("{}: {why}; correct the file and try again", path.display())]
    OrderFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and where.
        why: String,
    },
    /// An argument makes no sense.
    #[error("{name}: {why}; correct it and try again")]
    Argument {
        /// The argument.
        name: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// There is no such way to sign in.
    #[error("{0:?} is no profile; write demo:NAME, demo:NAME:app, or a name that `backlot profile list` has")]
    Profile(String),
    /// The profiles do not read, or cannot be written.
    #[error("{}: {why}; correct the file and try again", path.display())]
    Profiles {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// What a profile names is not there.
    #[error("the profile {profile}: {why}; mend that, or add the profile anew")]
    Secret {
        /// The profile.
        profile: String,
        /// What is not there.
        why: String,
    },
    /// There is no directory for a user's things.
    #[error("there is no home directory; set HOME")]
    Homeless,
    /// The sandbox has no such account.
    #[error("the sandbox at {endpoint} has no account {name}; it has {}", .known.join(", "))]
    NoAccount {
        /// Which one was asked for.
        name: String,
        /// Where it is not.
        endpoint: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// Nobody can sign in to an account of the sandbox.
    #[error("the account {0} of the sandbox has nobody who could sign in; choose another one")]
    NobodySignsIn(String),
    /// There is no sandbox.
    #[error("there is no sandbox at {endpoint} ({why}); start one with `backlot`, or say with --endpoint where it is")]
    NoSandbox {
        /// Where it is not.
        endpoint: String,
        /// What is there.
        why: String,
    },
    /// The sandbox tells its secrets to nobody.
    #[error("the sandbox at {0} does not tell its accounts from here; make a profile with `backlot profile add --api`")]
    Closed(String),
    /// The address is none.
    #[error("{0}")]
    Endpoint(partner_center::Error),
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

impl From<StartError> for CliError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::World(error) => Self::World(error),
            error @ StartError::KnownSecrets { .. } => Self::KnownSecrets(error),
            error => Self::Start(error),
        }
    }
}
