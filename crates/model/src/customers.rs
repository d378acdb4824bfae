//! Customers: the companies that the partner sells to, with their company and billing profiles.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Lists the partner's customers, in their brief form.
    ListCustomers = GET "/v1/customers"
        (Either, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-a-list-of-customers";

    /// Creates a customer, and its tenant where its domain is new.
    CreateCustomer = POST "/v1/customers"
        (Either, OUTSIDE_GERMANY, Account) Nothing, Nothing, Value => Value, "create-a-customer";

    /// Gets a customer.
    GetCustomer = GET "/v1/customers/{customer_id}"
        (Either, EVERYWHERE, Nothing) CustomerPath, Nothing, Nothing => Value, "get-a-customer-by-id";

    /// Removes the reseller relationship with a customer.
    ///
    /// Its page asks for app+user in the global cloud. `sandbox-scenario` has sandboxes do it with either kind of token
    /// and in every cloud, so what production asks for besides is a rule.
    UpdateCustomer = PATCH "/v1/customers/{customer_id}"
        (Either, EVERYWHERE, Tie) CustomerPath, Nothing, Value => Value,
        "remove-a-reseller-relationship-with-a-customer";

    /// Deletes a customer of the integration sandbox, and its tenant.
    DeleteCustomer = DELETE "/v1/customers/{customer_id}"
        (Either, EVERYWHERE, Tie) CustomerPath, Nothing, Nothing => Nothing,
        "delete-a-customer-account-from-the-integration-sandbox";

    /// Gets the billing profile of a customer.
    GetCustomerBillingProfile = GET "/v1/customers/{customer_id}/profiles/billing"
        (Either, EVERYWHERE, Nothing) CustomerPath, Nothing, Nothing => Value,
        "get-all-of-a-customer-s-billing-profiles";

    /// Replaces the billing profile of a customer.
    UpdateCustomerBillingProfile = PUT "/v1/customers/{customer_id}/profiles/billing"
        (Either, EVERYWHERE, Customer) CustomerPath, Nothing, Value => Value, "update-a-customer-s-billing-profile";

    /// Gets the company profile of a customer.
    GetCustomerCompanyProfile = GET "/v1/customers/{customer_id}/profiles/company"
        (User, EVERYWHERE, Nothing) CustomerPath, Nothing, Nothing => Value, "get-a-customer-s-company-profile";

    /// Adds a domain that the customer has proven to own.
    AddVerifiedDomain = POST "/v1/customers/{customer_id}/verifieddomain"
        (Either, EVERYWHERE, Customer) CustomerPath, Nothing, Value => Value, "add-a-verified-domain-for-a-customer";
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: String,
}
