//! An offer as it is answered, in one country and culture.

use partner_center_model::{
    billing::BillingType,
    ids::OfferId,
    offers::{Offer, OfferCategory, OfferLinks, OfferProduct},
    resource::{Attributes, Link},
};

use super::catalogue::{Billing, CatalogueOffer, Category};

/// The catalogue that the offers' `uri` names, as the pages print it.
const CATALOGUE: &str = "3c95518e-8c37-41e3-9627-0ca339200f53";

/// The resource of an offer. Descriptions are English in every culture.
pub(crate) fn resource(offer: &CatalogueOffer, country: &str, locale: &str) -> Offer {
    let ids = |ids: &[OfferId]| ids.iter().map(ToString::to_string).collect();
    let (limit, count) = offer.limited();
    Offer {
        id: Some(offer.id.to_string()),
        name: Some(offer.name.clone()),
        description: Some(offer.description.clone()),
        minimum_quantity: Some(offer.minimum),
        maximum_quantity: Some(offer.maximum),
        rank: Some(offer.rank),
        uri: Some(format!("/{CATALOGUE}/Offers/{}", offer.id)),
        locale: Some(locale.to_owned()),
        country: Some(country.to_owned()),
        category: Some(category(offer.category, country, locale)),
        limit_unit_of_measure: Some(limit),
        limit: Some(count),
        prerequisite_offers: ids(&offer.prerequisites),
        is_add_on: Some(offer.is_add_on()),
        has_add_ons: Some(offer.has_add_ons()),
        is_available_for_purchase: Some(offer.sold),
        billing: Some(match offer.billing {
            Billing::License => BillingType::License,
            Billing::Usage => BillingType::Usage,
        }),
        supported_billing_cycles: offer.cycles.clone(),
        is_auto_renewable: Some(offer.renewable),
        upgrade_target_offers: ids(&offer.upgrades_to),
        conversion_target_offers: ids(&offer.converts_to),
        resellee_qualifications: offer.qualifications.clone(),
        reseller_qualifications: Vec::new(),
        sales_group_id: Some("1".to_owned()),
        is_trial: Some(offer.trial),
        product: Some(OfferProduct {
            id: offer.product.clone(),
            name: Some(offer.name.clone()),
            unit: Some(offer.unit.clone()),
        }),
        unit_type: Some(offer.unit.clone()),
        links: Some(OfferLinks { learn_more: None, self_link: Some(link(&offer.id, country)) }),
        attributes: Some(Attributes::of("Offer")),
    }
}

/// Where an offer is read.
pub(crate) fn link(offer: &OfferId, country: &str) -> Link {
    Link::get(format!("/offers/{offer}?country={country}"))
}

/// A category; that of add-ons has an empty name. Source: `get-addon-offers-by-offer-id`.
pub(super) fn category(category: Option<Category>, country: &str, locale: &str) -> OfferCategory {
    let (id, name, rank) = match category {
        Some(Category::Enterprise) => ("Enterprise_Key", "Enterprise", 20),
        Some(Category::SmallBusiness) => ("SmallBusiness_Key", "Small Business", 30),
        Some(Category::Government) => ("Government_Key", "Government", 40),
        None => ("", "", 0),
    };
    OfferCategory {
        id: Some(id.to_owned()),
        name: Some(name.to_owned()),
        rank: Some(rank),
        locale: Some(locale.to_owned()),
        country: Some(country.to_owned()),
        links: None,
        attributes: Some(Attributes::of("OfferCategory")),
    }
}
