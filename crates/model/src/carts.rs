//! Carts: what a customer is about to order, from the catalogue, until it is checked out.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    customers::CustomerPath,
    ids::{CartId, CustomerId},
    operation::Nothing,
    operations,
};

operations! {
    /// Fills a cart for a customer.
    CreateCart = POST "/v1/customers/{customer_id}/carts"
        (Either, EVERYWHERE, Customer) CustomerPath, Nothing, Value => Value, "create-a-cart";

    /// Gets a cart.
    ///
    /// No page documents it; the carts that are answered link to it.
    GetCart = GET "/v1/customers/{customer_id}/carts/{cart_id}"
        (Either, EVERYWHERE, Nothing) CartPath, Nothing, Nothing => Value, "create-a-cart";

    /// Replaces the lines of a cart.
    UpdateCart = PUT "/v1/customers/{customer_id}/carts/{cart_id}"
        (Either, GLOBAL, Customer) CartPath, Nothing, Value => Value, "update-a-cart";

    /// Orders what is in a cart.
    CheckoutCart = POST "/v1/customers/{customer_id}/carts/{cart_id}/checkout"
        (Either, EVERYWHERE, Customer) CartPath, Nothing, Nothing => Value, "checkout-a-cart";
}

/// The path to a cart of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartPath {
    /// The customer's id, which is its tenant's id: a GUID.
    pub customer_id: CustomerId,
    /// The cart's id: a GUID.
    pub cart_id: CartId,
}
