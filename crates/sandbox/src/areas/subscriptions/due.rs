//! What time does to a subscription: its refund windows close, its term ends and the next one begins, or it expires.
//!
//! - A term is renewed at its end if the subscription is active and renews itself; the pages of the API say so by their
//!   properties alone. Everything else expires: what does not renew itself, what is suspended, and
//!   trials but for those of marketplace products that were bought with a paid term to follow.
//! - An add-on is renewed only where what it is added to goes on, and expires with it at the latest.
//! - What is deleted or expired stays as it is but for a refund window of what was deleted, and what is metered has no term.
//!
//! Source: `subscription-resources`, `update-autorenew-for-an-azure-marketplace-subscription`,
//! `cancel-an-azure-marketplace-subscription`. What becomes of a term that ends is inferred throughout.

use backlot_store::{Key, Root};
use jiff::Timestamp;
use partner_center_model::{
    billing::BillingCycleType,
    errors,
    ids::SubscriptionId,
    subscriptions::{Subscription, SubscriptionStatus as Status},
};

use super::{
    form::{NEVER, full_refund},
    record::{SubscriptionOwn, SubscriptionRecord},
    rules::Change,
    term,
};
use crate::{
    areas::product::Family,
    events::What,
    records::{Records, Stored},
    refusal::{Failure, Refusal},
};

/// When something happens to a subscription by itself.
pub(super) fn due(is: &Subscription, own: &SubscriptionOwn) -> Option<Timestamp> {
    let refunds = is.refund_options.iter().filter_map(|refund| refund.expires_at);
    refunds.chain(ends(is).filter(|_| is_alive(is) && own.activated)).min().filter(|time| *time < NEVER)
}

/// When the term ends; none if it never does.
fn ends(is: &Subscription) -> Option<Timestamp> {
    is.commitment_end_date.filter(|end| *end < NEVER)
}

fn is_alive(is: &Subscription) -> bool {
    matches!(is.status, Some(Status::Active | Status::Suspended))
}

/// Whether a subscription begins another term at the end of this one.
fn renews(is: &Subscription) -> bool {
    is.status == Some(Status::Active) && is.auto_renew_enabled == Some(true) && next_term(is).is_some()
}

/// The duration of the next term, and its months.
fn next_term(is: &Subscription) -> Option<(String, i32)> {
    let duration = is.renewal_term_duration.as_ref().or(is.term_duration.as_ref())?;
    Some((duration.clone(), term::months(duration)?))
}

/// Whether add-ons to a subscription can begin another term now.
fn goes_on(is: &Subscription, now: Timestamp) -> bool {
    is.status == Some(Status::Active) && (ends(is).is_none_or(|end| end > now) || renews(is))
}

/// Does what is due by now, once; says what it was. `may_renew` is false for an add-on to something that ends.
fn pass(is: &mut Subscription, own: &mut SubscriptionOwn, now: Timestamp, may_renew: bool) -> Vec<What> {
    let mut happened = Vec::new();
    let refunds = is.refund_options.len();
    is.refund_options.retain(|refund| refund.expires_at.is_none_or(|end| end > now));
    if is.refund_options.len() < refunds {
        happened.push(What::SubscriptionRefundEnded);
    }
    if let Some(end) = ends(is).filter(|end| is_alive(is) && own.activated && *end <= now) {
        if may_renew && renews(is) {
            renew(is, own, end);
            happened.push(What::SubscriptionRenewed);
        } else {
            expire(is, own);
            happened.push(What::SubscriptionExpired);
        }
    }
    happened
}

/// Begins the next term. Whoever cancels it soon gets its price back, as with the first one. What follows a trial is
/// paid, in the rhythm of its term.
fn renew(is: &mut Subscription, own: &mut SubscriptionOwn, end: Timestamp) {
    let Some((duration, months)) = next_term(is) else { return };
    let begin = own.term_anchor.or(is.effective_start_date);
    let anchor = begin.filter(|begin| term::fits(*begin, end)).unwrap_or(end);
    if begin != Some(anchor) {
        own.term_anchor = Some(anchor);
    }
    is.commitment_end_date = Some(term::next_end(anchor, end, months));
    is.term_duration = Some(duration);
    if is.is_trial == Some(true) {
        is.is_trial = Some(false);
        is.billing_cycle = Some(if months < 12 { BillingCycleType::Monthly } else { BillingCycleType::Annual });
    }
    if own.family == Family::Marketplace {
        is.refund_options = vec![full_refund(end)];
    }
}

fn expire(is: &mut Subscription, own: &mut SubscriptionOwn) {
    end(is, own, Status::Expired);
    is.refund_options.clear();
}

/// Deletes a subscription. What cancelling gives back stays to be read until its own time.
pub(crate) fn delete(is: &mut Subscription, own: &mut SubscriptionOwn) {
    end(is, own, Status::Deleted);
}

/// Ends a subscription, and with it whatever it was waiting for.
fn end(is: &mut Subscription, own: &mut SubscriptionOwn, status: Status) {
    is.status = Some(status);
    is.auto_renew_enabled = Some(false);
    is.suspension_reasons.clear();
    own.registering = None;
    own.provisioning = None;
}

/// Brings a subscription that has a past to where it is now, as if its time had passed in this world.
pub(super) fn catch_up(
    records: &mut Records<'_, '_>,
    customer: &Root,
    is: &mut Subscription,
    own: &mut SubscriptionOwn,
) -> Result<(), Failure> {
    let now = records.now;
    while let Some(at) = due(is, own).filter(|at| *at <= now) {
        let may_renew = may_renew(records, customer, is, at)?;
        pass(is, own, at, may_renew);
    }
    let expired = Some(Status::Expired);
    let parent = if is_alive(is) { parent(records, customer, is)? } else { None };
    if is.status == expired || parent.is_some_and(|parent| parent.body.status == expired) {
        expire(is, own);
    }
    Ok(())
}

/// Whether nothing that a subscription is added to keeps it from another term. What is not there yet does not.
fn may_renew(
    records: &mut Records<'_, '_>,
    customer: &Root,
    is: &Subscription,
    now: Timestamp,
) -> Result<bool, Failure> {
    Ok(parent(records, customer, is)?.is_none_or(|parent| goes_on(&parent.body, now)))
}

/// What a subscription is added to.
fn parent(
    records: &mut Records<'_, '_>,
    customer: &Root,
    is: &Subscription,
) -> Result<Option<Stored<SubscriptionRecord>>, Failure> {
    let id = is.parent_subscription_id.as_deref().and_then(|id| id.parse::<SubscriptionId>().ok());
    let Some(id) = id else { return Ok(None) };
    records.find::<SubscriptionRecord>(&SubscriptionRecord::key(customer, id))
}

/// Does what is due for the subscription at `key`, and with what expires ends what was added to it.
pub(crate) fn settle(records: &mut Records<'_, '_>, key: &Key) -> Result<(), Failure> {
    let Some(mut stored) = records.find::<SubscriptionRecord>(key)? else { return Ok(()) };
    let now = records.now;
    let may_renew = may_renew(records, &key.root, &stored.body, now)?;
    let happened = pass(&mut stored.body, &mut stored.own, now, may_renew);
    if happened.is_empty() {
        return Ok(());
    }
    records.save(&mut stored)?;
    for what in happened {
        tell(records, what, &stored)?;
        if what == What::SubscriptionExpired {
            expire_add_ons(records, &stored)?;
        }
    }
    Ok(())
}

fn expire_add_ons(records: &mut Records<'_, '_>, parent: &Stored<SubscriptionRecord>) -> Result<(), Failure> {
    for mut add_on in records.all::<SubscriptionRecord>(&SubscriptionRecord::add_ons(parent))? {
        let is = &mut add_on.body;
        if is_alive(is) {
            expire(is, &mut add_on.own);
            records.save(&mut add_on)?;
            tell(records, What::SubscriptionExpired, &add_on)?;
        }
    }
    Ok(())
}

fn tell(records: &mut Records<'_, '_>, what: What, about: &Stored<SubscriptionRecord>) -> Result<(), Failure> {
    let end = about.body.commitment_end_date.map(|end| ("commitmentEndDate", end.to_string()));
    records.tell(what, about, end)
}

/// Whether an expired subscription may be changed so: its name alone can be.
///
/// Source: `error-codes`. That nothing else can be is inferred.
pub(super) fn stays(wanted: &Change) -> Result<(), Refusal> {
    let code = if wanted.status.is_some() {
        errors::STATUS_NOT_UPDATABLE
    } else if wanted.quantity.is_some() {
        errors::SEAT_QUANTITY_NOT_UPDATABLE
    } else if wanted.auto_renew.is_some() {
        errors::AUTO_RENEW_NOT_ELIGIBLE
    } else if wanted.partner.is_some() {
        errors::PARTNER_ON_RECORD_NOT_UPDATABLE
    } else {
        return Ok(());
    };
    Err(Refusal::new(code).explain("The subscription's last term has ended: place a new order."))
}
