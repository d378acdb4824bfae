//! Subscriptions: reading and changing them.

mod due;
mod event;
mod form;
mod record;
mod rules;
mod term;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use backlot_store::{Range, Root};
use bytes::Bytes;
use partner_center_model::{
    errors,
    ids::{IdError, MpnId, OrderId, SubscriptionId},
    resource::Collection,
    subscriptions::{GetSubscription, ListSubscriptions, Subscription, SubscriptionStatus, UpdateSubscription},
};

pub(crate) use self::{
    due::settle,
    form::{Item, NewSubscription, Past, Product, activation, create, link, plant},
    record::SubscriptionRecord,
    rules::{friendly_name, licenses},
};
use crate::{
    context::{Answer, Call, Cx, Outcome},
    etag, records,
    refusal::{Failure, Refusal},
    serve::{Handler, handler},
    shapes,
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![handler::<ListSubscriptions>(list), handler::<GetSubscription>(get), handler::<UpdateSubscription>(update)]
}

/// All of a customer's subscriptions, those of an order, those of a partner on record, or those of both.
fn list(cx: &mut Cx<'_, '_>, call: Call<ListSubscriptions>) -> Outcome<Collection<Subscription>> {
    let customer = cx.customer_root(call.path.customer_id);
    let order: Option<OrderId> = asked("order_id", call.query.order_id.as_deref())?;
    let partner: Option<MpnId> = asked("mpn_id", call.query.mpn_id.as_deref())?;
    let set = match (&order, &partner) {
        (Some(order), _) => SubscriptionRecord::of_order(&customer, order),
        (None, Some(partner)) => SubscriptionRecord::of_partner(&customer, partner),
        (None, None) => SubscriptionRecord::all(&customer),
    };
    let mut listed = cx.list(&set, &Range::all())?;
    if let (Some(_), Some(partner)) = (&order, &partner) {
        let mut kept = Vec::new();
        for one in listed {
            let subscription = records::parse::<SubscriptionRecord>(&one.document)?;
            if subscription.body.partner_id.as_deref() == Some(partner.as_str()) {
                kept.push(one);
            }
        }
        listed = kept;
    }
    let bodies: Vec<&Bytes> = listed.iter().map(|one| &one.document.body).collect();
    let total = bodies.len() as u64;
    Ok(shapes::list(bodies, total, None))
}

fn get(cx: &mut Cx<'_, '_>, call: Call<GetSubscription>) -> Outcome<Subscription> {
    let id = call.path.subscription_id;
    let key = SubscriptionRecord::key(&cx.customer_root(call.path.customer_id), id);
    shapes::one::<SubscriptionRecord, _>(cx, &key, || missing(id))
}

fn update(cx: &mut Cx<'_, '_>, call: Call<UpdateSubscription>) -> Outcome<Subscription> {
    let id = call.path.subscription_id;
    let customer = cx.customer_root(call.path.customer_id);
    let key = SubscriptionRecord::key(&customer, id);
    let mut stored = cx.find::<SubscriptionRecord>(&key)?.ok_or_else(|| missing(id))?;
    let current = etag::of(&id.to_string(), stored.version);
    etag::check(&current, call.if_match.as_deref(), call.body.attributes.as_ref())?;
    let parent = stored.body.parent_subscription_id.as_deref().and_then(|id| id.parse().ok());
    let parent_active = parent.map(|parent| is_active(cx, &customer, parent)).transpose()?;
    let counted = cx.count(&SubscriptionRecord::counted(&customer))?;
    let situation = rules::Situation {
        sandbox: cx.account.is_sandbox(),
        quotas: cx.account.quotas.as_ref(),
        counted,
        parent_active,
        now: cx.now,
    };
    let change = rules::change(&stored, &call.body, &situation)?;
    if !change.is_empty() {
        let (what, details) = (change.what(), change.details());
        change.apply(&mut stored.body);
        cx.save(&mut stored)?;
        cx.tell(what, &stored, details)?;
    }
    Ok(Answer::ok(stored.body))
}

fn is_active(cx: &mut Cx<'_, '_>, customer: &Root, id: SubscriptionId) -> Result<bool, Failure> {
    let found = cx.find::<SubscriptionRecord>(&SubscriptionRecord::key(customer, id))?;
    Ok(found.is_some_and(|stored| stored.body.status == Some(SubscriptionStatus::Active)))
}

/// An id that a query asks for.
fn asked<T: FromStr<Err = IdError>>(name: &str, sent: Option<&str>) -> Result<Option<T>, Refusal> {
    let Some(sent) = sent else { return Ok(None) };
    let id = sent.trim().parse().map_err(|error: IdError| {
        Refusal::new(errors::INVALID_PROPERTY).about(format!("{name}: expected {}, found {sent:?}", error.expected()))
    })?;
    Ok(Some(id))
}

/// Source: `error-codes`.
fn missing(id: SubscriptionId) -> Refusal {
    Refusal::new(errors::SUBSCRIPTION_NOT_FOUND)
        .argument(id.to_string())
        .explain("The customer has no such subscription: GET .../subscriptions lists what there is.")
}
