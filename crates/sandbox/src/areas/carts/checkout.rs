//! Checking a cart out: each group of its lines becomes an order, or an error.

use partner_center_model::{
    billing::BillingCycleType,
    carts::{CartCheckoutResult, CartLineItem, CartStatus, CheckoutCart, OrderError},
    errors,
};

use super::{
    fill::{describe, refusal},
    lines::{self, Entry},
    of_call, still_open,
};
use crate::{
    areas::orders::{self, Wanted},
    context::{Answer, Call, Cx, Outcome},
    refusal::Refusal,
};

/// Orders what is in a cart. What one group is refused does not keep the others from being ordered; a cart of which
/// nothing was ordered stays as it is.
///
/// Source: `checkout-a-cart`, `cart-resources`. What becomes of a cart of which nothing was ordered is inferred.
pub(super) fn checkout(cx: &mut Cx<'_, '_>, call: Call<CheckoutCart>) -> Outcome<CartCheckoutResult> {
    let customer = call.path.customer_id;
    let mut cart = of_call(cx, &call.path)?;
    still_open(cx, &cart)?;
    sound(&cart.body.line_items)?;
    let mut result = CartCheckoutResult::default();
    for group in groups(&cart.body.line_items) {
        let lines = group.entries.iter().enumerate();
        let wanted: Vec<Wanted<'_>> = lines.map(|(place, entry)| entry.wanted(place)).collect();
        match refusal(orders::place(cx, customer, group.cycle.as_ref(), &wanted))? {
            Ok(order) => result.orders.push(order.body),
            Err(refusal) => result.order_errors.push(OrderError {
                order_group_id: Some(group.name),
                code: Some(refusal.code.code),
                description: Some(describe(&refusal)),
            }),
        }
    }
    let kept = !result.orders.is_empty();
    if !kept {
        cx.explain("Nothing was ordered, and so the cart is active still: orderErrors says why.");
    } else {
        cart.body.status = Some(CartStatus::Ordered);
        cart.own.ordered = Some(cx.wall);
        cx.save(&mut cart)?;
    }
    Ok(Answer { kept, ..Answer::created(result) })
}

/// A cart with lines that cannot be bought is not checked out.
///
/// Source: `error-codes`.
fn sound(lines: &[CartLineItem]) -> Result<(), Refusal> {
    let flawed: Vec<String> =
        lines::all(lines).filter(|line| line.error.is_some()).filter_map(|line| Some(line.id?.to_string())).collect();
    if flawed.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(errors::CART_ITEM_ERROR)
        .about(format!("lines {}", flawed.join(", ")))
        .explain("GET the cart: the lines say in their error what is wrong. PUT it without them, or with it mended."))
}

/// The lines that become one order.
struct Group {
    name: String,
    cycle: Option<BillingCycleType>,
    entries: Vec<Entry>,
}

/// The groups in the order of their first lines. Add-ons are in the group of their base.
fn groups(lines: &[CartLineItem]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        let name = line.order_group.clone().unwrap_or_default();
        let at = groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
            groups.push(Group { name, cycle: line.billing_cycle.clone(), entries: Vec::new() });
            groups.len() - 1
        });
        let Some(group) = groups.get_mut(at) else { continue };
        let before = group.entries.len();
        let of_line = lines::entries(std::slice::from_ref(line));
        group
            .entries
            .extend(of_line.into_iter().map(|entry| Entry { base: entry.base.map(|base| base + before), ..entry }));
    }
    groups
}
