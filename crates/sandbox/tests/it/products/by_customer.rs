//! What a customer can be sold.

use backlot_testkit::{
    Expect, Stage,
    client::{Call, Client},
};
use partner_center_model::{
    customers::CustomerPath,
    products::{
        CustomerAvailabilityPath, CustomerProductPath, CustomerProductsQuery, CustomerSkuPath, GetCustomerAvailability,
        GetCustomerProduct, GetCustomerSku, ListCustomerAvailabilities, ListCustomerProducts, ListCustomerSkus,
    },
};

const AT_HOME: &str = "c0000000-0000-4000-8000-000000000001";
const ABROAD: &str = "c0000000-0000-4000-8000-000000000002";
const SCHOOL: &str = "c0000000-0000-4000-8000-000000000003";

/// A production account with a customer in two countries, and a school.
async fn stage() -> Stage {
    let customer = |id: &str, name: &str, more: &str| {
        format!(
            r#"[[accounts.customers]]
id = "{id}"
domain = "{name}.example"
companyName = "{name}"
email = "books@{name}.example"
{more}
"#
        )
    };
    let us = r#"address = { firstName = "A", lastName = "B", addressLine1 = "12 Orchard Street", city = "Redmond", state = "WA", postalCode = "98052", country = "US" }"#;
    let de = r#"address = { firstName = "A", lastName = "B", addressLine1 = "Hauptstr. 1", city = "Berlin", postalCode = "10115", country = "DE" }"#;
    let world = format!(
        r#"[[accounts]]
name = "direct"
type = "direct_bill"
environment = "production"
cloud = "global"
tenantId = "a0000000-0000-4000-8000-000000000001"
domain = "direct.example"
mpnId = "9000001"
country = "US"
apps = [{{ clientId = "b0000000-0000-4000-8000-000000000001", clientSecret = "secret" }}]
users = []
{}{}{}"#,
        customer(AT_HOME, "larkspur", us),
        customer(ABROAD, "fernhill", de),
        customer(SCHOOL, "tanglewood", &format!("qualifications = [\"Education\"]\n{us}")),
    );
    Stage::toml(&world).await
}

fn asked(view: &str, segment: &str) -> CustomerProductsQuery {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    CustomerProductsQuery { target_view: text(view), target_segment: text(segment), ..CustomerProductsQuery::default() }
}

fn products(customer: &str, query: CustomerProductsQuery) -> Call<ListCustomerProducts> {
    Call::to(CustomerPath { customer_id: customer.parse().unwrap() }).query(query)
}

fn skus(customer: &str, product: &str, query: CustomerProductsQuery) -> Call<ListCustomerSkus> {
    let (customer_id, product_id) = (customer.parse().unwrap(), product.parse().unwrap());
    Call::to(CustomerProductPath { customer_id, product_id }).query(query.into())
}

fn availabilities(customer: &str, product: &str, sku: &str) -> Call<ListCustomerAvailabilities> {
    let (customer_id, product_id) = (customer.parse().unwrap(), product.parse().unwrap());
    Call::to(CustomerSkuPath { customer_id, product_id, sku_id: sku.parse().unwrap() })
}

async fn ids(client: &Client, customer: &str, view: &str, segment: &str) -> Vec<String> {
    let list = client.send(products(customer, asked(view, segment))).await.value();
    list.items.into_iter().filter_map(|product| product.id).collect()
}

#[tokio::test]
async fn a_customer_is_shown_what_is_sold_in_its_country() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let azure = ids(&client, AT_HOME, "MicrosoftAzure", "").await;
    assert_eq!(azure, ["DZH318Z0BPS6", "9DEA7946-EC2C-441E-9FFD-E3B275F7E838"]);
    let desk = "DZH318Z0C0ZT".to_owned();
    assert!(ids(&client, AT_HOME, "OnlineServices", "").await.contains(&desk));
    assert!(!ids(&client, ABROAD, "OnlineServices", "").await.contains(&desk));
    client.send(skus(ABROAD, &desk, asked("", ""))).await.refused(404, 400_013);

    let list = client.send(skus(ABROAD, "DZH318Z0BPS6", asked("", ""))).await.value();
    let uri = format!("/customers/{ABROAD}/products/DZH318Z0BPS6/skus");
    assert_eq!(list.links.unwrap().self_link.unwrap().uri, uri);
    assert_eq!(
        list.items[0].links.as_ref().unwrap().self_link.as_ref().unwrap().uri,
        "/products/DZH318Z0BPS6/skus/0001?country=DE"
    );
    assert_eq!(
        list.items[0].links.as_ref().unwrap().availabilities.as_ref().unwrap().uri,
        "/products/DZH318Z0BPS6/skus/0001/availabilities?country=DE&targetSegment=commercial"
    );
    let list = client.send(availabilities(ABROAD, "DZH318Z0BPS6", "0001")).await.value();
    assert_eq!(list.items[0].default_currency.as_ref().unwrap().code.as_deref(), Some("EUR"));
    assert_eq!(list.items[0].catalog_item_id.as_deref(), Some("DZH318Z0BPS6:0001:DZH318Z0BML6"));
}

#[tokio::test]
async fn what_a_customer_is_shown_is_found_by_its_id() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let path = CustomerAvailabilityPath {
        customer_id: ABROAD.parse().unwrap(),
        product_id: "DZH318Z0BPS6".parse().unwrap(),
        sku_id: "0001".parse().unwrap(),
        availability_id: "DZH318Z0BML6".parse().unwrap(),
    };
    let CustomerAvailabilityPath { customer_id, product_id, sku_id, .. } = path.clone();
    let of_product = CustomerProductPath { customer_id, product_id: product_id.clone() };
    let of_sku = CustomerSkuPath { customer_id, product_id, sku_id };

    let product = client.send(Call::<GetCustomerProduct>::to(of_product)).await.value();
    assert_eq!(product.links.unwrap().self_link.unwrap().uri, "/products/DZH318Z0BPS6?country=DE");
    let sku = client.send(Call::<GetCustomerSku>::to(of_sku)).await.value();
    assert_eq!(sku.id.as_deref(), Some("0001"));
    let availability = client.send(Call::<GetCustomerAvailability>::to(path.clone())).await.value();
    let listed = client.send(availabilities(ABROAD, "DZH318Z0BPS6", "0001")).await.value();
    assert_eq!(listed.items, [availability]);

    let elsewhere = CustomerAvailabilityPath { availability_id: "DZH318Z0BML7".parse().unwrap(), ..path.clone() };
    client.send(Call::<GetCustomerAvailability>::to(elsewhere)).await.refused(404, 400_019);
    let desk = CustomerProductPath { customer_id, product_id: "DZH318Z0C0ZT".parse().unwrap() };
    client.send(Call::<GetCustomerProduct>::to(desk)).await.refused(404, 400_013);
}

#[tokio::test]
async fn a_segment_is_for_those_who_qualify() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    assert_eq!(ids(&client, SCHOOL, "SoftwareSubscriptions", "education").await, ["DG7GMGF0DVT7"]);
    let list = client.send(skus(SCHOOL, "DG7GMGF0DVT7", asked("", "Education"))).await.value();
    assert_eq!(list.total_count, Some(2));
    let school = availabilities(SCHOOL, "DG7GMGF0DVT7", "000C").query(asked("", "education").into());
    assert_eq!(client.send(school).await.value().items[0].id.as_deref(), Some("DG7GMGF0FVZF"));
    let by_id = |customer: &str| {
        Call::<GetCustomerAvailability>::to(CustomerAvailabilityPath {
            customer_id: customer.parse().unwrap(),
            product_id: "DG7GMGF0DVT7".parse().unwrap(),
            sku_id: "000C".parse().unwrap(),
            availability_id: "DG7GMGF0FVZF".parse().unwrap(),
        })
    };
    assert_eq!(client.send(by_id(SCHOOL)).await.value().id.as_deref(), Some("DG7GMGF0FVZF"));
    client.send(by_id(AT_HOME)).await.refused(403, 400_030);
    client.send(products(SCHOOL, asked("Software", "nonprofit"))).await.refused(403, 400_030);
    client.send(products(AT_HOME, asked("Software", "education"))).await.refused(403, 400_030);
    client.send(products(AT_HOME, asked("Software", "farms"))).await.refused(403, 400_030);
}

#[tokio::test]
async fn what_is_not_there_is_refused_for_what_it_is() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    client.send(products(AT_HOME, asked("Everything", ""))).await.refused(403, 400_036);
    client.send(products(AT_HOME, asked("", ""))).await.refused(400, 3000);
    client.send(skus(AT_HOME, "DZH318Z0XXXX", asked("", ""))).await.refused(404, 400_013);
    client.send(availabilities(AT_HOME, "DZH318Z0XXXX", "0001")).await.refused(404, 400_013);
    client.send(availabilities(AT_HOME, "DZH318Z0BPS6", "9999")).await.refused(404, 400_018);
    let stranger = "c0000000-0000-4000-8000-00000000000f";
    client.send(products(stranger, asked("Azure", ""))).await.refused(403, 20002);
}
