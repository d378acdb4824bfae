//! What is done in a sequence. Things are named by numbers that are taken modulo what there is, so that a sequence that
//! is made shorter still means something.

use proptest::prelude::*;

use super::wares::{ARCHIVING, WARES};

/// What one account does.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) account: usize,
    pub(super) action: Action,
    /// Whether it is sent under the id of the request before.
    pub(super) same_id: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Action {
    Create {
        domain: usize,
        as_what: Newcomer,
    },
    Tie {
        tenant: usize,
    },
    ReadCustomer {
        customer: usize,
    },
    Profile {
        customer: usize,
        company: usize,
        etag: Etag,
    },
    Delete {
        customer: usize,
    },
    Remove {
        customer: usize,
    },
    /// The customer accepts a relationship request.
    Accept {
        customer: usize,
    },
    Order {
        customer: usize,
        lines: Vec<Want>,
        cycle: Option<&'static str>,
        twist: Twist,
    },
    Append {
        customer: usize,
        subscription: usize,
        quantity: i64,
        etag: Etag,
    },
    Rebill {
        customer: usize,
        order: usize,
        cycle: &'static str,
        etag: Etag,
    },
    /// Cancels an order, or those of its lines whose bits are set.
    Cancel {
        customer: usize,
        order: usize,
        lines: Option<u8>,
        etag: Etag,
    },
    Change {
        customer: usize,
        subscription: usize,
        change: Change,
        etag: Etag,
    },
    /// Activates a marketplace subscription.
    Begin {
        customer: usize,
        subscription: usize,
    },
    Fill {
        customer: usize,
        lines: Vec<Want>,
        cycle: Option<&'static str>,
    },
    Refill {
        customer: usize,
        cart: usize,
        lines: Vec<Want>,
        cycle: Option<&'static str>,
    },
    ReadCart {
        customer: usize,
        cart: usize,
    },
    Checkout {
        customer: usize,
        cart: usize,
    },
    /// Sends an earlier request once more.
    Repeat {
        request: usize,
    },
    /// Moves the clock on.
    Advance {
        minutes: i64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Newcomer {
    Sound,
    /// Its address does not check.
    Undeletable,
    /// It belongs to this one of the world's resellers, or to nobody's.
    Resold(usize),
}

/// A line that is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Want {
    pub(super) ware: usize,
    pub(super) quantity: i64,
    /// With an add-on to it.
    pub(super) with_add_on: bool,
    /// Which of the customer's subscriptions a reservation is for; 0 is the first one to Azure.
    pub(super) benefits: usize,
}

/// What is odd about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twist {
    Plain,
    NamesTheCustomer,
    NamesAnother,
    BadNumbers,
    NamesAParent,
    /// The MPN id of this one of the world's partners on record; beyond them one that nobody has.
    OnRecord(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Quantity(i64),
    Suspend,
    Activate,
    Delete,
    Name(usize),
    Renew(bool),
}

/// Which etag is sent, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Etag {
    Absent,
    Empty,
    Right,
    RightInBody,
    Stale,
}

fn pick() -> impl Strategy<Value = usize> {
    0..1000_usize
}

fn quantity() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 1..4_i64, 2 => prop::sample::select(vec![0, 5, 10, 11, 25, 26, 250, 300, 1001])]
}

fn want() -> impl Strategy<Value = Want> {
    (prop_oneof![1 => 0..4_usize, 1 => 0..WARES.len()], quantity(), prop::bool::weighted(0.2), 0..4_usize).prop_map(
        |(ware, quantity, with_add_on, benefits)| Want {
            ware,
            quantity: if WARES[ware].most == 1 { quantity.min(2) } else { quantity },
            with_add_on: with_add_on && ware != ARCHIVING && !WARES[ware].is_item(),
            benefits,
        },
    )
}

fn wants() -> impl Strategy<Value = Vec<Want>> {
    prop_oneof![10 => prop::collection::vec(want(), 1..2), 3 => prop::collection::vec(want(), 2..4), 1 => Just(vec![])]
}

fn cycle() -> impl Strategy<Value = Option<&'static str>> {
    prop::sample::select(vec![None, None, None, Some("monthly"), Some("annual")])
}

fn etag() -> impl Strategy<Value = Etag> {
    prop::sample::select(vec![
        Etag::Absent,
        Etag::Absent,
        Etag::Empty,
        Etag::Right,
        Etag::Right,
        Etag::RightInBody,
        Etag::Stale,
    ])
}

fn newcomer() -> impl Strategy<Value = Newcomer> {
    prop_oneof![
        6 => Just(Newcomer::Sound),
        1 => Just(Newcomer::Undeletable),
        2 => (0..3_usize).prop_map(Newcomer::Resold),
    ]
}

fn twist() -> impl Strategy<Value = Twist> {
    prop_oneof![
        20 => Just(Twist::Plain),
        3 => Just(Twist::NamesTheCustomer),
        1 => Just(Twist::NamesAnother),
        1 => Just(Twist::BadNumbers),
        1 => Just(Twist::NamesAParent),
        2 => (0..7_usize).prop_map(Twist::OnRecord),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => quantity().prop_map(Change::Quantity),
        4 => Just(Change::Suspend),
        4 => Just(Change::Activate),
        1 => Just(Change::Delete),
        2 => (0..3_usize).prop_map(Change::Name),
        2 => any::<bool>().prop_map(Change::Renew),
    ]
}

/// Minutes, days, months and years.
fn minutes() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![
        1,
        14,
        15,
        60,
        24 * 60,
        29 * 24 * 60,
        31 * 24 * 60,
        90 * 24 * 60,
        366 * 24 * 60,
        1096 * 24 * 60,
    ])
}

fn action() -> impl Strategy<Value = Action> {
    let customers = prop_oneof![
        6 => (0..8_usize, newcomer()).prop_map(|(domain, as_what)| Action::Create { domain, as_what }),
        2 => pick().prop_map(|tenant| Action::Tie { tenant }),
        1 => pick().prop_map(|customer| Action::ReadCustomer { customer }),
        2 => (pick(), 0..3_usize, etag()).prop_map(|(customer, company, etag)| Action::Profile { customer, company, etag }),
        1 => pick().prop_map(|customer| Action::Delete { customer }),
        1 => pick().prop_map(|customer| Action::Remove { customer }),
        1 => pick().prop_map(|customer| Action::Accept { customer }),
    ];
    let orders = prop_oneof![
        6 => (pick(), wants(), cycle(), twist()).prop_map(|(customer, lines, cycle, twist)| Action::Order { customer, lines, cycle, twist }),
        2 => (pick(), pick(), quantity(), etag()).prop_map(|(customer, subscription, quantity, etag)| Action::Append { customer, subscription, quantity, etag }),
        1 => (pick(), pick(), prop::sample::select(vec!["monthly", "annual"]), etag()).prop_map(|(customer, order, cycle, etag)| Action::Rebill { customer, order, cycle, etag }),
        4 => (pick(), pick(), prop::option::of(any::<u8>()), etag()).prop_map(|(customer, order, lines, etag)| Action::Cancel { customer, order, lines, etag }),
    ];
    let carts = prop_oneof![
        5 => (pick(), wants(), cycle()).prop_map(|(customer, lines, cycle)| Action::Fill { customer, lines, cycle }),
        1 => (pick(), pick(), wants(), cycle()).prop_map(|(customer, cart, lines, cycle)| Action::Refill { customer, cart, lines, cycle }),
        1 => (pick(), pick()).prop_map(|(customer, cart)| Action::ReadCart { customer, cart }),
        4 => (pick(), pick()).prop_map(|(customer, cart)| Action::Checkout { customer, cart }),
    ];
    prop_oneof![
        4 => customers,
        8 => orders,
        5 => carts,
        8 => (pick(), pick(), change(), etag()).prop_map(|(customer, subscription, change, etag)| Action::Change { customer, subscription, change, etag }),
        2 => (pick(), pick()).prop_map(|(customer, subscription)| Action::Begin { customer, subscription }),
        1 => pick().prop_map(|request| Action::Repeat { request }),
        2 => minutes().prop_map(|minutes| Action::Advance { minutes }),
    ]
}

/// A sequence of this many steps at most, by two of the accounts: so each comes far.
pub(super) fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = (any::<bool>(), action(), prop::bool::weighted(0.05));
    (0..4_usize, 0..4_usize, prop::collection::vec(step, 1..=most)).prop_map(|(one, other, steps)| {
        let steps = steps.into_iter();
        steps
            .map(|(is_one, action, same_id)| Step { account: if is_one { one } else { other }, action, same_id })
            .collect()
    })
}
