//! The API, area by area, from a [`Client`](crate::Client) on: `partner.customers().by_id(id).orders().list()`.

use partner_center_model::operation::Nothing;

use crate::{client::Client, place::Place};

pub mod customers;

impl Client {
    /// The customers of the partner.
    pub fn customers(&self) -> customers::Customers {
        customers::Customers(Place::new(self, Nothing {}))
    }
}
