//! Reading: one order, the orders of a customer, how far an order is provisioned.

use backlot_store::Range;
use bytes::Bytes;
use partner_center_model::{
    billing::BillingCycleType,
    orders::{
        GetOrder, GetOrderProvisioningStatus, ListOrders, Order, OrderLineItemProvisioningStatus, OrderLineItemStatus,
        QuantityProvisioningStatus,
    },
    resource::{Collection, Links},
};

use super::{missing, of_call, record::OrderRecord, settle};
use crate::{
    context::{Answer, Call, Cx, Outcome},
    records, shapes,
};

/// The orders of a customer, or those billed in one cycle.
///
/// Source: `get-all-of-a-customer-s-orders`, `get-a-list-of-orders-by-customer-and-billing-cycle-type`.
pub(super) fn list(cx: &mut Cx<'_, '_>, call: Call<ListOrders>) -> Outcome<Collection<Order>> {
    let customer = call.path.customer_id;
    let orders = OrderRecord::all(&cx.customer_root(customer));
    let listed = cx.list(&orders, &Range::all())?;
    let cycle = call.query.billing_type.filter(|cycle| *cycle != BillingCycleType::Unspecified);
    let mut bodies: Vec<&Bytes> = Vec::with_capacity(listed.len());
    for one in &listed {
        let kept = match &cycle {
            None => true,
            Some(cycle) => {
                let order = records::parse::<OrderRecord>(&one.document)?.body;
                order.billing_cycle.as_ref() == Some(cycle)
            }
        };
        if kept {
            bodies.push(shapes::brief(one));
        }
    }
    let total = bodies.len() as u64;
    let links = records::encode(&Links::to_self(format!("/customers/{customer}/orders")))?;
    Ok(shapes::list(bodies, total, Some(&links)))
}

/// One order. A read may be what an order waits for.
///
/// Source: `get-an-order-by-id`.
pub(super) fn get(cx: &mut Cx<'_, '_>, call: Call<GetOrder>) -> Outcome<Order> {
    let key = OrderRecord::key(&cx.customer_root(call.path.customer_id), &call.path.order_id);
    let document = cx.raw::<OrderRecord>(&key)?.ok_or_else(|| missing(&call.path.order_id))?;
    if !records::own::<OrderRecord>(&document)?.waits_for_reads() {
        return Ok(Answer::stored(document.body));
    }
    cx.need_write()?;
    let mut order = records::parse::<OrderRecord>(&document)?;
    let arrived = settle::read(&mut order.body, &mut order.own);
    settle::follow_up(cx, &order, &arrived)?;
    cx.save(&mut order)?;
    Ok(Answer::ok(order.body))
}

/// How far the lines of an order are provisioned. No page documents the operation; orders link to it.
///
/// Source: `order-resources`.
pub(super) fn provisioning_status(
    cx: &mut Cx<'_, '_>,
    call: Call<GetOrderProvisioningStatus>,
) -> Outcome<Collection<OrderLineItemProvisioningStatus>> {
    let order = of_call(cx, &call.path)?;
    let status =
        if order.own.being_provisioned() { OrderLineItemStatus::Unfulfilled } else { OrderLineItemStatus::Fulfilled };
    let lines = order.body.line_items.iter().map(|line| OrderLineItemProvisioningStatus {
        line_item_number: line.line_item_number,
        status: Some(status.clone()),
        quantity_provisioning_information: vec![QuantityProvisioningStatus {
            quantity: line.quantity,
            status: Some(status.to_string()),
        }],
    });
    Ok(Answer::ok(Collection::of(lines.collect())))
}
