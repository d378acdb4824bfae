//! Creates a customer with a new tenant.
//!
//! Source: `create-a-customer`.

use partner_center::{Client, Error, Fetched, model::customers::Customer};
use serde_json::Value;

use super::{creation::Creation, delete::name};

/// A customer that is to be created.
pub(crate) struct NewCustomer<'a> {
    /// By whom.
    pub(crate) partner: &'a Client,
    /// The customer as it is sent.
    pub(crate) customer: &'a Customer,
}

impl Creation for NewCustomer<'_> {
    type Made = Customer;
    const WHAT: &'static str = "customer";

    fn path(&self) -> String {
        "/v1/customers".to_owned()
    }

    fn body(&self) -> serde_json::Result<Value> {
        serde_json::to_value(self.customer)
    }

    async fn create(&self, request_id: String) -> Result<Fetched<Customer>, Error> {
        self.partner.customers().create(self.customer).request_id(request_id).await
    }

    async fn those_there(&self) -> Result<Vec<Fetched<Customer>>, Error> {
        self.partner.customers().named(name(self.customer)).all().await
    }

    fn id(made: &Customer) -> Option<&str> {
        made.id.as_deref()
    }

    /// No two tenants have the same domain.
    fn is_result(&self, made: &Customer) -> bool {
        let domain = |customer: &Customer| {
            let domain = customer.company_profile.as_ref().and_then(|profile| profile.domain.as_deref());
            domain.unwrap_or_default().to_ascii_lowercase()
        };
        domain(made) == domain(self.customer)
    }
}
