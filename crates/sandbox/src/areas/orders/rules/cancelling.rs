//! Cancelling: which orders and lines can be, where, until when.

use jiff::{SignedDuration, Timestamp};
use partner_center_model::{
    errors,
    ids::OfferId,
    orders::{Order, OrderLineItem, OrderStatus},
};

use crate::{
    account::Environment,
    areas::{
        orders::record::{Bought, Destination, OrderOwn},
        product::Family,
    },
    refusal::Refusal,
    settings::Cancellation,
};

/// How many hours a day of the cancellation window has.
const HOURS_OF_A_DAY: i64 = 24;

/// Where an order goes if a PATCH cancels it, whole or by the lines that the PATCH names; `None` if it is cancelled or
/// on its way to be. A PATCH that names every line that is left cancels the whole: clients send back what they read.
///
/// Source: `cancel-an-order-from-the-integration-sandbox`, `cancel-software-purchases`.
pub(in crate::areas::orders) fn cancel(
    order: &Order,
    own: &OrderOwn,
    named: &[OrderLineItem],
    environment: Environment,
    settings: &Cancellation,
    now: Timestamp,
) -> Result<Option<Destination>, Refusal> {
    let leaving = match own.settling.as_ref().map(|settling| &settling.to) {
        _ if order.status == Some(OrderStatus::Cancelled) => return Ok(None),
        Some(Destination::Cancelled) => return Ok(None),
        Some(Destination::LinesCancelled(places)) => places.as_slice(),
        Some(Destination::Provisioned) | None => &[],
    };
    let open = |place: &usize| own.lines.get(*place).is_some_and(|line| !line.cancelled);
    let asked = if named.is_empty() { (0..own.lines.len()).collect() } else { places(order, named)? };
    let asked: Vec<usize> = asked.into_iter().filter(|place| open(place) && !leaving.contains(place)).collect();
    if asked.is_empty() {
        return Ok(None);
    }
    for bought in asked.iter().filter_map(|place| own.lines.get(*place)) {
        may_cancel(order, bought, environment, settings, now)?;
    }
    let mut places = [leaving, &asked].concat();
    places.sort_unstable();
    let whole = (0..own.lines.len()).filter(open).all(|place| places.contains(&place));
    Ok(Some(if whole { Destination::Cancelled } else { Destination::LinesCancelled(places) }))
}

/// The places of the lines that a PATCH names. The number names a line; the offer, if it is there, has to be the line's.
fn places(order: &Order, named: &[OrderLineItem]) -> Result<Vec<usize>, Refusal> {
    let mut places = Vec::with_capacity(named.len());
    for (index, asked) in named.iter().enumerate() {
        let number = asked.line_item_number.unwrap_or(-1);
        let place =
            order.line_items.iter().position(|line| line.line_item_number == Some(number)).ok_or_else(|| {
                Refusal::new(errors::LINE_ITEM_NUMBER_INVALID)
                    .about(format!("lineItems[{index}].lineItemNumber"))
                    .explain("A PATCH that cancels lines names lines of the order by their lineItemNumber.")
            })?;
        let offer = |line: &OrderLineItem| line.offer_id.as_deref().and_then(|id| id.parse::<OfferId>().ok());
        let (theirs, ours) = (offer(asked), order.line_items.get(place).and_then(offer));
        if theirs.is_some() && theirs != ours {
            return Err(Refusal::new(errors::INVALID_PROPERTY)
                .about(format!("lineItems[{index}].offerId is not the offer of line {number}"))
                .explain("Nothing was cancelled: number and offer of the line contradict each other."));
        }
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(places)
}

/// Whether a line can be cancelled by PATCH. The number of days of the window stands on no page: it is a setting.
///
/// Source: `cancel-an-order-from-the-integration-sandbox`, `cancel-software-purchases`, `error-codes`.
fn may_cancel(
    order: &Order,
    bought: &Bought,
    environment: Environment,
    settings: &Cancellation,
    now: Timestamp,
) -> Result<(), Refusal> {
    let sandbox = environment == Environment::Sandbox;
    match bought.family {
        Family::License | Family::AddOn | Family::Trial | Family::Azure => {
            Err(Refusal::new(errors::ORDER_NEEDS_SUBSCRIPTION_SUSPENDED)
                .argument(order.id.clone().unwrap_or_default())
                .argument(order.reference_customer_id.clone().unwrap_or_default())
                .explain("Orders of offers are never cancelled: PATCH their subscriptions with status suspended."))
        }
        Family::AzurePlan => Err(Refusal::new(errors::ORDER_NOT_CANCELLABLE)
            .explain("An Azure plan is not cancelled by its order: cancel the Azure subscriptions under it.")),
        Family::Marketplace if !sandbox => Err(Refusal::new(errors::SAAS_CANCEL_NEEDS_SUBSCRIPTION_UPDATE)
            .explain("In production PATCH the marketplace subscription with status deleted.")),
        Family::Reservation if !sandbox => Err(Refusal::new(errors::CANCEL_ONLY_IN_SANDBOX).explain(
            "In production reservations are cancelled by Azure support: \
             POST /_backlot/accounts/{tenantId}/support/cancel-reservations.",
        )),
        Family::Software | Family::SoftwareSubscription if !sandbox => {
            let window = SignedDuration::from_hours(HOURS_OF_A_DAY * i64::from(settings.window_days));
            let since = order.creation_date.map(|placed| now.duration_since(placed));
            if since.is_some_and(|since| since > window) {
                return Err(Refusal::new(errors::CANCELLATION_WINDOW_PASSED)
                    .argument(settings.window_days.to_string())
                    .explain(
                        "The window counts from the order's creationDate; the setting is cancellation.windowDays.",
                    ));
            }
            Ok(())
        }
        Family::Marketplace | Family::Reservation | Family::Software | Family::SoftwareSubscription => Ok(()),
    }
}
