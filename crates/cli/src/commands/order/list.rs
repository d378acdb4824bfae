//! `backlot order list`: the orders of a customer.

use partner_center::{Fetched, model::orders::Order};

use crate::{args::OneCustomer, commands::session::Session, error::CliError, output::headed};

pub(super) async fn run(session: &Session<'_>, args: &OneCustomer) -> Result<(), CliError> {
    let (customer, _) = session.customer(&args.customer).await?;
    let orders = session.partner.customers().by_id(customer).orders().list().all();
    let orders = session.call(orders).await?;
    let raw: Vec<_> = orders.iter().map(Fetched::raw).collect();
    session.print(&raw, || table(orders.iter().map(|order| &**order)))
}

/// Orders, a line each.
fn table<'a>(orders: impl IntoIterator<Item = &'a Order>) -> String {
    let header = ["ORDER", "ALTERNATE ID", "PLACED", "STATUS", "WHAT"];
    let rows = orders.into_iter().map(|order| {
        let lines = order.line_items.iter();
        let what: Vec<_> = lines
            .map(|line| {
                let name = line.friendly_name.as_ref().or(line.offer_id.as_ref());
                format!("{} x {}", line.quantity.unwrap_or(1), name.map(String::as_str).unwrap_or_default())
            })
            .collect();
        [
            order.id.clone().unwrap_or_default(),
            order.alternate_id.clone().unwrap_or_default(),
            order.creation_date.map(|time| time.to_string()).unwrap_or_default(),
            order.status.as_ref().map(ToString::to_string).unwrap_or_default(),
            what.join(", "),
        ]
    });
    headed(header, rows)
}
