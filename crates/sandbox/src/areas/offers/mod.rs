//! Offers: what can be bought by licence.

mod catalogue;
mod resource;
mod rules;
#[cfg(test)]
mod tests;

use partner_center_model::{
    offers::{GetOffer, ListOffers, Offer},
    resource::{Collection, Links},
};

pub(crate) use self::{
    catalogue::{Billing, CatalogueOffer, LimitOf, Term, find, open},
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
    vec![handler::<ListOffers>(list), handler::<GetOffer>(get)]
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
