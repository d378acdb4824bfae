//! PATCH of an order: it cancels, or appends add-ons and changes the billing cycle.

use partner_center_model::{
    billing::BillingCycleType,
    ids::OfferId,
    orders::{Order, OrderLineItem, UpdateOrder},
};

use super::{
    bought, buyer,
    desk::{Desk, Wanted},
    form, id_of, of_call, place,
    record::{Destination, OrderRecord},
    rules::{
        appending::{self, NewLine},
        billing::{self, Billed},
        cancelling, lines,
        placing::{self, Parent, Purchase},
    },
    sale::{Counter, Sale},
    settle,
};
use crate::{
    areas::{offers, subscriptions::SubscriptionRecord},
    capabilities::{self, Capability},
    context::{Answer, Call, Cx, Outcome},
    etag,
    events::What,
    records::{self, Stored},
    refusal::Failure,
};

/// Changes an order. Whatever else the body repeats of it is ignored, as it is read-only.
///
/// Source: `cancel-an-order-from-the-integration-sandbox`, `cancel-software-purchases`,
/// `purchase-an-add-on-to-a-subscription`, `change-the-billing-cycle`.
pub(super) fn update(cx: &mut Cx<'_, '_>, call: Call<UpdateOrder>) -> Outcome<Order> {
    let mut order = of_call(cx, &call.path)?;
    let current = etag::of(order.body.id.as_deref().unwrap_or_default(), order.version);
    etag::check(&current, call.if_match.as_deref(), call.body.attributes.as_ref())?;
    lines::fit(call.body.line_items.len())?;
    if cancelling::asked(&order.body, call.body.status.as_ref())? {
        cancel(cx, &mut order, &call.body.line_items)?;
    } else {
        amend(cx, &mut order, &call)?;
    }
    Ok(Answer::ok(form::as_changed(order.body)))
}

fn cancel(cx: &mut Cx<'_, '_>, order: &mut Stored<OrderRecord>, named: &[OrderLineItem]) -> Result<(), Failure> {
    let settings = cx.settings.cancellation.clone();
    let now = cx.now;
    let places = cancelling::cancel(&order.body, &order.own, named, &cx.account, &settings, now)?;
    if places.is_empty() {
        return Ok(());
    }
    let to = Destination::Cancelled(places);
    if settle::depart(&mut order.body, &mut order.own, to.clone(), settings.settle, now) {
        settle::follow_up(cx, order, &[to])?;
    } else {
        cx.tell(What::OrderUpdated, order, [("status", "pending".to_owned())])?;
    }
    cx.save(order)
}

/// Appends add-ons and changes the billing cycle; all is checked before anything is written.
fn amend(cx: &mut Cx<'_, '_>, order: &mut Stored<OrderRecord>, call: &Call<UpdateOrder>) -> Result<(), Failure> {
    let sent = &call.body;
    let new = appending::new_lines(&order.body, &sent.line_items)?;
    lines::fit(order.body.line_items.len() + new.len())?;
    let subscriptions = bought::subscriptions_of(cx, order)?;
    let subscriptions =
        subscriptions.iter().map(records::parse::<SubscriptionRecord>).collect::<Result<Vec<_>, _>>()?;
    let purchases = purchases(cx, call, &new)?;

    let bought = order.body.line_items.iter().map(|line| Billed {
        status: subscriptions
            .iter()
            .find(|one| one.body.id == line.subscription_id)
            .and_then(|one| one.body.status.as_ref()),
        offer: line.offer_id.as_deref().and_then(|id| id.parse::<OfferId>().ok()).and_then(|id| offers::find(&id)),
    });
    let appended = purchases.iter().map(|purchase| Billed { status: None, offer: Some(purchase.offer) });
    let lines: Vec<Billed<'_>> = bought.chain(appended).collect();
    let cycle = billing::change(order.body.billing_cycle.as_ref(), sent.billing_cycle.as_ref(), &lines)?;
    drop(lines);
    if cycle.is_none() && purchases.is_empty() {
        cx.explain(
            "Nothing changed. PATCH of an order takes status cancelled, another billingCycle, or a line with \
             parentSubscriptionId; quantities are changed by PATCH of the subscription.",
        );
        return Ok(());
    }
    if let Some(cycle) = cycle {
        for mut subscription in subscriptions {
            subscription.body.billing_cycle = Some(cycle.clone());
            cx.save(&mut subscription)?;
            cx.tell(What::SubscriptionUpdated, &subscription, [("billingCycle", cycle.to_string())])?;
        }
        order.body.billing_cycle = Some(cycle);
    }
    append(cx, order, call, &new, &purchases)?;
    cx.tell(What::OrderUpdated, order, [])?;
    cx.save(order)
}

/// What the new lines buy, if the rules let them.
fn purchases(cx: &mut Cx<'_, '_>, call: &Call<UpdateOrder>, new: &[NewLine]) -> Result<Vec<Purchase>, Failure> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let account = cx.account.clone();
    capabilities::need(Capability::PlaceOrders, &account)?;
    let wanted: Vec<Wanted<'_>> = new
        .iter()
        .filter_map(|new| {
            let line = call.body.line_items.get(new.place)?;
            Some(Wanted { place: new.place, line, parent: Some(Parent::Subscription(new.parent)) })
        })
        .collect();
    buyer::need_user(cx, &wanted)?;
    buyer::check_partners(cx, &account, &wanted)?;
    let desk = Desk::open(cx, &account, call.path.customer_id, &wanted)?;
    let purchases = wanted.iter().map(|wanted| desk.offer(wanted)).collect::<Result<Vec<_>, _>>()?;
    let offers: Vec<_> = purchases.iter().map(|purchase| purchase.offer).collect();
    placing::afford(&offers, &desk.buyer, &desk.owned(cx, &offers)?)?;
    Ok(purchases)
}

/// Makes the subscriptions of the new lines, and adds the lines to the order.
fn append(
    cx: &mut Cx<'_, '_>,
    order: &mut Stored<OrderRecord>,
    call: &Call<UpdateOrder>,
    new: &[NewLine],
    purchases: &[Purchase],
) -> Result<(), Failure> {
    if new.is_empty() {
        return Ok(());
    }
    let id = id_of(&order.body)?;
    let account = cx.account.clone();
    let customer = call.path.customer_id;
    let country = buyer::country(cx, &account, customer)?;
    let cycle = order.body.billing_cycle.clone().unwrap_or(BillingCycleType::Monthly);
    let counter = Counter { customer, country, order: &id, placed: cx.now, cycle: &cycle, is_news: true };
    for (new, purchase) in new.iter().zip(purchases) {
        let Some(line) = call.body.line_items.get(new.place) else { continue };
        let subscription = cx.chance.guid().into();
        let number = order.body.line_items.len();
        let sale = Sale { parent: Some(new.parent), ..place::offer(cx, number, purchase, line, subscription) };
        let (item, bought) = counter.sell(cx, &order.key.root, sale)?;
        order.body.line_items.push(item);
        order.own.lines.push(bought);
    }
    Ok(())
}
