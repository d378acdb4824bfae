//! Subscriptions: more or fewer licences, suspended, reactivated, named, renewed or not, cancelled.

use serde_json::{Value, json};

use super::{
    action::{Action, Change},
    adopt::time,
    play::{Flaw, Play, Version},
    state::{Status, Subscription},
    time::{REFUND, months_after},
    wares::Kind,
};

impl Subscription {
    /// Whether this would change nothing.
    fn is_so(&self, change: Change) -> bool {
        match change {
            Change::Quantity(to) => self.quantity == to,
            Change::Suspend => self.status == Status::Suspended,
            Change::Activate => self.status == Status::Active,
            Change::Delete => self.status == Status::Deleted,
            Change::Name(name) => self.name == named(name),
            Change::Renew(to) => self.renews == to,
        }
    }

    fn apply(&mut self, change: Change) {
        self.revision += 1;
        match change {
            Change::Quantity(to) => self.quantity = to,
            Change::Suspend => self.status = Status::Suspended,
            Change::Activate => self.status = Status::Active,
            Change::Delete => {
                self.status = Status::Deleted;
                self.renews = false;
            }
            Change::Name(name) => self.name = named(name),
            Change::Renew(to) => self.renews = to,
        }
    }
}

fn named(name: usize) -> String {
    format!("Name {name}")
}

impl Play {
    pub(super) async fn with_subscriptions(&mut self, account: usize, action: &Action) -> Result<(), Flaw> {
        let Action::Change { customer, subscription, change, etag } = action else {
            unreachable!("{action:?} is nothing about subscriptions")
        };
        let (id, change) = (self.pick_customer(account, *customer), *change);
        let body = match change {
            Change::Quantity(to) => json!({ "quantity": to }),
            Change::Suspend => json!({ "status": "suspended", "suspensionReasons": ["PartnerRequested"] }),
            Change::Activate => json!({ "status": "active" }),
            Change::Delete => json!({ "status": "deleted" }),
            Change::Name(name) => json!({ "friendlyName": named(name) }),
            Change::Renew(to) => json!({ "autoRenewEnabled": to }),
        };
        let nobody = "0c5a5c24-6c2a-4b0b-8f0d-3f1b1c9a7e56";
        let known = self.state.accounts[account].has(&id);
        let subscriptions = self.state.accounts[account].find(&id).filter(|_| known).map(|one| &one.subscriptions);
        let Some(subscriptions) = subscriptions.filter(|known| !known.is_empty() && subscription % 31 < 30) else {
            let path = format!("/v1/customers/{id}/subscriptions/{nobody}");
            let refusal = if known { (404, 20_003) } else { (403, 20_002) };
            let expected = (200, vec![refusal]);
            return self.write(account, ("PATCH", path), body, &Version::default(), expected).await.map(drop);
        };
        let at = subscription % subscriptions.len();
        let path = format!("/v1/customers/{id}/subscriptions/{}", subscriptions[at].id);
        let (version, mut refusals) = self.version(account, &path, *etag, false).await?;
        let customer = self.state.customer(account, &id);
        let one = &customer.subscriptions[at];
        let changes = !one.is_so(change);
        if !one.activated {
            refusals.push((400, 800_081));
        }
        if changes {
            refusals.extend(self.state.change(&self.state.accounts[account], customer, one, change));
        }
        if self.write(account, ("PATCH", path), body, &version, (200, refusals)).await?.is_some() && changes {
            let subscriptions = &mut self.state.customer_mut(account, &id).subscriptions;
            subscriptions[at].apply(change);
            if change == Change::Suspend {
                // What is added to it is suspended with it.
                let parent = Some(subscriptions[at].id.clone());
                let active = subscriptions.iter_mut().filter(|one| one.status == Status::Active);
                active.filter(|one| one.parent == parent).for_each(|one| one.apply(change));
            }
        }
        Ok(())
    }

    /// Source: `activate-sandbox-subscription-azure-marketplace-products`.
    pub(super) async fn begin(&mut self, account: usize, customer: usize, subscription: usize) -> Result<(), Flaw> {
        let id = self.pick_customer(account, customer);
        let of = &self.state.accounts[account];
        let known = of.find(&id).filter(|customer| !customer.removed && !customer.subscriptions.is_empty());
        let Some(known) = known else { return Ok(()) };
        // Those that wait for it come first.
        let waiting = known.subscriptions.iter().position(|one| !one.activated);
        let at = waiting.unwrap_or(subscription % known.subscriptions.len());
        let one = &known.subscriptions[at];
        let rules = [
            (!of.sandbox, (400, 900_127)),
            (one.ware.kind != Kind::Marketplace, (400, 800_042)),
            (one.status == Status::Deleted, (400, 2011)),
            (one.activated, (400, 800_041)),
        ];
        let refusals = rules.into_iter().filter(|(is_broken, _)| *is_broken).map(|(_, refusal)| refusal).collect();
        let path = format!("/v1/customers/{id}/subscriptions/{}", one.id);
        let call = ("POST", format!("{path}/activate"));
        if self.write(account, call, Value::Null, &Version::default(), (200, refusals)).await?.is_some() {
            let body = self.get(account, &path).await?;
            let now = self.state.now;
            let one = &mut self.state.customer_mut(account, &id).subscriptions[at];
            one.activated = true;
            one.revision += 1;
            // A tick lies between the activation and this moment.
            one.start =
                time(&body, "effectiveStartDate").filter(|start| now.duration_since(*start).as_millis() <= 2).unwrap();
            one.end = Some(months_after(one.start, one.ware.months));
            one.refund = Some(one.start + REFUND);
        }
        Ok(())
    }
}
