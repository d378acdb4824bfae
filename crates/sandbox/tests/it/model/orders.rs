//! Orders: placed, appended to, billed otherwise, cancelled; and what they bring about.

use serde_json::{Value, json};

use super::{
    action::{Action, Etag, Twist, Want},
    adopt::text,
    play::{Flaw, Play, Version},
    rules,
    state::{Refusals, Status},
    wares::{ARCHIVING, Kind, WARES},
    world,
};

/// An add-on to a line.
pub(super) const ADD_ON: Want = Want { ware: ARCHIVING, quantity: 1, with_add_on: false, benefits: 0 };

/// The lines with the add-ons to them.
pub(super) fn with_add_ons(wants: &[Want]) -> Vec<Want> {
    wants.iter().flat_map(|want| std::iter::once(*want).chain(want.with_add_on.then_some(ADD_ON))).collect()
}

impl Play {
    pub(super) async fn with_orders(&mut self, account: usize, action: &Action) -> Result<(), Flaw> {
        match action {
            Action::Order { customer, lines, cycle, twist } => {
                let id = self.pick_customer(account, *customer);
                self.order(account, id, &with_add_ons(lines), *cycle, *twist).await
            }
            Action::Append { customer, subscription, quantity, etag } => {
                let id = self.pick_customer(account, *customer);
                self.append(account, id, *subscription, *quantity, *etag).await
            }
            Action::Rebill { customer, order, cycle, etag } => {
                let id = self.pick_customer(account, *customer);
                self.rebill(account, id, *order, cycle, *etag).await
            }
            Action::Cancel { customer, order, lines, etag } => {
                let id = self.pick_customer(account, *customer);
                self.cancel(account, id, *order, *lines, *etag).await
            }
            other => unreachable!("{other:?} is nothing about orders"),
        }
    }

    /// What a reservation is for, in the words of its line.
    pub(super) fn context(&self, account: usize, id: &str, want: &Want) -> Value {
        let customer = self.state.accounts[account].find(id);
        let one = customer.and_then(|customer| rules::benefits(customer, want));
        json!({
            "subscriptionId": one.map_or("00000000-0000-4000-8000-000000000001", |one| one.id.as_str()),
            "scope": "shared",
        })
    }

    async fn order(
        &mut self,
        account: usize,
        id: String,
        wants: &[Want],
        cycle: Option<&'static str>,
        twist: Twist,
    ) -> Result<(), Flaw> {
        let lines = wants.iter().enumerate().map(|(number, want)| {
            let number = if twist == Twist::BadNumbers { number + 1 } else { number };
            let ware = &WARES[want.ware];
            let mut line = json!({ "lineItemNumber": number, "offerId": ware.id, "quantity": want.quantity });
            if ware.kind == Kind::Reservation {
                line["provisioningContext"] = self.context(account, &id, want);
            }
            match twist {
                Twist::NamesAParent => line["parentSubscriptionId"] = json!(id),
                Twist::OnRecord(partner) => line["partnerIdOnRecord"] = json!(world::mpn_id(partner)),
                _ => {}
            }
            line
        });
        let mut body = json!({ "lineItems": lines.collect::<Vec<_>>() });
        if let Some(cycle) = cycle {
            body["billingCycle"] = json!(cycle);
        }
        match twist {
            Twist::NamesTheCustomer => body["referenceCustomerId"] = json!(id.to_uppercase()),
            Twist::NamesAnother => body["referenceCustomerId"] = json!(world::tenant(account)),
            _ => {}
        }
        let refusals = self.placing(account, &id, wants, cycle, twist);
        let call = ("POST", format!("/v1/customers/{id}/orders"));
        if let Some(placed) = self.write(account, call, body, &Version::default(), (201, refusals)).await? {
            self.adopt(account, &id, text(&placed, "id"), Some(wants)).await?;
        }
        Ok(())
    }

    fn placing(&self, account: usize, id: &str, wants: &[Want], cycle: Option<&'static str>, twist: Twist) -> Refusals {
        let Play { state, .. } = self;
        let account = &state.accounts[account];
        if !account.has(id) {
            return vec![(403, 20_002)];
        }
        let customer = account.find(id).unwrap();
        if wants.is_empty() {
            let named = if twist == Twist::NamesAnother { state.twist(account, twist) } else { vec![] };
            return [named, vec![(400, 800_002)]].concat();
        }
        let mut refusals = state.twist(account, twist);
        refusals.extend(wants.iter().flat_map(|want| state.line(account, customer, want)));
        // An offer that is not known has neither kind nor cycle.
        if !refusals.contains(&(400, 800_004)) {
            refusals.extend(state.together(account, customer, wants, cycle));
        } else if wants.iter().any(|want| WARES[want.ware].is_item()) {
            refusals.push((400, 3000));
        }
        refusals
    }

    /// Source: `purchase-an-add-on-to-a-subscription`.
    async fn append(&mut self, account: usize, id: String, pick: usize, quantity: i64, etag: Etag) -> Result<(), Flaw> {
        let known = self.state.accounts[account].has(&id);
        let customer = self.state.accounts[account].find(&id).filter(|_| known);
        let Some(customer) = customer.filter(|customer| !customer.subscriptions.is_empty()) else { return Ok(()) };
        let parent = &customer.subscriptions[pick % customer.subscriptions.len()];
        let (order, parent_id) = (parent.order.clone(), parent.id.clone());
        let number = customer.orders.iter().find(|one| one.id == order).unwrap().lines.len();
        let of = &self.state.accounts[account];
        let want = Want { quantity, ..ADD_ON };
        let mut broken = self.state.line(of, customer, &want);
        broken.extend((!parent.ware.base).then_some((400, 800_029)));
        broken.extend((parent.status != Status::Active).then_some((409, 27_009)));
        let full = of.quotas.is_some_and(|quotas| customer.counted() >= quotas.subscriptions);
        broken.extend(full.then_some((403, 800_066)));

        let path = format!("/v1/customers/{id}/orders/{order}");
        let (version, mut refusals) = self.version(account, &path, etag, false).await?;
        refusals.extend(broken);
        let line = json!({
            "lineItemNumber": number, "offerId": WARES[ARCHIVING].id, "quantity": quantity, "parentSubscriptionId": parent_id,
        });
        let body = json!({ "lineItems": [line] });
        if self.write(account, ("PATCH", path.clone()), body, &version, (200, refusals)).await?.is_some() {
            let answered = self.get(account, &path).await?;
            let line = self.adopt_line(account, &id, &order, &answered["lineItems"][number]).await?;
            let customer = self.state.customer_mut(account, &id);
            let order = customer.orders.iter_mut().find(|one| one.id == order).unwrap();
            order.lines.push(line);
            order.revision += 1;
        }
        Ok(())
    }

    /// Source: `change-the-billing-cycle`.
    async fn rebill(
        &mut self,
        account: usize,
        id: String,
        pick: usize,
        cycle: &'static str,
        etag: Etag,
    ) -> Result<(), Flaw> {
        let Some((order, path)) = self.pick_order(account, &id, pick).await? else { return Ok(()) };
        let (version, mut refusals) = self.version(account, &path, etag, false).await?;
        let customer = self.state.customer(account, &id);
        let is = &customer.orders[order];
        let changes = is.cycle != cycle;
        if changes {
            let subscriptions = is.lines.iter().filter_map(|line| customer.subscription(line.subscription.as_ref()?));
            let resting = subscriptions.into_iter().any(|one| one.status != Status::Active);
            let of_cycle = |kind| matches!(kind, Kind::Licence | Kind::AddOn | Kind::Azure);
            let all = is.lines.iter().all(|line| of_cycle(line.ware.kind) && line.ware.cycles.contains(&cycle));
            refusals.extend(resting.then_some((400, 6000)));
            refusals.extend((!all).then_some((400, 6001)));
        }
        let body = json!({ "billingCycle": cycle });
        if self.write(account, ("PATCH", path), body, &version, (200, refusals)).await?.is_some() && changes {
            let customer = self.state.customer_mut(account, &id);
            let order = &mut customer.orders[order];
            order.cycle = cycle.to_owned();
            order.revision += 1;
            for one in customer.subscriptions.iter_mut().filter(|one| one.order == order.id) {
                one.cycle = cycle.to_owned();
                one.revision += 1;
            }
        }
        Ok(())
    }

    async fn cancel(
        &mut self,
        account: usize,
        id: String,
        pick: usize,
        bits: Option<u8>,
        etag: Etag,
    ) -> Result<(), Flaw> {
        let Some((order, path)) = self.pick_order(account, &id, pick).await? else { return Ok(()) };
        let (version, mut refusals) = self.version(account, &path, etag, false).await?;
        let is = &self.state.customer(account, &id).orders[order];
        let named: Vec<usize> =
            (0..is.lines.len()).filter(|place| bits.is_some_and(|bits| bits >> (place % 8) & 1 == 1)).collect();
        let places: Vec<usize> = if named.is_empty() { (0..is.lines.len()).collect() } else { named.clone() };
        refusals.extend(self.state.cancel(&self.state.accounts[account], is, &places));
        let lines = named
            .iter()
            .map(|place| json!({ "lineItemNumber": place, "offerId": is.lines[*place].ware.id, "quantity": 0 }));
        let body = json!({ "status": "Cancelled", "lineItems": lines.collect::<Vec<_>>() });
        if self.write(account, ("PATCH", path), body, &version, (200, refusals)).await?.is_none() {
            return Ok(());
        }
        let customer = self.state.customer_mut(account, &id);
        let is = &mut customer.orders[order];
        let newly: Vec<usize> = places.into_iter().filter(|place| !is.lines[*place].cancelled).collect();
        newly.iter().for_each(|place| is.lines[*place].cancelled = true);
        is.revision += u32::from(!newly.is_empty());
        let whole = is.is_cancelled();
        for place in newly {
            let line = &mut is.lines[place];
            if !whole {
                line.quantity = 0;
            }
            let Some(one) = line.subscription.clone() else { continue };
            let Some(one) = customer.subscriptions.iter_mut().find(|known| known.id == one) else { continue };
            if one.status != Status::Deleted {
                one.status = Status::Deleted;
                one.renews = false;
                one.revision += 1;
            }
        }
        Ok(())
    }

    /// One of a customer's orders: its place and its path. Of a customer that is not the account's none is read.
    async fn pick_order(&mut self, account: usize, id: &str, pick: usize) -> Result<Option<(usize, String)>, Flaw> {
        let path = format!("/v1/customers/{id}/orders");
        if !self.state.accounts[account].has(id) {
            let answer = self.read(account, &path).await;
            return self.judge(&answer, 200, &[(403, 20_002)]).map(|()| None);
        }
        let orders = &self.state.customer(account, id).orders;
        if orders.is_empty() {
            return Ok(None);
        }
        let place = pick % orders.len();
        Ok(Some((place, format!("{path}/{}", orders[place].id))))
    }
}
