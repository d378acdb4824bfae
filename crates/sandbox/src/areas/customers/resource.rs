//! A customer as it is answered.

use partner_center_model::{
    address::Address,
    customers::{Customer, CustomerBillingProfile, CustomerCompanyProfile, CustomerPartnerRelationship},
    resource::{Attributes, Links},
};
use uuid::Uuid;

use super::tenant::Tenant;
use crate::chance::Chance;

/// The customer that the account sees in this tenant, billed as `billing` says.
///
/// Source: `create-a-customer`, `get-a-customer-by-id`. The create pages print `none` or `reseller` for the
/// relationship, every other page `reseller`.
pub(super) fn customer(
    tenant: &Tenant,
    billing: CustomerBillingProfile,
    reseller: Option<Uuid>,
    chance: &mut Chance,
) -> Customer {
    let uri = format!("/customers/{}", tenant.id);
    let profile = CustomerCompanyProfile {
        tenant_id: Some(tenant.id.to_string()),
        domain: Some(tenant.domain.clone()),
        company_name: Some(tenant.company_name.clone()),
        address: billing.default_address.as_ref().map(premises),
        email: billing.email.clone(),
        organization_registration_number: tenant.registration_number.clone(),
        links: Some(Links::to_self(format!("{uri}/profiles/company"))),
        attributes: Some(Attributes::of("CustomerCompanyProfile")),
    };
    let billing = CustomerBillingProfile {
        id: Some(chance.guid().to_string()),
        links: Some(Links::to_self(format!("{uri}/profiles/billing"))),
        // The record puts the etag here.
        attributes: Some(Attributes::of("CustomerBillingProfile")),
        ..billing
    };
    Customer {
        id: Some(tenant.id.to_string()),
        commerce_id: Some(chance.guid().to_string()),
        company_profile: Some(profile),
        billing_profile: Some(billing),
        relationship_to_partner: Some(CustomerPartnerRelationship::Reseller),
        allow_delegated_access: Some(true),
        user_credentials: None,
        custom_domains: [std::slice::from_ref(&tenant.domain), tenant.verified_domains.as_slice()].concat(),
        associated_partner_id: reseller.map(|reseller| reseller.to_string()),
        links: Some(Links::to_self(uri)),
        attributes: Some(Attributes::of("Customer")),
    }
}

/// The customer as its creation is answered, without what the pages of creation leave out; a read has everything.
///
/// Source: `create-a-customer`, `create-a-customer-for-an-indirect-reseller`.
pub(super) fn as_created(customer: Customer) -> Customer {
    let company_profile =
        customer.company_profile.map(|profile| CustomerCompanyProfile { address: None, email: None, ..profile });
    let billing_profile = customer.billing_profile.map(|profile| CustomerBillingProfile { links: None, ..profile });
    Customer { company_profile, billing_profile, custom_domains: Vec::new(), links: None, ..customer }
}

/// How a company is billed, without the people that one partner deals with and how they are reached: what another
/// partner may see of it.
pub(super) fn impersonal(billing: &CustomerBillingProfile) -> CustomerBillingProfile {
    let CustomerBillingProfile { culture, language, company_name, default_address, .. } = billing.clone();
    let default_address = default_address.map(|address| Address { phone_number: None, ..premises(&address) });
    CustomerBillingProfile { culture, language, company_name, default_address, ..CustomerBillingProfile::default() }
}

/// The address of the company itself, without the people that bills go to.
fn premises(address: &Address) -> Address {
    Address { first_name: None, middle_name: None, last_name: None, ..address.clone() }
}
