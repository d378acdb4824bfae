//! POST .../activate: what a publisher does in production, a partner does in the sandbox by hand.

use partner_center_model::subscriptions::{ActivateSubscription, SubscriptionActivationResult};

use super::{of_call, rules};
use crate::{
    context::{Answer, Call, Cx, Outcome},
    events::What,
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
