//! Customers: the companies that the partner sells to, with their company and billing profiles.

use partner_center_model::{
    customers::{
        CreateCustomer, Customer, CustomerBillingProfile, CustomerPath, CustomersQuery, DeleteCustomer, GetCustomer,
        GetCustomerBillingProfile, GetCustomerCompanyProfile, ListCustomers, UpdateCustomer,
        UpdateCustomerBillingProfile,
    },
    filter::FieldFilterOperation,
    ids::CustomerId,
    operation::Nothing,
    relationships::GetRelationshipRequest,
};

use super::{
    carts::Carts, domains::VerifiedDomains, entitlements::Entitlements, filter, orders::Orders,
    products::CustomerProducts, relationships::CustomerRelationships, subscriptions::Subscriptions,
};
use crate::{
    fetched::Content,
    list::List,
    place::{IntoId, Place},
    prepared::Prepared,
};

/// The customers of the partner.
#[derive(Debug, Clone)]
pub struct Customers(pub(super) Place<Nothing>);

impl Customers {
    /// Lists the customers, in their brief form: without billing profiles.
    ///
    /// `GET /v1/customers`. Source: `get-a-list-of-customers`.
    pub fn list(&self) -> List<ListCustomers> {
        self.0.list()
    }

    /// Lists the customers whose company name begins like this, in whatever casing.
    ///
    /// `GET /v1/customers`. Source: `get-a-list-of-customers-filtered-by-a-search-field`.
    pub fn named(&self, prefix: impl Into<String>) -> List<ListCustomers> {
        let filter = filter("CompanyName", FieldFilterOperation::StartsWith, prefix);
        self.list().query(CustomersQuery { filter, ..CustomersQuery::default() })
    }

    /// Lists the customers of the indirect reseller with this tenant id.
    ///
    /// `GET /v1/customers`. Source: `get-customers-of-an-indirect-reseller`.
    pub fn of_indirect_reseller(&self, tenant_id: impl Into<String>) -> List<ListCustomers> {
        let filter = filter("IndirectReseller", FieldFilterOperation::StartsWith, tenant_id);
        self.list().query(CustomersQuery { filter, ..CustomersQuery::default() })
    }

    /// Creates a customer, and its tenant where its domain is new. The answer alone holds the first password of the
    /// tenant's administrator.
    ///
    /// `POST /v1/customers`. Source: `create-a-customer`.
    pub fn create(&self, customer: &impl Content<Customer>) -> Prepared<CreateCustomer> {
        self.0.send(customer)
    }

    /// Gets the link by which a company accepts the partner as its reseller, and becomes its customer.
    ///
    /// `GET /v1/customers/relationshiprequests`. Source: `request-reseller-relationship`.
    pub fn relationship_request(&self) -> Prepared<GetRelationshipRequest> {
        self.0.call()
    }

    /// One customer.
    pub fn by_id(&self, id: impl IntoId<CustomerId>) -> ById {
        ById(self.0.to(|_| Ok(CustomerPath { customer_id: id.into_id()? })))
    }
}

/// One customer.
#[derive(Debug, Clone)]
pub struct ById(pub(super) Place<CustomerPath>);

impl ById {
    /// Gets the customer.
    ///
    /// `GET /v1/customers/{customer_id}`. Source: `get-a-customer-by-id`.
    pub fn get(&self) -> Prepared<GetCustomer> {
        self.0.call()
    }

    /// Changes the customer: its relationship to the partner becomes `none`, which removes it.
    ///
    /// `PATCH /v1/customers/{customer_id}`. Source: `remove-a-reseller-relationship-with-a-customer`.
    pub fn patch(&self, customer: &impl Content<Customer>) -> Prepared<UpdateCustomer> {
        self.0.send(customer)
    }

    /// Deletes the customer from the integration sandbox, with its tenant and all that belongs to it.
    ///
    /// `DELETE /v1/customers/{customer_id}`. Source: `delete-a-customer-account-from-the-integration-sandbox`.
    pub fn delete(&self) -> Prepared<DeleteCustomer> {
        self.0.call()
    }

    /// The carts of the customer.
    pub fn carts(&self) -> Carts {
        Carts(self.0.clone())
    }

    /// What the customer may use of what was ordered.
    pub fn entitlements(&self) -> Entitlements {
        Entitlements(self.0.clone())
    }

    /// The orders of the customer.
    pub fn orders(&self) -> Orders {
        Orders(self.0.clone())
    }

    /// The products that the customer can buy.
    pub fn products(&self) -> CustomerProducts {
        CustomerProducts(self.0.clone())
    }

    /// The profiles of the customer.
    pub fn profiles(&self) -> Profiles {
        Profiles(self.0.clone())
    }

    /// The indirect resellers of the customer.
    pub fn relationships(&self) -> CustomerRelationships {
        CustomerRelationships(self.0.clone())
    }

    /// The subscriptions of the customer.
    pub fn subscriptions(&self) -> Subscriptions {
        Subscriptions(self.0.clone())
    }

    /// The domains that the customer has proven to own.
    pub fn verified_domains(&self) -> VerifiedDomains {
        VerifiedDomains(self.0.clone())
    }
}

/// The profiles of a customer.
#[derive(Debug, Clone)]
pub struct Profiles(Place<CustomerPath>);

impl Profiles {
    /// Gets whom the customer's bills go to.
    ///
    /// `GET /v1/customers/{customer_id}/profiles/billing`. Source: `get-all-of-a-customer-s-billing-profiles`.
    pub fn billing(&self) -> Prepared<GetCustomerBillingProfile> {
        self.0.call()
    }

    /// Replaces whom the customer's bills go to. Its `attributes` hold the etag of the version that is replaced.
    ///
    /// `PUT /v1/customers/{customer_id}/profiles/billing`. Source: `update-a-customer-s-billing-profile`.
    pub fn replace_billing(
        &self,
        profile: &impl Content<CustomerBillingProfile>,
    ) -> Prepared<UpdateCustomerBillingProfile> {
        self.0.send(profile)
    }

    /// Gets who the customer is.
    ///
    /// `GET /v1/customers/{customer_id}/profiles/company`. Source: `get-a-customer-s-company-profile`.
    pub fn company(&self) -> Prepared<GetCustomerCompanyProfile> {
        self.0.call()
    }
}
