//! Customers: who was acknowledged is there until somebody deletes them, and nobody else is.

use std::collections::HashMap;

use super::{
    Findings, Kind,
    ledger::{Effect, Ledger, name_of},
};
use crate::{
    action::{Account, Action, Seen},
    history::{Customer, History, Operation, Outcome},
};

pub(super) fn check(history: &History, ledger: &Ledger<'_>, findings: &mut Findings) {
    let after: HashMap<&str, &Customer> =
        history.after.customers.iter().map(|customer| (customer.id.as_str(), customer)).collect();
    for (id, life) in &ledger.lives {
        let name = &life.name;
        if life.doomed == u64::MAX && !after.contains_key(id) {
            findings.add(Kind::Lost, format!("{name} made the customer {id}, which is not there"));
        }
        if life.deleted != u64::MAX && after.contains_key(id) {
            findings.add(
                Kind::Unasked,
                format!("the customer {id} of {name} was deleted by {:?} and is there", life.deletions),
            );
        }
        if life.deletions.len() > 1 {
            findings
                .add(Kind::Twice, format!("the customer {id} of {name} was deleted by each of {:?}", life.deletions));
        }
    }
    let mut made: HashMap<&str, Vec<&str>> = HashMap::new();
    for customer in &history.after.customers {
        if history.before.iter().any(|known| known.id == customer.id) {
            continue;
        }
        let name = name_of(&customer.domain);
        made.entry(name).or_default().push(&customer.id);
        if let Some(why) = unasked(ledger, name, &customer.id) {
            findings
                .add(Kind::Unasked, format!("the customer {} with the domain of {name} is there: {why}", customer.id));
        }
    }
    for (name, ids) in made.iter().filter(|(_, ids)| ids.len() > 1) {
        findings.add(Kind::Twice, format!("{name} made each of {ids:?}"));
    }
    for operation in &history.operations {
        read(operation, ledger, findings);
    }
    for (account, total) in &history.after.totals {
        let there = history.after.customers.iter().filter(|customer| customer.account == *account).count();
        if there as u64 != *total {
            findings.add(Kind::Halves, format!("the account {account:?} counts {total} customers, and has {there}"));
        }
    }
}

/// Why a customer should not be there.
fn unasked(ledger: &Ledger<'_>, name: &str, id: &str) -> Option<&'static str> {
    let Some(maker) = ledger.by_name.get(name) else { return Some("nobody of that name did anything") };
    match (&maker.action, maker.effect(), maker.seen()) {
        (Action::CreateCustomer { .. }, Effect::None, _) => Some("it was refused"),
        (Action::CreateCustomer { .. }, _, Some(Seen::Customer(acknowledged))) if acknowledged != id => {
            Some("another id was acknowledged")
        }
        (Action::CreateCustomer { .. }, ..) => None,
        _ => Some("it made no customer"),
    }
}

/// Reads of customers must show what is there at some moment while they last.
fn read(operation: &Operation, ledger: &Ledger<'_>, findings: &mut Findings) {
    let Some(ending) = &operation.ending else { return };
    let (name, begun, ended) = (&operation.name, operation.invoked, ending.at);
    match (&operation.action, &ending.outcome) {
        (Action::DeleteCustomer { .. } | Action::CreateCustomer { .. }, _) => {}
        (Action::ListCustomers { account }, Outcome::Done { seen: Seen::Customers { total, listed }, .. }) => {
            if *total != listed.len() as u64 {
                findings.add(Kind::Halves, format!("{name} listed {} customers of {total}", listed.len()));
            }
            list(*account, (name, begun, ended), listed, ledger, findings);
        }
        (action, Outcome::Done { .. }) => {
            if let Some(customer) = action.customer().filter(|customer| ledger.is_gone(customer, begun)) {
                findings.add(Kind::Stale, format!("{name} found the customer {customer}, which had been deleted"));
            }
        }
        _ => {}
    }
}

fn list(
    account: Account,
    (name, begun, ended): (&str, u64, u64),
    listed: &[(String, String)],
    ledger: &Ledger<'_>,
    findings: &mut Findings,
) {
    let ids: HashMap<&str, &str> = listed.iter().map(|(id, domain)| (id.as_str(), domain.as_str())).collect();
    if ids.len() < listed.len() {
        findings.add(Kind::Twice, format!("{name} listed a customer twice"));
    }
    for (id, life) in ledger.lives.iter().filter(|(_, life)| life.account == account) {
        if ledger.is_there(id, begun, ended) && !ids.contains_key(id) {
            findings.add(Kind::Stale, format!("{name} did not list the customer {id} of {}", life.name));
        }
    }
    for (id, domain) in ids {
        if ledger.is_gone(id, begun) {
            findings.add(Kind::Stale, format!("{name} listed the customer {id}, which had been deleted"));
        }
        let maker = match ledger.lives.get(id) {
            Some(life) if life.made.0 > ended => Some("it was made only later"),
            Some(_) => None,
            None => unasked(ledger, name_of(domain), id).or(Some("it has vanished since")),
        };
        if let Some(why) = maker {
            findings.add(Kind::Unasked, format!("{name} listed the customer {id} with the domain {domain}: {why}"));
        }
    }
}
