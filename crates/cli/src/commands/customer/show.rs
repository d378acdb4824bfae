//! `backlot customer show`: a customer with its profiles.

use crate::{args::OneCustomer, commands::session::Session, error::CliError, output::columns, workflows::delete::name};

pub(super) async fn run(session: &Session<'_>, args: &OneCustomer) -> Result<(), CliError> {
    let (id, customer) = session.whole_customer(&args.customer).await?;
    session.print(customer.raw(), || {
        let company = customer.company_profile.clone().unwrap_or_default();
        let billing = customer.billing_profile.clone().unwrap_or_default();
        let address = billing.default_address.clone().unwrap_or_default();
        let place = [&address.address_line1, &address.city, &address.state, &address.postal_code, &address.country];
        let place: Vec<_> = place.into_iter().flatten().map(String::as_str).collect();
        let rows = [
            ("customer", id.to_string()),
            ("company", name(&customer)),
            ("domain", company.domain.unwrap_or_default()),
            ("relationship", customer.relationship_to_partner.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("reseller", customer.associated_partner_id.clone().unwrap_or_default()),
            ("e-mail", billing.email.unwrap_or_default()),
            ("address", place.join(", ")),
        ];
        let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
        columns(&rows.map(|(what, value)| [what.to_owned(), value]).collect::<Vec<_>>())
    })
}
