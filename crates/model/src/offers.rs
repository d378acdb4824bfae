//! Offers: the licence-based catalogue of a country.

use serde::{Deserialize, Serialize};

use crate::{
    billing::{BillingCycleType, BillingType},
    ids::OfferId,
    open_enum,
    operation::Nothing,
    operations,
    resource::{Attributes, Collection, Link, Links},
};

operations! {
    /// Lists the categories of the offers of a country.
    ListOfferCategories = GET "/v1/offercategories"
        (Either, EVERYWHERE, Nothing) Nothing, OffersQuery, Nothing => Collection<OfferCategory>,
        "get-a-list-of-offer-categories-by-country-and-locale";

    /// Lists the offers of a country.
    ListOffers = GET "/v1/offers"
        (Either, EVERYWHERE, Nothing) Nothing, OffersQuery, Nothing => Collection<Offer>,
        "get-a-list-of-offers-for-a-market";

    /// Gets an offer.
    GetOffer = GET "/v1/offers/{offer_id}"
        (Either, EVERYWHERE, Nothing) OfferPath, OffersQuery, Nothing => Offer, "get-an-offer-by-id";

    /// Lists the offers that can be bought on top of an offer.
    ListOfferAddons = GET "/v1/offers/{offer_id}/addons"
        (Either, EVERYWHERE, Nothing) OfferPath, OffersQuery, Nothing => Collection<Offer>,
        "get-addon-offers-by-offer-id";
}

/// The path to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OfferPath {
    /// The offer's id: a GUID, or a prefix and a GUID.
    pub offer_id: OfferId,
}

/// The country whose catalogue is asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct OffersQuery {
    /// The country as an ISO 3166-1 alpha-2 code.
    #[cfg_attr(feature = "schema", schemars(extend("x-required" = true)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A licence-based product that can be ordered in a country.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Offer {
    /// The offer's id: a GUID, or a name such as `MS-AZR-0145P`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name, in the language of the locale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The description, in the language of the locale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The least quantity that can be ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_quantity: Option<i64>,
    /// The greatest quantity that can be ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_quantity: Option<i64>,
    /// Its place among the offers of its category; smaller comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<i64>,
    /// The path of the offer in the commerce system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// The language of its texts, such as `en-us`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The country where it can be ordered, as an ISO 3166-1 alpha-2 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<OfferCategory>,
    /// What `limit` counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_unit_of_measure: Option<LimitUnitOfMeasure>,
    /// How many a customer may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The offers of which a customer must have one first.
    pub prerequisite_offers: Vec<String>,
    /// Whether it is bought on top of another offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_add_on: Option<bool>,
    /// Whether there are offers to be bought on top of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_add_ons: Option<bool>,
    /// Whether it can be ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_available_for_purchase: Option<bool>,
    /// What is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing: Option<BillingType>,
    /// How often it can be billed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported_billing_cycles: Vec<BillingCycleType>,
    /// Whether its subscriptions renew by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_auto_renewable: Option<bool>,
    /// The offers that its subscriptions can be moved to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub upgrade_target_offers: Vec<String>,
    /// The offers that a trial can be converted to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conversion_target_offers: Vec<String>,
    /// What the customer must qualify as.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resellee_qualifications: Vec<String>,
    /// What the partner must qualify as.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reseller_qualifications: Vec<String>,
    /// The group that it is sold with: offers of other groups need an order of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sales_group_id: Option<String>,
    /// Whether it is a trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_trial: Option<bool>,
    /// The product behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<OfferProduct>,
    /// What is counted, such as `Licenses`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_type: Option<String>,
    /// The links to the offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<OfferLinks>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// A category of offers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OfferCategory {
    /// The category's id, such as `Enterprise_Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name, in the language of the locale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its place among the categories; smaller comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<i64>,
    /// The language of its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The country, as an ISO 3166-1 alpha-2 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The links to the category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// The product behind an offer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OfferProduct {
    /// The product's id: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name of the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// The links to an offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct OfferLinks {
    /// A page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learn_more: Option<Link>,
    /// The offer.
    #[serde(rename = "self", skip_serializing_if = "Option::is_none")]
    pub self_link: Option<Link>,
}

open_enum! {
    /// What the limit of an offer counts.
    pub enum LimitUnitOfMeasure {
        /// Nothing: there is no limit.
        None = "None",
        /// What a customer has at one time.
        Concurrent = "Concurrent",
        /// All that a customer has ever had.
        LifeTime = "LifeTime",
    }
}
