//! Reading: one order, the orders of a customer, how far an order is provisioned.

use backlot_store::Range;
use bytes::Bytes;
use partner_center_model::{
    billing::BillingCycleType,
    errors,
    orders::{
        GetOrder, GetOrderProvisioningStatus, ListActivationLinks, ListOrders, Order, OrderLineItemActivationLink,
        OrderLineItemPath, OrderLineItemProvisioningStatus, OrderPath, QuantityProvisioningStatus,
    },
    resource::{Collection, Links},
};

use super::{form, missing, of_call, pricing, record::OrderRecord, settle};
use crate::{
    areas::{product::Family, subscriptions},
    context::{Answer, Call, Cx, Outcome},
    records,
    refusal::Refusal,
    shapes,
};

/// The orders of a customer, or those billed in one cycle; with what they cost, if asked.
///
/// Source: `get-all-of-a-customer-s-orders`, `get-a-list-of-orders-by-customer-and-billing-cycle-type`. Prices are of the
/// .NET client.
pub(super) fn list(cx: &mut Cx<'_, '_>, call: Call<ListOrders>) -> Outcome<Collection<Order>> {
    let customer = call.path.customer_id;
    let orders = OrderRecord::all(&cx.customer_root(customer));
    let listed = cx.list(&orders, &Range::all())?;
    let cycle = call.query.billing_type.filter(|cycle| *cycle != BillingCycleType::Unspecified);
    let priced = call.query.include_price.unwrap_or_default();
    let mut bodies: Vec<Bytes> = Vec::with_capacity(listed.len());
    for one in &listed {
        if cycle.is_none() && !priced {
            bodies.push(shapes::brief(one).clone());
            continue;
        }
        let order = records::parse::<OrderRecord>(&one.document)?;
        if cycle.is_some() && order.body.billing_cycle != cycle {
            continue;
        }
        bodies.push(if priced {
            records::encode(&pricing::priced(order.body, &order.own))?
        } else {
            shapes::brief(one).clone()
        });
    }
    let total = bodies.len() as u64;
    let links = records::encode(&Links::to_self(format!("/customers/{customer}/orders")))?;
    Ok(shapes::list(&bodies, total, Some(&links)))
}

/// One order, with what it costs, if asked. A read may be what an order waits for.
///
/// Source: `get-an-order-by-id`. Prices are of the .NET client.
pub(super) fn get(cx: &mut Cx<'_, '_>, call: Call<GetOrder>) -> Outcome<Order> {
    let key = OrderRecord::key(&cx.customer_root(call.path.customer_id), &call.path.order_id);
    let document = cx.raw::<OrderRecord>(&key)?.ok_or_else(|| missing(&call.path.order_id))?;
    let priced = call.query.include_price.unwrap_or_default();
    let waits = records::own::<OrderRecord>(&document)?.waits_for_reads();
    if !waits && !priced {
        return Ok(Answer::stored(document.body));
    }
    if waits {
        cx.need_write()?;
    }
    let mut order = records::parse::<OrderRecord>(&document)?;
    if waits {
        // Whoever reads it sees it happen, and does not do it.
        cx.actor = None;
        let arrived = settle::read(&mut order.body, &mut order.own);
        settle::follow_up(cx, &order, &arrived)?;
        cx.save(&mut order)?;
    }
    Ok(Answer::ok(if priced { pricing::priced(order.body, &order.own) } else { order.body }))
}

/// How far the lines of an order are provisioned. No page documents the operation; orders link to it.
///
/// Source: `order-resources`.
pub(super) fn provisioning_status(
    cx: &mut Cx<'_, '_>,
    call: Call<GetOrderProvisioningStatus>,
) -> Outcome<Collection<OrderLineItemProvisioningStatus>> {
    let order = of_call(cx, &call.path)?;
    let lines = order.body.line_items.iter().zip(&order.own.lines).map(|(line, bought)| {
        let status = order.own.provisioned(bought);
        OrderLineItemProvisioningStatus {
            line_item_number: line.line_item_number,
            quantity_provisioning_information: vec![QuantityProvisioningStatus {
                quantity: line.quantity,
                status: Some(status.to_string()),
            }],
            status: Some(status),
        }
    });
    Ok(Answer::ok(Collection::of(lines.collect())))
}

/// How the customer activates what a line bought: the publisher does, behind a link. In the sandbox it is a dummy. What
/// needs no activation, or has none any more, has no link.
///
/// Source: `get-activation-link-by-order-line-item`, `test-and-debug`.
pub(super) fn activation_links(
    cx: &mut Cx<'_, '_>,
    call: Call<ListActivationLinks>,
) -> Outcome<Collection<OrderLineItemActivationLink>> {
    let OrderLineItemPath { customer_id, order_id, line_item_number } = call.path;
    let order = of_call(cx, &OrderPath { customer_id, order_id: order_id.clone() })?;
    let number = line_item_number.parse::<i64>().ok();
    let mut lines = order.body.line_items.iter().zip(&order.own.lines);
    let found = lines.find(|(line, _)| number.is_some() && line.line_item_number == number);
    let Some((line, bought)) = found else {
        return Err(Refusal::new(errors::NOT_FOUND)
            .about(format!("line {line_item_number} of order {order_id}"))
            .explain("The lines of an order are numbered from 0: GET the order.")
            .into());
    };
    let subscription = line.subscription_id.as_deref().filter(|_| bought.family == Family::Marketplace);
    let waiting = match subscription.and_then(|id| id.parse().ok()) {
        Some(id) => subscriptions::waits_for_activation(cx, &order.key.root, id)?,
        None => false,
    };
    let links = subscription.filter(|_| waiting).map(|id| OrderLineItemActivationLink {
        line_item_number: line.line_item_number,
        link: Some(subscriptions::activation(cx.account.is_sandbox(), id)),
    });
    let uri = form::activation_uri(customer_id, &order_id, &line_item_number);
    Ok(Answer::ok(Collection { links: Some(Links::to_self(uri)), ..Collection::of(links.into_iter().collect()) }))
}
