//! `backlot world`: a whole world as one file, a file for each direction.

mod export;
mod import;

use crate::{args::WorldTask, error::CliError};

/// Does one of the tasks.
pub(crate) fn run(task: &WorldTask) -> Result<(), CliError> {
    match task {
        WorldTask::Export(args) => export::run(args),
        WorldTask::Import(args) => import::run(args),
    }
}
