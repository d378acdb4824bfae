//! A new customer: with a new tenant, or with a sandbox tenant that exists.

use std::collections::BTreeSet;

use partner_center_model::{
    customers::{CreateCustomer, Customer, CustomerBillingProfile, UserCredentials},
    ids::CustomerId,
};
use uuid::Uuid;

use super::{
    address,
    record::{CustomerOwn, CustomerRecord},
    request::{self, Asked, Company},
    resource, rules,
    tenant::{Tenant, TenantRecord},
};
use crate::{
    account::Account,
    areas::domains,
    capabilities::{self, Capability},
    context::{Answer, Call, Cx, Outcome},
    events::What,
    records::Stored,
    refusal::{Failure, Refusal},
};

/// Who signs in to a new tenant first.
const ADMINISTRATOR: &str = "admin";

/// Creates a customer.
///
/// Source: `create-a-customer`, `create-a-customer-for-an-indirect-reseller`, `sandbox-scenario`.
pub(super) fn create(cx: &mut Cx<'_, '_>, call: Call<CreateCustomer>) -> Outcome<Customer> {
    let Asked { tenant, domain, company, reseller } = request::read(&call.body)?;
    may_add(&cx.account, tenant)?;
    if let Some(reseller) = reseller {
        cx.need_user()?;
        let reseller = cx.find::<Account>(&Account::key(reseller))?;
        rules::may_sell_through(&cx.account, reseller.as_ref().map(|reseller| &reseller.body))?;
    }
    let account = cx.account.tenant_id;
    let customers = cx.count(&CustomerRecord::all(account))?;
    rules::within_quota(&cx.account, customers)?;

    let customer = match (tenant, company) {
        (Some(id), company) => tie(cx, id, domain.as_deref(), company, reseller)?.body,
        (None, Some(company)) => {
            let made = make(cx, domain.unwrap_or_default(), company, reseller)?.body;
            let password = cx.chance.password();
            let credentials = UserCredentials { user_name: Some(ADMINISTRATOR.to_owned()), password: Some(password) };
            // Answered here once; the stored customer never has it.
            Customer { user_credentials: Some(credentials), ..made }
        }
        (None, None) => return Err(Refusal::invalid("billingProfile", "a value is needed").into()),
    };
    Ok(Answer::created(resource::as_created(customer)))
}

/// Whether the account may add this customer at all.
fn may_add(account: &Account, tenant: Option<CustomerId>) -> Result<(), Refusal> {
    if tenant.is_none() {
        return capabilities::need(Capability::AddNewCustomers, account);
    }
    capabilities::need(Capability::AddExistingCustomers, account).map_err(|refusal| {
        if account.is_sandbox() {
            return refusal;
        }
        refusal.explain(
            "In production a tenant that exists becomes a customer by accepting a relationship request: \
             GET /v1/customers/relationshiprequests. Leave out companyProfile.tenantId to create a new tenant.",
        )
    })
}

/// Whether a customer that is billed so can never be deleted: production refuses an address that does not check; the
/// sandbox takes it, and never deletes the customer. Source: `validate-an-address`, `test-and-debug`.
pub(super) fn undeletable(cx: &mut Cx<'_, '_>, billing: &CustomerBillingProfile) -> Result<bool, Refusal> {
    let address = billing.default_address.clone().unwrap_or_default();
    let Err(flaw) = address::check(&address) else { return Ok(false) };
    if !cx.account.is_sandbox() {
        return Err(flaw.refusal(&address));
    }
    cx.explain(format!(
        "billingProfile.defaultAddress does not check: {}. The sandbox takes it, and will never delete this customer.",
        flaw.reason()
    ));
    Ok(true)
}

/// A customer with a tenant of its own.
fn make(
    cx: &mut Cx<'_, '_>,
    domain: String,
    company: Company,
    reseller: Option<Uuid>,
) -> Result<Stored<CustomerRecord>, Failure> {
    let undeletable = undeletable(cx, &company.billing)?;
    let Account { cloud, environment, tenant_id: account, .. } = *cx.account;
    if domains::is_taken(cx, cloud, environment, &domain)? {
        return Err(Refusal::invalid("companyProfile.domain", "the domain is taken")
            .explain(format!("HEAD /v1/domains/{domain} answers 404 for a domain that is free."))
            .into());
    }
    let id = CustomerRecord::new_id(&cx.nonce);
    let tenant = Tenant {
        id: id.0,
        cloud,
        environment,
        domain,
        verified_domains: Vec::new(),
        company_name: company.name,
        registration_number: company.registration_number,
        billing: resource::impersonal(&company.billing),
        accounts: BTreeSet::from([account]),
    };
    let body = resource::customer(&tenant, company.billing, reseller, &mut cx.chance);
    cx.insert::<TenantRecord>(TenantRecord::key(id), tenant, ())?;
    let key = CustomerRecord::key(account, id);
    let own = CustomerOwn { undeletable, reseller, ..CustomerOwn::default() };
    let customer = cx.insert::<CustomerRecord>(key, body, own)?;
    cx.tell(What::CustomerCreated, &customer, [])?;
    Ok(customer)
}

/// A customer with a tenant that exists. Its domain, name and registration number are its own; bills are the partner's.
fn tie(
    cx: &mut Cx<'_, '_>,
    id: CustomerId,
    domain: Option<&str>,
    company: Option<Company>,
    reseller: Option<Uuid>,
) -> Result<Stored<CustomerRecord>, Failure> {
    let account = cx.account.clone();
    cx.hold([TenantRecord::key(id).root, cx.customer_root(id)])?;
    let mut tenant = TenantRecord::known_to(cx, &account, id)?.ok_or_else(|| {
        Refusal::invalid("companyProfile.tenantId", "no such sandbox tenant").explain(
            "In the sandbox, companyProfile.tenantId ties a tenant of the same cloud's sandbox. Leave it out to create \
             a new tenant.",
        )
    })?;
    if domain.is_some_and(|domain| domains::fold(domain) != domains::fold(&tenant.body.domain)) {
        return Err(Refusal::invalid("companyProfile.domain", "the tenant has another domain")
            .explain(
                "Leave out companyProfile.domain to tie the tenant, or companyProfile.tenantId to create a new one.",
            )
            .into());
    }
    if !TenantRecord::tie(cx, &mut tenant, account.tenant_id)? {
        return Err(
            Refusal::invalid("companyProfile.tenantId", "the tenant is a customer of this account already").into()
        );
    }
    let billing = company.map_or_else(|| tenant.body.billing.clone(), |company| company.billing);
    let own = CustomerOwn { undeletable: undeletable(cx, &billing)?, reseller, ..CustomerOwn::default() };
    let body = resource::customer(&tenant.body, billing, reseller, &mut cx.chance);
    let key = CustomerRecord::key(account.tenant_id, id);
    let customer = cx.insert_chosen::<CustomerRecord>(key, body, own)?;
    cx.tell(What::CustomerCreated, &customer, [])?;
    Ok(customer)
}
