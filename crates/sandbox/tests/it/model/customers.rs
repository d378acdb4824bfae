//! Customers: made, tied, billed otherwise, deleted, removed, back again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    action::{Action, Newcomer},
    play::{Flaw, Play, Version},
    state::{Customer, Refusals, State, Status, Tenant},
    wares::Kind,
    world,
};
use crate::partners::company;

impl State {
    /// What keeps a customer from being deleted or removed. Source:
    /// `delete-a-customer-account-from-the-integration-sandbox`, `remove-a-reseller-relationship-with-a-customer`.
    fn parting(&self, account: usize, id: &str) -> Refusals {
        let customer = self.customer(account, id);
        let open = || customer.orders.iter().filter(|order| !order.is_cancelled()).flat_map(|order| &order.lines);
        let blocked = if self.accounts[account].sandbox {
            customer.undeletable || open().any(|line| line.ware.entitles())
        } else {
            open().any(|line| line.ware.kind == Kind::Reservation && line.entitles(self.now))
                || customer.subscriptions.iter().any(|one| one.status == Status::Active)
        };
        if blocked { vec![(400, 3000)] } else { vec![] }
    }
}

impl Play {
    /// One of the account's customers, removed ones among them; now and then another account's.
    pub(super) fn pick_customer(&self, account: usize, pick: usize) -> String {
        let customers = &self.state.accounts[account].customers;
        if customers.is_empty() || pick % 29 == 28 {
            return world::first_customer((account + 1) % 4);
        }
        // Half of what is done is done to one of them, so that it comes to something.
        let at = if pick.is_multiple_of(2) { 0 } else { pick / 2 % customers.len() };
        customers[at].id.clone()
    }

    pub(super) async fn with_customers(&mut self, account: usize, action: &Action) -> Result<(), Flaw> {
        match action {
            Action::Create { domain, as_what } => self.create(account, *domain, *as_what).await,
            Action::Tie { tenant } => self.tie(account, *tenant).await,
            Action::ReadCustomer { customer } => {
                let id = self.pick_customer(account, *customer);
                let refusals = if self.state.accounts[account].has(&id) { vec![] } else { vec![(404, 1000)] };
                let answer = self.read(account, &format!("/v1/customers/{id}")).await;
                self.judge(&answer, 200, &refusals)
            }
            Action::Profile { customer, company, etag } => {
                let id = self.pick_customer(account, *customer);
                let path = format!("/v1/customers/{id}/profiles/billing");
                let company = format!("Company {company}");
                if !self.state.accounts[account].has(&id) {
                    let body = json!({ "companyName": company });
                    let expected = (200, vec![(403, 20_002)]);
                    return self.write(account, ("PUT", path), body, &Version::default(), expected).await.map(drop);
                }
                let mut body = self.get(account, &path).await?;
                body["attributes"] = Value::Null;
                body["companyName"] = json!(company);
                let (version, refusals) = self.version(account, &path, *etag, true).await?;
                if self.write(account, ("PUT", path), body, &version, (200, refusals)).await?.is_some() {
                    let customer = self.state.customer_mut(account, &id);
                    customer.revision += u32::from(customer.company != company);
                    customer.company = company;
                }
                Ok(())
            }
            Action::Delete { customer } => {
                let id = self.pick_customer(account, *customer);
                let refusals = match (self.state.accounts[account].sandbox, self.state.accounts[account].has(&id)) {
                    (false, _) => vec![(400, 900_127)],
                    (true, false) => vec![(404, 1000)],
                    (true, true) => self.state.parting(account, &id),
                };
                let call = ("DELETE", format!("/v1/customers/{id}"));
                if self.write(account, call, Value::Null, &Version::default(), (204, refusals)).await?.is_some() {
                    self.forget(account, &id);
                }
                Ok(())
            }
            Action::Remove { customer } => {
                let id = self.pick_customer(account, *customer);
                let known = self.state.accounts[account].has(&id);
                let refusals = if known { self.state.parting(account, &id) } else { vec![(400, 3000)] };
                let call = ("PATCH", format!("/v1/customers/{id}"));
                let body = json!({ "relationshipToPartner": "none" });
                if self.write(account, call, body, &Version::default(), (200, refusals)).await?.is_some() {
                    if self.state.accounts[account].sandbox {
                        self.forget(account, &id);
                    } else {
                        self.state.customer_mut(account, &id).removed = true;
                    }
                }
                Ok(())
            }
            Action::Accept { customer } => {
                let id = self.pick_customer(account, *customer);
                if self.state.accounts[account].sandbox || self.state.accounts[account].find(&id).is_none() {
                    return Ok(());
                }
                let path = format!("accounts/{}/relationship-requests/accept", self.state.accounts[account].tenant);
                self.stage.control("POST", &path, &json!({ "customerId": id })).await;
                self.state.customer_mut(account, &id).removed = false;
                Ok(())
            }
            other => unreachable!("{other:?} is nothing about customers"),
        }
    }

    fn full(&self, account: usize) -> Refusals {
        let account = &self.state.accounts[account];
        let full = account.quotas.is_some_and(|quotas| account.tied().count() >= quotas.customers);
        if full { vec![(400, 800_018)] } else { vec![] }
    }

    async fn create(&mut self, account: usize, domain: usize, as_what: Newcomer) -> Result<(), Flaw> {
        let domain = world::domain(domain);
        let sandbox = self.state.accounts[account].sandbox;
        let name = "Company 0".to_owned();
        let mut body = company(&name, &domain);
        let mut refusals = self.full(account);
        if self.state.is_taken(&domain, sandbox) {
            refusals.push((400, 3000));
        }
        match as_what {
            Newcomer::Sound => {}
            Newcomer::Undeletable => {
                body["billingProfile"]["defaultAddress"]["postalCode"] = json!("10001");
                refusals.extend((!sandbox).then_some((400, 2007)));
            }
            Newcomer::Resold(reseller) => {
                body["associatedPartnerId"] = json!(world::tenant(4 + reseller));
                let own = self.state.accounts[account].provider && !sandbox && reseller == 0;
                refusals.extend((!own).then_some((400, 800_016)));
            }
        }
        let call = ("POST", "/v1/customers".to_owned());
        if let Some(made) = self.write(account, call, body, &Version::default(), (201, refusals)).await? {
            let id = made["id"].as_str().unwrap().to_owned();
            self.state.tenants.insert(id.clone(), Tenant { domain, sandbox, ties: BTreeSet::from([account]) });
            let undeletable = as_what == Newcomer::Undeletable;
            let customer = Customer { id, undeletable, company: name, ..Customer::default() };
            self.state.accounts[account].customers.push(customer);
        }
        Ok(())
    }

    /// Ties a tenant that exists. Source: `sandbox-scenario`; how is inferred.
    async fn tie(&mut self, account: usize, tenant: usize) -> Result<(), Flaw> {
        let (id, known) = self.state.tenants.iter().nth(tenant % self.state.tenants.len()).unwrap();
        let id = id.clone();
        let mut refusals = Refusals::new();
        if self.state.accounts[account].sandbox {
            refusals.extend(self.full(account));
            refusals.extend((!known.sandbox || known.ties.contains(&account)).then_some((400, 3000)));
        } else {
            refusals.push((400, 900_127));
        }
        let name = "Company 1".to_owned();
        let mut body = company(&name, "");
        body["companyProfile"] = json!({ "tenantId": id });
        let call = ("POST", "/v1/customers".to_owned());
        if self.write(account, call, body, &Version::default(), (201, refusals)).await?.is_some() {
            self.state.tenants.get_mut(&id).unwrap().ties.insert(account);
            let customer = Customer { id, company: name, ..Customer::default() };
            self.state.accounts[account].customers.push(customer);
        }
        Ok(())
    }

    fn forget(&mut self, account: usize, id: &str) {
        self.state.delete(account, id);
        self.etags.forget(account, &format!("/v1/customers/{id}"));
    }
}
