//! `backlot relationship`: ties to partners and customers, a file for each task.

mod list;
mod remove;
mod request;
mod show;

use crate::{
    args::{Relationship, RelationshipTask},
    commands::session,
    error::CliError,
};

/// Does one of the tasks.
pub(crate) fn run(args: &Relationship) -> Result<(), CliError> {
    session::run(&args.access, async |session| match &args.task {
        RelationshipTask::List(args) => list::run(session, args).await,
        RelationshipTask::Show(args) => show::run(session, args).await,
        RelationshipTask::Request => request::run(session).await,
        RelationshipTask::Remove(args) => remove::run(session, args).await,
    })
}
