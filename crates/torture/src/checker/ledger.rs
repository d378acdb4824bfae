//! The operations of a history by what they are about.

use std::collections::HashMap;

use crate::{
    action::{Account, Action, Change, Seen, View},
    history::{History, Missed, Operation, Outcome},
};

/// Whether an operation took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It was acknowledged.
    Certain,
    /// Nobody was told.
    Possible,
    /// It was refused.
    None,
}

impl Operation {
    /// Whether it took effect.
    pub(super) fn effect(&self) -> Effect {
        match self.ending.as_ref().map(|ending| (&ending.outcome, &ending.missed)) {
            Some((Outcome::Done { .. }, _)) => Effect::Certain,
            // A request that its client waits for no more may be carried out after the one that was refused.
            Some((Outcome::Refused { .. }, missed)) if !missed.contains(&Missed::TimedOut) => Effect::None,
            Some(_) | None => Effect::Possible,
        }
    }

    /// By when it had taken effect, if it has.
    pub(super) fn ended(&self) -> u64 {
        match (&self.ending, self.effect()) {
            (Some(ending), Effect::Certain | Effect::None) => ending.at,
            _ => u64::MAX,
        }
    }

    /// What its successful answer shows.
    pub(super) fn seen(&self) -> Option<&Seen> {
        match &self.ending.as_ref()?.outcome {
            Outcome::Done { seen, .. } => Some(seen),
            _ => None,
        }
    }
}

/// The life of a customer.
#[derive(Debug)]
pub(super) struct Life {
    pub(super) account: Account,
    pub(super) name: String,
    /// It came to be between these.
    pub(super) made: (u64, u64),
    /// Before this nobody tried to delete it.
    pub(super) doomed: u64,
    /// By then it had been deleted.
    pub(super) deleted: u64,
    /// The deletions that were acknowledged.
    pub(super) deletions: Vec<String>,
}

/// A subscription, as a register that each change gives another name.
#[derive(Debug)]
pub(super) struct Register<'a> {
    pub(super) account: Account,
    pub(super) customer: &'a str,
    pub(super) writes: Vec<Write<'a>>,
    pub(super) reads: Vec<Read<'a>>,
    /// The last of the reads, if it is there afterwards.
    pub(super) after: Option<&'a View>,
}

/// A change of a subscription, or the order that bought it.
#[derive(Debug)]
pub(super) struct Write<'a> {
    pub(super) operation: &'a Operation,
    /// None for the order.
    pub(super) change: Option<Change>,
    pub(super) shown: Option<&'a View>,
}

/// A look at a subscription, between two moments.
#[derive(Debug)]
pub(super) struct Read<'a> {
    pub(super) by: &'a str,
    pub(super) begun: u64,
    pub(super) ended: u64,
    pub(super) view: &'a View,
}

/// The operations of a history by what they are about.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    pub(super) by_name: HashMap<&'a str, &'a Operation>,
    /// Customers by id.
    pub(super) lives: HashMap<&'a str, Life>,
    /// Subscriptions by id.
    pub(super) registers: HashMap<&'a str, Register<'a>>,
    /// Views of subscriptions that nobody bought, and who saw them.
    pub(super) strays: Vec<(&'a str, &'a View)>,
}

impl<'a> Ledger<'a> {
    /// Sorts the operations of a history.
    pub(super) fn of(history: &'a History) -> Self {
        let by_name = history.operations.iter().map(|operation| (operation.name.as_str(), operation)).collect();
        let mut ledger = Self { by_name, lives: HashMap::new(), registers: HashMap::new(), strays: Vec::new() };
        ledger.live(history);
        ledger.buy(history);
        ledger.change(history);
        ledger.look(history);
        ledger
    }

    fn live(&mut self, history: &'a History) {
        let life = |account, name: &str, made| Life {
            account,
            name: name.to_owned(),
            made,
            doomed: u64::MAX,
            deleted: u64::MAX,
            deletions: Vec::new(),
        };
        for customer in &history.before {
            self.lives.insert(&customer.id, life(customer.account, "the demo world", (0, 0)));
        }
        for operation in &history.operations {
            if let (Action::CreateCustomer { account }, Some(Seen::Customer(id))) =
                (&operation.action, operation.seen())
            {
                let made = (operation.invoked, operation.ended());
                self.lives.insert(id, life(*account, &operation.name, made));
            }
        }
        for customer in &history.after.customers {
            // One whose maker was not told: it is there, so it was made.
            if let Some(maker) = self.by_name.get(name_of(&customer.domain))
                && maker.effect() == Effect::Possible
            {
                let made = (maker.invoked, history.after.at);
                self.lives.entry(&customer.id).or_insert_with(|| life(customer.account, &maker.name, made));
            }
        }
        for operation in &history.operations {
            let (Action::DeleteCustomer { customer, .. }, effect) = (&operation.action, operation.effect()) else {
                continue;
            };
            let Some(life) = self.lives.get_mut(customer.as_str()).filter(|_| effect != Effect::None) else { continue };
            life.doomed = life.doomed.min(operation.invoked);
            if effect == Effect::Certain {
                life.deleted = life.deleted.min(operation.ended());
                life.deletions.push(operation.name.clone());
            }
        }
    }

    fn buy(&mut self, history: &'a History) {
        for operation in &history.operations {
            if let (Action::PlaceOrder { account, customer, .. }, Some(Seen::Order { subscription, .. })) =
                (&operation.action, operation.seen())
            {
                self.bought(subscription, *account, customer, operation);
            }
        }
        for customer in &history.after.customers {
            for order in &customer.orders {
                self.bought_by_whom(&order.subscription, &order.name, &customer.id);
            }
        }
    }

    fn bought(&mut self, id: &'a str, account: Account, customer: &'a str, order: &'a Operation) {
        let order = Write { operation: order, change: None, shown: None };
        self.registers.entry(id).or_insert_with(|| Register {
            account,
            customer,
            writes: vec![order],
            reads: Vec::new(),
            after: None,
        });
    }

    /// Finds the order that bought a subscription without its client being told.
    fn bought_by_whom(&mut self, id: &'a str, name: &str, customer: &str) {
        if let Some(order) = self.by_name.get(name).copied()
            && order.effect() == Effect::Possible
            && let Action::PlaceOrder { account, customer: of, .. } = &order.action
            && of == customer
        {
            self.bought(id, *account, of, order);
        }
    }

    fn change(&mut self, history: &'a History) {
        for operation in &history.operations {
            if let Action::Change { subscription, change, .. } = &operation.action
                && let Some(register) = self.registers.get_mut(subscription.as_str())
            {
                let shown = match operation.seen() {
                    Some(Seen::Subscription(view)) => Some(view),
                    _ => None,
                };
                register.writes.push(Write { operation, change: Some(*change), shown });
            }
        }
    }

    fn look(&mut self, history: &'a History) {
        for operation in &history.operations {
            let views: &[View] = match (&operation.action, operation.seen()) {
                (Action::ReadSubscription { .. }, Some(Seen::Subscription(view))) => std::slice::from_ref(view),
                (Action::ListSubscriptions { .. }, Some(Seen::Subscriptions(views))) => views,
                _ => continue,
            };
            for view in views {
                let read = Read { by: &operation.name, begun: operation.invoked, ended: operation.ended(), view };
                self.looked(read, operation.action.customer().unwrap_or_default());
            }
        }
        for customer in &history.after.customers {
            for view in &customer.subscriptions {
                let at = history.after.at;
                self.looked(Read { by: "the last look", begun: at, ended: u64::MAX, view }, &customer.id);
                if let Some(register) = self.registers.get_mut(view.id.as_str()) {
                    register.after = Some(view);
                }
            }
        }
    }

    fn looked(&mut self, read: Read<'a>, customer: &str) {
        self.bought_by_whom(&read.view.id, &read.view.name, customer);
        match self.registers.get_mut(read.view.id.as_str()) {
            Some(register) => register.reads.push(read),
            None => self.strays.push((read.by, read.view)),
        }
    }

    /// Whether a customer was there all the time between these moments.
    pub(super) fn is_there(&self, customer: &str, begun: u64, ended: u64) -> bool {
        self.lives.get(customer).is_some_and(|life| life.made.1 <= begun && ended < life.doomed)
    }

    /// Whether a customer had been deleted by then.
    pub(super) fn is_gone(&self, customer: &str, begun: u64) -> bool {
        self.lives.get(customer).is_some_and(|life| life.deleted < begun)
    }
}

/// The name of the operation that made a customer with this domain.
pub(super) fn name_of(domain: &str) -> &str {
    domain.split('.').next().unwrap_or_default()
}
