//! Quotas of the sandbox account: never more than they allow, at any moment, by what was certainly there.

use std::collections::HashMap;

use super::{
    Findings, Kind,
    ledger::{Effect, Ledger, Life, Register, Write},
    spans::{Steps, merged, without},
};
use crate::{
    action::{Account, Action, Change, Seen, Status, View},
    history::{History, Outcome},
};

/// Customers of an account. Source: `test-and-debug`.
pub(super) const CUSTOMERS: usize = 75;
/// Active subscriptions of a customer.
pub(super) const SUBSCRIPTIONS: usize = 5;
/// Licences of a subscription.
const LICENSES: i64 = 25;

pub(super) fn check(history: &History, ledger: &Ledger<'_>, findings: &mut Findings) {
    let (most, when) = Steps::of(sandbox(ledger).map(|life| (life.made.1, life.doomed))).most();
    if most > CUSTOMERS {
        findings.add(Kind::Quota, format!("{most} customers were there at {when}"));
    }
    let there = history.after.customers.iter().filter(|customer| customer.account == Account::Sandbox).count();
    if there > CUSTOMERS {
        findings.add(Kind::Quota, format!("{there} customers are there"));
    }
    let mut by_customer: HashMap<&str, Vec<(u64, u64)>> = HashMap::new();
    for register in ledger.registers.values().filter(|register| register.account == Account::Sandbox) {
        by_customer.entry(register.customer).or_default().extend(certainly(register, ledger, Status::Active));
    }
    for (customer, spans) in by_customer {
        let (most, when) = Steps::of(spans).most();
        if most > SUBSCRIPTIONS {
            findings.add(Kind::Quota, format!("the customer {customer} had {most} active subscriptions at {when}"));
        }
    }
    for operation in history.operations.iter().filter(|operation| operation.action.account() == Account::Sandbox) {
        match operation.ending.as_ref().map(|ending| &ending.outcome) {
            Some(Outcome::Done { seen: Seen::Customers { total, .. }, .. }) if *total > CUSTOMERS as u64 => {
                findings.add(Kind::Quota, format!("{} listed {total} customers", operation.name));
            }
            Some(Outcome::Done { seen: Seen::Subscriptions(views), .. }) => shown(&operation.name, views, findings),
            Some(Outcome::Done { seen: Seen::Subscription(view), .. }) => {
                shown(&operation.name, std::slice::from_ref(view), findings);
            }
            _ => {}
        }
    }
    for customer in history.after.customers.iter().filter(|customer| customer.account == Account::Sandbox) {
        shown(&format!("the last look at {}", customer.id), &customer.subscriptions, findings);
    }
}

fn shown(by: &str, views: &[View], findings: &mut Findings) {
    let active = views.iter().filter(|view| view.status == Status::Active).count();
    if active > SUBSCRIPTIONS {
        findings.add(Kind::Quota, format!("{by} saw {active} active subscriptions"));
    }
    for view in views.iter().filter(|view| view.quantity > LICENSES) {
        findings.add(Kind::Quota, format!("{by} saw {} licences of the subscription {}", view.quantity, view.id));
    }
}

pub(super) fn sandbox<'l>(ledger: &'l Ledger<'_>) -> impl Iterator<Item = &'l Life> {
    ledger.lives.values().filter(|life| life.account == Account::Sandbox)
}

/// When a subscription certainly had this status: from the end of what gave it until the first beginning of what may have
/// taken it away.
pub(super) fn certainly(register: &Register<'_>, ledger: &Ledger<'_>, status: Status) -> Vec<(u64, u64)> {
    let doomed = ledger.lives.get(register.customer).map_or(u64::MAX, |life| life.doomed);
    let against = |write: &&Write<'_>| match status {
        Status::Active => write.change == Some(Change::Suspend),
        Status::Suspended => write.change == Some(Change::Reactivate),
    };
    let adverse: Vec<&Write<'_>> =
        register.writes.iter().filter(against).filter(|write| write.operation.effect() != Effect::None).collect();
    let mut spans = Vec::new();
    for Write { operation, shown, .. } in &register.writes {
        let gave = match shown {
            Some(view) => view.status == status,
            None => matches!(operation.action, Action::PlaceOrder { .. }) && status == Status::Active,
        };
        if !gave || operation.effect() != Effect::Certain {
            continue;
        }
        let may_follow = adverse.iter().filter(|write| write.operation.ended() > operation.invoked);
        let end = may_follow.map(|write| write.operation.invoked).min().unwrap_or(u64::MAX);
        spans.push((operation.ended(), end.min(doomed)));
    }
    merged(spans)
}

/// When a subscription may have been active.
pub(super) fn possibly_active(
    register: &Register<'_>,
    ledger: &Ledger<'_>,
    customer_is_there: bool,
) -> Vec<(u64, u64)> {
    let Some(order) = register.writes.first() else { return Vec::new() };
    // One that nobody was told of, and that is not there, never was.
    if order.operation.effect() == Effect::Possible && customer_is_there && register.after.is_none() {
        return Vec::new();
    }
    let deleted = ledger.lives.get(register.customer).map_or(u64::MAX, |life| life.deleted);
    without((order.operation.invoked, deleted), &certainly(register, ledger, Status::Suspended))
}
