//! Licence-based offers and CSP Azure as products: a product for each that the directory knows, an offer as its SKU.

use std::collections::BTreeMap;

use super::parts::{Availability, Kind, Market, Product, Segment, Sku};
use crate::areas::{
    offers::{self, CatalogueOffer},
    product::Family,
};

/// The products of all offers. Source: `get-a-list-of-products-by-customer`.
pub(super) fn products() -> Vec<Product> {
    let mut products: Vec<Product> = Vec::new();
    for offer in offers::all() {
        let id = offer.product.as_deref().unwrap_or(offer.id.as_str()).to_ascii_uppercase();
        let at = products.iter().position(|product| product.id == id).unwrap_or(products.len());
        if at == products.len() {
            products.push(Product {
                id,
                title: offer.name.clone(),
                description: offer.description.clone(),
                kind: if offer.family() == Family::Azure { Kind::Azure } else { Kind::OnlineServices },
                publisher: "Microsoft Corporation".to_owned(),
                skus: Vec::new(),
            });
        }
        if let Some(product) = products.get_mut(at) {
            product.skus.push(sku(offer));
        }
    }
    products
}

fn sku(offer: &'static CatalogueOffer) -> Sku {
    // Only authorities buy what is for those of the government's cloud.
    let segment = if offer.qualifications.is_empty() { Segment::Commercial } else { Segment::Government };
    let digits = offer.id.as_str().chars().filter(char::is_ascii_alphanumeric).take(10);
    Sku {
        id: offer.id.to_string(),
        title: offer.name.clone(),
        description: offer.description.clone(),
        market: Market { clouds: offer.clouds.clone(), only_in: offer.only_in.clone(), not_in: offer.not_in.clone() },
        offer: Some(offer),
        minimum: offer.minimum,
        maximum: offer.maximum,
        price: offer.price,
        trial: offer.trial,
        cycles: offer.cycles.clone(),
        machine: None,
        in_sandbox: false,
        included: Vec::new(),
        attributes: BTreeMap::new(),
        availabilities: vec![Availability {
            id: format!("DZ{}", digits.collect::<String>().to_ascii_uppercase()),
            segment,
            scope: None,
            terms: vec![offer.term],
            purchasable: offer.sold,
            renewable: offer.renewable,
        }],
    }
}
