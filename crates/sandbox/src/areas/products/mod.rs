//! Products: what can be bought, by country and by customer.
//!
//! - `catalogue`: the products, their SKUs and availabilities
//! - `rules`: which of them a caller is shown; `resource`: how
//! - `customer`: what a customer is shown; `inventory`: whether it can be had

pub(crate) mod catalogue;
mod customer;
mod inventory;
mod resource;
mod rules;

use partner_center_model::{
    products::{
        Availability, CheckInventory, GetAvailability, GetCustomerAvailability, GetCustomerProduct, GetCustomerSku,
        GetProduct, GetSku, ListAvailabilities, ListCustomerAvailabilities, ListCustomerProducts, ListCustomerSkus,
        ListProducts, ListSkus, Product, Sku, SkusQuery,
    },
    resource::{Collection, Links},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use self::{
    catalogue::{Item, parts::Scope},
    resource::Part,
    rules::Shelf,
};
use crate::{
    areas::market,
    context::{Answer, Call, Cx, Outcome},
    refusal::Refusal,
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![
        handler::<ListProducts>(list_products),
        handler::<GetProduct>(get_product),
        handler::<ListSkus>(list_skus),
        handler::<GetSku>(get_sku),
        handler::<ListAvailabilities>(list_availabilities),
        handler::<GetAvailability>(get_availability),
        handler::<CheckInventory>(inventory::check),
        handler::<ListCustomerProducts>(customer::products),
        handler::<GetCustomerProduct>(customer::product),
        handler::<ListCustomerSkus>(customer::skus),
        handler::<GetCustomerSku>(customer::sku),
        handler::<ListCustomerAvailabilities>(customer::availabilities),
        handler::<GetCustomerAvailability>(customer::availability),
    ]
}

/// Source: `get-a-list-of-products`.
fn list_products(cx: &mut Cx<'_, '_>, call: Call<ListProducts>) -> Outcome<Collection<Product>> {
    let query = SkusQuery::from(call.query);
    let shelf = shelf(cx, &query)?;
    let view = rules::view(query.target_view.as_deref(), shelf.cloud)?;
    let products = shelf.products(view).map(|product| resource::product(product, Part::of(shelf)));
    let [country, rest @ ..] = asked(&query);
    let view = ("targetView", query.target_view.as_deref());
    Ok(listed("/products", &[&[country, view], rest.as_slice()].concat(), products.collect()))
}

/// Source: `get-a-product-by-id`.
fn get_product(cx: &mut Cx<'_, '_>, call: Call<GetProduct>) -> Outcome<Product> {
    let country = market::asked(call.query.country.as_deref())?;
    let scope = rules::scope(call.query.reservation_scope.as_deref())?;
    let product = product(cx, call.path.product_id.as_str(), country, scope)?;
    Ok(Answer::ok(resource::product(product, Part::by_id(country, scope))))
}

/// Source: `get-a-list-of-skus-for-a-product`.
fn list_skus(cx: &mut Cx<'_, '_>, call: Call<ListSkus>) -> Outcome<Collection<Sku>> {
    let shelf = shelf(cx, &call.query)?;
    let product = parent(cx, call.path.product_id.as_str(), shelf.country)?;
    let skus = shelf.skus(product).map(|sku| resource::sku(product, sku, Part::of(shelf)));
    Ok(listed(&format!("/products/{}/skus", product.id), &asked(&call.query), skus.collect()))
}

/// Source: `get-a-sku-by-id`.
fn get_sku(cx: &mut Cx<'_, '_>, call: Call<GetSku>) -> Outcome<Sku> {
    let country = market::asked(call.query.country.as_deref())?;
    let scope = rules::scope(call.query.reservation_scope.as_deref())?;
    let product = product(cx, call.path.product_id.as_str(), country, scope)?;
    let sku = rules::sku(product, call.path.sku_id.as_str(), cx.account.cloud, country, scope)?;
    Ok(Answer::ok(resource::sku(product, sku, Part::by_id(country, scope))))
}

/// Source: `get-a-list-of-availabilities-for-a-sku`.
fn list_availabilities(cx: &mut Cx<'_, '_>, call: Call<ListAvailabilities>) -> Outcome<Collection<Availability>> {
    let shelf = shelf(cx, &call.query)?;
    let product = parent(cx, call.path.product_id.as_str(), shelf.country)?;
    let sku = rules::sku(product, call.path.sku_id.as_str(), shelf.cloud, shelf.country, None)?;
    let availabilities = shelf.availabilities(product, sku);
    let availabilities = availabilities
        .map(|availability| resource::availability(&Item { product, sku, availability }, Part::of(shelf)));
    let path = format!("/products/{}/skus/{}/availabilities", product.id, sku.id);
    Ok(listed(&path, &asked(&call.query), availabilities.collect()))
}

/// Source: `get-an-availability-by-id`.
fn get_availability(cx: &mut Cx<'_, '_>, call: Call<GetAvailability>) -> Outcome<Availability> {
    let country = market::asked(call.query.country.as_deref())?;
    let scope = rules::scope(call.query.reservation_scope.as_deref())?;
    let product = product(cx, call.path.product_id.as_str(), country, scope)?;
    let sku = rules::sku(product, call.path.sku_id.as_str(), cx.account.cloud, country, scope)?;
    let availability = rules::availability(product, sku, call.path.availability_id.as_str(), country, scope)?;
    Ok(Answer::ok(resource::availability(&Item { product, sku, availability }, Part::by_id(country, scope))))
}

/// What a query of a country asks to see.
fn shelf(cx: &Cx<'_, '_>, query: &SkusQuery) -> Result<Shelf, Refusal> {
    let cloud = cx.account.cloud;
    Ok(Shelf {
        cloud,
        country: market::asked(query.country.as_deref())?,
        segment: rules::segment(query.target_segment.as_deref(), cloud)?,
        scope: rules::scope(query.reservation_scope.as_deref())?,
    })
}

/// What a query asks for, in the order of the page.
fn asked(query: &SkusQuery) -> [(&'static str, Option<&str>); 3] {
    [
        ("country", query.country.as_deref().and_then(market::country)),
        ("targetSegment", query.target_segment.as_deref()),
        ("reservationScope", query.reservation_scope.as_deref()),
    ]
}

fn product(
    cx: &Cx<'_, '_>,
    id: &str,
    country: &str,
    scope: Option<Scope>,
) -> Result<&'static catalogue::parts::Product, Refusal> {
    let product = rules::product(id, cx.account.cloud, country);
    let product = product.filter(|product| product.skus.iter().any(|sku| rules::is_charged_to(product, sku, scope)));
    product.ok_or_else(|| rules::no_product(false, id, country))
}

fn parent(cx: &Cx<'_, '_>, id: &str, country: &str) -> Result<&'static catalogue::parts::Product, Refusal> {
    rules::product(id, cx.account.cloud, country).ok_or_else(|| rules::no_product(true, id, country))
}

/// A whole list, with a link to itself that asks for the same.
fn listed<T>(path: &str, asked: &[(&str, Option<&str>)], items: Vec<T>) -> Answer<Collection<T>> {
    let asked = asked.iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)));
    let asked: Vec<String> =
        asked.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))).collect();
    let mark = if asked.is_empty() { "" } else { "?" };
    let uri = format!("{path}{mark}{}", asked.join("&"));
    Answer::ok(Collection { links: Some(Links::to_self(uri)), ..Collection::of(items) })
}
