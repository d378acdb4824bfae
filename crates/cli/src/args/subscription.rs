//! The command line of `backlot subscription` and `backlot entitlement`.

use clap::Subcommand;

use super::{AFTER_HELP, Access, customer::OneCustomer};

#[derive(Debug, clap::Args)]
pub(crate) struct Subscription {
    #[command(subcommand)]
    pub(crate) task: SubscriptionTask,
    #[command(flatten)]
    pub(crate) access: Access,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SubscriptionTask {
    /// Lists the subscriptions of a customer
    #[command(after_help = AFTER_HELP)]
    List(OneCustomer),
    /// Suspends active subscriptions
    #[command(after_help = AFTER_HELP)]
    Suspend(SomeSubscriptions),
    /// Reactivates suspended subscriptions
    #[command(after_help = AFTER_HELP)]
    Reactivate(SomeSubscriptions),
}

#[derive(Debug, clap::Args)]
pub(crate) struct SomeSubscriptions {
    #[command(flatten)]
    pub(crate) of: OneCustomer,

    /// The subscriptions, by their ids
    #[arg(value_name = "SUBSCRIPTION", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) subscriptions: Vec<String>,

    /// All that it can be done to
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Entitlement {
    #[command(subcommand)]
    pub(crate) task: EntitlementTask,
    #[command(flatten)]
    pub(crate) access: Access,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EntitlementTask {
    /// Lists what a customer is entitled to from its orders of software and reservations
    #[command(after_help = AFTER_HELP)]
    List(OneCustomer),
}
