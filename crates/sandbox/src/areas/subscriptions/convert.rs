//! Conversions: a trial becomes a paid subscription, and keeps its id.

use partner_center_model::{
    billing::BillingCycleType,
    ids::{CustomerId, OrderId, SubscriptionId},
    resource::{Attributes, Collection},
    subscriptions::{Conversion, ConversionResult, ConvertSubscription, ListConversions, Subscription},
};

use super::{
    form::{self, NewSubscription, Past, Product},
    of_call,
    record::SubscriptionRecord,
    rules::{Conversions, Decision},
};
use crate::{
    areas::{offers::CatalogueOffer, orders, when::When},
    context::{Answer, Call, Cx, Outcome},
    events::What,
    records::Stored,
    refusal::Failure,
};

/// Lists what a trial can be converted to. Source: `get-a-list-of-trial-conversion-offers`.
pub(super) fn list(cx: &mut Cx<'_, '_>, call: Call<ListConversions>) -> Outcome<Collection<Conversion>> {
    let trial = of_call(cx, &call.path)?;
    let account = cx.account.clone();
    let country = orders::country(cx, &account, call.path.customer_id)?;
    let conversions = Conversions { cloud: account.cloud, country, quotas: account.quotas.as_ref() }.of(&trial);
    if conversions.is_empty() {
        cx.explain("Active trials have conversions, where something that they can be converted to is sold.");
    }
    Ok(Answer::ok(Collection::of(conversions)))
}

/// Converts a trial, which sells something to its customer. Why it cannot be stands in the answer.
///
/// Source: `convert-a-trial-subscription-to-paid`, `conversions-resources`.
pub(super) fn convert(cx: &mut Cx<'_, '_>, call: Call<ConvertSubscription>) -> Outcome<ConversionResult> {
    let mut trial = of_call(cx, &call.path)?;
    let account = cx.account.clone();
    let customer = call.path.customer_id;
    let country = orders::country(cx, &account, customer)?;
    let rules = Conversions { cloud: account.cloud, country, quotas: account.quotas.as_ref() };
    let mut result = ConversionResult {
        subscription_id: trial.body.id.clone(),
        offer_id: trial.body.offer_id.clone(),
        attributes: Some(Attributes::of("ConversionResult")),
        ..ConversionResult::default()
    };
    match rules.decide(&trial, &call.body)? {
        Decision::Convert(target, quantity, cycle) => {
            orders::agreed(cx, &account, customer)?;
            result.target_offer_id = Some(target.id.to_string());
            trial.own.converted_from = trial.body.offer_id.as_deref().and_then(|id| id.parse().ok());
            trial.body = paid(cx, &trial, (customer, country), target, quantity, cycle)?;
            trial.own.family = target.family();
            trial.own.term_anchor = None;
            trial.own.provisioning = When::after(cx.settings.provisioning.settle, cx.now);
            orders::converted(cx, &trial)?;
            cx.save(&mut trial)?;
            let details = [("targetOfferId", target.id.to_string()), ("quantity", quantity.to_string())];
            cx.tell(What::SubscriptionConverted, &trial, details)?;
        }
        Decision::Impossible(error) => {
            cx.explain(error.description.clone().unwrap_or_default());
            result.target_offer_id = call.body.target_offer_id;
            result.error = Some(error);
        }
    }
    Ok(Answer { kept: result.error.is_none(), ..Answer::ok(result) })
}

/// What a trial becomes: a subscription that begins now, with the ids, the partner and the day of the trial. A name that
/// the partner gave it stays.
fn paid(
    cx: &Cx<'_, '_>,
    trial: &Stored<SubscriptionRecord>,
    (customer, country): (CustomerId, &str),
    target: &'static CatalogueOffer,
    quantity: i64,
    billing_cycle: BillingCycleType,
) -> Result<Subscription, Failure> {
    let is = &trial.body;
    let strange = || Failure::Defect(format!("{} names no order or has no id", trial.key));
    let order: OrderId = is.order_id.as_deref().and_then(|id| id.parse().ok()).ok_or_else(strange)?;
    let id: SubscriptionId = is.id.as_deref().and_then(|id| id.parse().ok()).ok_or_else(strange)?;
    let new = NewSubscription {
        id,
        customer,
        country,
        order: &order,
        line_item_number: trial.own.line_item_number,
        product: Product::Offer(target),
        quantity,
        friendly_name: is.friendly_name.as_deref().filter(|name| is.offer_name.as_deref() != Some(name)),
        partner: is.partner_id.as_deref(),
        parent: None,
        billing_cycle,
        renews_to: None,
    };
    let entitlement = is.entitlement_id.clone().unwrap_or_default();
    let fresh = form::resource(&new, &Past::none(cx.now), entitlement);
    Ok(Subscription { creation_date: is.creation_date, ..fresh })
}
