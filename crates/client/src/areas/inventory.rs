//! The inventory: what of the catalogue can be had.

use partner_center_model::{
    operation::Nothing,
    products::{CheckInventory, InventoryCheckRequest, ProductQuery},
};

use crate::{fetched::Content, place::Place, prepared::Prepared};

/// The inventory.
#[derive(Debug, Clone)]
pub struct Inventory(pub(super) Place<Nothing>);

impl Inventory {
    /// Says which items of a country's catalogue can be sold, for a customer or an Azure subscription. The country is an
    /// ISO 3166-1 alpha-2 code.
    ///
    /// `POST /v1/extensions/product/checkInventory`. Source: `check-inventory`.
    pub fn check(
        &self,
        country: impl Into<String>,
        request: &impl Content<InventoryCheckRequest>,
    ) -> Prepared<CheckInventory> {
        self.0.send(request).query(ProductQuery { country: Some(country.into()), ..ProductQuery::default() })
    }
}
