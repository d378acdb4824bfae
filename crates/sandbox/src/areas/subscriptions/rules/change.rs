//! What a PATCH may change about a subscription.

use jiff::Timestamp;
use partner_center_model::{
    billing::BillingCycleType,
    errors,
    subscriptions::{Subscription, SubscriptionStatus as Status},
};

use super::{name::friendly_name, offer, quantity::quantity_allowed, refuse, status::status_allowed};
use crate::{
    account::{Account, AccountType, Quotas},
    areas::{
        product::Family,
        subscriptions::{due, record::SubscriptionRecord},
    },
    records::Stored,
    refusal::Refusal,
};

/// What the rules ask beside the subscription itself.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::areas::subscriptions) struct Situation<'a> {
    /// Whether the account is a sandbox.
    pub(in crate::areas::subscriptions) sandbox: bool,
    /// The limits of a sandbox account; none in production.
    pub(in crate::areas::subscriptions) quotas: Option<&'a Quotas>,
    /// How many subscriptions of the customer count to its quota.
    pub(in crate::areas::subscriptions) counted: u64,
    /// How many CSP Azure subscriptions count to the account's quota, if this is one.
    pub(in crate::areas::subscriptions) azure: u64,
    /// Whether reservations hang on it, if it is an Azure plan.
    pub(in crate::areas::subscriptions) reserved: bool,
    /// Whether the subscription that this one is an add-on to is active; none if it is no add-on.
    pub(in crate::areas::subscriptions) parent_active: Option<bool>,
    /// The world's time.
    pub(in crate::areas::subscriptions) now: Timestamp,
}

/// What a PATCH changes; what is not there stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::areas::subscriptions) struct Change {
    pub(in crate::areas::subscriptions) friendly_name: Option<String>,
    pub(in crate::areas::subscriptions) quantity: Option<i64>,
    pub(in crate::areas::subscriptions) auto_renew: Option<bool>,
    pub(in crate::areas::subscriptions) status: Option<Status>,
    /// The MPN id of the partner on record.
    pub(in crate::areas::subscriptions) partner: Option<String>,
}

impl Change {
    /// Whether nothing changes.
    pub(in crate::areas::subscriptions) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Carries the change out.
    pub(in crate::areas::subscriptions) fn apply(self, stored: &mut Stored<SubscriptionRecord>) {
        let subscription = &mut stored.body;
        if let Some(name) = self.friendly_name {
            subscription.friendly_name = Some(name);
        }
        if let Some(quantity) = self.quantity {
            subscription.quantity = Some(quantity);
        }
        if let Some(auto_renew) = self.auto_renew {
            subscription.auto_renew_enabled = Some(auto_renew);
        }
        if let Some(partner) = self.partner {
            subscription.partner_id = Some(partner);
        }
        if self.status == Some(Status::Deleted) {
            due::delete(subscription, &mut stored.own);
        } else if let Some(status) = self.status {
            subscription.suspension_reasons =
                if status == Status::Suspended { suspended_by_the_partner() } else { Vec::new() };
            subscription.status = Some(status);
        }
    }
}

/// Why a subscription is suspended that its partner suspended. Source: `subscription-resources`.
pub(in crate::areas::subscriptions) fn suspended_by_the_partner() -> Vec<String> {
    vec!["PartnerSuspended".to_owned()]
}

/// What a PATCH with this body changes. The body may be the whole resource or a part of it: what repeats the stored
/// value, is absent, or is the `none` and `unknown` of clients that have nothing to say asks for nothing, and so does
/// whatever is read-only.
///
/// Source: `change-the-quantity-of-a-subscription`, `suspend-a-subscription`, `reactivate-a-suspended-a-subscription`,
/// `update-the-nickname-for-a-subscription`, `cancel-an-azure-marketplace-subscription`,
/// `update-autorenew-for-an-azure-marketplace-subscription`.
pub(in crate::areas::subscriptions) fn change(
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
    billing_cycle_stays(stored, sent)?;
    let name = friendly_name(sent.friendly_name.as_deref(), "friendlyName")?;
    let status = sent.status.as_ref().filter(|status| !matches!(status, Status::None | Status::Unspecified));
    let wanted = Change {
        friendly_name: name.filter(|name| is.friendly_name.as_deref() != Some(name)).map(str::to_owned),
        quantity: sent.quantity.filter(|quantity| is.quantity != Some(*quantity)),
        auto_renew: sent.auto_renew_enabled.filter(|renew| is.auto_renew_enabled != Some(*renew)),
        status: status.filter(|status| is.status.as_ref() != Some(status)).cloned(),
        partner: partner_asked(sent).filter(|partner| is.partner_id.as_deref() != Some(partner)).map(str::to_owned),
    };
    if is.status == Some(Status::Deleted) && !wanted.is_empty() {
        return Err(Refusal::new(errors::SUBSCRIPTION_DELETED)
            .argument(is.id.as_deref().unwrap_or_default())
            .explain("A deleted subscription stays as it is: place a new order."));
    }
    if is.status == Some(Status::Expired) {
        due::stays(&wanted)?;
    }
    updates_allowed(stored, &wanted)?;
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

/// The MPN id that a body asks for; clients that have none send an empty one.
fn partner_asked(sent: &Subscription) -> Option<&str> {
    sent.partner_id.as_deref().map(str::trim).filter(|id| !id.is_empty())
}

/// The billing cycle is the order's: a subscription's own is no way to change it.
///
/// Source: `change-the-billing-cycle`, `error-codes`.
fn billing_cycle_stays(stored: &Stored<SubscriptionRecord>, sent: &Subscription) -> Result<(), Refusal> {
    let asked = sent.billing_cycle.as_ref();
    let asked = asked.filter(|cycle| !matches!(cycle, BillingCycleType::None | BillingCycleType::Unspecified));
    if asked.is_none() || asked == stored.body.billing_cycle.as_ref() {
        return Ok(());
    }
    if matches!(stored.own.family, Family::Trial | Family::Azure | Family::AzurePlan) {
        return refuse(
            errors::BILLING_CYCLE_NOT_UPDATABLE,
            "Trials are not billed, and Azure is billed by what is used, month by month.",
        );
    }
    refuse(
        errors::BILLING_CYCLE_NEEDS_ORDER_UPDATE,
        "PATCH the order with another billingCycle: it changes all subscriptions of the order.",
    )
}

/// Whether a subscription takes changes now: of an offer that takes them, and not while it is suspended and stays so.
///
/// Source: `error-codes`. Which changes those are is inferred: a name and a status can always be changed.
fn updates_allowed(stored: &Stored<SubscriptionRecord>, wanted: &Change) -> Result<(), Refusal> {
    let is = &stored.body;
    let offer = offer(stored).filter(|offer| !offer.updates);
    if let Some(offer) = offer.filter(|_| wanted.quantity.is_some() || wanted.auto_renew.is_some()) {
        return Err(Refusal::new(errors::SUBSCRIPTION_UPDATES_NOT_ALLOWED).argument(offer.id.as_str()).explain(
            "A subscription to this offer is as it was bought: its name and its status alone can be changed.",
        ));
    }
    let stays_suspended = is.status == Some(Status::Suspended) && wanted.status.is_none();
    if stays_suspended && (wanted.auto_renew.is_some() || wanted.partner.is_some()) {
        return refuse(errors::SUBSCRIPTION_SUSPENDED, "Reactivate the subscription first.");
    }
    Ok(())
}

/// Whether an account's subscriptions have partners on record that can be changed.
///
/// Source: `subscription-resources`, `error-codes`. That it is the indirect provider's alone is inferred.
pub(in crate::areas::subscriptions) fn records_partners(account: &Account) -> Result<(), Refusal> {
    if account.account_type == AccountType::IndirectProvider {
        return Ok(());
    }
    Err(Refusal::new(errors::PARTNER_ON_RECORD_NOT_UPDATABLE)
        .about("partnerId")
        .explain("Only an indirect provider records a reseller: leave partnerId out."))
}

/// Whether it can be renewed by itself. Source: `update-autorenew-for-an-azure-marketplace-subscription`.
fn renews(stored: &Stored<SubscriptionRecord>) -> bool {
    match offer(stored) {
        Some(offer) => offer.renewable,
        None => {
            let free = stored.body.is_trial == Some(true) && stored.body.renewal_term_duration.is_none();
            stored.own.family == Family::Marketplace && !free
        }
    }
}
