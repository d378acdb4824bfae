//! Subscriptions: reading and changing them, and what becomes of them.
//!
//! - `read`: one subscription, lists, what stands beside one; `update`: PATCH; `rules` decides
//! - `activate`, `convert`, `upgrade`, `register`, `support_contact`: one way to change each
//! - `due`: what time does to a term; `later`: what the service does later
//! - `record`: what is kept; `form`: what is answered; `event`: what is told

mod activate;
mod convert;
mod due;
mod event;
mod form;
mod later;
mod read;
mod record;
mod register;
mod rules;
mod support_contact;
mod term;
#[cfg(test)]
mod tests;
mod update;
mod upgrade;

use partner_center_model::{
    errors,
    ids::SubscriptionId,
    subscriptions::{
        ActivateSubscription, ConvertSubscription, CreateUpgrade, GetRegistrationStatus, GetSubscription,
        GetSubscriptionProvisioningStatus, GetSupportContact, ListAzureEntitlements, ListConversions,
        ListSubscriptionAddons, ListSubscriptions, ListUpgrades, RegisterSubscription, SubscriptionPath,
        UpdateSubscription, UpdateSupportContact,
    },
};

pub(crate) use self::{
    activate::waits_for_activation,
    due::delete,
    form::{Item, NewSubscription, Past, Product, activation, create, link, plant},
    later::settle,
    record::SubscriptionRecord,
    rules::{friendly_name, licenses},
};
use crate::{
    context::Cx,
    records::Stored,
    refusal::{Failure, Refusal},
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![
        handler::<ListSubscriptions>(read::list),
        handler::<GetSubscription>(read::get),
        handler::<UpdateSubscription>(update::update),
        handler::<ActivateSubscription>(activate::activate),
        handler::<ListSubscriptionAddons>(read::add_ons),
        handler::<ListAzureEntitlements>(read::azure_entitlements),
        handler::<ListConversions>(convert::list),
        handler::<ConvertSubscription>(convert::convert),
        handler::<GetSubscriptionProvisioningStatus>(read::provisioning_status),
        handler::<RegisterSubscription>(register::register),
        handler::<GetRegistrationStatus>(register::status),
        handler::<GetSupportContact>(support_contact::get),
        handler::<UpdateSupportContact>(support_contact::update),
        handler::<ListUpgrades>(upgrade::list),
        handler::<CreateUpgrade>(upgrade::create),
    ]
}

/// The subscription that a call is about.
fn of_call(cx: &mut Cx<'_, '_>, path: &SubscriptionPath) -> Result<Stored<SubscriptionRecord>, Failure> {
    let id = path.subscription_id;
    let key = SubscriptionRecord::key(&cx.customer_root(path.customer_id), id);
    cx.find::<SubscriptionRecord>(&key)?.ok_or_else(|| missing(id).into())
}

/// Source: `error-codes`.
fn missing(id: SubscriptionId) -> Refusal {
    Refusal::new(errors::SUBSCRIPTION_NOT_FOUND)
        .argument(id.to_string())
        .explain("The customer has no such subscription: GET .../subscriptions lists what there is.")
}
