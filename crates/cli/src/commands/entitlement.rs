//! `backlot entitlement list`: what a customer is entitled to.

use partner_center::Fetched;

use crate::{
    args::{Entitlement, EntitlementTask, OneCustomer},
    commands::session::{self, Session},
    error::CliError,
    output::headed,
};

/// Does the one task.
pub(crate) fn run(args: &Entitlement) -> Result<(), CliError> {
    session::run(&args.access, async |session| match &args.task {
        EntitlementTask::List(args) => list(session, args).await,
    })
}

async fn list(session: &Session<'_>, args: &OneCustomer) -> Result<(), CliError> {
    let (customer, _) = session.customer(&args.customer).await?;
    let entitlements = session.partner.customers().by_id(customer).entitlements().list().all();
    let entitlements = session.call(entitlements).await?;
    let raw: Vec<_> = entitlements.iter().map(Fetched::raw).collect();
    session.print(&raw, || {
        let header = ["TYPE", "PRODUCT", "SKU", "QUANTITY", "ORDER", "ALTERNATE ID"];
        let rows = entitlements.iter().map(|one| {
            let order = one.reference_order.clone().unwrap_or_default();
            [
                one.entitlement_type.as_ref().map(ToString::to_string).unwrap_or_default(),
                one.product_id.clone().unwrap_or_default(),
                one.sku_id.clone().unwrap_or_default(),
                one.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
                order.id.unwrap_or_default(),
                order.alternate_id.unwrap_or_default(),
            ]
        });
        headed(header, rows)
    })
}
