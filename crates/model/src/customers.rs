//! Customers: the companies that the partner sells to, with their company and billing profiles.

mod making;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    address::Address,
    filter::SeekOperation,
    ids::CustomerId,
    open_enum,
    operation::Nothing,
    operations,
    resource::{Attributes, Collection, Links},
};

operations! {
    /// Lists the partner's customers, in their brief form.
    ListCustomers = GET "/v1/customers"
        (Either, EVERYWHERE, Nothing, ContinuationToken) Nothing, CustomersQuery, Nothing => Collection<Customer>,
        "get-a-list-of-customers";

    /// Creates a customer, and its tenant where its domain is new.
    CreateCustomer = POST "/v1/customers"
        (Either, OUTSIDE_GERMANY, Account) Nothing, Nothing, Customer => Customer, "create-a-customer";

    /// Gets a customer.
    GetCustomer = GET "/v1/customers/{customer_id}"
        (Either, EVERYWHERE, Nothing) CustomerPath, Nothing, Nothing => Customer, "get-a-customer-by-id";

    /// Removes the reseller relationship with a customer.
    ///
    /// Its page asks for app+user in the global cloud. `sandbox-scenario` has sandboxes do it with either kind of token
    /// and in every cloud, so what production asks for besides is a rule.
    UpdateCustomer = PATCH "/v1/customers/{customer_id}"
        (Either, EVERYWHERE, Tie) CustomerPath, Nothing, Customer => Customer,
        "remove-a-reseller-relationship-with-a-customer";

    /// Deletes a customer of the integration sandbox, and its tenant.
    DeleteCustomer = DELETE "/v1/customers/{customer_id}"
        (Either, EVERYWHERE, Tie) CustomerPath, Nothing, Nothing => Nothing,
        "delete-a-customer-account-from-the-integration-sandbox";

    /// Gets the billing profile of a customer.
    GetCustomerBillingProfile = GET "/v1/customers/{customer_id}/profiles/billing"
        (Either, EVERYWHERE, Nothing) CustomerPath, Nothing, Nothing => CustomerBillingProfile,
        "get-all-of-a-customer-s-billing-profiles";

    /// Replaces the billing profile of a customer.
    UpdateCustomerBillingProfile = PUT "/v1/customers/{customer_id}/profiles/billing"
        (Either, EVERYWHERE, Customer, IfMatch) CustomerPath, Nothing, CustomerBillingProfile => CustomerBillingProfile,
        "update-a-customer-s-billing-profile";

    /// Gets the company profile of a customer.
    GetCustomerCompanyProfile = GET "/v1/customers/{customer_id}/profiles/company"
        (User, EVERYWHERE, Nothing) CustomerPath, Nothing, Nothing => CustomerCompanyProfile,
        "get-a-customer-s-company-profile";
}

/// The path to a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
}

/// Which customers to list, and how many at a time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct CustomersQuery {
    /// How many customers a page holds at most; 0 asks for as many as the service gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    /// A [`FieldFilter`](crate::filter::FieldFilter) as JSON. Fields: `CompanyName`, `Domain`, `IndirectReseller`,
    /// `IndirectCloudSolutionProvider`; operator: `starts_with`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Which page to go to from the one that `continuation_token` stands for.
    #[serde(rename = "seekOperation", skip_serializing_if = "Option::is_none")]
    pub seek_operation: Option<SeekOperation>,
    /// What the page before said in its link to the next one. The service reads it from the header
    /// `MS-ContinuationToken`.
    #[serde(rename = "continuationToken", skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// A company that the partner sells to, as this partner sees it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Customer {
    /// The customer's id, which is its tenant's id: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the customer in the commerce system: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commerce_id: Option<String>,
    /// Who the customer is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_profile: Option<CustomerCompanyProfile>,
    /// Who is billed, and where. Lists leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_profile: Option<CustomerBillingProfile>,
    /// How the customer is tied to the partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship_to_partner: Option<CustomerPartnerRelationship>,
    /// Whether the partner may administer the customer's tenant. Only a removal changes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_delegated_access: Option<bool>,
    /// How the administrator of a new tenant signs in first. Answered once, when the customer is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_credentials: Option<UserCredentials>,
    /// The domains of the customer's tenant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custom_domains: Vec<String>,
    /// The tenant id of the indirect reseller that the customer belongs to. Only indirect providers set it, when they
    /// create the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub associated_partner_id: Option<String>,
    /// The links to the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

open_enum! {
    /// How a customer is tied to a partner.
    pub enum CustomerPartnerRelationship {
        /// Not said; what clients send when they leave the property alone.
        Unspecified = "unknown" (0),
        /// The partner sells to the customer.
        Reseller = "reseller" (1),
        /// The partner advises the customer and may administer its tenant.
        Advisor = "advisor" (2),
        /// The partner sells under its own name.
        Syndication = "syndication" (3),
        /// Microsoft's support.
        MicrosoftSupport = "microsoft_support" (4),
        /// Not at all. A PATCH with it removes the relationship.
        None = "none" (5),
    }
}

/// Who a customer is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CustomerCompanyProfile {
    /// The id of the customer's tenant, which is the customer's id: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
    /// The initial domain of the tenant, such as `example.onmicrosoft.com`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The name of the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// Where the company is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The company's e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The number under which the company is registered. Some countries ask for it, and each has a pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_registration_number: Option<String>,
    /// The link to the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// Who is billed for a customer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CustomerBillingProfile {
    /// The id of the profile: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The first name of the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name of the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The e-mail address of the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The culture for numbers and dates, such as `en-US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub culture: Option<String>,
    /// The language of what is written to the customer, such as `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The name on the bill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// Where the bill goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_address: Option<Address>,
    /// The link to the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// What kind of resource this is, and its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// How the administrator of a new tenant signs in for the first time.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct UserCredentials {
    /// The name before the `@` of the tenant's initial domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// The password, which is to be changed at the first sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl fmt::Debug for UserCredentials {
    /// Hides the password, so that it reaches no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let password = self.password.as_ref().map(|_| "***");
        f.debug_struct("UserCredentials").field("user_name", &self.user_name).field("password", &password).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_new_tenant_is_never_printed() {
        let password = Some("Tr0ub4dor".to_owned());
        let credentials = UserCredentials { user_name: Some("admin".to_owned()), password };
        let customer = Customer { user_credentials: Some(credentials), ..Customer::default() };
        let printed = format!("{customer:?}");
        assert!(printed.contains("admin") && !printed.contains("Tr0ub4dor"), "{printed}");
    }
}
