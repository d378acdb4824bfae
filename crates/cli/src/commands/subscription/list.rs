//! `backlot subscription list`: the subscriptions of a customer.

use partner_center::Fetched;

use crate::{args::OneCustomer, commands::session::Session, error::CliError, output::headed};

pub(super) async fn run(session: &Session<'_>, args: &OneCustomer) -> Result<(), CliError> {
    let (customer, _) = session.customer(&args.customer).await?;
    let subscriptions = session.partner.customers().by_id(customer).subscriptions().list().all();
    let subscriptions = session.call(subscriptions).await?;
    let raw: Vec<_> = subscriptions.iter().map(Fetched::raw).collect();
    session.print(&raw, || {
        let header = ["SUBSCRIPTION", "NAME", "QUANTITY", "STATUS", "RESELLER"];
        let rows = subscriptions.iter().map(|one| {
            [
                one.id.clone().unwrap_or_default(),
                one.friendly_name.clone().or_else(|| one.offer_name.clone()).unwrap_or_default(),
                one.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
                one.status.as_ref().map(ToString::to_string).unwrap_or_default(),
                one.partner_id.clone().unwrap_or_default(),
            ]
        });
        headed(header, rows)
    })
}
