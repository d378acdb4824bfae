//! Carts: what a customer is about to order, from the catalogue, until it is checked out.

use partner_center_model::{
    carts::{Cart, CartPath, CheckoutCart, CreateCart, GetCart, UpdateCart},
    customers::CustomerPath,
    ids::CartId,
};

use crate::{
    fetched::Content,
    place::{IntoId, Place},
    prepared::Prepared,
};

/// The carts of a customer.
#[derive(Debug, Clone)]
pub struct Carts(pub(super) Place<CustomerPath>);

impl Carts {
    /// Fills a cart. A line that cannot be bought says so in its `error`.
    ///
    /// `POST /v1/customers/{customer_id}/carts`. Source: `create-a-cart`.
    pub fn create(&self, cart: &impl Content<Cart>) -> Prepared<CreateCart> {
        self.0.send(cart)
    }

    /// One cart.
    pub fn by_id(&self, id: impl IntoId<CartId>) -> ById {
        ById(self.0.to(|path| Ok(CartPath { customer_id: path.customer_id, cart_id: id.into_id()? })))
    }
}

/// One cart.
#[derive(Debug, Clone)]
pub struct ById(Place<CartPath>);

impl ById {
    /// Gets the cart.
    ///
    /// `GET /v1/customers/{customer_id}/carts/{cart_id}`. No page documents it; carts link to it.
    pub fn get(&self) -> Prepared<GetCart> {
        self.0.call()
    }

    /// Replaces the lines of the cart.
    ///
    /// `PUT /v1/customers/{customer_id}/carts/{cart_id}`. Source: `update-a-cart`.
    pub fn replace(&self, cart: &impl Content<Cart>) -> Prepared<UpdateCart> {
        self.0.send(cart)
    }

    /// Orders what is in the cart: an order for each group of lines. Groups that could not be ordered are told in
    /// `order_errors`.
    ///
    /// `POST /v1/customers/{customer_id}/carts/{cart_id}/checkout`. Source: `checkout-a-cart`.
    pub fn checkout(&self) -> Prepared<CheckoutCart> {
        self.0.call()
    }
}
