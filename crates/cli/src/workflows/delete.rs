//! Deletes customers from the integration sandbox.
//!
//! Source: `delete-a-customer-account-from-the-integration-sandbox`.

use std::{collections::BTreeMap, sync::Mutex};

use futures_util::future::{join_all, try_join};
use partner_center::{
    Client, Error,
    model::{
        customers::Customer,
        entitlements::{Entitlement, EntitlementType},
        ids::CustomerId,
        orders::Order,
    },
};
use serde::Serialize;

use super::{
    Cancellation, Failure, Limits, Phase, Reporter, State,
    cancel::{cancel, is_cancelled},
    failure::is_unknown_customer,
};

/// A customer that is to be deleted, and what has to go before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Plan {
    /// The customer's id.
    pub(crate) customer_id: CustomerId,
    /// Its name.
    pub(crate) company_name: String,
    /// The orders that have to be cancelled.
    pub(crate) cancel: Vec<Cancellation>,
}

/// What has to be done for a customer to be deleted: the orders that an entitlement refers to, and those of the catalogue
/// that subscribe the customer to nothing, are cancelled. No entitlement refers to what has expired, whose order blocks the
/// deletion all the same.
pub(crate) fn plan<'a>(
    customer_id: CustomerId,
    company_name: String,
    entitlements: impl IntoIterator<Item = &'a Entitlement>,
    orders: impl IntoIterator<Item = &'a Order>,
) -> Plan {
    let mut entitled = BTreeMap::new();
    for entitlement in entitlements {
        let Some(reference) = &entitlement.reference_order else { continue };
        let Some(id) = &reference.id else { continue };
        let bought = match entitlement.entitlement_type {
            Some(EntitlementType::ReservedInstance | EntitlementType::VirtualMachineReservedInstance) => "reservation",
            _ => "software",
        };
        // An order may hold both, and is called after the one that matters more.
        let known = entitled.entry(id.clone()).or_insert((bought, reference.alternate_id.clone()));
        if bought == "reservation" {
            known.0 = bought;
        }
    }
    let mut cancel = Vec::new();
    for order in orders {
        let Some(id) = &order.id else { continue };
        let entitled = entitled.remove(id);
        if is_cancelled(order) || (entitled.is_none() && !entitles(order)) {
            continue;
        }
        cancel.push(Cancellation {
            order_id: id.clone(),
            alternate_id: order.alternate_id.clone(),
            bought: entitled.map_or("catalogue", |(bought, _)| bought),
            status: order.status.as_ref().map(ToString::to_string).unwrap_or_default(),
        });
    }
    // An order that was placed after the list of orders was read.
    cancel.extend(entitled.into_iter().map(|(order_id, (bought, alternate_id))| Cancellation {
        order_id,
        alternate_id,
        bought,
        status: "unknown".to_owned(),
    }));
    cancel.sort_by_key(|order| order.bought != "reservation");
    Plan { customer_id, company_name, cancel }
}

/// Whether an order is one of the catalogue with a line that subscribes the customer to nothing: of software, or of a
/// reservation. Orders from the catalogue alone have the shorter id.
fn entitles(order: &Order) -> bool {
    order.alternate_id.is_some() && order.line_items.iter().any(|line| line.subscription_id.is_none())
}

/// Reads what has to be done for a customer that was read; none if it is no customer of the account any more.
async fn read(partner: &Client, customer: &Customer, limits: &Limits) -> Result<Option<Plan>, Failure> {
    let Some(id) = customer.id.as_deref().and_then(|id| id.parse().ok()) else { return Ok(None) };
    let handle = partner.customers().by_id(id);
    let read = try_join(limits.call(handle.entitlements().list().all()), limits.call(handle.orders().list().all()));
    match read.await {
        Ok((entitlements, orders)) => Ok(Some(plan(
            id,
            name(customer),
            entitlements.iter().map(|entitlement| &**entitlement),
            orders.iter().map(|order| &**order),
        ))),
        // It went while it was read.
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Reads what has to be done for all these customers.
pub(crate) async fn read_all(
    partner: &Client,
    customers: &[Customer],
    limits: &Limits,
    reporter: &dyn Reporter,
) -> Result<Vec<Plan>, Failure> {
    reporter.phase(Phase::Read, customers.len());
    let each = customers.iter().map(|customer| async move {
        let plan = read(partner, customer, limits).await;
        let state = if plan.is_ok() { State::Done } else { State::Failed };
        reporter.step(Phase::Read, &name(customer), state);
        plan
    });
    let plans: Result<Vec<_>, _> = join_all(each).await.into_iter().collect();
    Ok(plans?.into_iter().flatten().collect())
}

/// Carries out many plans at once, each for itself: what keeps one customer does not keep the others.
pub(crate) async fn carry_out_all(
    partner: &Client,
    plans: &[Plan],
    limits: &Limits,
    reporter: &dyn Reporter,
) -> Vec<Result<(), Failure>> {
    let orders = plans.iter().map(|plan| plan.cancel.len()).sum();
    if orders > 0 {
        reporter.phase(Phase::Cancel, orders);
    }
    reporter.phase(Phase::Delete, plans.len());
    join_all(plans.iter().map(|plan| carry_out(partner, plan, limits, reporter))).await
}

/// Cancels what has to be cancelled, all at once, deletes the customer, and looks whether it is gone.
async fn carry_out(partner: &Client, plan: &Plan, limits: &Limits, reporter: &dyn Reporter) -> Result<(), Failure> {
    let left = Mutex::new(plan.cancel.iter().map(Cancellation::name).collect::<Vec<_>>());
    let work = async {
        match cancel_and_delete(partner, plan, limits, reporter, &left).await {
            // Somebody else was faster.
            Err(Failure::Call(error)) if is_gone(&error) => gone(partner, plan, limits).await,
            outcome => outcome,
        }
    };
    let outcome = match limits.within(work).await {
        Some(outcome) => outcome,
        None => Err(late(plan, &left)),
    };
    let state = if outcome.is_ok() { State::Done } else { State::Failed };
    reporter.step(Phase::Delete, &plan.company_name, state);
    outcome
}

async fn cancel_and_delete(
    partner: &Client,
    plan: &Plan,
    limits: &Limits,
    reporter: &dyn Reporter,
    left: &Mutex<Vec<String>>,
) -> Result<(), Failure> {
    let each = plan.cancel.iter().map(|order| async move {
        cancel(partner, plan.customer_id, order, limits, reporter).await?;
        if let Ok(mut left) = left.lock() {
            left.retain(|name| *name != order.name());
        }
        Ok(())
    });
    // All of them come to their end before one that failed is told.
    join_all(each).await.into_iter().collect::<Result<(), Failure>>()?;
    reporter.step(Phase::Delete, &plan.company_name, State::Begun);
    limits.call(partner.customers().by_id(plan.customer_id).delete()).await?;
    gone(partner, plan, limits).await
}

/// Makes sure that the customer is gone.
async fn gone(partner: &Client, plan: &Plan, limits: &Limits) -> Result<(), Failure> {
    match limits.call(partner.customers().by_id(plan.customer_id).get()).await {
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Err(Failure::NotSo(format!("{} was deleted", plan.company_name))),
    }
}

fn late(plan: &Plan, left: &Mutex<Vec<String>>) -> Failure {
    let left = left.lock().map(|left| left.join(", ")).unwrap_or_default();
    let before = if left.is_empty() { String::new() } else { format!("{left} were cancelled and ") };
    Failure::Late(format!("{before}{} was deleted", plan.company_name))
}

/// Whether the service says that the customer is none of the account's any more.
pub(super) fn is_gone(error: &Error) -> bool {
    error.is_not_found() || is_unknown_customer(error)
}

/// What people call a customer.
pub(crate) fn name(customer: &Customer) -> String {
    let name = customer.company_profile.as_ref().and_then(|profile| profile.company_name.clone());
    name.or_else(|| customer.id.clone()).unwrap_or_default()
}
