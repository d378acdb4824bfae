//! Relationships: providers and their resellers, and invitations.

mod resellers;
#[cfg(test)]
mod tests;

use partner_center_model::{
    filter::FieldFilterOperation,
    relationships::{
        GetRelationshipRequest, ListCustomerRelationships, ListRelationships, PartnerRelationship,
        PartnerRelationshipType, RelationshipRequest,
    },
    resource::{Attributes, Collection},
};

pub(crate) use self::resellers::belongs_to;
use self::resellers::resellers;
use crate::{
    account::{Account, AccountType},
    areas::filter,
    capabilities::{self, Capability},
    context::{Answer, Call, Cx, Outcome},
    refusal::Refusal,
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![
        handler::<ListRelationships>(list),
        handler::<ListCustomerRelationships>(of_customer),
        handler::<GetRelationshipRequest>(request),
    ]
}

/// Lists the resellers of a provider, or the providers of a reseller. Other accounts have neither, and a provider in
/// the sandbox has no resellers.
///
/// Source: `retrieve-a-list-of-indirect-resellers`, `sandbox-scenario`.
fn list(cx: &mut Cx<'_, '_>, call: Call<ListRelationships>) -> Outcome<Collection<PartnerRelationship>> {
    let relationship = call.query.relationship_type.ok_or_else(|| {
        let types = "IsIndirectCloudSolutionProviderOf or IsIndirectResellerOf is expected";
        Refusal::invalid("relationship_type", types)
    })?;
    let name = call.query.filter.as_deref().map(name_filter).transpose()?;
    let mut partners = Vec::new();
    if has(&cx.account, &relationship) {
        for partner in cx.account.partners.clone() {
            partners.extend(cx.find::<Account>(&Account::key(partner))?.map(|partner| partner.body));
        }
    }
    partners
        .retain(|partner| name.as_ref().is_none_or(|name| partner.company_name.to_lowercase().contains(name.as_str())));
    partners.sort_by_key(|partner| (partner.company_name.to_lowercase(), partner.tenant_id));
    let items = partners.iter().map(|partner| PartnerRelationship {
        state: Some("Active".to_owned()),
        location: Some(partner.country.clone()),
        ..resource(partner, relationship.clone())
    });
    Ok(Answer::ok(Collection::of(items.collect())))
}

/// Whether the account can be tied to partners in this way at all.
fn has(account: &Account, relationship: &PartnerRelationshipType) -> bool {
    match relationship {
        PartnerRelationshipType::IsIndirectCloudSolutionProviderOf => {
            capabilities::need(Capability::HaveIndirectResellers, account).is_ok()
        }
        PartnerRelationshipType::IsIndirectResellerOf => {
            account.account_type == AccountType::IndirectReseller && !account.is_sandbox()
        }
        PartnerRelationshipType::Unknown(_) => false,
    }
}

/// What the names of the listed partners contain. No page documents the filter; the .NET SDK sends it.
fn name_filter(text: &str) -> Result<String, Refusal> {
    let (field, value) = filter::read(text, FieldFilterOperation::Substring)?;
    if field != "name" {
        return Err(Refusal::invalid("filter.Field", format_args!("Name is expected, found {field:?}")));
    }
    Ok(value.to_lowercase())
}

/// Lists the resellers that a customer belongs to or buys through. Source: `get-indirect-resellers-of-a-customer`.
fn of_customer(cx: &mut Cx<'_, '_>, call: Call<ListCustomerRelationships>) -> Outcome<Collection<PartnerRelationship>> {
    let account = cx.account.clone();
    let mut items = Vec::new();
    for reseller in resellers(cx, &account, call.path.customer_id)? {
        let Some(reseller) = cx.find::<Account>(&Account::key(reseller))? else { continue };
        items.push(resource(&reseller.body, PartnerRelationshipType::IsIndirectCloudSolutionProviderOf));
    }
    Ok(Answer::ok(Collection::of(items)))
}

fn resource(partner: &Account, relationship: PartnerRelationshipType) -> PartnerRelationship {
    PartnerRelationship {
        id: Some(partner.tenant_id.to_string()),
        name: Some(partner.company_name.clone()),
        relationship_type: Some(relationship),
        mpn_id: Some(partner.mpn_id.clone()),
        attributes: Some(Attributes::of("PartnerRelationship")),
        ..PartnerRelationship::default()
    }
}

/// Gets the link by which customers accept the partner. Source: `request-reseller-relationship`, `sandbox-scenario`.
fn request(cx: &mut Cx<'_, '_>, _: Call<GetRelationshipRequest>) -> Outcome<RelationshipRequest> {
    capabilities::need(Capability::RequestRelationships, &cx.account)?;
    let tenant = cx.account.tenant_id;
    cx.explain(format!(
        "Nobody answers at this link here: POST /_backlot/accounts/{tenant}/relationship-requests/accept with a \
         customerId makes that customer accept."
    ));
    let url = format!(
        "https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId={tenant}&msppId=0&DAP=false\
         #/BillingAccounts/partner-invitation"
    );
    let attributes = Some(Attributes::of("RelationshipRequest"));
    Ok(Answer::ok(RelationshipRequest { url: Some(url), attributes }))
}
