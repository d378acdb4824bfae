//! `backlot customer list`: the customers, or those of a name.

use partner_center::{Fetched, model::customers::Customer};

use crate::{args::Matching, commands::session::Session, error::CliError, output::headed, workflows::delete::name};

pub(super) async fn run(session: &Session<'_>, args: &Matching) -> Result<(), CliError> {
    let customers = matching(session, args.matching.as_deref()).await?;
    let raw: Vec<_> = customers.iter().map(Fetched::raw).collect();
    session.print(&raw, || {
        let header = ["CUSTOMER", "COMPANY", "DOMAIN", "RELATIONSHIP"];
        let rows = customers.iter().map(|customer| {
            let profile = customer.company_profile.as_ref();
            [
                customer.id.clone().unwrap_or_default(),
                name(customer),
                profile.and_then(|profile| profile.domain.clone()).unwrap_or_default(),
                customer.relationship_to_partner.as_ref().map(ToString::to_string).unwrap_or_default(),
            ]
        });
        headed(header, rows)
    })
}

/// All customers, or those whose name begins so.
pub(super) async fn matching(session: &Session<'_>, prefix: Option<&str>) -> Result<Vec<Fetched<Customer>>, CliError> {
    let customers = session.partner.customers();
    let list = match prefix {
        Some(prefix) => customers.named(prefix),
        None => customers.list(),
    };
    let mut found = session.call(list.all()).await?;
    // What is deleted for its name must have it, whatever the service makes of the filter.
    if let Some(prefix) = prefix.map(str::to_lowercase) {
        found.retain(|customer| name(customer).to_lowercase().starts_with(&prefix));
    }
    Ok(found)
}
