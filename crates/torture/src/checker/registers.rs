//! Subscriptions as registers: whether the changes and the looks at each can be put into one order.
//!
//! Each change gives its subscription another name, so every look tells which change it saw. For registers whose values
//! are unique the question has a simple answer (Gibbons and Korach, "Testing shared memories"). The *zone* of a value
//! reaches from the first end of an operation on it to the last beginning of one. Where the zone runs forward, the value
//! must have been there all along it, so no two of these may overlap; where it runs backward, all fits into one moment in
//! it, for which there must be room outside the forward zones.

use std::collections::{HashMap, HashSet};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    Findings, Kind,
    ledger::{Effect, Ledger, Register, Write},
};
use crate::{
    action::{Action, Change, Seen, Status, View},
    history::{History, Operation},
};

/// The operations on one value.
#[derive(Debug)]
struct Zone<'a> {
    name: &'a str,
    /// When its write was begun.
    written: u64,
    first_end: u64,
    last_begin: u64,
    /// Whether it was there at all, as far as anyone knows.
    was_there: bool,
}

pub(super) fn check(history: &History, ledger: &Ledger<'_>, findings: &mut Findings) {
    for (id, register) in &ledger.registers {
        in_order(id, register, findings);
        whole(id, register, findings);
        counted(id, register, findings);
        conditional(id, register, findings);
    }
    let mut bought: HashMap<&str, Vec<(&str, &Operation)>> = HashMap::new();
    for (id, register) in &ledger.registers {
        if let Some(order) = register.writes.first() {
            bought.entry(register.customer).or_default().push((id, order.operation));
        }
    }
    for operation in &history.operations {
        if let (Action::ListSubscriptions { customer, .. }, Some(Seen::Subscriptions(views))) =
            (&operation.action, operation.seen())
        {
            complete(operation, bought.get(customer.as_str()), views, findings);
        }
    }
}

/// Whether a list has all subscriptions that had been bought before it was asked for: they go only with their customer.
fn complete(list: &Operation, bought: Option<&Vec<(&str, &Operation)>>, views: &[View], findings: &mut Findings) {
    for (id, order) in bought.into_iter().flatten() {
        if order.effect() == Effect::Certain && order.ended() < list.invoked && views.iter().all(|view| view.id != *id)
        {
            let what = format!("{} did not list the subscription {id}, which {} had bought", list.name, order.name);
            findings.add(Kind::Stale, what);
        }
    }
    let ids: HashSet<&str> = views.iter().map(|view| view.id.as_str()).collect();
    if ids.len() < views.len() {
        findings.add(Kind::Twice, format!("{} listed a subscription twice", list.name));
    }
}

/// Whether changes and looks can be put into one order.
fn in_order(id: &str, register: &Register<'_>, findings: &mut Findings) {
    let mut zones: HashMap<&str, Zone<'_>> = HashMap::new();
    for Write { operation, .. } in &register.writes {
        let zone = Zone {
            name: &operation.name,
            written: operation.invoked,
            first_end: operation.ended(),
            last_begin: operation.invoked,
            was_there: operation.effect() == Effect::Certain,
        };
        zones.insert(&operation.name, zone);
    }
    let refused = |name: &str| {
        register.writes.iter().any(|write| write.operation.name == name && write.operation.effect() == Effect::None)
    };
    for read in &register.reads {
        let (by, name) = (read.by, read.view.name.as_str());
        match zones.get_mut(name) {
            Some(zone) if read.ended >= zone.written && !refused(name) => {
                zone.first_end = zone.first_end.min(read.ended);
                zone.last_begin = zone.last_begin.max(read.begun);
                zone.was_there = true;
            }
            found => {
                let why = if found.is_some() { "was refused, or begun only later" } else { "never was" };
                findings
                    .add(Kind::Unasked, format!("{by} saw the change {name} of the subscription {id}, which {why}"));
            }
        }
    }
    let (mut forward, backward): (Vec<Zone<'_>>, Vec<Zone<'_>>) =
        zones.into_values().filter(|zone| zone.was_there).partition(|zone| zone.first_end < zone.last_begin);
    forward.sort_by_key(|zone| zone.first_end);
    for pair in forward.windows(2) {
        if let [one, other] = pair
            && other.first_end < one.last_begin
        {
            findings.add(Kind::Stale, never(id, one, other));
        }
    }
    for zone in &backward {
        let before = forward.partition_point(|other| other.first_end < zone.last_begin);
        if let Some(around) = before.checked_sub(1).and_then(|last| forward.get(last))
            && zone.first_end < around.last_begin
        {
            findings.add(Kind::Stale, never(id, around, zone));
        }
    }
}

fn never(id: &str, one: &Zone<'_>, other: &Zone<'_>) -> String {
    format!(
        "the subscription {id} was {} from {} to {} and {} at some moment in between: the looks at it fit no order",
        one.name, one.first_end, one.last_begin, other.name
    )
}

/// Whether all looks at one version show the same, and what its change asked for.
fn whole(id: &str, register: &Register<'_>, findings: &mut Findings) {
    let mut versions: HashMap<&str, &View> = HashMap::new();
    let shown = register.writes.iter().filter_map(|write| write.shown);
    for view in shown.chain(register.reads.iter().map(|read| read.view)) {
        let first = *versions.entry(&view.name).or_insert(view);
        if first != view {
            let what =
                format!("the subscription {id} was seen in two states with the name {}: {first:?} {view:?}", view.name);
            findings.add(Kind::Halves, what);
        }
    }
    for Write { operation, change, .. } in &register.writes {
        let Some(view) = versions.get(operation.name.as_str()) else { continue };
        let is_so = match (change, &operation.action) {
            (Some(Change::Quantity(quantity)), _) => view.quantity == *quantity,
            (Some(Change::Suspend), _) => view.status == Status::Suspended,
            (Some(Change::Reactivate), _) => view.status == Status::Active,
            (None, Action::PlaceOrder { quantity, .. }) => view.quantity == *quantity && view.status == Status::Active,
            (None, _) => true,
        };
        if !is_so {
            findings
                .add(Kind::Halves, format!("{} asked for {:?} and made {view:?}", operation.name, operation.action));
        }
    }
}

/// Whether the version that there is counts every change once.
fn counted(id: &str, register: &Register<'_>, findings: &mut Findings) {
    let Some(view) = register.after else { return };
    let Some(version) = version(&view.etag) else {
        findings.add(Kind::Unreadable, format!("the etag {} of the subscription {id} names no version", view.etag));
        return;
    };
    let changes = |effect| {
        register.writes.iter().filter(|write| write.change.is_some() && write.operation.effect() == effect).count()
            as u64
    };
    let least = 1 + changes(Effect::Certain);
    let most = least + changes(Effect::Possible);
    if version < least {
        findings.add(Kind::Lost, format!("the subscription {id} has version {version} after {} changes", least - 1));
    }
    if version > most {
        findings.add(
            Kind::Twice,
            format!("the subscription {id} has version {version} after at most {} changes", most - 1),
        );
    }
}

/// The version that an etag of Backlot names. Clients have no business knowing this.
fn version(etag: &str) -> Option<u64> {
    let bytes = STANDARD.decode(etag).ok()?;
    serde_json::from_slice::<serde_json::Value>(&bytes).ok()?["version"].as_u64()
}

/// Whether one version was left twice by changes that asked for it.
fn conditional(id: &str, register: &Register<'_>, findings: &mut Findings) {
    let mut left: HashMap<&str, &str> = HashMap::new();
    for Write { operation, .. } in &register.writes {
        if let Action::Change { etag: Some(etag), .. } = &operation.action
            && operation.effect() == Effect::Certain
            && let Some(other) = left.insert(etag, &operation.name)
        {
            let what =
                format!("{other} and {} both changed the version {etag} of the subscription {id}", operation.name);
            findings.add(Kind::Twice, what);
        }
    }
}
