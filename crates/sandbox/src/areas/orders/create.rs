//! POST of an order.

use partner_center_model::{
    cloud::Cloud,
    errors,
    orders::{CreateOrder, Order},
};

use super::{buyer, desk::Wanted, form, place::place, rules::placing, ware};
use crate::{
    areas::product::Family,
    capabilities::{self, Capability},
    context::{Answer, Call, Cx, Outcome},
    refusal::Refusal,
};

/// Places an order.
///
/// Source: `create-an-order`, `create-an-order-for-a-customer-of-an-indirect-reseller`.
pub(super) fn create(cx: &mut Cx<'_, '_>, call: Call<CreateOrder>) -> Outcome<Order> {
    let customer = call.path.customer_id;
    capabilities::need(Capability::PlaceOrders, &cx.account)?;
    let sent = call.body;
    let places = placing::shape(&sent, customer)?;
    let wanted: Vec<Wanted<'_>> = places
        .iter()
        .filter_map(|place| Some(Wanted { place: *place, line: sent.line_items.get(*place)?, parent: None }))
        .collect();
    buyer::need_user(cx, &wanted)?;
    reservations(&wanted, cx.account.cloud)?;
    let order = place(cx, customer, sent.billing_cycle.as_ref(), &wanted)?;
    Ok(Answer::created(form::as_changed(order.body)))
}

/// Reservations are bought by orders in the global cloud alone; elsewhere carts buy them.
///
/// Source: `create-an-order`.
fn reservations(wanted: &[Wanted<'_>], cloud: Cloud) -> Result<(), Refusal> {
    let is_reservation = |wanted: &Wanted<'_>| ware::family(wanted.line) == Some(Family::Reservation);
    match wanted.iter().find(|wanted| is_reservation(wanted)) {
        Some(wanted) if cloud != Cloud::Global => Err(Refusal::new(errors::NOT_SUPPORTED_IN_ENVIRONMENT)
            .about(format!("lineItems[{}].offerId", wanted.place))
            .explain("Reservations are bought by orders in the global cloud alone: fill a cart.")),
        _ => Ok(()),
    }
}
