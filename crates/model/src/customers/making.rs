//! Customers to be created, and what else is sent of them.

use super::{Customer, CustomerBillingProfile, CustomerCompanyProfile, CustomerPartnerRelationship};
use crate::address::Address;

impl Customer {
    /// A new customer: the initial domain of its tenant, `example.onmicrosoft.com`, and who is billed.
    #[must_use]
    pub fn new(domain: impl Into<String>, billing: CustomerBillingProfile) -> Self {
        let company = CustomerCompanyProfile { domain: Some(domain.into()), ..CustomerCompanyProfile::default() };
        Self { company_profile: Some(company), billing_profile: Some(billing), ..Self::default() }
    }

    /// A customer of the indirect reseller with this tenant id.
    #[must_use]
    pub fn of_indirect_reseller(self, tenant_id: impl Into<String>) -> Self {
        Self { associated_partner_id: Some(tenant_id.into()), ..self }
    }

    /// With the number under which the company is registered, where its country asks for one.
    #[must_use]
    pub fn registered_as(mut self, number: impl Into<String>) -> Self {
        self.company_profile.get_or_insert_default().organization_registration_number = Some(number.into());
        self
    }

    /// What removes the relationship with a customer, as the body of a PATCH.
    #[must_use]
    pub fn without_relationship() -> Self {
        Self { relationship_to_partner: Some(CustomerPartnerRelationship::None), ..Self::default() }
    }
}

impl CustomerBillingProfile {
    /// Bills for this company, to this e-mail address and where the address says; in English of the United States, unless
    /// [told otherwise](Self::written_in).
    #[must_use]
    pub fn new(company_name: impl Into<String>, email: impl Into<String>, address: Address) -> Self {
        Self {
            company_name: Some(company_name.into()),
            email: Some(email.into()),
            first_name: address.first_name.clone(),
            last_name: address.last_name.clone(),
            default_address: Some(address),
            ..Self::default()
        }
        .written_in("en-US", "en")
    }

    /// In this culture (`de-DE`) and language (`de`).
    #[must_use]
    pub fn written_in(self, culture: impl Into<String>, language: impl Into<String>) -> Self {
        Self { culture: Some(culture.into()), language: Some(language.into()), ..self }
    }
}
