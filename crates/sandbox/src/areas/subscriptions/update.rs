//! PATCH of a subscription: its quantity, status, name, renewal and partner on record.

use backlot_store::Root;
use http::StatusCode;
use partner_center_model::{
    ids::SubscriptionId,
    subscriptions::{Subscription, SubscriptionStatus, UpdateSubscription},
};

use super::{
    of_call,
    record::SubscriptionRecord,
    rules::{self, Change},
};
use crate::{
    areas::{orders, product::Family, when::When},
    context::{Answer, Call, Cx, Outcome},
    etag,
    records::Stored,
    refusal::Failure,
};

/// Changes a subscription. New licences that are provided later are accepted (202), and told of at once.
///
/// Source: `change-the-quantity-of-a-subscription`, and the other pages of [`rules::change`].
pub(super) fn update(cx: &mut Cx<'_, '_>, call: Call<UpdateSubscription>) -> Outcome<Subscription> {
    let mut stored = of_call(cx, &call.path)?;
    let customer = stored.key.root.clone();
    let current = etag::of(&call.path.subscription_id.to_string(), stored.version);
    let fresh = etag::check(&current, call.if_match.as_deref(), call.body.attributes.as_ref());
    let parent = stored.body.parent_subscription_id.as_deref().and_then(|id| id.parse().ok());
    let parent_active = parent.map(|parent| is_active(cx, &customer, parent)).transpose()?;
    let (counted, azure) = if reactivates(&stored, &call.body) { count(cx, &stored)? } else { (0, 0) };
    let reserved = stored.own.family == Family::AzurePlan
        && call.body.status == Some(SubscriptionStatus::Suspended)
        && orders::is_reserved_for(cx, &customer, call.path.subscription_id)?;
    let situation = rules::Situation {
        sandbox: cx.account.is_sandbox(),
        quotas: cx.account.quotas.as_ref(),
        counted,
        azure,
        reserved,
        parent_active,
        now: cx.now,
    };
    let change = rules::change(&stored, &call.body, &situation);
    // Clients suspend what they have listed, one after the other, and an add-on is suspended with what it is added to: who
    // asks for what is so already, and says nothing of versions beyond what was listed, is in nobody's way.
    if change.as_ref().is_ok_and(Change::is_empty) && (fresh.is_ok() || call.if_match.is_none()) {
        return Ok(Answer::ok(stored.body));
    }
    fresh?;
    let change = change?;
    if let Some(partner) = &change.partner {
        let account = cx.account.clone();
        rules::records_partners(&account)?;
        cx.need_user()?;
        orders::may_record(cx, &account, partner, "partnerId")?;
    }
    let provides = change.quantity.is_some();
    if provides {
        stored.own.provisioning = When::after(cx.settings.provisioning.settle, cx.now);
    }
    let (what, details) = (change.what(), change.details());
    let suspends = change.status == Some(SubscriptionStatus::Suspended);
    change.apply(&mut stored);
    cx.save(&mut stored)?;
    cx.tell(what, &stored, details)?;
    if suspends {
        suspend_add_ons(cx, &stored)?;
    }
    if !provides || stored.own.provisioning.is_none() {
        return Ok(Answer::ok(stored.body));
    }
    let (customer, id) = (call.path.customer_id, call.path.subscription_id);
    let location = Some(format!("/customers/{customer}/subscriptions/{id}"));
    Ok(Answer { status: StatusCode::ACCEPTED, location, ..Answer::ok(stored.body) })
}

fn reactivates(stored: &Stored<SubscriptionRecord>, sent: &Subscription) -> bool {
    let active = Some(SubscriptionStatus::Active);
    sent.status == active && stored.body.status != active
}

/// How many subscriptions count to the quotas of the customer and of the account. It is asked only where they decide: a
/// count is a question to the database, and whoever counts what the account has holds up all of its other customers.
fn count(cx: &mut Cx<'_, '_>, stored: &Stored<SubscriptionRecord>) -> Result<(u64, u64), Failure> {
    if cx.account.quotas.is_none() {
        return Ok((0, 0));
    }
    let counted = cx.count(&SubscriptionRecord::counted(&stored.key.root))?;
    let account = cx.account.root();
    let azure = if stored.own.family == Family::Azure { cx.count(&SubscriptionRecord::azure(&account))? } else { 0 };
    Ok((counted, azure))
}

fn is_active(cx: &mut Cx<'_, '_>, customer: &Root, id: SubscriptionId) -> Result<bool, Failure> {
    let found = cx.find::<SubscriptionRecord>(&SubscriptionRecord::key(customer, id))?;
    Ok(found.is_some_and(|stored| stored.body.status == Some(SubscriptionStatus::Active)))
}

/// Add-ons are of no use without what they are added to: they are suspended with it, and reactivated one by one after it.
///
/// Source: `error-codes`, which has it that none is active beneath a suspended one; the rest is inferred.
fn suspend_add_ons(cx: &mut Cx<'_, '_>, parent: &Stored<SubscriptionRecord>) -> Result<(), Failure> {
    for mut add_on in cx.all::<SubscriptionRecord>(&SubscriptionRecord::add_ons(parent))? {
        if add_on.body.status == Some(SubscriptionStatus::Active) {
            let change = Change { status: Some(SubscriptionStatus::Suspended), ..Change::default() };
            let what = change.what();
            change.apply(&mut add_on);
            cx.save(&mut add_on)?;
            cx.tell(what, &add_on, [])?;
        }
    }
    Ok(())
}
