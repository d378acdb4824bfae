//! The command line of `backlot database`.

use std::path::PathBuf;

use clap::Subcommand;

use super::{AFTER_HELP, Kept};

#[derive(Debug, clap::Args)]
pub(crate) struct Database {
    #[command(subcommand)]
    pub(crate) task: DatabaseTask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DatabaseTask {
    /// Tells what is kept where, in which schema, and who has it open; changes nothing, also while servers run
    #[command(after_help = AFTER_HELP)]
    Status(Status),
    /// Makes the schema, or brings it up to date, as the start of a server does
    #[command(after_help = AFTER_HELP)]
    Migrate(Kept),
    /// Looks for what contradicts itself in all that is kept, also while servers run; exit code 1 if there is anything
    #[command(after_help = AFTER_HELP)]
    Verify(Kept),
    /// Copies all of a data directory into one new file, also while its server runs
    ///
    /// The file holds the database, the signing key and the control token, for this user alone. As backlot.sqlite in a
    /// new directory it is a world again. A PostgreSQL is backed up by its own tools.
    #[command(after_help = AFTER_HELP)]
    Backup(Backup),
    /// Prints the token of the control API, also while the server runs
    #[command(after_help = AFTER_HELP)]
    Token(Kept),
    /// Prints the certificate that clients of `serve --tls` are to trust, also while the server runs
    #[command(after_help = AFTER_HELP)]
    Certificate(Kept),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    /// Prints JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) kept: Kept,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// The file to make; it must not be there yet
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) kept: Kept,
}
