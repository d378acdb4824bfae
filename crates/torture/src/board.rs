//! What clients know to be there, so that they meet at the same customers and subscriptions.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use fastrand::Rng;

use crate::action::{Account, Action, Change, Seen, View};

/// Below so many customers of an account, clients mostly make new ones; in the sandbox its quota is met soon and often.
const FEW: [usize; 2] = [70, 20];
/// Production has no quota; beyond so many customers clients leave the oldest ones alone.
const MANY: usize = 200;
/// The most licences of a subscription in the sandbox, and therefore everywhere.
const LICENSES: i64 = 25;

/// What clients know to be there. What one has been told, all know.
#[derive(Debug, Default)]
pub(crate) struct Board {
    places: [Mutex<VecDeque<Place>>; 2],
    acknowledged: AtomicUsize,
}

/// A customer, and the subscriptions that it was seen to have.
#[derive(Debug)]
struct Place {
    customer: String,
    /// Ids, and the version that was seen last.
    subscriptions: Vec<(String, Option<String>)>,
}

impl Board {
    /// Something to do, by chance.
    pub(crate) fn choose(&self, rng: &mut Rng) -> Action {
        let account = if rng.u8(..10) < 7 { Account::Sandbox } else { Account::Production };
        let sandbox = account == Account::Sandbox;
        let places = self.of(account);
        // The first are met more often than the last, and some very often.
        let chosen = (rng.f64().powi(2) * places.len() as f64) as usize;
        let Some(place) = places.get(chosen) else { return Action::CreateCustomer { account } };
        let few = places.len() < FEW[usize::from(!sandbox)];
        let customer = place.customer.clone();
        let quantity = rng.i64(1..=LICENSES);
        let dice = rng.u8(..100);
        match dice {
            0..40 if few => Action::CreateCustomer { account },
            0..8 => Action::CreateCustomer { account },
            8..18 if sandbox => Action::DeleteCustomer { account, customer },
            8..30 => Action::PlaceOrder { account, customer, quantity },
            30..40 => Action::ReadCustomer { account, customer },
            40..44 if sandbox => Action::ListCustomers { account },
            40..56 => Action::ListSubscriptions { account, customer },
            _ => match rng.choice(&place.subscriptions) {
                None => Action::PlaceOrder { account, customer, quantity },
                Some((id, _)) if dice < 68 => Action::ReadSubscription { account, customer, subscription: id.clone() },
                Some((id, etag)) => {
                    let change = match rng.u8(..10) {
                        0..6 => Change::Quantity(quantity),
                        6..8 => Change::Suspend,
                        _ => Change::Reactivate,
                    };
                    let etag = etag.clone().filter(|_| rng.u8(..4) == 0);
                    Action::Change { account, customer, subscription: id.clone(), change, etag }
                }
            },
        }
    }

    /// Learns from a successful answer.
    pub(crate) fn learn(&self, action: &Action, seen: &Seen) {
        self.acknowledged.fetch_add(usize::from(action.is_write()), Ordering::Relaxed);
        let mut places = self.of(action.account());
        match (action, seen) {
            (_, Seen::Customer(customer)) => {
                places.push_back(Place { customer: customer.clone(), subscriptions: Vec::new() });
                if places.len() > MANY {
                    places.pop_front();
                }
            }
            (Action::DeleteCustomer { .. }, _) => forget(&mut places, action),
            (_, Seen::Order { subscription, .. }) => meet(&mut places, action, subscription, None),
            (_, Seen::Subscription(View { id, etag, .. })) => meet(&mut places, action, id, Some(etag)),
            _ => {}
        }
    }

    /// Learns that the action's customer is not there.
    pub(crate) fn forget(&self, action: &Action) {
        forget(&mut self.of(action.account()), action);
    }

    /// How many writes it has learnt of.
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::Relaxed)
    }

    fn of(&self, account: Account) -> MutexGuard<'_, VecDeque<Place>> {
        self.places[usize::from(account == Account::Production)].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn forget(places: &mut VecDeque<Place>, action: &Action) {
    places.retain(|place| Some(place.customer.as_str()) != action.customer());
}

/// Notes a subscription of the action's customer, if that is still there.
fn meet(places: &mut VecDeque<Place>, action: &Action, id: &str, etag: Option<&String>) {
    let Some(place) = places.iter_mut().find(|place| Some(place.customer.as_str()) == action.customer()) else {
        return;
    };
    match place.subscriptions.iter_mut().find(|(known, _)| known == id) {
        Some((_, known)) => *known = etag.cloned(),
        None => place.subscriptions.push((id.to_owned(), etag.cloned())),
    }
}
