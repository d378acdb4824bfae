//! A history in which all is well, to be spoiled.

use backlot_torture::{
    Account, Action, Again, Change, Customer, Ending, History, Missed, Operation, Order, Outcome, Repeat, Seen, State,
    Status, View,
};
use base64::{Engine, engine::general_purpose::STANDARD};

/// When the last look begins.
const LAST: u64 = 1_000_000;

/// A subscription in this state and version.
pub(crate) fn view(id: &str, name: &str, quantity: i64, status: Status, version: u64) -> View {
    let etag = STANDARD.encode(format!(r#"{{"id":"{id}","version":{version}}}"#));
    View { id: id.to_owned(), name: name.to_owned(), quantity, status, etag }
}

/// An operation that was answered.
pub(crate) fn operation(name: &str, (invoked, at): (u64, u64), action: Action, outcome: Outcome) -> Operation {
    let ending = Some(Ending { at, outcome, missed: Vec::new() });
    Operation { name: name.to_owned(), request_id: format!("id of {name}"), action, invoked, ending }
}

/// What an acknowledged operation was told.
pub(crate) fn done(seen: Seen) -> Outcome {
    Outcome::Done { status: 200, digest: 7, seen }
}

/// A refusal.
pub(crate) fn refused(error: partner_center_model::errors::ErrorCode) -> Outcome {
    Outcome::Refused { status: error.status, code: u64::from(error.code) }
}

/// The creation of a sandbox customer, whose id is that of the operation and `-customer`.
pub(crate) fn creation(name: &str, when: (u64, u64)) -> Operation {
    let action = Action::CreateCustomer { account: Account::Sandbox };
    operation(name, when, action, done(Seen::Customer(format!("{name}-customer"))))
}

/// The deletion of a sandbox customer.
pub(crate) fn deletion(name: &str, when: (u64, u64), customer: &str) -> Operation {
    let action = Action::DeleteCustomer { account: Account::Sandbox, customer: customer.to_owned() };
    operation(name, when, action, done(Seen::Nothing))
}

/// An order for 3 licences, whose id is that of the operation and `-order`, and likewise its subscription.
pub(crate) fn order(name: &str, when: (u64, u64), customer: &str) -> Operation {
    let action = Action::PlaceOrder { account: Account::Sandbox, customer: customer.to_owned(), quantity: 3 };
    let seen = Seen::Order { id: format!("{name}-order"), subscription: format!("{name}-subscription") };
    operation(name, when, action, done(seen))
}

/// A change of the subscription that it shows.
pub(crate) fn change(name: &str, when: (u64, u64), customer: &str, change: Change, shown: View) -> Operation {
    let action = Action::Change {
        account: Account::Sandbox,
        customer: customer.to_owned(),
        subscription: shown.id.clone(),
        change,
        etag: None,
    };
    operation(name, when, action, done(Seen::Subscription(shown)))
}

/// A list of the subscriptions of a customer.
pub(crate) fn list(name: &str, when: (u64, u64), customer: &str, shown: Vec<View>) -> Operation {
    let action = Action::ListSubscriptions { account: Account::Sandbox, customer: customer.to_owned() };
    operation(name, when, action, done(Seen::Subscriptions(shown)))
}

/// A look at a subscription.
pub(crate) fn look(name: &str, when: (u64, u64), customer: &str, shown: View) -> Operation {
    let action = Action::ReadSubscription {
        account: Account::Sandbox,
        customer: customer.to_owned(),
        subscription: shown.id.clone(),
    };
    operation(name, when, action, done(Seen::Subscription(shown)))
}

/// A sandbox customer that [`creation`] made, with these orders, as they were placed.
pub(crate) fn customer(name: &str, orders: &[&str]) -> Customer {
    Customer {
        account: Account::Sandbox,
        id: format!("{name}-customer"),
        domain: format!("{name}.example"),
        orders: orders.iter().map(|order| there(order)).collect(),
        subscriptions: orders
            .iter()
            .map(|order| view(&format!("{order}-subscription"), order, 3, Status::Active, 1))
            .collect(),
    }
}

/// An order that is there.
pub(crate) fn there(name: &str) -> Order {
    Order { id: format!("{name}-order"), name: name.to_owned(), subscription: format!("{name}-subscription") }
}

/// A customer `c0`; its order `o0`, of which `q0` made 7 licences, as `r0` saw; and a customer `c1` that was deleted.
pub(crate) fn history() -> History {
    let changed = view("o0-subscription", "q0", 7, Status::Active, 2);
    let mut customer = customer("c0", &["o0"]);
    customer.subscriptions = vec![changed.clone()];
    History {
        operations: vec![
            creation("c0", (10, 20)),
            order("o0", (30, 40), "c0-customer"),
            change("q0", (50, 60), "c0-customer", Change::Quantity(7), changed.clone()),
            look("r0", (70, 80), "c0-customer", changed),
            creation("c1", (15, 25)),
            order("o1", (30, 45), "c1-customer"),
            deletion("d1", (50, 70), "c1-customer"),
        ],
        repeats: vec![Repeat { name: "o0".to_owned(), again: Again::AtTheEnd, status: 200, digest: 7 }],
        after: State { at: LAST, totals: vec![(Account::Sandbox, 1)], customers: vec![customer] },
        ..History::default()
    }
}

/// The operation of this name.
pub(crate) fn named<'h>(history: &'h mut History, name: &str) -> &'h mut Operation {
    let found = history.operations.iter_mut().find(|operation| operation.name == name);
    found.unwrap_or_else(|| panic!("no operation {name}"))
}

/// Makes the client of an operation give up.
pub(crate) fn give_up(operation: &mut Operation, missed: Missed) {
    operation.ending = Some(Ending { at: 999, outcome: Outcome::Unknown, missed: vec![missed] });
}
