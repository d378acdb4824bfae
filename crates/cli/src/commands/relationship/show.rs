//! `backlot relationship show`: how the account is tied to a customer, and through which resellers.

use partner_center::{Fetched, model::relationships::PartnerRelationship};
use serde_json::json;

use super::list::table;
use crate::{
    args::OneCustomer,
    commands::session::Session,
    error::CliError,
    output::columns,
    workflows::{Failure, delete::name},
};

pub(super) async fn run(session: &Session<'_>, args: &OneCustomer) -> Result<(), CliError> {
    let (id, customer) = session.whole_customer(&args.customer).await?;
    let handle = session.partner.customers().by_id(id);
    // The service tells resellers only where there may be some.
    let resellers: Vec<Fetched<PartnerRelationship>> = match session.call(handle.relationships().list().all()).await {
        Ok(resellers) => resellers,
        Err(Failure::Call(error)) if error.refusal().is_some() => Vec::new(),
        Err(failure) => return Err(failure.into()),
    };
    let raw: Vec<_> = resellers.iter().map(Fetched::raw).collect();
    let relationship = customer.relationship_to_partner.as_ref().map(ToString::to_string).unwrap_or_default();
    let access = customer.allow_delegated_access.unwrap_or_default();
    let json = json!({
        "customerId": id, "companyName": name(&customer), "relationshipToPartner": relationship,
        "allowDelegatedAccess": access, "resellers": raw,
    });
    session.print(&json, || {
        let rows = [
            ("customer", id.to_string()),
            ("company", name(&customer)),
            ("relationship", relationship),
            ("delegated access", if access { "yes" } else { "no" }.to_owned()),
        ];
        let rows = columns(&rows.map(|(what, value)| [what.to_owned(), value]));
        if resellers.is_empty() { rows } else { format!("{rows}\n{}", table(resellers.iter().map(|one| &**one))) }
    })
}
