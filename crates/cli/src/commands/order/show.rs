//! `backlot order show`: an order, line by line.

use partner_center::model::orders::Order;

use crate::{args::OneOrder, commands::session::Session, error::CliError, output::columns};

pub(super) async fn run(session: &Session<'_>, args: &OneOrder) -> Result<(), CliError> {
    let (_, order) = super::find(session, args).await?;
    session.print(order.raw(), || table(&order))
}

fn table(order: &Order) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let head = [
        ("order", text(&order.id)),
        ("alternate id", text(&order.alternate_id)),
        ("customer", text(&order.reference_customer_id)),
        ("placed", order.creation_date.map(|time| time.to_string()).unwrap_or_default()),
        ("status", order.status.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("billing cycle", order.billing_cycle.as_ref().map(ToString::to_string).unwrap_or_default()),
    ];
    let head = head.into_iter().filter(|(_, value)| !value.is_empty());
    let head = columns(&head.map(|(what, value)| [what.to_owned(), value]).collect::<Vec<_>>());
    let mut rows = vec![["LINE", "WHAT", "QUANTITY", "SUBSCRIPTION", "RESELLER"].map(str::to_owned)];
    rows.extend(order.line_items.iter().map(|line| {
        [
            line.line_item_number.map(|number| number.to_string()).unwrap_or_default(),
            line.friendly_name.clone().or_else(|| line.offer_id.clone()).unwrap_or_default(),
            line.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
            text(&line.subscription_id),
            text(&line.partner_id_on_record),
        ]
    }));
    format!("{head}\n{}", columns(&rows))
}
