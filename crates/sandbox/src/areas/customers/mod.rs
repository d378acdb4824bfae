//! Customers: the account's customers, and the tie between the two.
//!
//! - `request`, `address`, `countries`: what a new customer must look like
//! - `create`, `accept`, `plant`: how a tenant becomes a customer
//! - `list`, `filter`, `page`: which customers there are
//! - `profiles`: who a customer is and how it is billed
//! - `removal`: how a customer stops being one
//! - `resident`: what whoever sells to a customer asks about it
//! - `rules`: what decides; `record`, `tenant`: what is kept; `resource`: what is answered

mod accept;
pub(crate) mod address;
pub(crate) mod countries;
mod create;
mod filter;
mod list;
mod page;
mod plant;
mod profiles;
mod record;
mod removal;
mod request;
mod resident;
mod resource;
mod rules;
mod tenant;
#[cfg(test)]
mod tests;

use partner_center_model::{
    customers::{
        CreateCustomer, Customer, DeleteCustomer, GetCustomer, GetCustomerBillingProfile, GetCustomerCompanyProfile,
        ListCustomers, UpdateCustomer, UpdateCustomerBillingProfile,
    },
    errors,
    ids::CustomerId,
};

pub(crate) use self::{
    accept::accept_relationship_request,
    plant::{Planted, plant},
    record::{CustomerOwn, CustomerRecord},
    resident::resident,
    tenant::TenantRecord,
};
use crate::{
    account::Account,
    context::{Answer, Call, Cx, Outcome},
    records::{self, Records},
    refusal::{Failure, Refusal},
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![
        handler::<ListCustomers>(list::list),
        handler::<CreateCustomer>(create::create),
        handler::<GetCustomer>(get),
        handler::<GetCustomerBillingProfile>(profiles::billing),
        handler::<UpdateCustomerBillingProfile>(profiles::update_billing),
        handler::<GetCustomerCompanyProfile>(profiles::company),
        handler::<UpdateCustomer>(removal::update),
        handler::<DeleteCustomer>(removal::delete),
    ]
}

/// Whether the customer is one of the account's now.
pub(crate) fn is_tied(records: &mut Records<'_, '_>, account: &Account, customer: CustomerId) -> Result<bool, Failure> {
    let document = records.raw::<CustomerRecord>(&CustomerRecord::key(account.tenant_id, customer))?;
    let own = document.as_ref().map(records::own::<CustomerRecord>).transpose()?;
    Ok(own.is_some_and(|own| own.removed.is_none()))
}

/// Gets a customer. Source: `get-a-customer-by-id`.
fn get(cx: &mut Cx<'_, '_>, call: Call<GetCustomer>) -> Outcome<Customer> {
    let key = CustomerRecord::key(cx.account.tenant_id, call.path.customer_id);
    let document = cx.raw::<CustomerRecord>(&key)?.ok_or_else(unknown)?;
    if records::own::<CustomerRecord>(&document)?.removed.is_some() {
        return Err(unknown().into());
    }
    Ok(Answer::stored(document.body))
}

/// The one answer about a customer that was removed, deleted, never related, or never was.
fn unknown() -> Refusal {
    Refusal::new(errors::NOT_FOUND).explain("The customer is not a customer of this account, or is not any more.")
}
