//! `backlot subscription`: subscriptions of a customer, a file for each task.

mod list;
mod status;

use partner_center::model::subscriptions::SubscriptionStatus;

use crate::{
    args::{Subscription, SubscriptionTask},
    commands::session,
    error::CliError,
};

/// Does one of the tasks.
pub(crate) fn run(args: &Subscription) -> Result<(), CliError> {
    session::run(&args.access, async |session| match &args.task {
        SubscriptionTask::List(args) => list::run(session, args).await,
        SubscriptionTask::Suspend(args) => status::run(session, args, SubscriptionStatus::Suspended).await,
        SubscriptionTask::Reactivate(args) => status::run(session, args, SubscriptionStatus::Active).await,
    })
}
