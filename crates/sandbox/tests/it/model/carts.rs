//! Carts: filled, filled anew, read, checked out.

use serde_json::{Value, json};

use super::{
    action::{Action, Want},
    adopt::{same, text},
    orders::{ADD_ON, with_add_ons},
    play::{Flaw, Play, Version},
    state::{Cart, CartLine, Refusals},
    time::CART,
    wares::WARES,
};

impl Play {
    pub(super) async fn with_carts(&mut self, account: usize, action: &Action) -> Result<(), Flaw> {
        match action {
            Action::Fill { customer, lines, cycle } => {
                let id = self.pick_customer(account, *customer);
                let call = ("POST", format!("/v1/customers/{id}/carts"));
                let mut refusals = if self.state.accounts[account].has(&id) { vec![] } else { vec![(403, 20_002)] };
                refusals.extend((refusals.is_empty() && lines.is_empty()).then_some((400, 800_002)));
                if let Some((made, lines)) = self.fill(account, &id, call, (lines, *cycle), refusals).await? {
                    let cart = Cart { id: text(&made, "id").to_owned(), made: self.state.now, ordered: false, lines };
                    self.state.customer_mut(account, &id).carts.push(cart);
                }
                Ok(())
            }
            Action::Refill { customer, cart, lines, cycle } => {
                let Some((id, cart)) = self.pick_cart(account, *customer, *cart) else { return Ok(()) };
                let call = ("PUT", format!("/v1/customers/{id}/carts/{cart}"));
                let mut refusals = self.closed(account, &id, &cart);
                refusals.extend((refusals.is_empty() && lines.is_empty()).then_some((400, 800_002)));
                if let Some((_, lines)) = self.fill(account, &id, call, (lines, *cycle), refusals).await? {
                    self.cart_mut(account, &id, &cart).lines = lines;
                }
                Ok(())
            }
            Action::ReadCart { customer, cart } => {
                let Some((id, cart)) = self.pick_cart(account, *customer, *cart) else { return Ok(()) };
                let refusals: Refusals =
                    self.closed(account, &id, &cart).into_iter().filter(|one| one.1 == 800_008).collect();
                let answer = self.read(account, &format!("/v1/customers/{id}/carts/{cart}")).await;
                self.judge(&answer, 200, &refusals)?;
                if refusals.is_empty() {
                    let ordered = self.cart_mut(account, &id, &cart).ordered;
                    same(
                        "the status of a cart",
                        text(&answer.json(), "status"),
                        if ordered { "Ordered" } else { "Active" },
                    )?;
                }
                Ok(())
            }
            Action::Checkout { customer, cart } => {
                let Some((id, cart)) = self.pick_cart(account, *customer, *cart) else { return Ok(()) };
                self.checkout(account, &id, &cart).await
            }
            other => unreachable!("{other:?} is nothing about carts"),
        }
    }

    /// A cart of the customer; now and then one that is not there.
    fn pick_cart(&self, account: usize, customer: usize, cart: usize) -> Option<(String, String)> {
        let of = &self.state.accounts[account];
        let filled: Vec<_> = of.tied().filter(|customer| !customer.carts.is_empty()).collect();
        let customer = match filled.len() {
            0 => of.find(&self.pick_customer(account, customer)).filter(|customer| !customer.removed)?,
            many => filled[customer % many],
        };
        let (id, carts) = (customer.id.clone(), &customer.carts);
        let nobody = || "0c5a5c24-6c2a-4b0b-8f0d-3f1b1c9a7e55".to_owned();
        let cart = if carts.is_empty() || cart % 17 == 16 { nobody() } else { carts[cart % carts.len()].id.clone() };
        Some((id, cart))
    }

    fn cart_mut(&mut self, account: usize, id: &str, cart: &str) -> &mut Cart {
        self.state.customer_mut(account, id).carts.iter_mut().find(|one| one.id == cart).unwrap()
    }

    /// Why a cart cannot be changed. Source: `cart-resources`, `error-codes`.
    fn closed(&self, account: usize, id: &str, cart: &str) -> Refusals {
        let cart = self.state.customer(account, id).carts.iter().find(|one| one.id == cart);
        match cart.filter(|cart| cart.made + CART > self.state.now) {
            None => vec![(404, 800_008)],
            Some(cart) if cart.ordered => vec![(400, 800_065)],
            Some(_) => vec![],
        }
    }

    /// Sends lines, and compares what was found of each. Source: `create-a-cart`, `create-a-cart-with-add-ons`.
    async fn fill(
        &mut self,
        account: usize,
        id: &str,
        call: (&'static str, String),
        (wants, cycle): (&[Want], Option<&'static str>),
        refusals: Refusals,
    ) -> Result<Option<(Value, Vec<CartLine>)>, Flaw> {
        let line = |number: usize, want: &Want| {
            let ware = &WARES[want.ware];
            let mut line = json!({ "id": number, "catalogItemId": ware.id, "quantity": want.quantity });
            if let Some(cycle) = cycle {
                line["billingCycle"] = json!(cycle);
            }
            if ware.kind == super::wares::Kind::Reservation {
                line["provisioningContext"] = self.context(account, id, want);
            }
            line
        };
        let mut lines = Vec::new();
        for (number, want) in wants.iter().enumerate() {
            let mut sent = line(2 * number, want);
            if want.with_add_on {
                sent["addonItems"] = json!([line(2 * number + 1, &ADD_ON)]);
            }
            lines.push(sent);
        }
        let body = json!({ "lineItems": lines });
        let Some(made) = self.write(account, call, body, &Version::default(), (201, refusals)).await? else {
            return Ok(None);
        };
        let mut kept = Vec::new();
        for (want, answered) in wants.iter().zip(made["lineItems"].as_array().unwrap()) {
            let mut flawed = self.compare(account, id, (want, None, cycle), answered)?;
            if want.with_add_on {
                flawed |= self.compare(account, id, (&ADD_ON, Some(want), cycle), &answered["addonItems"][0])?;
            }
            kept.push(CartLine { wanted: *want, cycle: WARES[want.ware].billed(cycle), flawed });
        }
        Ok(Some((made, kept)))
    }

    /// Whether a line cannot be bought, which the answer has to say in the same way.
    fn compare(
        &self,
        account: usize,
        id: &str,
        (want, base, cycle): (&Want, Option<&Want>, Option<&'static str>),
        answered: &Value,
    ) -> Result<bool, Flaw> {
        let account = &self.state.accounts[account];
        let mut broken = self.state.line(account, account.find(id).unwrap(), want);
        let ware = &WARES[want.ware];
        broken.extend(ware.billed(cycle).is_none().then_some((400, 3000)));
        broken.extend(base.is_some_and(|base| !WARES[base.ware].base).then_some((400, 800_029)));
        let found = answered["error"]["errorCode"].as_u64();
        let expected = match found {
            None => broken.is_empty(),
            Some(code) => broken.iter().any(|(_, known)| *known == code),
        };
        if expected { Ok(found.is_some()) } else { Err(format!("the error of {answered} should be of {broken:?}")) }
    }

    /// Source: `checkout-a-cart`.
    async fn checkout(&mut self, account: usize, id: &str, cart: &str) -> Result<(), Flaw> {
        let mut refusals = self.closed(account, id, cart);
        if refusals.is_empty() {
            let flawed = self.cart_mut(account, id, cart).lines.iter().any(|line| line.flawed);
            refusals.extend(flawed.then_some((400, 800_009)));
        }
        let call = ("POST", format!("/v1/customers/{id}/carts/{cart}/checkout"));
        let Some(result) = self.write(account, call, Value::Null, &Version::default(), (201, refusals)).await? else {
            return Ok(());
        };
        let list = |name: &str| result[name].as_array().cloned().unwrap_or_default();
        let (orders, errors) = (list("orders"), list("orderErrors"));
        let (mut placed, mut refused) = (orders.iter(), errors.iter());
        for (cycle, wants) in groups(&self.cart_mut(account, id, cart).lines) {
            let of = &self.state.accounts[account];
            let customer = of.find(id).unwrap();
            let mut broken: Refusals = wants.iter().flat_map(|want| self.state.line(of, customer, want)).collect();
            broken.extend(self.state.together(of, customer, &wants, Some(cycle).filter(|cycle| *cycle != "none")));
            let one = if broken.is_empty() { placed.next() } else { refused.next() };
            let Some(one) = one else { return Err(format!("{wants:?} should break {broken:?}: {result}")) };
            if broken.is_empty() {
                self.adopt(account, id, text(one, "id"), Some(&wants)).await?;
            } else if !broken.iter().any(|(_, code)| one["code"] == *code) {
                return Err(format!("{wants:?} should break {broken:?}: {one}"));
            }
        }
        if placed.next().is_some() || refused.next().is_some() {
            return Err(format!("more than was in the cart: {result}"));
        }
        self.cart_mut(account, id, cart).ordered = !orders.is_empty();
        Ok(())
    }
}

/// The lines that become one order each: offers or items, of one cycle.
fn groups(lines: &[CartLine]) -> Vec<(&'static str, Vec<Want>)> {
    let mut groups: Vec<((bool, &'static str), Vec<Want>)> = Vec::new();
    for line in lines {
        let name = (WARES[line.wanted.ware].is_item(), line.cycle.unwrap());
        let wants = with_add_ons(&[line.wanted]);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.extend(wants),
            None => groups.push((name, wants)),
        }
    }
    groups.into_iter().map(|((_, cycle), wants)| (cycle, wants)).collect()
}
