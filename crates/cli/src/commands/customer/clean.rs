//! `backlot customer clean`: all customers of an integration sandbox, or those of a name.

use super::{erase, list};
use crate::{args::Which, commands::session::Session, error::CliError};

pub(super) async fn run(session: &Session<'_>, args: &Which) -> Result<(), CliError> {
    session.can_ask()?;
    erase::allowed(session)?;
    let found = list::matching(session, args.matching.as_deref()).await?;
    if found.is_empty() {
        let which = args.matching.as_deref().map(|prefix| format!(" whose name begins with {prefix}"));
        let which = which.unwrap_or_default();
        session.mention(&format!("{} has no customer{which}, so there is nothing to delete", session.account.words()));
    }
    let found: Vec<_> = found.into_iter().map(|customer| customer.into_value()).collect();
    erase::erase(session, &found).await
}
