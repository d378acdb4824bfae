//! `backlot order create`: an order, with the indirect reseller on record that the customer buys through.

use backlot_sandbox::account::AccountType;
use partner_center::{
    Fetched,
    model::{billing::BillingCycleType, orders::OrderLineItem, subscriptions::Subscription},
};
use serde_json::json;

use super::file;
use crate::{
    args::NewOrder,
    commands::session::Session,
    error::CliError,
    output::{self, columns, headed},
    workflows::{
        creation::{Created, CreationError},
        delete::name,
        order::{self, Placed, Plan},
        reseller,
    },
};

pub(super) async fn run(session: &Session<'_>, args: &NewOrder) -> Result<(), CliError> {
    let (cycle, lines) = wanted(args)?;
    session.can_ask()?;
    consider_reseller(session, args)?;
    let (customer, found) = session.customer(&args.of.customer).await?;
    let reseller = match &args.reseller {
        Some(asked) => Some(reseller::find(&session.partner, asked, &session.limits).await?),
        None => None,
    };
    let plan = order::plan(customer, name(&found), reseller, cycle, lines);
    if session.access.dry_run {
        return session.print(&plan, || table(&plan));
    }
    session.ask(&table(&plan), format!("Place this order in {}?", session.account.words())).await?;
    let placed = order::place(&session.partner, &plan, session.attempt()?, &session.limits).await?;
    tell(session, &plan, placed)
}

/// What is bought, from the arguments or the file.
fn wanted(args: &NewOrder) -> Result<(Option<BillingCycleType>, Vec<OrderLineItem>), CliError> {
    if let Some(path) = &args.file {
        return file::read(path);
    }
    let cycle = args.billing_cycle.as_deref().map(file::billing_cycle).transpose();
    let cycle = cycle.map_err(|why| CliError::Argument { name: "--billing-cycle", why })?;
    let lines = args.items.iter().map(|item| OrderLineItem::of(item.offer.as_str(), item.quantity));
    Ok((cycle, lines.collect()))
}

/// Makes sure that no provider forgets the reseller.
fn consider_reseller(session: &Session<'_>, args: &NewOrder) -> Result<(), CliError> {
    let sells_itself = session.account.account_type.is_some_and(|kind| kind != AccountType::IndirectProvider);
    if args.reseller.is_some() || sells_itself {
        return Ok(());
    }
    if !args.without_reseller {
        return Err(CliError::NoReseller);
    }
    // Loud: not even --quiet keeps it back.
    output::complain(
        &"WARNING: no reseller is on record for this order, so the sale may count for nobody's incentives",
    );
    Ok(())
}

/// Prints the order, and only then forgets that it was under way.
fn tell(session: &Session<'_>, plan: &Plan, placed: Placed) -> Result<(), CliError> {
    let Placed { order: Created { made: order, how, pending }, subscriptions } = placed;
    if let Some(told) = how.told("order") {
        session.mention(&told);
    }
    let raw: Vec<_> = subscriptions.iter().map(Fetched::raw).collect();
    let json = json!({ "order": order.raw(), "subscriptions": raw, "reseller": plan.reseller });
    session.print(&json, || {
        let header = ["ORDER", "LINE", "WHAT", "QUANTITY", "SUBSCRIPTION", "STATUS", "RESELLER"];
        let rows = order.line_items.iter().map(|line| {
            let subscription = subscription_of(line, &subscriptions);
            [
                order.id.clone().unwrap_or_default(),
                line.line_item_number.map(|number| number.to_string()).unwrap_or_default(),
                line.friendly_name.clone().or_else(|| line.offer_id.clone()).unwrap_or_default(),
                line.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
                line.subscription_id.clone().unwrap_or_default(),
                subscription.and_then(|one| one.status.as_ref()).map(ToString::to_string).unwrap_or_default(),
                line.partner_id_on_record.clone().unwrap_or_default(),
            ]
        });
        headed(header, rows)
    })?;
    Ok(pending.end().map_err(CreationError::from)?)
}

fn subscription_of<'a>(line: &OrderLineItem, all: &'a [Fetched<Subscription>]) -> Option<&'a Subscription> {
    let id = line.subscription_id.as_deref()?;
    all.iter().map(|one| &**one).find(|one| one.id.as_deref().is_some_and(|other| other.eq_ignore_ascii_case(id)))
}

/// What is to be ordered, a line each.
fn table(plan: &Plan) -> String {
    let mut rows = vec![["ACTION", "WHAT", "QUANTITY", "CUSTOMER", "RESELLER"].map(str::to_owned)];
    let reseller = plan.reseller.as_ref().map(|reseller| format!("{} ({})", reseller.name, reseller.mpn_id));
    rows.extend(plan.order.line_items.iter().map(|line| {
        [
            "order".to_owned(),
            line.offer_id.clone().unwrap_or_default(),
            line.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
            plan.company_name.clone(),
            reseller.clone().unwrap_or_else(|| "none".to_owned()),
        ]
    }));
    columns(&rows)
}
