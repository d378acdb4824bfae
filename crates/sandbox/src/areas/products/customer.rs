//! What a customer is shown of the catalogue: that of its own country.

use partner_center_model::{
    ids::CustomerId,
    products::{
        Availability, CustomerProductQuery, GetCustomerAvailability, GetCustomerProduct, GetCustomerSku,
        ListCustomerAvailabilities, ListCustomerProducts, ListCustomerSkus, Product, Sku,
    },
    resource::Collection,
};

use super::{
    catalogue::Item,
    listed, parent,
    resource::{self, Part},
    rules::{self, Shelf},
};
use crate::{
    areas::customers::resident,
    context::{Answer, Call, Cx, Outcome},
    refusal::Failure,
};

/// Source: `get-a-list-of-products-by-customer`.
pub(super) fn products(cx: &mut Cx<'_, '_>, call: Call<ListCustomerProducts>) -> Outcome<Collection<Product>> {
    let customer = call.path.customer_id;
    let (view, query) = (call.query.target_view.clone(), CustomerProductQuery::from(call.query));
    let shelf = shelf(cx, customer, &query)?;
    let shown = rules::view(view.as_deref(), shelf.cloud)?;
    let products = shelf.products(shown).map(|product| resource::product(product, Part::of_customer(shelf)));
    let asked = [&[("targetView", view.as_deref())], asked(&query).as_slice()].concat();
    Ok(listed(&format!("/customers/{customer}/products"), &asked, products.collect()))
}

/// As the page of the list has it: there is none of its own.
pub(super) fn product(cx: &mut Cx<'_, '_>, call: Call<GetCustomerProduct>) -> Outcome<Product> {
    let shelf = shelf(cx, call.path.customer_id, &call.query)?;
    let product = super::product(cx, call.path.product_id.as_str(), shelf.country, shelf.scope)?;
    Ok(Answer::ok(resource::product(product, Part::by_id(shelf.country, shelf.scope))))
}

/// Source: `get-a-list-of-skus-for-a-product-by-customer`.
pub(super) fn skus(cx: &mut Cx<'_, '_>, call: Call<ListCustomerSkus>) -> Outcome<Collection<Sku>> {
    let customer = call.path.customer_id;
    let shelf = shelf(cx, customer, &call.query)?;
    let product = parent(cx, call.path.product_id.as_str(), shelf.country)?;
    let skus = shelf.skus(product).map(|sku| resource::sku(product, sku, Part::of_customer(shelf)));
    let path = format!("/customers/{customer}/products/{}/skus", product.id);
    Ok(listed(&path, &asked(&call.query), skus.collect()))
}

/// As the page of the list has it: there is none of its own.
pub(super) fn sku(cx: &mut Cx<'_, '_>, call: Call<GetCustomerSku>) -> Outcome<Sku> {
    let shelf = shelf(cx, call.path.customer_id, &call.query)?;
    let Shelf { cloud, country, scope, .. } = shelf;
    let product = super::product(cx, call.path.product_id.as_str(), country, scope)?;
    let sku = rules::sku(product, call.path.sku_id.as_str(), cloud, country, scope)?;
    Ok(Answer::ok(resource::sku(product, sku, Part::by_id(country, scope))))
}

/// Source: `get-a-list-of-availabilities-for-a-sku-by-customer`.
pub(super) fn availabilities(
    cx: &mut Cx<'_, '_>,
    call: Call<ListCustomerAvailabilities>,
) -> Outcome<Collection<Availability>> {
    let customer = call.path.customer_id;
    let shelf = shelf(cx, customer, &call.query)?;
    let product = parent(cx, call.path.product_id.as_str(), shelf.country)?;
    let sku = rules::sku(product, call.path.sku_id.as_str(), shelf.cloud, shelf.country, None)?;
    let availabilities = shelf.availabilities(product, sku);
    let part = Part::of_customer(shelf);
    let availabilities =
        availabilities.map(|availability| resource::availability(&Item { product, sku, availability }, part));
    let path = format!("/customers/{customer}/products/{}/skus/{}/availabilities", product.id, sku.id);
    Ok(listed(&path, &asked(&call.query), availabilities.collect()))
}

/// As the page of the list has it: there is none of its own.
pub(super) fn availability(cx: &mut Cx<'_, '_>, call: Call<GetCustomerAvailability>) -> Outcome<Availability> {
    let shelf = shelf(cx, call.path.customer_id, &call.query)?;
    let Shelf { cloud, country, scope, .. } = shelf;
    let product = super::product(cx, call.path.product_id.as_str(), country, scope)?;
    let sku = rules::sku(product, call.path.sku_id.as_str(), cloud, country, scope)?;
    let availability = rules::availability(product, sku, call.path.availability_id.as_str(), country, scope)?;
    let account = cx.account.tenant_id;
    let customer = resident(cx, account, call.path.customer_id)?;
    rules::qualifies(availability.segment, &customer.own.qualifications)?;
    let part = Part::of_customer(Shelf { segment: availability.segment, ..shelf });
    Ok(Answer::ok(resource::availability(&Item { product, sku, availability }, part)))
}

/// What a query about a customer asks to see: what is sold in the country of its billing address.
fn shelf(cx: &mut Cx<'_, '_>, customer: CustomerId, query: &CustomerProductQuery) -> Result<Shelf, Failure> {
    let (cloud, account) = (cx.account.cloud, cx.account.tenant_id);
    let customer = resident(cx, account, customer)?;
    let segment = rules::segment(query.target_segment.as_deref(), cloud)?;
    rules::qualifies(segment, &customer.own.qualifications)?;
    Ok(Shelf { cloud, country: customer.country, segment, scope: rules::scope(query.reservation_scope.as_deref())? })
}

fn asked(query: &CustomerProductQuery) -> [(&'static str, Option<&str>); 2] {
    [("targetSegment", query.target_segment.as_deref()), ("reservationScope", query.reservation_scope.as_deref())]
}
