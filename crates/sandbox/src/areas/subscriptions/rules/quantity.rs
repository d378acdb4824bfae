//! How many licences a subscription may have.

use partner_center_model::{errors, subscriptions::SubscriptionStatus as Status};

use super::{change::Situation, offer, refuse};
use crate::{
    account::Quotas,
    areas::{
        offers,
        product::{CatalogItem, Family},
        products::catalogue,
        subscriptions::record::SubscriptionRecord,
    },
    records::Stored,
    refusal::Refusal,
};

/// Whether the quantity may become this.
///
/// Source: `change-the-quantity-of-a-subscription`, `test-and-debug`, `error-codes`.
pub(super) fn quantity_allowed(
    stored: &Stored<SubscriptionRecord>,
    quantity: i64,
    to: Option<&Status>,
    situation: &Situation<'_>,
) -> Result<(), Refusal> {
    let is = &stored.body;
    if is.status == Some(Status::Suspended) || to == Some(&Status::Suspended) {
        return refuse(
            errors::QUANTITY_CHANGE_WHILE_SUSPENDED,
            "Reactivate the subscription first; its quantity is changed by a PATCH of its own.",
        );
    }
    if stored.own.provisioning.is_some() {
        return refuse(
            errors::SUBSCRIPTION_NOT_READY,
            "The last change of its licences is still being provided: GET .../provisioningstatus says when it is done.",
        );
    }
    if stored.own.family == Family::AzurePlan {
        return refuse(
            errors::SEAT_QUANTITY_NOT_UPDATABLE,
            "An Azure plan is billed by what is used; it has no seats.",
        );
    }
    let before = is.quantity.unwrap_or_default();
    let offer = offer(stored);
    match offer {
        Some(offer) => offers::within_bounds(offer, quantity)?,
        None => item_within_bounds(is.offer_id.as_deref().unwrap_or_default(), quantity)?,
    }
    if quantity > before && offer.is_some_and(|offer| !offer.increase) {
        return refuse(
            errors::SOFTWARE_ASSURANCE_INCREASE_NOT_ALLOWED,
            "The licences come from Software Assurance, which covers no more: order another offer beside it.",
        );
    }
    if quantity < before && offer.is_some_and(|offer| !offer.decrease) {
        return refuse(
            errors::QUANTITY_DECREASE_NOT_ALLOWED,
            "Licenses of this offer are only added during its term: suspend the subscription, or wait for its end.",
        );
    }
    // Whatever the world file gave it, a sandbox subscription can always be made smaller: that is how one cleans up.
    match situation.quotas {
        Some(quotas) if quantity > before => licenses(is.offer_id.as_deref().unwrap_or_default(), quantity, quotas),
        _ => Ok(()),
    }
}

/// The bounds of the SKU that an item of the catalogue is of. What a world file made up has one license at least.
///
/// Source: `product-resources`, `error-codes`.
fn item_within_bounds(id: &str, quantity: i64) -> Result<(), Refusal> {
    let item = CatalogItem::parse(id).and_then(|id| catalogue::find(&id));
    let (least, most) = item.map_or((1, i64::MAX), |item| (item.sku.minimum, item.sku.maximum));
    if (least..=most).contains(&quantity) {
        return Ok(());
    }
    refuse(errors::QUANTITY_OUT_OF_BOUNDS, &format!("It is sold in quantities from {least} to {most}."))
}

/// The limit of licences of a sandbox subscription; trials and offers with a higher minimum are no exception.
///
/// Source: `test-and-debug`, `error-codes`.
pub(crate) fn licenses(offer: &str, quantity: i64, quotas: &Quotas) -> Result<(), Refusal> {
    let limit = quotas.licenses_per_subscription;
    if quantity <= i64::from(limit) {
        return Ok(());
    }
    Err(Refusal::new(errors::SEAT_LIMIT_REMAINING_EXCEEDED)
        .argument(quantity.to_string())
        .argument(limit.to_string())
        .argument(offer)
        .explain(format!("A subscription of a sandbox customer has {limit} licenses at most.")))
}
