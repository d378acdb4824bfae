//! Which offers a country's catalogue shows, and how many licences an offer allows.

use partner_center_model::{cloud::Cloud, errors, ids::OfferId};

use super::catalogue::{self, CatalogueOffer, Category};
use crate::refusal::Refusal;

/// The offers that a partner of this cloud can sell in this country, in order.
///
/// Source: `get-a-list-of-offers-for-a-market`.
pub(super) fn listed(cloud: Cloud, country: &str) -> impl Iterator<Item = &'static CatalogueOffer> {
    catalogue::all().iter().filter(move |offer| offer.is_in(cloud) && offer.is_offered_in(country))
}

/// The categories of those offers, in order. Source: `get-a-list-of-offer-categories-by-country-and-locale`.
pub(super) fn categories(cloud: Cloud, country: &str) -> impl Iterator<Item = Category> {
    let has = move |category: &Category| listed(cloud, country).any(|offer| offer.category == Some(*category));
    [Category::Enterprise, Category::SmallBusiness, Category::Government].into_iter().filter(has)
}

/// The offers that can be bought on top of one. Source: `get-addon-offers-by-offer-id`.
pub(super) fn add_ons(
    base: &CatalogueOffer,
    cloud: Cloud,
    country: &str,
) -> impl Iterator<Item = &'static CatalogueOffer> {
    listed(cloud, country).filter(|offer| offer.prerequisites.contains(&base.id))
}

/// The offer with this id, in this country.
///
/// An id of the catalogue of products belongs elsewhere (400/2100). Source: `get-an-offer-by-id`, `error-codes`.
pub(super) fn one(id: &OfferId, cloud: Cloud, country: &str) -> Result<&'static CatalogueOffer, Refusal> {
    if id.as_str().contains(':') {
        return Err(Refusal::new(errors::NOT_AN_OFFER)
            .argument(id.as_str())
            .explain("The id names a product, a SKU and an availability: read /products/{product}/skus/{sku}."));
    }
    let offer = catalogue::find(id).filter(|offer| offer.is_in(cloud)).ok_or_else(|| {
        Refusal::new(errors::NOT_FOUND)
            .about(format!("offer {id}"))
            .explain(format!("No such offer is sold in this cloud: GET /v1/offers?country={country} lists them."))
    })?;
    in_country(offer, country)?;
    Ok(offer)
}

/// Whether an offer is sold in a country. Source: `error-codes`.
pub(crate) fn in_country(offer: &CatalogueOffer, country: &str) -> Result<(), Refusal> {
    if offer.is_offered_in(country) {
        return Ok(());
    }
    Err(Refusal::new(errors::OFFER_NOT_IN_COUNTRY)
        .about(format!("{} in {country}", offer.id))
        .explain(format!("{} is not sold in {country}: GET /v1/offers?country={country} lists what is.", offer.name)))
}

/// Whether a subscription to an offer may have this many licences. Source: `change-the-quantity-of-a-subscription`.
pub(crate) fn within_bounds(offer: &CatalogueOffer, quantity: i64) -> Result<(), Refusal> {
    if (offer.minimum..=offer.maximum).contains(&quantity) {
        return Ok(());
    }
    Err(Refusal::new(errors::QUANTITY_OUT_OF_BOUNDS)
        .about(format!("quantity: {quantity}"))
        .explain(format!("{} is sold in quantities from {} to {}.", offer.name, offer.minimum, offer.maximum)))
}
