//! Carts: filled, read, changed, and checked out to orders.
//!
//! - `fill`: making a cart and replacing its lines; `lines`: what is asked of them; `groups`: which become one order
//! - `checkout`: the orders that a cart becomes
//! - `record`: what is kept

mod checkout;
mod fill;
mod groups;
mod lines;
mod record;
#[cfg(test)]
mod tests;

use backlot_store::Key;
use partner_center_model::{
    carts::{Cart, CartPath, CheckoutCart, CreateCart, GetCart, UpdateCart},
    errors,
    ids::CartId,
};

pub(crate) use self::record::CartRecord;
use crate::{
    context::{Answer, Call, Cx, Outcome},
    records::{Records, Stored},
    refusal::{Failure, Refusal},
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![
        handler::<CreateCart>(fill::create),
        handler::<GetCart>(get),
        handler::<UpdateCart>(fill::update),
        handler::<CheckoutCart>(checkout::checkout),
    ]
}

/// A cart. No page documents the operation; carts link to it, and clients read before they change.
///
/// Source: `create-a-cart`, `update-a-cart`.
fn get(cx: &mut Cx<'_, '_>, call: Call<GetCart>) -> Outcome<Cart> {
    Ok(Answer::ok(of_call(cx, &call.path)?.body))
}

/// The cart that a call is about, if its time has not passed.
///
/// Source: `cart-resources`, `error-codes`.
fn of_call(cx: &mut Cx<'_, '_>, path: &CartPath) -> Result<Stored<CartRecord>, Failure> {
    let key = CartRecord::key(&cx.customer_root(path.customer_id), &path.cart_id);
    let found = cx.find::<CartRecord>(&key)?.filter(|cart| cx.now < cart.own.expires);
    found.ok_or_else(|| missing(&path.cart_id).into())
}

fn missing(id: &CartId) -> Refusal {
    Refusal::new(errors::CART_NOT_FOUND)
        .about(id.as_str())
        .explain("The customer has no such cart: a cart is there for 15 minutes after it was made.")
}

/// Whether a cart can still be changed and checked out. Whoever asked while it was being checked out raced.
///
/// Source: `cart-resources`, `error-codes`. That a change is refused as a checkout is, is inferred.
fn still_open(cx: &Cx<'_, '_>, cart: &Stored<CartRecord>) -> Result<(), Refusal> {
    let Some(ordered) = cart.own.ordered else { return Ok(()) };
    let id = cart.body.id.clone().unwrap_or_default();
    Err(if cx.came <= ordered {
        Refusal::new(errors::CART_IN_PROCESS).argument(id).explain(
            "Another request was checking the cart out when this one came in, and has done so: see its orders.",
        )
    } else {
        Refusal::new(errors::CART_ALREADY_SUBMITTED)
            .argument(id)
            .explain("The cart was checked out: GET .../orders lists what came of it. Make another cart.")
    })
}

/// Removes the cart at `key`, whose time has come.
pub(crate) fn expire(records: &mut Records<'_, '_>, key: &Key) -> Result<(), Failure> {
    records.delete(key)?;
    Ok(())
}
