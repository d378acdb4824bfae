//! `backlot customer`: customers, a file for each task.

mod clean;
mod create;
mod delete;
pub(crate) mod erase;
mod list;
mod show;

use crate::{
    args::{Customer, CustomerTask},
    commands::session,
    error::CliError,
};

/// Does one of the tasks.
pub(crate) fn run(args: &Customer) -> Result<(), CliError> {
    session::run(&args.access, async |session| match &args.task {
        CustomerTask::List(args) => list::run(session, args).await,
        CustomerTask::Show(args) => show::run(session, args).await,
        CustomerTask::Create(args) => create::run(session, args).await,
        CustomerTask::Delete(args) => delete::run(session, args).await,
        CustomerTask::Clean(args) => clean::run(session, args).await,
    })
}
