//! What the sandbox made is taken into the model: ids and ends of terms come from the answers, all else is compared.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    action::Want,
    play::{Flaw, Play},
    state::{Customer, Line, Order, Status, Subscription, Tenant},
    time::months_after,
    wares::{self, Kind, WARES},
    world,
};

/// A text of an answer; empty if it is not there.
pub(super) fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().unwrap_or_default()
}

pub(super) fn time(body: &Value, name: &str) -> Option<Timestamp> {
    body[name].as_str().map(|time| time.parse().unwrap())
}

/// Fails unless two values are equal.
pub(super) fn same(what: &str, found: impl Into<Value>, expected: impl Into<Value>) -> Result<(), Flaw> {
    let (found, expected) = (found.into(), expected.into());
    if found == expected { Ok(()) } else { Err(format!("{what} is {found}, expected {expected}")) }
}

impl Play {
    /// The customer that the world file gave an account.
    pub(super) async fn adopt_first(&mut self, account: usize) -> Result<(), Flaw> {
        let id = world::first_customer(account);
        let sandbox = self.state.accounts[account].sandbox;
        let tenant = Tenant { domain: world::first_domain(account), sandbox, ties: BTreeSet::from([account]) };
        self.state.tenants.insert(id.clone(), tenant);
        let customer = Customer { id: id.clone(), company: "First".to_owned(), ..Customer::default() };
        self.state.accounts[account].customers.push(customer);
        let orders = self.get(account, &format!("/v1/customers/{id}/orders")).await?;
        for order in orders["items"].as_array().unwrap() {
            self.adopt(account, &id, text(order, "id"), None).await?;
        }
        Ok(())
    }

    /// An order that was placed for these lines.
    pub(super) async fn adopt(
        &mut self,
        account: usize,
        customer: &str,
        id: &str,
        wants: Option<&[Want]>,
    ) -> Result<(), Flaw> {
        let body = self.get(account, &format!("/v1/customers/{customer}/orders/{id}")).await?;
        same(&format!("the status of order {id}"), body["status"].clone(), "completed")?;
        let answered = body["lineItems"].as_array().unwrap();
        if let Some(wants) = wants {
            let bought = |line: &Value| json!([text(line, "offerId").to_lowercase(), line["quantity"]]);
            let wanted = |want: &Want| json!([WARES[want.ware].id.to_lowercase(), want.quantity]);
            let expected: Vec<_> = wants.iter().map(wanted).collect();
            same(&format!("what order {id} bought"), answered.iter().map(bought).collect::<Vec<_>>(), expected)?;
        }
        let mut lines = Vec::new();
        for line in answered {
            lines.push(self.adopt_line(account, customer, id, line).await?);
        }
        let placed = time(&body, "creationDate").unwrap();
        let order =
            Order { id: id.to_owned(), placed, cycle: text(&body, "billingCycle").to_owned(), lines, revision: 0 };
        self.state.customer_mut(account, customer).orders.push(order);
        Ok(())
    }

    pub(super) async fn adopt_line(
        &mut self,
        account: usize,
        customer: &str,
        order: &str,
        line: &Value,
    ) -> Result<Line, Flaw> {
        let ware = wares::find(text(line, "offerId"));
        let quantity = line["quantity"].as_i64().unwrap();
        let mut expires = None;
        let mut subscription = None;
        if ware.entitles() {
            let path = format!("/v1/customers/{customer}/entitlements?showExpiry=true");
            let entitlements = self.get(account, &path).await?;
            let number = line["lineItemNumber"].to_string();
            let of_line = |one: &&Value| {
                text(&one["referenceOrder"], "id") == order && text(&one["referenceOrder"], "lineItemId") == number
            };
            let found = entitlements["items"].as_array().unwrap().iter().find(of_line);
            let found = found.ok_or_else(|| format!("line {number} of order {order} entitles to nothing"))?;
            same("the quantity of an entitlement", found["quantity"].clone(), quantity)?;
            expires = time(found, "expiryDate");
            let end = (ware.months > 0).then(|| months_after(self.state.now, ware.months));
            let day = |time: Option<Timestamp>| time.map(|time| time.to_string()[..10].to_owned());
            same("the day on which an entitlement ends", json!(day(expires)), json!(day(end)))?;
        } else {
            let one = self.adopt_subscription(account, customer, order, text(line, "subscriptionId")).await?;
            same("the quantity of a new subscription", one.quantity, quantity)?;
            subscription = Some(one.id.clone());
            self.state.customer_mut(account, customer).subscriptions.push(one);
        }
        Ok(Line { ware, quantity, cancelled: false, subscription, expires })
    }

    async fn adopt_subscription(
        &mut self,
        account: usize,
        customer: &str,
        order: &str,
        id: &str,
    ) -> Result<Subscription, Flaw> {
        let body = self.get(account, &format!("/v1/customers/{customer}/subscriptions/{id}")).await?;
        let ware = wares::find(text(&body, "offerId"));
        let given = id.starts_with("e0000000");
        let one = Subscription {
            id: id.to_owned(),
            order: order.to_owned(),
            ware,
            quantity: body["quantity"].as_i64().unwrap(),
            status: Status::of(text(&body, "status")),
            renews: body["autoRenewEnabled"] == true,
            name: text(&body, "friendlyName").to_owned(),
            cycle: text(&body, "billingCycle").to_owned(),
            parent: body["parentSubscriptionId"].as_str().map(str::to_owned),
            // A marketplace subscription of a sandbox is activated by hand.
            activated: given || ware.kind != Kind::Marketplace || !self.state.accounts[account].sandbox,
            registered: given && ware.kind == Kind::Azure,
            start: time(&body, "effectiveStartDate").unwrap_or(self.state.now),
            // What has no term ends far away.
            end: time(&body, "commitmentEndDate").filter(|end| !end.to_string().starts_with("9999")),
            refund: body["refundOptions"].as_array().and_then(|refunds| time(refunds.first()?, "expiresAt")),
            revision: 0,
        };
        let end = (one.activated && ware.months > 0).then(|| months_after(one.start, ware.months).to_string());
        same(&format!("the end of {id}"), json!(one.end.map(|end| end.to_string())), json!(end))?;
        same(&format!("the status of {id}"), one.status.word(), "active")?;
        same(&format!("whether {id} renews itself"), one.renews, ware.renews())?;
        same(&format!("whether {id} is an add-on"), one.parent.is_some(), ware.kind == Kind::AddOn)?;
        Ok(one)
    }
}
