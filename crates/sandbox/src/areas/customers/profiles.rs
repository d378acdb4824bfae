//! The profiles of a customer: who it is, and how the account bills it.

use partner_center_model::{
    customers::{
        Customer, CustomerBillingProfile, CustomerCompanyProfile, GetCustomerBillingProfile, GetCustomerCompanyProfile,
        UpdateCustomerBillingProfile,
    },
    ids::CustomerId,
    resource::Attributes,
};

use super::{create, record::CustomerRecord, request};
use crate::{
    context::{Answer, Call, Cx, Outcome},
    etag,
    events::What,
    records::Stored,
    refusal::Failure,
};

/// Gets how a customer is billed. Source: `get-all-of-a-customer-s-billing-profiles`.
pub(super) fn billing(cx: &mut Cx<'_, '_>, call: Call<GetCustomerBillingProfile>) -> Outcome<CustomerBillingProfile> {
    Ok(Answer::ok(billing_of(&customer(cx, call.path.customer_id)?.body)?.clone()))
}

/// Gets who a customer is. Source: `get-a-customer-s-company-profile`.
pub(super) fn company(cx: &mut Cx<'_, '_>, call: Call<GetCustomerCompanyProfile>) -> Outcome<CustomerCompanyProfile> {
    let company = customer(cx, call.path.customer_id)?.body.company_profile;
    company.map(Answer::ok).ok_or_else(|| Failure::Defect("a customer without a company profile".to_owned()))
}

/// Replaces how a customer is billed: what the body leaves out is gone. Who the customer is stays as it was.
///
/// Source: `update-a-customer-s-billing-profile`, which requires an etag; that one may come in the body as well, as the
/// page's own does, is what it shows. How a call without one is refused is inferred.
pub(super) fn update_billing(
    cx: &mut Cx<'_, '_>,
    call: Call<UpdateCustomerBillingProfile>,
) -> Outcome<CustomerBillingProfile> {
    let mut customer = customer(cx, call.path.customer_id)?;
    let current = billing_of(&customer.body)?;
    etag::required(
        current.attributes.as_ref().and_then(|attributes| attributes.etag.as_deref()).unwrap_or_default(),
        call.if_match.as_deref(),
        call.body.attributes.as_ref(),
    )?;
    let asked = request::read_billing(&call.body, "")?;
    let company = customer.body.company_profile.as_ref();
    let number = company.and_then(|company| company.organization_registration_number.as_deref());
    let country = request::country(&asked, "")?;
    // A number that the company has keeps it from no country.
    if country.registers() {
        request::check_registration_number(country, number).map_err(|refusal| {
            refusal.explain(
                "The number is part of the company profile, which no call changes: customers of this country are \
                 created with companyProfile.organizationRegistrationNumber.",
            )
        })?;
    }
    let undeletable = customer.own.undeletable | create::undeletable(cx, &asked)?;
    // Without its etag, so that it gets the new one.
    let unstamped = current.attributes.clone().map(|attributes| Attributes { etag: None, ..attributes });
    let replaced = CustomerBillingProfile {
        id: current.id.clone(),
        links: current.links.clone(),
        attributes: unstamped.clone(),
        ..asked
    };
    let as_before = replaced == CustomerBillingProfile { attributes: unstamped, ..current.clone() };
    if as_before && undeletable == customer.own.undeletable {
        // The etag is that of the content, and stays.
        return Ok(Answer::ok(current.clone()));
    }
    customer.own.undeletable = undeletable;
    customer.body.billing_profile = Some(replaced);
    cx.save(&mut customer)?;
    cx.tell(What::CustomerBillingProfileUpdated, &customer, [])?;
    Ok(Answer::ok(billing_of(&customer.body)?.clone()))
}

/// The customer, of which the frame has seen that it is one of the account's.
fn customer(cx: &mut Cx<'_, '_>, id: CustomerId) -> Result<Stored<CustomerRecord>, Failure> {
    let key = CustomerRecord::key(cx.account.tenant_id, id);
    cx.find::<CustomerRecord>(&key)?.ok_or_else(|| super::unknown().into())
}

fn billing_of(customer: &Customer) -> Result<&CustomerBillingProfile, Failure> {
    // Every customer is made with one.
    customer.billing_profile.as_ref().ok_or_else(|| Failure::Defect("a customer without a billing profile".to_owned()))
}
