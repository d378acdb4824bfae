//! Cancelling: which orders and lines can be, where, until when.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use partner_center_model::{
    cloud::Cloud,
    errors,
    ids::OfferId,
    orders::{Order, OrderLineItem, OrderStatus},
};

use crate::{
    account::Account,
    areas::{
        orders::record::{Bought, OrderOwn},
        product::Family,
    },
    refusal::Refusal,
    settings::Cancellation,
};

/// How many hours a day of the cancellation window has.
const HOURS_OF_A_DAY: i64 = 24;

/// Whether a PATCH with this status cancels. A status that is absent, unknown or the order's own asks for nothing.
///
/// Source: `cancel-an-order-from-the-integration-sandbox`, `cancel-software-purchases`.
pub(in crate::areas::orders) fn asked(order: &Order, status: Option<&OrderStatus>) -> Result<bool, Refusal> {
    match status {
        Some(OrderStatus::Cancelled | OrderStatus::Canceled) => Ok(true),
        None | Some(OrderStatus::Unspecified) => Ok(false),
        status if status == order.status.as_ref() => Ok(false),
        Some(status) => {
            let is = order.status.as_ref().map_or("unknown", OrderStatus::as_str);
            Err(Refusal::new(errors::INVALID_PROPERTY).about(format!("status: {status}")).explain(format!(
                "The order is {is}, and cancelled is the one status that a partner can give it. Leave status out to \
                 change something else."
            )))
        }
    }
}

/// The places of the lines that a PATCH cancels: all, or those that it names. Lines that are cancelled or on their way
/// to be stay as they are.
///
/// Source: `cancel-an-order-from-the-integration-sandbox`, `cancel-software-purchases`.
pub(in crate::areas::orders) fn cancel(
    order: &Order,
    own: &OrderOwn,
    named: &[OrderLineItem],
    account: &Account,
    settings: &Cancellation,
    now: Timestamp,
) -> Result<Vec<usize>, Refusal> {
    let leaving: HashSet<usize> = own.settling.iter().flat_map(|settling| settling.to.cancels()).copied().collect();
    let mut asked = if named.is_empty() { (0..own.lines.len()).collect() } else { places(order, named)? };
    asked.retain(|place| !leaving.contains(place) && own.lines.get(*place).is_some_and(|line| !line.cancelled));
    for bought in asked.iter().filter_map(|place| own.lines.get(*place)) {
        may_cancel(order, bought, account, settings, now)?;
    }
    Ok(asked.into_iter().collect())
}

/// The places of the lines that a PATCH names. The number names a line; the offer, if it is there, has to be the line's.
fn places(order: &Order, named: &[OrderLineItem]) -> Result<BTreeSet<usize>, Refusal> {
    let lines = order.line_items.iter().enumerate();
    let numbers: HashMap<i64, (usize, &OrderLineItem)> =
        lines.filter_map(|(place, line)| Some((line.line_item_number?, (place, line)))).collect();
    let mut places = BTreeSet::new();
    for (index, asked) in named.iter().enumerate() {
        let known = asked.line_item_number.and_then(|number| numbers.get(&number));
        let (place, line) = known.copied().ok_or_else(|| {
            Refusal::new(errors::LINE_ITEM_NUMBER_INVALID)
                .about(format!("lineItems[{index}].lineItemNumber"))
                .explain("A PATCH that cancels lines names lines of the order by their lineItemNumber.")
        })?;
        let offer = |line: &OrderLineItem| line.offer_id.as_deref().and_then(|id| id.parse::<OfferId>().ok());
        let theirs = offer(asked);
        if theirs.is_some() && theirs != offer(line) {
            return Err(Refusal::new(errors::INVALID_PROPERTY)
                .about(format!("lineItems[{index}].offerId is not the offer of that line"))
                .explain("Nothing was cancelled: number and offer of the line contradict each other."));
        }
        places.insert(place);
    }
    Ok(places)
}

/// Whether a line can be cancelled by PATCH. The number of days of the window stands on no page: it is a setting.
///
/// Source: `cancel-an-order-from-the-integration-sandbox`, `cancel-software-purchases`, `error-codes`.
fn may_cancel(
    order: &Order,
    bought: &Bought,
    account: &Account,
    settings: &Cancellation,
    now: Timestamp,
) -> Result<(), Refusal> {
    let sandbox = account.is_sandbox();
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
        Family::Software | Family::SoftwareSubscription if !sandbox && account.cloud != Cloud::Global => {
            Err(Refusal::new(errors::NOT_SUPPORTED_IN_ENVIRONMENT).explain(format!(
                "Software is cancelled in any integration sandbox and in production of the global cloud; this is \
                 production of the cloud {}.",
                account.cloud.as_str()
            )))
        }
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
