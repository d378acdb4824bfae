//! `backlot relationship request`: the link by which a new customer accepts the account as its reseller.

use crate::{commands::session::Session, error::CliError};

pub(super) async fn run(session: &Session<'_>) -> Result<(), CliError> {
    let call = session.partner.customers().relationship_request();
    let request = session.call(call).await?;
    session.print(request.raw(), || format!("{}\n", request.url.as_deref().unwrap_or_default()))
}
