//! The activation of a marketplace product in the sandbox.

use jiff::Timestamp;
use partner_center_model::{
    errors,
    subscriptions::{Subscription, SubscriptionStatus as Status},
};

use super::refuse;
use crate::{
    areas::{
        product::Family,
        subscriptions::{
            form::full_refund,
            record::{SubscriptionOwn, SubscriptionRecord},
            term,
        },
    },
    records::Stored,
    refusal::Refusal,
};

/// Activates a subscription: its term begins now, and so does the time in which its price is given back.
///
/// Source: `activate-sandbox-subscription-azure-marketplace-products`, `error-codes`. What the activation of anything
/// else is refused with is inferred.
pub(in crate::areas::subscriptions) fn activate(
    stored: &mut Stored<SubscriptionRecord>,
    sandbox: bool,
    now: Timestamp,
) -> Result<(), Refusal> {
    if !sandbox {
        return refuse(
            errors::NOT_SUPPORTED_IN_ENVIRONMENT,
            "In production the customer activates a marketplace product at its publisher's site.",
        );
    }
    if stored.own.family != Family::Marketplace {
        return refuse(errors::NOT_SUPPORTED, "Only marketplace products are activated; this is none.");
    }
    if stored.body.status == Some(Status::Deleted) {
        return Err(Refusal::new(errors::SUBSCRIPTION_DELETED)
            .argument(stored.body.id.as_deref().unwrap_or_default())
            .explain("A deleted subscription stays as it is: place a new order."));
    }
    if stored.own.activated {
        return refuse(errors::ALREADY_ACTIVATED, "The subscription is active, and its term has begun.");
    }
    begin(&mut stored.body, &mut stored.own, now);
    Ok(())
}

fn begin(is: &mut Subscription, own: &mut SubscriptionOwn, now: Timestamp) {
    let months = is.term_duration.as_deref().and_then(term::months);
    own.activated = true;
    is.effective_start_date = Some(now);
    is.commitment_end_date = months.map(|months| term::next_end(now, now, months));
    is.refund_options = vec![full_refund(now)];
}
