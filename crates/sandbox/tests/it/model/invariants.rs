//! What must hold whatever was done: by the wire, and by what the store holds.

use std::collections::BTreeSet;

use backlot_store::Error;
use serde_json::{Value, json};

use super::{
    adopt::{same, text, time},
    play::{Flaw, Play},
    state::Subscription,
};

impl Play {
    /// Compares everything that the accounts can read with the model, and looks through the store.
    pub(super) async fn inspect(&mut self) -> Result<(), Flaw> {
        for account in 0..self.state.accounts.len() {
            let ids = self.inspect_account(account).await?;
            for id in ids {
                self.inspect_customer(account, &id).await?;
            }
        }
        self.inspect_store()
    }

    async fn inspect_account(&mut self, account: usize) -> Result<Vec<String>, Flaw> {
        let of = &self.state.accounts[account];
        let name = of.name;
        let mut expected: Vec<String> = of.tied().map(|customer| customer.id.clone()).collect();
        expected.sort();
        let listed = self.get(account, "/v1/customers").await?;
        same(&format!("the customers of {name}"), ids(&listed), expected.clone())?;
        same(&format!("the total of the customers of {name}"), listed["totalCount"].clone(), expected.len())?;
        let tenant = self.state.accounts[account].tenant.clone();
        let report = self.stage.control("GET", &format!("accounts/{tenant}/quota"), &Value::Null).await;
        let Some(quotas) = self.state.accounts[account].quotas else { return Ok(expected) };
        same("the customers that count", report["used"]["customers"].clone(), expected.len())?;
        for one in report["used"]["byCustomer"].as_array().unwrap() {
            let customer = self.state.customer(account, text(one, "customerId"));
            same("the subscriptions that count", one["subscriptions"].clone(), customer.counted())?;
            same("the instances that are reserved", one["reservations"].clone(), customer.reserved(self.state.now))?;
            if customer.counted() > quotas.subscriptions || customer.reserved(self.state.now) > quotas.reservations {
                return Err(format!("{one} is more than {quotas:?}"));
            }
        }
        if expected.len() > quotas.customers { Err(format!("{name} has {expected:?}")) } else { Ok(expected) }
    }

    async fn inspect_customer(&mut self, account: usize, id: &str) -> Result<(), Flaw> {
        let base = format!("/v1/customers/{id}");
        let profile = format!("{base}/profiles/billing");
        let billing = self.get(account, &profile).await?;
        let customer = self.state.customer(account, id);
        self.etags.note(account, &profile, &billing, customer.revision)?;
        same("the company", billing["companyName"].clone(), customer.company.as_str())?;

        let listed = self.get(account, &format!("{base}/subscriptions")).await?;
        let customer = self.state.customer(account, id);
        let mut expected: Vec<String> = customer.subscriptions.iter().map(|one| one.id.clone()).collect();
        expected.sort();
        same(&format!("the subscriptions of {id}"), ids(&listed), expected.clone())?;
        same(&format!("the total of the subscriptions of {id}"), listed["totalCount"].clone(), expected.len())?;
        for body in listed["items"].as_array().unwrap() {
            let one = customer.subscription(text(body, "id")).unwrap();
            compare(one, body)?;
            self.etags.note(account, &format!("{base}/subscriptions/{}", one.id), body, one.revision)?;
            let order = customer.orders.iter().find(|order| order.id == text(body, "orderId"));
            let order = order.ok_or_else(|| format!("{body} is of no order"))?;
            if !order.lines.iter().any(|line| line.subscription.as_ref() == Some(&one.id)) {
                return Err(format!("order {} knows nothing of {body}", order.id));
            }
        }
        let listed = self.get(account, &format!("{base}/orders")).await?;
        let customer = self.state.customer(account, id);
        let mut expected: Vec<String> = customer.orders.iter().map(|order| order.id.clone()).collect();
        expected.sort();
        same(&format!("the orders of {id}"), ids(&listed), expected)?;
        for body in listed["items"].as_array().unwrap() {
            let order = customer.orders.iter().find(|order| order.id == text(body, "id")).unwrap();
            self.etags.note(account, &format!("{base}/orders/{}", order.id), body, order.revision)?;
            let status = if order.is_cancelled() { "cancelled" } else { "completed" };
            let lines = order.lines.iter().map(|line| json!([line.quantity, line.subscription]));
            let found = body["lineItems"].as_array().unwrap().iter();
            let found = found.map(|line| json!([line["quantity"], line["subscriptionId"]])).collect::<Vec<_>>();
            let what = |name: &str| format!("{name} of order {}", order.id);
            same(&what("the status"), body["status"].clone(), status)?;
            same(&what("the cycle"), body["billingCycle"].clone(), order.cycle.as_str())?;
            same(&what("lines"), found, lines.collect::<Vec<_>>())?;
        }
        self.inspect_entitlements(account, id).await
    }

    async fn inspect_entitlements(&mut self, account: usize, id: &str) -> Result<(), Flaw> {
        let listed = self.get(account, &format!("/v1/customers/{id}/entitlements")).await?;
        let mut found: Vec<String> = listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let reference = &one["referenceOrder"];
                format!("{} {} {}", text(reference, "id"), text(reference, "lineItemId"), one["quantity"])
            })
            .collect();
        found.sort();
        let orders = self.state.customer(account, id).orders.iter();
        let lines =
            orders.flat_map(|order| order.lines.iter().enumerate().map(move |(number, line)| (order, number, line)));
        let open = lines.filter(|(_, _, line)| line.entitles(self.state.now));
        let mut expected: Vec<String> =
            open.map(|(order, number, line)| format!("{} {number} {}", order.id, line.quantity)).collect();
        expected.sort();
        same(&format!("the entitlements of {id}"), found, expected)
    }

    /// Counters equal counts, and nothing lies beneath a customer that is gone.
    fn inspect_store(&self) -> Result<(), Flaw> {
        let mut alive = BTreeSet::new();
        for account in &self.state.accounts {
            for customer in &account.customers {
                alive.insert(format!("account/{}/customer/{}", account.tenant, customer.id));
                alive.insert(format!("tenant/{}", customer.id));
            }
        }
        let (mut flaws, mut orphans) = (Vec::new(), BTreeSet::new());
        let now = self.state.now.as_microsecond();
        let looked = self.stage.sandbox.store().read_blocking(|tx| {
            tx.check(|flaw| {
                flaws.push(flaw.to_string());
                Ok::<_, Error>(())
            })?;
            flaws.extend(tx.due(now, 10)?.into_iter().map(|(_, key)| format!("{key} is due")));
            tx.each(|indexed| {
                let root = indexed.document.key.root.as_str();
                let owned = root.contains("/customer/") || root.starts_with("tenant/");
                if owned && !alive.contains(root) {
                    orphans.insert(indexed.document.key.to_string());
                }
                Ok::<_, Error>(())
            })
        });
        looked.map_err(|error| error.to_string())?;
        same("what is wrong with the store", flaws, json!([]))?;
        same("what lies beneath customers that are gone", orphans.into_iter().collect::<Vec<_>>(), json!([]))
    }
}

/// The ids of the items of a list, sorted.
fn ids(listed: &Value) -> Vec<String> {
    let mut ids: Vec<String> =
        listed["items"].as_array().unwrap().iter().map(|item| text(item, "id").to_owned()).collect();
    ids.sort();
    ids
}

fn compare(one: &Subscription, body: &Value) -> Result<(), Flaw> {
    let what = |name: &str| format!("{name} of subscription {}", one.id);
    same(&what("the status"), body["status"].clone(), one.status.word())?;
    same(&what("the quantity"), body["quantity"].clone(), one.quantity)?;
    same(&what("autoRenewEnabled"), body["autoRenewEnabled"].clone(), one.renews)?;
    same(&what("the name"), body["friendlyName"].clone(), one.name.as_str())?;
    same(&what("the cycle"), body["billingCycle"].clone(), one.cycle.as_str())?;
    same(&what("the parent"), body["parentSubscriptionId"].clone(), json!(one.parent))?;
    let end = time(body, "commitmentEndDate").filter(|end| !end.to_string().starts_with("9999"));
    same(&what("the end"), json!(end.map(|end| end.to_string())), json!(one.end.map(|end| end.to_string())))
}
