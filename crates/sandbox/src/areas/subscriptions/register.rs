//! Registrations: an Azure subscription is registered before reservations can be bought for it.

use http::StatusCode;
use partner_center_model::{
    operation::Nothing,
    resource::Attributes,
    subscriptions::{GetRegistrationStatus, RegisterSubscription, RegistrationStatus, SubscriptionRegistrationStatus},
};

use super::{later, of_call, rules};
use crate::{
    areas::when::When,
    context::{Answer, Call, Cx, Outcome},
};

/// Registers a subscription. One that is registered already, or is being registered, stays so.
///
/// Source: `register-a-subscription`.
pub(super) fn register(cx: &mut Cx<'_, '_>, call: Call<RegisterSubscription>) -> Outcome<Nothing> {
    let mut subscription = of_call(cx, &call.path)?;
    rules::may_register(&subscription)?;
    if !subscription.own.registered && subscription.own.registering.is_none() {
        let when = When::after(cx.settings.provisioning.settle, cx.now);
        later::begin_registration(cx, &mut subscription, when)?;
    }
    let (customer, id) = (call.path.customer_id, call.path.subscription_id);
    Ok(Answer {
        location: Some(format!("/customers/{customer}/subscriptions/{id}/registrationstatus")),
        ..Answer::empty(StatusCode::ACCEPTED)
    })
}

/// How far the registration of a subscription has come. A read may be what it waits for.
///
/// Source: `get-subscription-registration-status`.
pub(super) fn status(
    cx: &mut Cx<'_, '_>,
    call: Call<GetRegistrationStatus>,
) -> Outcome<SubscriptionRegistrationStatus> {
    let mut subscription = of_call(cx, &call.path)?;
    later::read_registration(cx, &mut subscription)?;
    let status = if subscription.own.registered {
        RegistrationStatus::Registered
    } else if subscription.own.registering.is_some() {
        RegistrationStatus::Registering
    } else {
        RegistrationStatus::NotRegistered
    };
    Ok(Answer::ok(SubscriptionRegistrationStatus {
        subscription_id: subscription.body.id,
        status: Some(status),
        attributes: Some(Attributes::of("SubscriptionRegistrationStatus")),
    }))
}
