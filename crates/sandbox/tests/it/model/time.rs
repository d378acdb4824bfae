//! What time does: terms end and are renewed or are the last, refund windows close, carts go.

use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};

use super::{
    state::{Customer, State, Status, Subscription},
    wares::Kind,
};

/// How long the price of a term is given back. Source: `cancel-an-azure-marketplace-subscription`.
pub(super) const REFUND: SignedDuration = SignedDuration::from_hours(24);

/// How long a cart is there. Source: `create-a-cart`.
pub(super) const CART: SignedDuration = SignedDuration::from_mins(15);

/// So many months after a time. Months are counted from the beginning, so that their ends do not drift.
pub(super) fn months_after(start: Timestamp, months: i32) -> Timestamp {
    start.to_zoned(TimeZone::UTC).checked_add(months.months()).unwrap().timestamp()
}

impl State {
    /// Lets everything happen that is due by now, in the order of its times.
    pub(super) fn pass(&mut self) {
        let now = self.now;
        let customers = self.accounts.iter_mut().flat_map(|account| &mut account.customers);
        customers.for_each(|customer| customer.pass(now));
    }
}

impl Customer {
    fn pass(&mut self, now: Timestamp) {
        self.carts.retain(|cart| cart.made + CART > now);
        loop {
            let ends = self.subscriptions.iter().enumerate().filter_map(|(place, one)| {
                let end = one.end.filter(|end| one.is_alive() && one.activated && *end <= now)?;
                // What is added to something waits for that.
                Some((end, one.parent.is_some(), place))
            });
            let Some((at, _, place)) = ends.min() else { break };
            self.close_windows(at);
            self.end(place, at);
        }
        self.close_windows(now);
    }

    fn close_windows(&mut self, now: Timestamp) {
        let closing = self.subscriptions.iter_mut().filter(|one| one.refund.is_some_and(|end| end <= now));
        for one in closing {
            one.refund = None;
            one.revision += 1;
        }
    }

    /// The term of a subscription ends.
    fn end(&mut self, place: usize, at: Timestamp) {
        let parent = self.subscriptions[place].parent.clone();
        let carried = parent.is_none_or(|parent| self.subscription(&parent).is_some_and(|parent| parent.goes_on(at)));
        let one = &mut self.subscriptions[place];
        one.revision += 1;
        if carried && one.goes_on(at) {
            let passed = (1..).find(|terms| months_after(one.start, terms * one.ware.months) > at).unwrap();
            one.end = Some(months_after(one.start, passed * one.ware.months));
            if one.ware.kind == Kind::Marketplace {
                one.refund = Some(at + REFUND);
            }
            return;
        }
        let id = one.id.clone();
        one.expire();
        for add_on in
            self.subscriptions.iter_mut().filter(|add_on| add_on.parent.as_ref() == Some(&id) && add_on.is_alive())
        {
            add_on.revision += 1;
            add_on.expire();
        }
    }
}

impl Subscription {
    /// Whether it is there beyond this moment.
    fn goes_on(&self, at: Timestamp) -> bool {
        self.status == Status::Active && (self.renews || self.end.is_none_or(|end| end > at))
    }

    fn expire(&mut self) {
        self.status = Status::Expired;
        self.renews = false;
        self.refund = None;
    }
}
