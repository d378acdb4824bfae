//! What is particular to Azure: the registration for reservations, and the Azure subscriptions under a subscription.

use partner_center_model::{
    errors,
    subscriptions::{AzureEntitlement, SubscriptionStatus as Status},
};
use uuid::Uuid;

use super::refuse;
use crate::{
    areas::{product::Family, subscriptions::record::SubscriptionRecord},
    records::Stored,
    refusal::Refusal,
};

/// What is no Azure subscription has neither.
fn is_azure(stored: &Stored<SubscriptionRecord>) -> Result<(), Refusal> {
    if matches!(stored.own.family, Family::Azure | Family::AzurePlan) {
        return Ok(());
    }
    refuse(errors::NOT_AN_AZURE_SUBSCRIPTION, "The subscription is to something else.")
}

/// Whether a subscription can be registered.
///
/// Source: `register-a-subscription`, `error-codes`. That an Azure plan is registered in the same way is inferred.
pub(in crate::areas::subscriptions) fn may_register(stored: &Stored<SubscriptionRecord>) -> Result<(), Refusal> {
    is_azure(stored)?;
    if stored.body.status == Some(Status::Active) {
        return Ok(());
    }
    refuse(errors::NOT_AN_ACTIVE_SUBSCRIPTION, "Reactivate the Azure subscription first.")
}

/// The Azure subscriptions under a subscription: of an Azure plan those that it has, of a CSP Azure subscription itself.
///
/// Source: `get-a-list-of-azure-entitlements-for-subscription`. Their names, and that other subscriptions are refused,
/// are inferred.
pub(in crate::areas::subscriptions) fn entitlements(
    stored: &Stored<SubscriptionRecord>,
) -> Result<Vec<AzureEntitlement>, Refusal> {
    is_azure(stored)?;
    let is = &stored.body;
    let first = is.entitlement_id.as_deref().and_then(|id| id.parse::<Uuid>().ok()).unwrap_or_default();
    let entitlement = |number: u32, name: Option<String>, status: &str| AzureEntitlement {
        // The first has the id that the subscription itself names; those of the others follow from it.
        id: Some(Uuid::from_u128(first.as_u128().wrapping_add(u128::from(number))).to_string()),
        friendly_name: name,
        status: Some(status.to_owned()),
        subscription_id: is.id.clone(),
    };
    if stored.own.family == Family::Azure {
        let status = is.status.as_ref().map_or("none", Status::as_str);
        return Ok(vec![entitlement(0, is.friendly_name.clone(), status)]);
    }
    let plan = (0..stored.own.azure_subscriptions)
        .map(|number| entitlement(number, Some(format!("Azure subscription {}", number + 1)), "active"));
    Ok(plan.collect())
}
