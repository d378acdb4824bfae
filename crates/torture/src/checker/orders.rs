//! Orders: what was acknowledged is there as long as its customer is, once, and whole.

use std::collections::{HashMap, HashSet};

use super::{
    Findings, Kind,
    ledger::{Effect, Ledger},
};
use crate::{
    action::{Action, Seen},
    history::{Customer, History, Order},
};

pub(super) fn check(history: &History, ledger: &Ledger<'_>, findings: &mut Findings) {
    let made =
        history.after.customers.iter().filter(|customer| history.before.iter().all(|known| known.id != customer.id));
    let made: HashMap<&str, &Customer> = made.map(|customer| (customer.id.as_str(), customer)).collect();
    for operation in &history.operations {
        let (Action::PlaceOrder { customer, .. }, Some(Seen::Order { id, subscription })) =
            (&operation.action, operation.seen())
        else {
            continue;
        };
        // Where the customer is not there, either it was deleted or its loss is told.
        let Some(there) = made.get(customer.as_str()) else { continue };
        if !there.orders.iter().any(|order| order.id == *id && order.subscription == *subscription) {
            let name = &operation.name;
            findings.add(
                Kind::Lost,
                format!("{name} placed the order {id} of the customer {customer}, which is not there"),
            );
        }
    }
    for customer in made.values() {
        let mut placed: HashMap<&str, Vec<&str>> = HashMap::new();
        for order in &customer.orders {
            placed.entry(&order.name).or_default().push(&order.id);
            if let Some(why) = unasked(ledger, order, &customer.id) {
                let what = format!("the order {} of {} is there: {why}", order.id, order.name);
                findings.add(Kind::Unasked, what);
            }
        }
        for (name, ids) in placed.iter().filter(|(_, ids)| ids.len() > 1) {
            findings.add(Kind::Twice, format!("{name} placed each of {ids:?}"));
        }
        let bought: HashSet<&str> = customer.orders.iter().map(|order| order.subscription.as_str()).collect();
        let there: HashSet<&str> = customer.subscriptions.iter().map(|view| view.id.as_str()).collect();
        for half in bought.symmetric_difference(&there) {
            let what = format!("the customer {} has the subscription {half} only, or only its order", customer.id);
            findings.add(Kind::Halves, what);
        }
    }
    for (id, register) in ledger.registers.iter().filter(|(_, register)| register.after.is_none()) {
        if let Some(read) = register.reads.first().filter(|_| made.contains_key(register.customer)) {
            findings.add(Kind::Lost, format!("{} saw the subscription {id}, which is not there any more", read.by));
        }
    }
    for (by, view) in &ledger.strays {
        findings
            .add(Kind::Unasked, format!("{by} saw the subscription {} of {}, which nobody bought", view.id, view.name));
    }
}

/// Why an order should not be there.
fn unasked(ledger: &Ledger<'_>, order: &Order, of: &str) -> Option<&'static str> {
    let Some(placer) = ledger.by_name.get(order.name.as_str()) else { return Some("nobody of that name did anything") };
    match (&placer.action, placer.effect(), placer.seen()) {
        (Action::PlaceOrder { .. }, Effect::None, _) => Some("it was refused"),
        (Action::PlaceOrder { customer, .. }, ..) if customer != of => Some("it was for another customer"),
        // One that is acknowledged with another id stands beside this one, or is told as lost.
        (Action::PlaceOrder { .. }, _, Some(Seen::Order { id, .. })) if *id != order.id => {
            Some("another id was acknowledged")
        }
        (Action::PlaceOrder { .. }, ..) => None,
        _ => Some("it placed no order"),
    }
}
