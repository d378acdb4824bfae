//! The catalogue of products: what the sandbox sells beside licence-based offers, read once from a data file, and those
//! offers as products.

pub(crate) mod machine;
mod online;
pub(crate) mod parts;
mod rows;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use self::parts::{Availability, Product, Sku};
use crate::areas::{
    offers::CatalogueOffer,
    product::{CatalogItem, Family},
};

/// The data file.
const FILE: &str = include_str!("../../seed/products.toml");

/// The file as it was read; a sandbox does not start unless it was.
static CATALOGUE: LazyLock<Result<Vec<Product>, String>> = LazyLock::new(|| {
    let mut products = rows::parse(FILE)?;
    products.extend(online::products());
    Ok(products)
});

/// Reads the catalogue, which every start asks for: without it nothing could be sold.
pub(crate) fn open() -> Result<(), String> {
    CATALOGUE.as_ref().map(drop).map_err(Clone::clone)
}

/// Every product: in the order of the file, then those of offers.
pub(crate) fn all() -> &'static [Product] {
    CATALOGUE.as_deref().unwrap_or_default()
}

/// The product with this id, in any casing.
pub(crate) fn product(id: &str) -> Option<&'static Product> {
    all().iter().find(|product| product.id.eq_ignore_ascii_case(id))
}

/// What the three ids of an item name. Offers are bought by their own id.
pub(crate) fn find(item: &CatalogItem<'_>) -> Option<Item> {
    let product = product(item.product)?;
    let sku = product.sku(item.sku).filter(|sku| sku.offer.is_none())?;
    let availability = sku.availability(item.availability)?;
    Some(Item { product, sku, availability })
}

/// What can be bought: an availability, of a SKU, of a product. Its parts say the rest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    /// What it is: family, publisher, where it is sold.
    pub(crate) product: &'static Product,
    /// In which form: name, bounds, cycles, machine, what comes with it.
    pub(crate) sku: &'static Sku,
    /// On what conditions: segment, terms, whether it is still sold.
    pub(crate) availability: &'static Availability,
}

impl Item {
    /// The id to buy it by, in the casing of the catalogue: `product:sku:availability`, or an offer's.
    pub(crate) fn id(&self) -> String {
        if let Some(offer) = self.sku.offer {
            return offer.id.to_string();
        }
        format!("{}:{}:{}", self.product.id, self.sku.id, self.availability.id)
    }

    /// The family that it belongs to.
    pub(crate) fn family(&self) -> Family {
        self.sku.offer.map_or(self.product.kind.family(), CatalogueOffer::family)
    }
}
