//! Customers that a world has from the beginning.

use std::collections::BTreeSet;

use partner_center_model::{customers::CustomerBillingProfile, ids::CustomerId};
use uuid::Uuid;

use super::{
    address,
    record::{CustomerOwn, CustomerRecord},
    resource,
    tenant::{Tenant, TenantRecord},
};
use crate::{
    account::Account,
    areas::domains,
    records::{Records, Stored},
    refusal::{Failure, Refusal},
};

/// A customer of a world file.
#[derive(Debug, Clone)]
pub(crate) struct Planted {
    /// The tenant's id.
    pub(crate) id: CustomerId,
    /// The tenant's initial domain.
    pub(crate) domain: String,
    /// What the company is called.
    pub(crate) company_name: String,
    /// The number under which the company is registered.
    pub(crate) registration_number: Option<String>,
    /// How the company is billed; id, links and attributes are made.
    pub(crate) billing: CustomerBillingProfile,
    /// The tenant of the indirect reseller that it belongs to.
    pub(crate) reseller: Option<Uuid>,
    /// Whether the sandbox never deletes it; it never does if the address does not check.
    pub(crate) undeletable: bool,
    /// Whether it has yet to accept the Microsoft Customer Agreement.
    pub(crate) agreement_missing: bool,
    /// What it qualifies as.
    pub(crate) qualifications: Vec<String>,
}

/// Makes a customer of the account's, with its tenant. The tenant of a customer that another account has already is the
/// same tenant, and must have the same domain.
pub(crate) fn plant(
    records: &mut Records<'_, '_>,
    account: &Account,
    planted: Planted,
) -> Result<Stored<CustomerRecord>, Failure> {
    let Planted {
        id,
        domain,
        company_name,
        registration_number,
        billing,
        reseller,
        undeletable,
        agreement_missing,
        qualifications,
    } = planted;
    let wrong = |what: String| Refusal::invalid(format_args!("customer {id}"), what);
    if let Some(flaw) = domains::flaw(&domain) {
        return Err(wrong(format!("domain: {flaw}")).into());
    }
    let flaw = billing.default_address.as_ref().and_then(|address| address::check(address).err());
    if let Some(flaw) = flaw.as_ref().filter(|_| !account.is_sandbox()) {
        return Err(wrong(format!("address: production takes none that does not check: {}", flaw.reason())).into());
    }
    let undeletable = undeletable || flaw.is_some();
    let tenant = match records.find::<TenantRecord>(&TenantRecord::key(id))? {
        Some(mut tenant) => {
            let Tenant { cloud, environment, .. } = tenant.body;
            if domains::fold(&tenant.body.domain) != domains::fold(&domain) {
                return Err(wrong(format!("its tenant has the domain {}", tenant.body.domain)).into());
            }
            if (cloud, environment) != (account.cloud, account.environment) {
                return Err(wrong(format!("its tenant is not in {}", account.realm())).into());
            }
            TenantRecord::tie(records, &mut tenant, account.tenant_id)?;
            tenant
        }
        None => {
            if domains::is_taken(records, account.cloud, account.environment, &domain)? {
                return Err(wrong(format!("the domain {domain} is taken")).into());
            }
            let tenant = Tenant {
                id: id.0,
                cloud: account.cloud,
                environment: account.environment,
                domain,
                verified_domains: Vec::new(),
                company_name,
                registration_number,
                billing: resource::impersonal(&billing),
                accounts: BTreeSet::from([account.tenant_id]),
            };
            records.insert::<TenantRecord>(TenantRecord::key(id), tenant, ())?
        }
    };
    let body = resource::customer(&tenant.body, billing, reseller, &mut records.chance);
    let own = CustomerOwn { undeletable, reseller, agreement_missing, qualifications, ..CustomerOwn::default() };
    records.insert::<CustomerRecord>(CustomerRecord::key(account.tenant_id, id), body, own)
}
