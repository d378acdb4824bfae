//! What a subscription's status may become: suspended, active again, or deleted.

use partner_center_model::{errors, subscriptions::SubscriptionStatus as Status};

use super::{change::Situation, refuse};
use crate::{
    areas::{
        product::Family,
        subscriptions::{form::FULL_REFUND, record::SubscriptionRecord},
    },
    records::Stored,
    refusal::Refusal,
};

/// Whether the status may become this, which it is not already.
pub(super) fn status_allowed(
    stored: &Stored<SubscriptionRecord>,
    to: &Status,
    situation: &Situation<'_>,
) -> Result<(), Refusal> {
    match (stored.body.status.as_ref(), to) {
        (Some(Status::Active), Status::Suspended) => suspend(stored, situation),
        (Some(Status::Suspended), Status::Active) => reactivate(stored, situation),
        (_, Status::Deleted) => cancel(stored, situation),
        (from, _) => {
            let from = from.map_or("none", Status::as_str);
            refuse(
                errors::STATUS_NOT_UPDATABLE,
                &format!("A partner suspends what is active and reactivates what is suspended, not {from} to {to}."),
            )
        }
    }
}

/// Source: `suspend-a-subscription`, `create-azure-plan`, `error-codes`.
fn suspend(stored: &Stored<SubscriptionRecord>, situation: &Situation<'_>) -> Result<(), Refusal> {
    if stored.own.family == Family::AzurePlan && stored.own.azure_subscriptions > 0 {
        return refuse(
            errors::AZURE_PLAN_HAS_ACTIVE_SUBSCRIPTIONS,
            "Cancel the Azure subscriptions under the plan first.",
        );
    }
    if situation.reserved {
        return refuse(
            errors::AZURE_PLAN_HAS_ACTIVE_SUBSCRIPTIONS,
            "Cancel the orders of reservations that were bought for the plan first.",
        );
    }
    Ok(())
}

/// Source: `reactivate-a-suspended-a-subscription`, `test-and-debug`, `error-codes`.
fn reactivate(stored: &Stored<SubscriptionRecord>, situation: &Situation<'_>) -> Result<(), Refusal> {
    if situation.parent_active == Some(false) {
        return refuse(
            errors::PARENT_SUBSCRIPTION_NOT_ACTIVE,
            "Reactivate the subscription that this one is an add-on to first.",
        );
    }
    let Some(quotas) = situation.quotas else { return Ok(()) };
    if situation.counted >= u64::from(quotas.subscriptions_per_customer) {
        return refuse(
            errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER,
            &format!(
                "The customer has {} subscriptions that count, of {} that a sandbox customer may have: suspend another.",
                situation.counted, quotas.subscriptions_per_customer
            ),
        );
    }
    if stored.own.family == Family::Azure && situation.azure >= u64::from(quotas.azure_subscriptions) {
        return refuse(
            errors::AZURE_SUBSCRIPTION_LIMIT_PER_PARTNER,
            &format!(
                "The account has {} Azure subscriptions that count, of {} that it may have: suspend another.",
                situation.azure, quotas.azure_subscriptions
            ),
        );
    }
    Ok(())
}

/// A marketplace subscription is cancelled by its status; in production for as long as its price is given back.
///
/// Source: `cancel-an-azure-marketplace-subscription`. That the sandbox asks for no window is inferred.
fn cancel(stored: &Stored<SubscriptionRecord>, situation: &Situation<'_>) -> Result<(), Refusal> {
    if stored.own.family != Family::Marketplace {
        return refuse(
            errors::STATUS_NOT_UPDATABLE,
            "Only marketplace subscriptions are deleted by their status: suspend this one, or cancel its order.",
        );
    }
    let refunds = &stored.body.refund_options;
    let open = refunds.iter().any(|refund| refund.expires_at.is_none_or(|end| situation.now < end));
    if situation.sandbox || open {
        return Ok(());
    }
    Err(Refusal::new(errors::CANCELLATION_WINDOW_PASSED)
        .argument((FULL_REFUND.as_hours() / 24).to_string())
        .explain("Every entry of refundOptions has expired: turn autoRenewEnabled off, and the term will be the last."))
}
