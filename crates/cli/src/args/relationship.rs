//! The command line of `backlot relationship`.

use clap::{Subcommand, ValueEnum};

use super::{AFTER_HELP, Access, customer::OneCustomer};

#[derive(Debug, clap::Args)]
pub(crate) struct Relationship {
    #[command(subcommand)]
    pub(crate) task: RelationshipTask,
    #[command(flatten)]
    pub(crate) access: Access,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RelationshipTask {
    /// Lists the partners that the account is tied to: the resellers of a provider, or the providers of a reseller
    #[command(after_help = AFTER_HELP)]
    List(Partners),
    /// Shows how the account is tied to a customer, and through which resellers
    #[command(after_help = AFTER_HELP)]
    Show(OneCustomer),
    /// Prints the link by which a new customer accepts the account as its reseller
    #[command(after_help = AFTER_HELP)]
    Request,
    /// Removes the reseller relationship with a customer; in an integration sandbox that deletes the customer
    ///
    /// In production reservations block it, which Azure support alone cancels, and active subscriptions. It needs a person
    /// to sign in there. Stopped half-way, it goes on when it is run again.
    #[command(after_help = AFTER_HELP)]
    Remove(Removal),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Partners {
    /// Which partners
    #[arg(long, value_name = "TIE", default_value = "resellers")]
    pub(crate) of: Tie,
}

/// How the account is tied to other partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tie {
    /// Those that resell for the account
    Resellers,
    /// Those that the account resells for
    Providers,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Removal {
    #[command(flatten)]
    pub(crate) of: OneCustomer,

    /// Suspends the active subscriptions first; does nothing in a sandbox, where all goes with the customer
    #[arg(long)]
    pub(crate) suspend_subscriptions: bool,
}
