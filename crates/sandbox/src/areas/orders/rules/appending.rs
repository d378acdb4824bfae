//! Appending an add-on to an order: which lines of a PATCH are new, and what they may be bought for.

use std::collections::{HashMap, HashSet};

use partner_center_model::{
    errors,
    ids::{OfferId, SubscriptionId},
    orders::{Order, OrderLineItem},
    subscriptions::{Subscription, SubscriptionStatus},
};

use crate::{
    areas::offers::{self, CatalogueOffer},
    refusal::Refusal,
};

/// A line of a PATCH that is not in the order yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::areas::orders) struct NewLine {
    /// Its place in the PATCH.
    pub(in crate::areas::orders) place: usize,
    /// The subscription that it is bought for; it is one of the order's.
    pub(in crate::areas::orders) parent: SubscriptionId,
}

/// The lines of a PATCH that are new: those with a parent and no subscription. The others repeat what the order holds,
/// which is what clients send who change one thing of what they read.
///
/// Source: `purchase-an-add-on-to-a-subscription`.
pub(in crate::areas::orders) fn new_lines(order: &Order, sent: &[OrderLineItem]) -> Result<Vec<NewLine>, Refusal> {
    let subscriptions: HashSet<SubscriptionId> =
        order.line_items.iter().filter_map(|line| line.subscription_id.as_deref()?.parse().ok()).collect();
    let bought = |id: &str| id.parse().ok().filter(|id| subscriptions.contains(id));
    let numbers: HashMap<Option<i64>, &OrderLineItem> =
        order.line_items.iter().map(|line| (line.line_item_number, line)).collect();
    let mut new = Vec::new();
    for (place, line) in sent.iter().enumerate() {
        match (given(&line.subscription_id), given(&line.parent_subscription_id)) {
            (Some(id), _) => {
                if bought(id).is_none() {
                    return Err(Refusal::new(errors::INVALID_PROPERTY)
                        .about(format!("lineItems[{place}].subscriptionId is no subscription of the order"))
                        .explain("A line with a subscriptionId repeats a line of the order; a new line has none."));
                }
            }
            (None, Some(parent)) => {
                let parent = bought(parent).ok_or_else(|| unrelated(place, "it is not of this order"))?;
                new.push(NewLine { place, parent });
            }
            (None, None) => {
                let known = numbers.get(&line.line_item_number);
                let repeats = known.is_some_and(|known| line.offer_id.is_none() || offer(known) == offer(line));
                if !repeats {
                    return Err(Refusal::new(errors::INVALID_PROPERTY)
                        .about(format!("lineItems[{place}].parentSubscriptionId"))
                        .explain(
                            "The line is not in the order. A PATCH appends add-ons, which name what they are for.",
                        ));
                }
            }
        }
    }
    Ok(new)
}

/// An id that a line names; some clients send empty ones.
fn given(id: &Option<String>) -> Option<&str> {
    id.as_deref().map(str::trim).filter(|id| !id.is_empty())
}

/// The offer of a line.
fn offer(line: &OrderLineItem) -> Option<OfferId> {
    line.offer_id.as_deref()?.parse().ok()
}

/// Whether an add-on may be bought for a subscription.
///
/// Source: `purchase-an-add-on-to-a-subscription`, `error-codes`.
pub(in crate::areas::orders) fn parent(
    place: usize,
    add_on: &CatalogueOffer,
    parent: Option<&Subscription>,
) -> Result<(), Refusal> {
    let parent = parent.ok_or_else(|| unrelated(place, "the customer has no such subscription"))?;
    let base: Option<OfferId> = parent.offer_id.as_deref().and_then(|id| id.parse().ok());
    if !base.is_some_and(|base| add_on.prerequisites.contains(&base)) {
        let name = parent.offer_name.as_deref().unwrap_or_default();
        return Err(unrelated(place, &format!("{} is no add-on to {name}", add_on.name)));
    }
    if parent.status != Some(SubscriptionStatus::Active) {
        return Err(Refusal::new(errors::PARENT_SUBSCRIPTION_NOT_ACTIVE)
            .about(format!("lineItems[{place}].parentSubscriptionId"))
            .explain("Reactivate the parent subscription first."));
    }
    Ok(())
}

/// Whether a line buys an add-on to what another one buys.
///
/// Source: `create-a-cart-with-add-ons`, `error-codes`.
pub(in crate::areas::orders) fn base(
    place: usize,
    add_on: &OrderLineItem,
    base: &OrderLineItem,
) -> Result<(), Refusal> {
    let bought = offer(add_on).and_then(|id| offers::find(&id));
    // What is no offer at all is refused for that.
    let Some(bought) = bought else { return Ok(()) };
    if offer(base).is_some_and(|base| bought.prerequisites.contains(&base)) {
        return Ok(());
    }
    Err(unrelated(place, &format!("{} is no add-on to the line that it stands in", bought.name)))
}

/// The refusal of an item of the catalogue as an add-on: offers alone have add-ons, which are offers.
///
/// Source: `create-a-cart-with-add-ons`, `error-codes`.
pub(in crate::areas::orders) fn not_an_item(place: usize) -> Refusal {
    unrelated(place, "an item of the catalogue is no add-on")
}

fn unrelated(place: usize, why: &str) -> Refusal {
    Refusal::new(errors::ADD_ON_NOT_RELATED_TO_PARENT)
        .about(format!("lineItems[{place}].parentSubscriptionId: {why}"))
        .explain(
            "An add-on has what it is bought for among its prerequisiteOffers; a PATCH goes to the order that bought that.",
        )
}
