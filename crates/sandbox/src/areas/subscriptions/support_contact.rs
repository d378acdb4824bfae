//! The support contact: who supports the customer with a subscription.

use partner_center_model::{
    resource::{Attributes, Links},
    subscriptions::{GetSupportContact, SubscriptionPath, SupportContact, UpdateSupportContact},
};

use super::{of_call, rules};
use crate::{
    account::Account,
    capabilities::{self, Capability},
    context::{Answer, Call, Cx, Outcome},
    events::What,
    refusal::Failure,
};

/// Who supports the customer: the partner itself, until somebody else is named.
///
/// Source: `get-a-subscription-s-support-contact`. Who it is at first is inferred.
pub(super) fn get(cx: &mut Cx<'_, '_>, call: Call<GetSupportContact>) -> Outcome<SupportContact> {
    let subscription = of_call(cx, &call.path)?;
    Ok(Answer::ok(subscription.own.support.unwrap_or_else(|| contact(&cx.account, None, &call.path))))
}

/// Names who supports the customer. The subscription itself stays as it is, and so does its etag.
///
/// Source: `update-a-subscription-s-support-contact`.
pub(super) fn update(cx: &mut Cx<'_, '_>, call: Call<UpdateSupportContact>) -> Outcome<SupportContact> {
    let mut subscription = of_call(cx, &call.path)?;
    let account = cx.account.clone();
    let named = rules::named(&call.body)?;
    let resellers = resellers(cx, &account)?;
    let partner = rules::supports(named, &account, &resellers)?;
    let name = rules::friendly_name(call.body.name.as_deref(), "name")?;
    let contact = contact(partner, name, &call.path);
    if subscription.own.support.as_ref() != Some(&contact) {
        subscription.own.support = Some(contact.clone());
        cx.save_beside(&mut subscription)?;
        let mpn_id = contact.support_mpn_id.clone().unwrap_or_default();
        cx.tell(What::SubscriptionUpdated, &subscription, [("supportContact", mpn_id)])?;
    }
    Ok(Answer::ok(contact))
}

/// The resellers that an account sells through.
fn resellers(cx: &mut Cx<'_, '_>, account: &Account) -> Result<Vec<Account>, Failure> {
    let mut found = Vec::new();
    if capabilities::need(Capability::HaveIndirectResellers, account).is_ok() {
        for reseller in &account.partners {
            found.extend(cx.find::<Account>(&Account::key(*reseller))?.map(|reseller| reseller.body));
        }
    }
    Ok(found)
}

/// A partner as a support contact, under this name or its own.
fn contact(partner: &Account, name: Option<&str>, path: &SubscriptionPath) -> SupportContact {
    let SubscriptionPath { customer_id, subscription_id } = path;
    SupportContact {
        support_tenant_id: Some(partner.tenant_id.to_string()),
        support_mpn_id: Some(partner.mpn_id.clone()),
        name: Some(name.unwrap_or(&partner.company_name).to_owned()),
        links: Some(Links::to_self(format!("/customers/{customer_id}/subscriptions/{subscription_id}/supportcontact"))),
        attributes: Some(Attributes::of("SupportContact")),
    }
}
