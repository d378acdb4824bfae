//! What a PATCH may change about a subscription, as pure functions of what is stored, what is sent and the time.

use jiff::Timestamp;
use partner_center_model::{
    billing::BillingCycleType,
    errors::{self, ErrorCode},
    ids::OfferId,
    subscriptions::{Subscription, SubscriptionStatus as Status},
};

use super::{due, form::FULL_REFUND, record::SubscriptionRecord};
use crate::{
    account::Quotas,
    areas::{offers, product::Family},
    records::Stored,
    refusal::Refusal,
};

/// The longest name that a partner gives a subscription, in characters. No page names a number.
const LONGEST_NAME: usize = 256;

/// What the rules ask beside the subscription itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Situation<'a> {
    /// Whether the account is a sandbox.
    pub(super) sandbox: bool,
    /// The limits of a sandbox account; none in production.
    pub(super) quotas: Option<&'a Quotas>,
    /// How many subscriptions of the customer count to its quota.
    pub(super) counted: u64,
    /// Whether the subscription that this one is an add-on to is active; none if it is no add-on.
    pub(super) parent_active: Option<bool>,
    /// The world's time.
    pub(super) now: Timestamp,
}

/// What a PATCH changes; what is not there stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Change {
    pub(super) friendly_name: Option<String>,
    pub(super) quantity: Option<i64>,
    pub(super) auto_renew: Option<bool>,
    pub(super) status: Option<Status>,
}

impl Change {
    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Carries the change out.
    pub(super) fn apply(self, subscription: &mut Subscription) {
        if let Some(name) = self.friendly_name {
            subscription.friendly_name = Some(name);
        }
        if let Some(quantity) = self.quantity {
            subscription.quantity = Some(quantity);
        }
        if let Some(auto_renew) = self.auto_renew {
            subscription.auto_renew_enabled = Some(auto_renew);
        }
        if let Some(status) = self.status {
            subscription.suspension_reasons =
                if status == Status::Suspended { suspended_by_the_partner() } else { Vec::new() };
            if status == Status::Deleted {
                subscription.auto_renew_enabled = Some(false);
            }
            subscription.status = Some(status);
        }
    }
}

/// Why a subscription is suspended that its partner suspended. Source: `subscription-resources`.
pub(super) fn suspended_by_the_partner() -> Vec<String> {
    vec!["PartnerSuspended".to_owned()]
}

/// What a PATCH with this body changes. The body may be the whole resource or a part of it: what repeats the stored
/// value, is absent, or is the `none` and `unknown` of clients that have nothing to say asks for nothing, and so does
/// whatever is read-only.
///
/// Source: `change-the-quantity-of-a-subscription`, `suspend-a-subscription`, `reactivate-a-suspended-a-subscription`,
/// `update-the-nickname-for-a-subscription`, `cancel-an-azure-marketplace-subscription`,
/// `update-autorenew-for-an-azure-marketplace-subscription`.
pub(super) fn change(
    stored: &Stored<SubscriptionRecord>,
    sent: &Subscription,
    situation: &Situation<'_>,
) -> Result<Change, Refusal> {
    if !stored.own.activated {
        return refuse(
            errors::SUBSCRIPTION_NOT_ACTIVATED,
            "POST .../activate first: a marketplace subscription of a sandbox is activated by hand.",
        );
    }
    let is = &stored.body;
    if differs(is.billing_cycle.as_ref(), sent.billing_cycle.as_ref())
        && !matches!(sent.billing_cycle, Some(BillingCycleType::None | BillingCycleType::Unspecified))
    {
        return refuse(
            errors::BILLING_CYCLE_NEEDS_ORDER_UPDATE,
            "PATCH the order with another billingCycle: it changes all subscriptions of the order.",
        );
    }
    let name = friendly_name(sent.friendly_name.as_deref(), "friendlyName")?;
    let status = sent.status.as_ref().filter(|status| !matches!(status, Status::None | Status::Unspecified));
    let wanted = Change {
        friendly_name: name.filter(|name| is.friendly_name.as_deref() != Some(name)).map(str::to_owned),
        quantity: sent.quantity.filter(|quantity| is.quantity != Some(*quantity)),
        auto_renew: sent.auto_renew_enabled.filter(|renew| is.auto_renew_enabled != Some(*renew)),
        status: status.filter(|status| is.status.as_ref() != Some(status)).cloned(),
    };
    if is.status == Some(Status::Deleted) && !wanted.is_empty() {
        return Err(Refusal::new(errors::SUBSCRIPTION_DELETED)
            .argument(is.id.as_deref().unwrap_or_default())
            .explain("A deleted subscription stays as it is: place a new order."));
    }
    if is.status == Some(Status::Expired) {
        due::stays(&wanted)?;
    }
    if let Some(quantity) = wanted.quantity {
        quantity_allowed(stored, quantity, wanted.status.as_ref(), situation)?;
    }
    if let Some(to) = &wanted.status {
        status_allowed(stored, to, situation)?;
    }
    if wanted.auto_renew == Some(true) && !renews(stored) {
        return refuse(errors::AUTO_RENEW_NOT_ELIGIBLE, "Trials, Azure and what has no term do not renew themselves.");
    }
    Ok(wanted)
}

/// The name that a partner gives, without the blanks around it; none if nothing is left. `place` is where it stands in
/// the body.
///
/// Source: `update-the-nickname-for-a-subscription`. What a name may be is inferred.
pub(crate) fn friendly_name<'a>(sent: Option<&'a str>, place: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(name) = sent.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
    let flaw = if name.chars().count() > LONGEST_NAME {
        format!("at most {LONGEST_NAME} characters are allowed")
    } else if name.chars().any(char::is_control) {
        "control characters are not allowed".to_owned()
    } else {
        return Ok(Some(name));
    };
    Err(Refusal::new(errors::INVALID_PROPERTY)
        .about(format!("{place}: {flaw}"))
        .explain("A friendlyName is one line of text; left out or empty, the name stays as it is."))
}

/// Whether the quantity may become this.
///
/// Source: `change-the-quantity-of-a-subscription`, `test-and-debug`, `error-codes`.
fn quantity_allowed(
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
        None if quantity < 1 => {
            return refuse(errors::QUANTITY_OUT_OF_BOUNDS, "A subscription has one license at least.");
        }
        None => {}
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

/// Whether the status may become this, which it is not already.
fn status_allowed(stored: &Stored<SubscriptionRecord>, to: &Status, situation: &Situation<'_>) -> Result<(), Refusal> {
    match (stored.body.status.as_ref(), to) {
        (Some(Status::Active), Status::Suspended) => suspend(stored),
        (Some(Status::Suspended), Status::Active) => reactivate(situation),
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

/// Source: `suspend-a-subscription`, `error-codes`.
fn suspend(stored: &Stored<SubscriptionRecord>) -> Result<(), Refusal> {
    if stored.own.family == Family::AzurePlan && stored.own.azure_subscriptions > 0 {
        return refuse(
            errors::AZURE_PLAN_HAS_ACTIVE_SUBSCRIPTIONS,
            "Cancel the Azure subscriptions under the plan first.",
        );
    }
    Ok(())
}

/// Source: `reactivate-a-suspended-a-subscription`, `test-and-debug`, `error-codes`.
fn reactivate(situation: &Situation<'_>) -> Result<(), Refusal> {
    if situation.parent_active == Some(false) {
        return refuse(
            errors::PARENT_SUBSCRIPTION_NOT_ACTIVE,
            "Reactivate the subscription that this one is an add-on to first.",
        );
    }
    match situation.quotas {
        Some(quotas) if situation.counted >= u64::from(quotas.subscriptions_per_customer) => refuse(
            errors::SUBSCRIPTION_LIMIT_PER_CUSTOMER,
            &format!(
                "The customer has {} subscriptions that count, of {} that a sandbox customer may have: suspend another.",
                situation.counted, quotas.subscriptions_per_customer
            ),
        ),
        _ => Ok(()),
    }
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

/// Whether it can be renewed by itself. Source: `update-autorenew-for-an-azure-marketplace-subscription`.
fn renews(stored: &Stored<SubscriptionRecord>) -> bool {
    match offer(stored) {
        Some(offer) => offer.renewable,
        None => stored.own.family == Family::Marketplace,
    }
}

fn offer(stored: &Stored<SubscriptionRecord>) -> Option<&'static offers::CatalogueOffer> {
    offers::find(&stored.body.offer_id.as_deref()?.parse::<OfferId>().ok()?)
}

/// Whether something else is sent than there is.
fn differs<T: PartialEq>(is: Option<&T>, sent: Option<&T>) -> bool {
    sent.is_some() && sent != is
}

fn refuse<T>(code: ErrorCode, why: &str) -> Result<T, Refusal> {
    Err(Refusal::new(code).explain(why))
}
