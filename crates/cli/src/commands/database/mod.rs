//! `backlot database`: looking after the database, a file for each task.

mod backup;
mod certificate;
mod migrate;
mod status;
mod token;
mod verify;

use crate::{args::DatabaseTask, error::CliError};

/// Does one of the tasks.
pub(crate) fn run(task: &DatabaseTask) -> Result<(), CliError> {
    match task {
        DatabaseTask::Status(args) => status::run(args),
        DatabaseTask::Migrate(kept) => migrate::run(kept),
        DatabaseTask::Verify(kept) => verify::run(kept),
        DatabaseTask::Backup(args) => backup::run(args),
        DatabaseTask::Token(kept) => token::run(kept),
        DatabaseTask::Certificate(kept) => certificate::run(kept),
    }
}
