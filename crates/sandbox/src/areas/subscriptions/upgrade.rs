//! Upgrades: a customer moves from a subscription to a new one of another offer.

use partner_center_model::{
    orders::OrderLineItem,
    resource::{Attributes, Collection},
    subscriptions::{
        CreateUpgrade, ListUpgrades, SubscriptionStatus, Upgrade, UpgradeErrorCode, UpgradeResult, UpgradeType,
    },
};

use super::{
    of_call,
    record::SubscriptionRecord,
    rules::{self, Change, Source},
};
use crate::{
    areas::{offers, orders},
    context::{Answer, Call, Cx, Outcome},
    events::What,
    records::Stored,
    refusal::{Failure, Refusal},
};

/// Lists what a subscription can be upgraded to, and what keeps it from being so.
///
/// Source: `transition-a-subscription`, `upgrade-resources`.
pub(super) fn list(cx: &mut Cx<'_, '_>, call: Call<ListUpgrades>) -> Outcome<Collection<Upgrade>> {
    let stored = of_call(cx, &call.path)?;
    let account = cx.account.clone();
    let country = orders::country(cx, &account, call.path.customer_id)?;
    let source = Source { stored: &stored, add_ons: has_add_ons(cx, &stored)? };
    let quantity = stored.body.quantity.unwrap_or_default();
    let upgrade = |target: &'static offers::CatalogueOffer| {
        let errors = rules::obstacles(source, Some(target), quantity);
        Upgrade {
            target_offer: Some(offers::resource(target, country, &cx.locale)),
            upgrade_type: Some(rules::kind(None)),
            is_eligible: Some(errors.is_empty()),
            quantity: Some(quantity),
            upgrade_errors: errors,
            attributes: Some(Attributes::of("Upgrade")),
        }
    };
    let upgrades = rules::targets(&stored, account.cloud, country).into_iter().map(upgrade).collect();
    Ok(Answer::ok(Collection::of(upgrades)))
}

/// Whether a subscription has add-ons that are not deleted.
fn has_add_ons(cx: &mut Cx<'_, '_>, stored: &Stored<SubscriptionRecord>) -> Result<bool, Failure> {
    let add_ons = cx.all::<SubscriptionRecord>(&SubscriptionRecord::add_ons(stored))?;
    let gone = [Some(SubscriptionStatus::Deleted), Some(SubscriptionStatus::Expired)];
    Ok(add_ons.iter().any(|one| !gone.contains(&one.body.status)))
}

/// Upgrades a subscription: the new one is bought by an order of its own. If licences are transferred, the old one is
/// suspended. Why it cannot be upgraded stands in the answer; what would be refused of an order is refused here.
///
/// Source: `transition-a-subscription`, `upgrade-resources`. What becomes of the old subscription, and that the path names
/// it (as clients do, though the page says otherwise), is inferred.
pub(super) fn create(cx: &mut Cx<'_, '_>, call: Call<CreateUpgrade>) -> Outcome<UpgradeResult> {
    let mut stored = of_call(cx, &call.path)?;
    let account = cx.account.clone();
    let customer = call.path.customer_id;
    let country = orders::country(cx, &account, customer)?;
    let kind = rules::kind(call.body.upgrade_type.as_ref());
    let wanted = call.body.target_offer.as_ref().and_then(|offer| offer.id.as_deref()).filter(|id| !id.is_empty());
    let wanted = wanted.ok_or_else(|| {
        Refusal::invalid("targetOffer.id", "expected an offer, found nothing")
            .explain("Send an upgrade as GET .../upgrades lists it.")
    })?;
    let targets = rules::targets(&stored, account.cloud, country);
    let target = targets.into_iter().find(|target| target.id.as_str().eq_ignore_ascii_case(wanted));
    let quantity = call.body.quantity.or(stored.body.quantity).unwrap_or_default();
    let add_ons = has_add_ons(cx, &stored)?;
    let mut errors = rules::obstacles(Source { stored: &stored, add_ons }, target, quantity);
    let transfer = kind == UpgradeType::UpgradeWithLicenseTransfer;
    if cx.caller.user.is_none() && (transfer || stored.body.partner_id.is_some()) {
        let why = "A person has to ask for the transfer of licences, and for a sale with a partner on record.";
        errors.push(rules::error(UpgradeErrorCode::UserContextRequired, why));
    }
    let mut result = UpgradeResult {
        source_subscription_id: stored.body.id.clone(),
        target_subscription_id: None,
        upgrade_type: Some(kind),
        upgrade_errors: errors,
        license_errors: Vec::new(),
        attributes: Some(Attributes::of("UpgradeResult")),
    };
    if let (Some(target), true) = (target, result.upgrade_errors.is_empty()) {
        if transfer {
            suspend(cx, &mut stored)?;
        }
        let is = &stored.body;
        let line = OrderLineItem {
            line_item_number: Some(0),
            offer_id: Some(target.id.to_string()),
            quantity: Some(quantity),
            friendly_name: is.friendly_name.clone().filter(|name| is.offer_name.as_ref() != Some(name)),
            partner_id_on_record: is.partner_id.clone(),
            ..OrderLineItem::default()
        };
        let wanted = orders::Wanted { place: 0, line: &line, parent: None };
        let order = orders::place(cx, customer, is.billing_cycle.as_ref(), &[wanted])?;
        result.target_subscription_id = order.body.line_items.first().and_then(|line| line.subscription_id.clone());
        let details = [("targetSubscriptionId", result.target_subscription_id.clone().unwrap_or_default())];
        cx.tell(What::SubscriptionUpgraded, &stored, details)?;
    } else {
        let whys = result.upgrade_errors.iter().filter_map(|error| error.description.as_deref());
        let whys = whys.collect::<Vec<_>>().join(" ");
        cx.explain(whys);
    }
    Ok(Answer { kept: result.upgrade_errors.is_empty(), ..Answer::ok(result) })
}

/// Suspends the old subscription, whose licences are transferred; its place is free for the new one.
fn suspend(cx: &mut Cx<'_, '_>, stored: &mut Stored<SubscriptionRecord>) -> Result<(), Failure> {
    let change = Change { status: Some(SubscriptionStatus::Suspended), ..Change::default() };
    let what = change.what();
    change.apply(stored);
    cx.save(stored)?;
    cx.tell(what, stored, [])
}
