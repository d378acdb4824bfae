//! Offers: what can be bought by licence.

mod catalogue;
mod resource;
mod rules;
#[cfg(test)]
mod tests;

use partner_center_model::{
    offers::{GetOffer, ListOfferAddons, ListOfferCategories, ListOffers, Offer, OfferCategory},
    resource::{Collection, Links},
};

pub(crate) use self::{
    catalogue::{Billing, CatalogueOffer, LimitOf, Term, all, find, open},
    resource::{link, resource},
    rules::{in_country, within_bounds},
};
use crate::{
    areas::market,
    context::{Answer, Call, Cx, Outcome},
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![
        handler::<ListOfferCategories>(list_categories),
        handler::<ListOffers>(list),
        handler::<GetOffer>(get),
        handler::<ListOfferAddons>(list_add_ons),
    ]
}

/// Source: `get-a-list-of-offer-categories-by-country-and-locale`.
fn list_categories(cx: &mut Cx<'_, '_>, call: Call<ListOfferCategories>) -> Outcome<Collection<OfferCategory>> {
    let country = market::asked(call.query.country.as_deref())?;
    let categories = rules::categories(cx.account.cloud, country);
    let categories = categories.map(|category| resource::category(Some(category), country, &cx.locale)).collect();
    let links = Some(Links::to_self(format!("/offercategories?country={country}")));
    Ok(Answer::ok(Collection { links, ..Collection::of(categories) }))
}

fn list(cx: &mut Cx<'_, '_>, call: Call<ListOffers>) -> Outcome<Collection<Offer>> {
    let country = market::asked(call.query.country.as_deref())?;
    let offers = rules::listed(cx.account.cloud, country);
    let offers = offers.map(|offer| resource(offer, country, &cx.locale)).collect();
    let links = Some(Links::to_self(format!("/offers?country={country}")));
    Ok(Answer::ok(Collection { links, ..Collection::of(offers) }))
}

fn get(cx: &mut Cx<'_, '_>, call: Call<GetOffer>) -> Outcome<Offer> {
    let country = market::asked(call.query.country.as_deref())?;
    let offer = rules::one(&call.path.offer_id, cx.account.cloud, country)?;
    Ok(Answer::ok(resource(offer, country, &cx.locale)))
}

/// Source: `get-addon-offers-by-offer-id`.
fn list_add_ons(cx: &mut Cx<'_, '_>, call: Call<ListOfferAddons>) -> Outcome<Collection<Offer>> {
    let country = market::asked(call.query.country.as_deref())?;
    let offer = rules::one(&call.path.offer_id, cx.account.cloud, country)?;
    let add_ons = rules::add_ons(offer, cx.account.cloud, country);
    let add_ons = add_ons.map(|offer| resource(offer, country, &cx.locale)).collect();
    let links = Some(Links::to_self(format!("/offers/{}/addons?country={country}", offer.id)));
    Ok(Answer::ok(Collection { links, ..Collection::of(add_ons) }))
}
