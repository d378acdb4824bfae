//! Offers: the licence-based catalogue of a country, and its categories.

use partner_center_model::{
    ids::OfferId,
    offers::{GetOffer, ListOfferAddons, ListOfferCategories, ListOffers, OfferPath, OffersQuery},
    operation::Nothing,
};

use crate::{
    list::List,
    place::{IntoId, Place},
    prepared::Prepared,
};

/// The offers of all countries.
#[derive(Debug, Clone)]
pub struct Offers(pub(super) Place<Nothing>);

impl Offers {
    /// The offers of this country, an ISO 3166-1 alpha-2 code.
    pub fn by_country(&self, country: impl Into<String>) -> ByCountry {
        ByCountry { place: self.0.clone(), query: query(country) }
    }
}

/// The categories of offers of all countries.
#[derive(Debug, Clone)]
pub struct OfferCategories(pub(super) Place<Nothing>);

impl OfferCategories {
    /// Lists the categories of the offers of this country, an ISO 3166-1 alpha-2 code.
    ///
    /// `GET /v1/offercategories`. Source: `get-a-list-of-offer-categories-by-country-and-locale`.
    pub fn list(&self, country: impl Into<String>) -> List<ListOfferCategories> {
        self.0.list().query(query(country))
    }
}

/// The offers of a country.
#[derive(Debug, Clone)]
pub struct ByCountry {
    place: Place<Nothing>,
    query: OffersQuery,
}

impl ByCountry {
    /// Lists the offers.
    ///
    /// `GET /v1/offers`. Source: `get-a-list-of-offers-for-a-market`.
    pub fn list(&self) -> List<ListOffers> {
        self.place.list().query(self.query.clone())
    }

    /// One offer.
    pub fn by_id(&self, id: impl IntoId<OfferId>) -> ById {
        let place = self.place.to(|_| Ok(OfferPath { offer_id: id.into_id()? }));
        ById { place, query: self.query.clone() }
    }
}

/// One offer in a country.
#[derive(Debug, Clone)]
pub struct ById {
    place: Place<OfferPath>,
    query: OffersQuery,
}

impl ById {
    /// Gets the offer.
    ///
    /// `GET /v1/offers/{offer_id}`. Source: `get-an-offer-by-id`.
    pub fn get(&self) -> Prepared<GetOffer> {
        self.place.call().query(self.query.clone())
    }

    /// The offers that can be bought on top of it.
    pub fn addons(&self) -> Addons {
        Addons(self.clone())
    }
}

/// The offers that can be bought on top of another.
#[derive(Debug, Clone)]
pub struct Addons(ById);

impl Addons {
    /// Lists them.
    ///
    /// `GET /v1/offers/{offer_id}/addons`. Source: `get-addon-offers-by-offer-id`.
    pub fn list(&self) -> List<ListOfferAddons> {
        self.0.place.list().query(self.0.query.clone())
    }
}

fn query(country: impl Into<String>) -> OffersQuery {
    OffersQuery { country: Some(country.into()) }
}
