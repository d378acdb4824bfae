//! What there should be: the accounts with their customers, and what those bought. Written from the pages, not from the
//! sandbox; where the pages leave something open, from `docs/FIDELITY.md`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::wares::{Kind, Ware};

/// How a call may be refused: status and code of each rule that it breaks. No page says which of several rules comes
/// first.
pub(super) type Refusals = Vec<(u16, u64)>;

#[derive(Debug)]
pub(super) struct State {
    pub(super) now: Timestamp,
    pub(super) accounts: Vec<Account>,
    /// Every tenant that is a customer's, by its id.
    pub(super) tenants: BTreeMap<String, Tenant>,
}

#[derive(Debug)]
pub(super) struct Account {
    pub(super) name: &'static str,
    pub(super) sandbox: bool,
    pub(super) provider: bool,
    pub(super) tenant: String,
    /// The limits of a sandbox.
    pub(super) quotas: Option<Quotas>,
    pub(super) customers: Vec<Customer>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Quotas {
    pub(super) customers: usize,
    pub(super) subscriptions: usize,
    pub(super) licences: i64,
    pub(super) reservations: i64,
    pub(super) plans: usize,
    pub(super) azure: usize,
}

#[derive(Debug)]
pub(super) struct Tenant {
    pub(super) domain: String,
    pub(super) sandbox: bool,
    /// The accounts that have it as a customer.
    pub(super) ties: BTreeSet<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Customer {
    pub(super) id: String,
    /// Whether the relationship was removed; the data stays.
    pub(super) removed: bool,
    pub(super) undeletable: bool,
    pub(super) company: String,
    /// Goes up with each change of the billing profile.
    pub(super) revision: u32,
    pub(super) orders: Vec<Order>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) carts: Vec<Cart>,
}

#[derive(Debug)]
pub(super) struct Order {
    pub(super) id: String,
    pub(super) placed: Timestamp,
    pub(super) cycle: String,
    pub(super) lines: Vec<Line>,
    pub(super) revision: u32,
}

#[derive(Debug)]
pub(super) struct Line {
    pub(super) ware: &'static Ware,
    pub(super) quantity: i64,
    pub(super) cancelled: bool,
    pub(super) subscription: Option<String>,
    /// When what it entitles to ends.
    pub(super) expires: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Active,
    Suspended,
    Deleted,
    Expired,
}

#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) order: String,
    pub(super) ware: &'static Ware,
    pub(super) quantity: i64,
    pub(super) status: Status,
    pub(super) renews: bool,
    pub(super) name: String,
    pub(super) cycle: String,
    /// What it is an add-on to.
    pub(super) parent: Option<String>,
    pub(super) activated: bool,
    /// Whether reservations can be bought for it.
    pub(super) registered: bool,
    pub(super) start: Timestamp,
    pub(super) end: Option<Timestamp>,
    /// Until when its price is given back.
    pub(super) refund: Option<Timestamp>,
    pub(super) revision: u32,
}

#[derive(Debug)]
pub(super) struct Cart {
    pub(super) id: String,
    pub(super) made: Timestamp,
    pub(super) ordered: bool,
    pub(super) lines: Vec<CartLine>,
}

/// A line of a cart, with the add-on to it.
#[derive(Debug, Clone)]
pub(super) struct CartLine {
    pub(super) wanted: super::action::Want,
    pub(super) cycle: Option<&'static str>,
    /// Whether it, or the add-on to it, cannot be bought.
    pub(super) flawed: bool,
}

impl Status {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
            Self::Expired => "expired",
        }
    }

    pub(super) fn of(word: &str) -> Self {
        match word {
            "active" => Self::Active,
            "suspended" => Self::Suspended,
            "deleted" => Self::Deleted,
            "expired" => Self::Expired,
            other => panic!("no subscription is {other}"),
        }
    }
}

impl Order {
    pub(super) fn is_cancelled(&self) -> bool {
        self.lines.iter().all(|line| line.cancelled)
    }
}

impl Line {
    /// Whether it entitles to something now.
    pub(super) fn entitles(&self, now: Timestamp) -> bool {
        self.ware.entitles() && !self.cancelled && self.expires.is_none_or(|end| end > now)
    }
}

impl Subscription {
    pub(super) fn is_alive(&self) -> bool {
        matches!(self.status, Status::Active | Status::Suspended)
    }
}

impl Customer {
    /// How many subscriptions count to the quota.
    pub(super) fn counted(&self) -> usize {
        self.subscriptions.iter().filter(|one| one.status == Status::Active).count()
    }

    /// How many instances are reserved.
    pub(super) fn reserved(&self, now: Timestamp) -> i64 {
        let lines = self.orders.iter().flat_map(|order| &order.lines);
        let reserving = lines.filter(|line| line.ware.kind == Kind::Reservation && line.entitles(now));
        reserving.map(|line| line.quantity).sum()
    }

    pub(super) fn subscription(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.iter().find(|one| one.id == id)
    }
}

impl Account {
    /// The customers that it has now.
    pub(super) fn tied(&self) -> impl Iterator<Item = &Customer> {
        self.customers.iter().filter(|customer| !customer.removed)
    }

    pub(super) fn find(&self, id: &str) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.id == id)
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.tied().any(|customer| customer.id == id)
    }

    /// How many subscriptions of this kind all its customers have that count; suspended plans do.
    pub(super) fn azure(&self, kind: Kind) -> usize {
        let all = self.customers.iter().flat_map(|customer| &customer.subscriptions);
        let counts = |status| status == Status::Active || kind == Kind::Plan && status != Status::Deleted;
        all.filter(|one| one.ware.kind == kind && counts(one.status)).count()
    }
}

impl State {
    /// Whether a domain belongs to a tenant of the environment.
    pub(super) fn is_taken(&self, domain: &str, sandbox: bool) -> bool {
        self.tenants.values().any(|tenant| tenant.sandbox == sandbox && tenant.domain == domain)
    }

    pub(super) fn customer(&self, account: usize, id: &str) -> &Customer {
        self.accounts[account].find(id).unwrap()
    }

    pub(super) fn customer_mut(&mut self, account: usize, id: &str) -> &mut Customer {
        self.accounts[account].customers.iter_mut().find(|customer| customer.id == id).unwrap()
    }

    /// A sandbox customer goes with everything beneath it; its tenant goes with the last tie.
    pub(super) fn delete(&mut self, account: usize, id: &str) {
        self.accounts[account].customers.retain(|customer| customer.id != id);
        let tenant = self.tenants.get_mut(id).unwrap();
        tenant.ties.remove(&account);
        if tenant.ties.is_empty() {
            self.tenants.remove(id);
        }
    }
}
