//! Offers: the licence-based catalogue of a country.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Lists the categories of the offers of a country.
    ListOfferCategories = GET "/v1/offercategories"
        (Either, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value,
        "get-a-list-of-offer-categories-by-country-and-locale";

    /// Lists the offers of a country.
    ListOffers = GET "/v1/offers"
        (Either, EVERYWHERE, Nothing) Nothing, Value, Nothing => Value, "get-a-list-of-offers-for-a-market";

    /// Gets an offer.
    GetOffer = GET "/v1/offers/{offer_id}"
        (Either, EVERYWHERE, Nothing) OfferPath, Value, Nothing => Value, "get-an-offer-by-id";

    /// Lists the offers that can be bought on top of an offer.
    ListOfferAddons = GET "/v1/offers/{offer_id}/addons"
        (Either, EVERYWHERE, Nothing) OfferPath, Value, Nothing => Value, "get-addon-offers-by-offer-id";
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferPath {
    /// The offer's id: a GUID, or a prefix and a GUID.
    pub offer_id: String,
}
