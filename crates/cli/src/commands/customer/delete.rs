//! `backlot customer delete`: customers, from an integration sandbox.

use partner_center::model::customers::Customer;

use super::erase::erase;
use crate::{args::SomeCustomers, commands::session::Session, error::CliError};

pub(super) async fn run(session: &Session<'_>, args: &SomeCustomers) -> Result<(), CliError> {
    session.can_ask()?;
    super::erase::allowed(session)?;
    let mut found = Vec::new();
    for asked in &args.customers {
        match session.find_customer(asked).await? {
            // By its id it comes with more than by its name.
            Some(customer) if found.iter().any(|known: &Customer| known.id == customer.id) => {}
            Some(customer) => found.push(customer),
            None => session.mention(&format!(
                "{asked} is no customer of {}, so there is nothing to delete",
                session.account.words()
            )),
        }
    }
    erase(session, &found).await
}
