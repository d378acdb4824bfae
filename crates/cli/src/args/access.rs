//! What the commands that speak to a Partner Center have in common: to which one, and how.

use std::time::Duration;

use clap::ValueEnum;
use tokio::time::Instant;

use crate::workflows::Limits;

/// Where a local sandbox listens unless told otherwise.
const LOCAL: &str = "http://127.0.0.1:7070";

/// To which Partner Center a command speaks, and how.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Connection and output")]
pub(crate) struct Access {
    /// Who signs in where: demo:NAME as the first admin of an account of a local sandbox, demo:NAME:app as its
    /// application alone, or the name of a profile (see `backlot profile`)
    #[arg(long, global = true, env = "BACKLOT_PROFILE", value_name = "PROFILE", default_value = "demo:direct-sandbox")]
    pub(crate) profile: String,

    /// Where the local sandbox of a demo: profile listens; other profiles say that themselves
    #[arg(long, global = true, env = "BACKLOT_ENDPOINT", value_name = "URL", default_value = LOCAL)]
    pub(crate) endpoint: String,

    /// How the result is printed
    #[arg(long, global = true, value_name = "FORMAT", default_value = "table")]
    pub(crate) output: Format,

    /// Says nothing but what goes wrong
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// Tells progress in plain lines, as is done anyway where stderr is no terminal
    #[arg(long, global = true)]
    no_progress: bool,

    /// Asks nothing, and does it
    #[arg(long, short, global = true)]
    pub(crate) yes: bool,

    /// Changes nothing, and prints what would be done
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,

    /// How long the command may take, 1 to 86400
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,

    /// How many calls are under way at a time, 1 to 64
    #[arg(long, global = true, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    concurrency: u8,

    /// How long to wait before a call is tried again, or what is under way is looked at again; then twice as long
    #[arg(long, global = true, hide = true, value_name = "MILLISECONDS", default_value_t = 500)]
    first_wait: u64,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns, for people
    Table,
    /// One JSON value, for programs
    Json,
}

impl Access {
    /// How long the command may take.
    pub(crate) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }

    /// The first of the waits that grow.
    pub(crate) fn first_wait(&self) -> Duration {
        Duration::from_millis(self.first_wait)
    }

    /// How fast the command goes, from now on.
    pub(crate) fn limits(&self) -> Limits {
        Limits::new(self.concurrency.into(), self.first_wait(), Instant::now() + self.timeout())
    }

    /// Whether bars are wanted, if there is somewhere to draw them.
    pub(crate) fn bars(&self) -> bool {
        !self.no_progress && !self.quiet
    }
}
