//! Which Partner Center a command speaks to, and as whom.

mod demo;
pub(crate) mod directories;
pub(crate) mod profiles;
pub(crate) mod secret;
pub(crate) mod sign_in;

use backlot_sandbox::account::{AccountType, Environment};
use partner_center::{Builder, Client, Retry};

use crate::{args::Access, error::CliError, workflows::signer::Signer};

/// A client of one Partner Center, and what is known of the account.
#[derive(Debug)]
pub(crate) struct Connection {
    /// What sends the calls.
    pub(crate) client: Client,
    /// Whose account it is.
    pub(crate) account: Account,
}

/// The account that is signed in to.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// Who signs in to it.
    pub(crate) signer: Signer,
    /// What the account is called.
    pub(crate) name: String,
    /// Production, or the integration sandbox.
    pub(crate) environment: Environment,
    /// What kind of partner it is, as far as is known.
    pub(crate) account_type: Option<AccountType>,
    /// Where it is: the address of a Backlot, or the cloud.
    pub(crate) place: String,
}

impl Account {
    /// What a confirmation calls it.
    pub(crate) fn words(&self) -> String {
        format!("the {} account {} at {}", self.environment.as_str(), self.name, self.place)
    }

    /// Whether it is in the integration sandbox.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.environment == Environment::Sandbox
    }
}

/// Finds out who signs in where. Nobody signs in yet: the client does, at its first call.
pub(crate) async fn connect(access: &Access) -> Result<Connection, CliError> {
    match access.profile.strip_prefix("demo:") {
        Some(demo) => demo::connect(demo, access).await,
        None => profiles::connect(&access.profile, access).await,
    }
}

/// A client that is told how long it may take.
fn client(access: &Access) -> Builder {
    let retry = Retry { first: access.first_wait(), ..Retry::default() };
    Client::builder().application(concat!("backlot/", env!("CARGO_PKG_VERSION"))).timeout(access.timeout()).retry(retry)
}
