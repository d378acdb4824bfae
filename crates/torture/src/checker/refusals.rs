//! Refusals: each must be one that the rules know, at a moment at which it holds.

use std::collections::{HashMap, HashSet};

use partner_center_model::errors;

use super::{
    Findings, Kind,
    ledger::{Effect, Ledger},
    quotas::{self, certainly, possibly_active, sandbox},
    spans::Steps,
};
use crate::{
    action::{Account, Action, Change, Status},
    history::{History, Outcome},
};

pub(super) fn check(history: &History, ledger: &Ledger<'_>, findings: &mut Findings) {
    let customers = Steps::of(sandbox(ledger).map(|life| (life.made.0, life.deleted)));
    let subscriptions = subscriptions(history, ledger);
    for operation in &history.operations {
        let Some(ending) = &operation.ending else { continue };
        let Outcome::Refused { status, code } = ending.outcome else { continue };
        let (begun, ended) = (operation.invoked, ending.at);
        let name = &operation.name;
        let is = |error: errors::ErrorCode| u64::from(error.code) == code && error.status == status;
        let gone = |customer: &str| !ledger.is_there(customer, begun, ended);
        let account = operation.action.account();
        let full = |customer: &str| {
            let counted = subscriptions.get(customer).map_or(0, |steps| steps.most_between(begun, ended));
            account == Account::Sandbox && counted >= quotas::SUBSCRIPTIONS
        };
        let unrelated = is(errors::NO_COMMERCE_RELATIONSHIP);
        let explained = match &operation.action {
            Action::CreateCustomer { account } => {
                is(errors::SANDBOX_LIMIT_MET)
                    && *account == Account::Sandbox
                    && customers.most_between(begun, ended) >= quotas::CUSTOMERS
            }
            Action::DeleteCustomer { customer, .. } | Action::ReadCustomer { customer, .. } => {
                is(errors::NOT_FOUND) && gone(customer)
            }
            Action::ListCustomers { .. } => false,
            Action::PlaceOrder { customer, .. } => {
                (unrelated && gone(customer)) || (is(errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER) && full(customer))
            }
            Action::Change { customer, subscription, change, etag, .. } => {
                (unrelated && gone(customer))
                    || (is(errors::ETAG_NOT_VALID) && etag.is_some())
                    || match change {
                        Change::Quantity(_) => {
                            is(errors::QUANTITY_CHANGE_WHILE_SUSPENDED)
                                && !was_active(ledger, subscription, begun, ended)
                        }
                        Change::Reactivate => is(errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER) && full(customer),
                        Change::Suspend => false,
                    }
            }
            Action::ReadSubscription { customer, .. } | Action::ListSubscriptions { customer, .. } => {
                unrelated && gone(customer)
            }
        };
        if !explained {
            findings.add(Kind::Refusal, format!("{name} was refused with {status}/{code}: {:?}", operation.action));
        }
    }
}

/// Whether a subscription was active all the time.
fn was_active(ledger: &Ledger<'_>, subscription: &str, begun: u64, ended: u64) -> bool {
    let Some(register) = ledger.registers.get(subscription) else { return false };
    certainly(register, ledger, Status::Active).iter().any(|(from, to)| *from <= begun && ended < *to)
}

/// How many active subscriptions each sandbox customer may have had.
fn subscriptions<'a>(history: &'a History, ledger: &Ledger<'a>) -> HashMap<&'a str, Steps> {
    let there: HashSet<&str> = history.after.customers.iter().map(|customer| customer.id.as_str()).collect();
    let mut spans: HashMap<&str, Vec<(u64, u64)>> = HashMap::new();
    for register in ledger.registers.values().filter(|register| register.account == Account::Sandbox) {
        let active = possibly_active(register, ledger, there.contains(register.customer));
        spans.entry(register.customer).or_default().extend(active);
    }
    // Orders of which nobody knows whether they were placed, and whose customers are gone.
    for operation in history.operations.iter().filter(|operation| operation.effect() == Effect::Possible) {
        if let Action::PlaceOrder { account: Account::Sandbox, customer, .. } = &operation.action
            && !there.contains(customer.as_str())
        {
            spans.entry(customer).or_default().push((operation.invoked, u64::MAX));
        }
    }
    spans.into_iter().map(|(customer, spans)| (customer, Steps::of(spans))).collect()
}
