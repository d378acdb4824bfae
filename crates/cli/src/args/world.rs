//! The command line of `backlot world`.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{AFTER_HELP, Kept};

#[derive(Debug, clap::Args)]
pub(crate) struct World {
    #[command(subcommand)]
    pub(crate) task: WorldTask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WorldTask {
    /// Writes a whole world into one file, as it is at one moment, also while servers run
    ///
    /// The file is made for this user alone, as it holds every secret: passwords, the signing key, the control token.
    #[command(after_help = AFTER_HELP)]
    Export(Moving),
    /// Puts an exported world into a new directory or schema: all of it, or nothing
    #[command(after_help = AFTER_HELP)]
    Import(Moving),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Moving {
    /// The file of the exported world, or - for stdout and stdin; an export refuses one that is there
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Shows no progress; there is none anyway where stderr is no terminal
    #[arg(long)]
    no_progress: bool,

    /// Says nothing but what goes wrong
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) kept: Kept,
}

impl Moving {
    /// The file; none where it is stdout or stdin.
    pub(crate) fn file(&self) -> Option<&Path> {
        (self.file.as_os_str() != "-").then_some(self.file.as_path())
    }

    /// Whether progress is wanted.
    pub(crate) fn progress(&self) -> bool {
        !self.no_progress && !self.quiet
    }
}
