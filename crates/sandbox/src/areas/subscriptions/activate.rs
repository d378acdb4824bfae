//! POST .../activate: what a publisher does in production, a partner does in the sandbox by hand.

use backlot_store::Root;
use partner_center_model::{
    ids::SubscriptionId,
    subscriptions::{ActivateSubscription, SubscriptionActivationResult, SubscriptionStatus},
};

use super::{of_call, record::SubscriptionRecord, rules};
use crate::{
    context::{Answer, Call, Cx, Outcome},
    events::What,
    refusal::Failure,
};

/// Activates a marketplace subscription of a sandbox.
///
/// Source: `activate-sandbox-subscription-azure-marketplace-products`.
pub(super) fn activate(cx: &mut Cx<'_, '_>, call: Call<ActivateSubscription>) -> Outcome<SubscriptionActivationResult> {
    let mut subscription = of_call(cx, &call.path)?;
    let (sandbox, now) = (cx.account.is_sandbox(), cx.now);
    rules::activate(&mut subscription, sandbox, now)?;
    cx.save(&mut subscription)?;
    cx.tell(What::SubscriptionActivated, &subscription, [])?;
    Ok(Answer::ok(SubscriptionActivationResult {
        subscription_id: subscription.body.id,
        status: Some("Success".to_owned()),
    }))
}

/// Whether a subscription is still to be activated. What is gone is not.
pub(crate) fn waits_for_activation(cx: &mut Cx<'_, '_>, customer: &Root, id: SubscriptionId) -> Result<bool, Failure> {
    let found = cx.find::<SubscriptionRecord>(&SubscriptionRecord::key(customer, id))?;
    let gone = [Some(SubscriptionStatus::Deleted), Some(SubscriptionStatus::Expired)];
    Ok(found.is_some_and(|one| !one.own.activated && !gone.contains(&one.body.status)))
}
