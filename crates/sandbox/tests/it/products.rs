//! Products over the wire: the catalogue of a country, of a customer, and its inventory.

mod by_customer;
mod inventory;

use backlot_testkit::{
    Expect, Stage,
    client::{Call, Client},
};
use http::StatusCode;
use partner_center_model::products::{
    Availability, AvailabilityPath, GetAvailability, GetProduct, GetSku, ListAvailabilities, ListProducts, ListSkus,
    Product, ProductPath, ProductQuery, ProductsQuery, Sku, SkuPath,
};
use serde_json::Value;

/// The query of a list in the United States.
fn query(view: &str) -> ProductsQuery {
    let view = Some(view.to_owned()).filter(|view| !view.is_empty());
    ProductsQuery { country: Some("US".to_owned()), target_view: view, ..ProductsQuery::default() }
}

fn ids(products: &[Product]) -> Vec<&str> {
    products.iter().filter_map(|product| product.id.as_deref()).collect()
}

async fn products(client: &Client, query: ProductsQuery) -> Vec<Product> {
    let list = client.send(Call::<ListProducts>::new().query(query)).await.value();
    assert_eq!(list.total_count, Some(list.items.len() as u64));
    list.items
}

fn skus(id: &str, query: ProductsQuery) -> Call<ListSkus> {
    Call::to(ProductPath { product_id: id.parse().unwrap() }).query(query.into())
}

fn availabilities(id: &str, sku: &str, query: ProductsQuery) -> Call<ListAvailabilities> {
    Call::to(SkuPath { product_id: id.parse().unwrap(), sku_id: sku.parse().unwrap() }).query(query.into())
}

fn us() -> ProductQuery {
    ProductQuery { country: Some("us".to_owned()), ..ProductQuery::default() }
}

fn product(id: &str, query: ProductQuery) -> Call<GetProduct> {
    Call::to(ProductPath { product_id: id.parse().unwrap() }).query(query)
}

fn sku(id: &str, sku: &str) -> Call<GetSku> {
    Call::to(SkuPath { product_id: id.parse().unwrap(), sku_id: sku.parse().unwrap() }).query(us())
}

fn availability(id: &str, sku: &str, availability: &str) -> Call<GetAvailability> {
    let (product_id, sku_id) = (id.parse().unwrap(), sku.parse().unwrap());
    Call::to(AvailabilityPath { product_id, sku_id, availability_id: availability.parse().unwrap() }).query(us())
}

async fn read(client: &Client, link: &Value) -> Value {
    let uri = link["uri"].as_str().unwrap();
    let answer = client.send_raw("GET", &format!("/v1{uri}"), "").await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{uri}");
    serde_json::from_slice(answer.body()).unwrap()
}

#[tokio::test]
async fn links_lead_from_a_view_to_what_a_cart_buys() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    for view in ["Azure", "OnlineServices", "Software"] {
        let list =
            read(&client, &serde_json::json!({ "uri": format!("/products?country=us&targetView={view}") })).await;
        assert_eq!(list["links"]["self"]["uri"], format!("/products?country=US&targetView={view}"));
        assert_eq!(read(&client, &list["links"]["self"]).await, list);
        for product in list["items"].as_array().unwrap() {
            assert_eq!(read(&client, &product["links"]["self"]).await, *product);
            let skus = read(&client, &product["links"]["skus"]).await;
            assert_ne!(skus["totalCount"], 0, "{product}");
            for sku in skus["items"].as_array().unwrap() {
                assert_eq!(read(&client, &sku["links"]["self"]).await, *sku);
                assert_eq!(sku["productId"], product["id"]);
                let availabilities = read(&client, &sku["links"]["availabilities"]).await;
                assert_ne!(availabilities["totalCount"], 0, "{sku}");
                for availability in availabilities["items"].as_array().unwrap() {
                    assert_eq!(read(&client, &availability["links"]["self"]).await, *availability);
                    assert_eq!((&availability["product"], &availability["sku"]), (product, sku));
                }
            }
        }
    }
}

#[tokio::test]
async fn links_stay_in_the_segment_and_the_scope_that_were_asked_for() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    for (view, asked, segment) in [
        ("Software", "&targetSegment=education", "education"),
        ("Software", "&targetSegment=government", "government"),
        ("Software", "&targetSegment=nonprofit", "nonprofit"),
        ("OnlineServices", "&targetSegment=education", "education"),
        ("AzureReservations", "&reservationScope=AzurePlan", "commercial"),
    ] {
        let uri = format!("/products?country=US&targetView={view}{asked}");
        let list = read(&client, &serde_json::json!({ "uri": uri })).await;
        assert_ne!(list["totalCount"], 0, "{uri}");
        let mut seen = Vec::new();
        for product in list["items"].as_array().unwrap() {
            assert_eq!(read(&client, &product["links"]["self"]).await["id"], product["id"]);
            let skus = read(&client, &product["links"]["skus"]).await;
            assert_ne!(skus["totalCount"], 0, "{product}");
            for sku in skus["items"].as_array().unwrap() {
                assert_eq!(read(&client, &sku["links"]["self"]).await["id"], sku["id"]);
                let availabilities = read(&client, &sku["links"]["availabilities"]).await;
                assert_ne!(availabilities["totalCount"], 0, "{sku}");
                for availability in availabilities["items"].as_array().unwrap() {
                    assert_eq!(availability["segment"], segment);
                    assert_eq!(read(&client, &availability["links"]["self"]).await, *availability);
                    assert_eq!((&availability["product"], &availability["sku"]), (product, sku));
                    seen.push(availability["id"].as_str().unwrap().to_owned());
                }
            }
        }
        if view == "AzureReservations" {
            assert!(seen.contains(&"DZH318Z08C1S".to_owned()), "{seen:?}");
            assert!(!seen.contains(&"DZH318Z08C0S".to_owned()), "{seen:?}");
        }
    }
}

#[tokio::test]
async fn what_is_read_by_its_id_is_found_in_the_scope_that_is_asked_for() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    let plan = ProductQuery { reservation_scope: Some("azureplan".to_owned()), ..us() };
    let moon = ProductQuery { reservation_scope: Some("Moon".to_owned()), ..us() };
    client.send(product("DZH318Z0BQ36", plan.clone())).await.value();
    client.send(product("DZH318Z0BQ4B", plan.clone())).await.refused(404, 400_013);
    client.send(product("DG7GMGF0DWT0", plan.clone())).await.value();
    client.send(product("DZH318Z0BQ36", moon)).await.refused(400, 3000);
    client.send(sku("DZH318Z0BQ36", "004G").query(plan.clone())).await.value();
    client.send(sku("DZH318Z0BQ4B", "000Z").query(plan.clone())).await.refused(404, 400_013);
    let of_plan = availability("DZH318Z0BQ36", "004G", "DZH318Z08C1S").query(plan.clone());
    let found = client.send(of_plan).await.value();
    let uri = "/products/DZH318Z0BQ36/skus/004G/availabilities/DZH318Z08C1S?country=US&reservationScope=AzurePlan";
    assert_eq!(found.links.unwrap().self_link.unwrap().uri, uri);
    client.send(availability("DZH318Z0BQ36", "004G", "DZH318Z08C0S").query(plan)).await.refused(404, 400_019);
    client.send(availability("DZH318Z0BQ36", "004G", "DZH318Z08C0S")).await.value();
}

#[tokio::test]
async fn a_view_shows_its_part_of_the_catalogue() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    let machines = "DZH318Z0BQ36";
    for (view, shown, hidden) in [
        ("Azure", &["DZH318Z0BPS6", machines, "9DEA7946-EC2C-441E-9FFD-E3B275F7E838"][..], "DZH318Z0BXWC"),
        ("AzureReservations", &[machines, "DZH318Z0C0SQ", "DZH318Z0C0CD"], "DZH318Z0BPS6"),
        ("AzureReservationsVM", &[machines], "DZH318Z0C0SQ"),
        ("AzureReservationsSQL", &["DZH318Z0C0SQ"], machines),
        ("azurereservationscosmosdb", &["DZH318Z0C0CD"], machines),
        ("MicrosoftAzure", &["DZH318Z0BPS6", "9DEA7946-EC2C-441E-9FFD-E3B275F7E838"], machines),
        ("OnlineServices", &["DZH318Z0BXWC", "F245ECC8-75AF-4F8E-B61F-27D8114DE5F3"], "DZH318Z0BPS6"),
        ("Software", &["DG7GMGF0DWT0", "DG7GMGF0FKZV", "DG7GMGF0FL6S"], "DZH318Z0BXWC"),
        ("SoftwareSUSELinux", &["DG7GMGF0FL6S"], "DG7GMGF0FKZV"),
        ("SoftwarePerpetual", &["DG7GMGF0DWT0"], "DG7GMGF0FKZV"),
        ("SoftwareSubscriptions", &["DG7GMGF0FKZV", "DG7GMGF0FL6S"], "DG7GMGF0DWT0"),
    ] {
        let found = products(&client, query(view)).await;
        let found = ids(&found);
        assert!(shown.iter().all(|id| found.contains(id)), "{view}: {found:?}");
        assert!(!found.contains(&hidden), "{view}: {found:?}");
    }
    client.send(Call::<ListProducts>::new().query(query("AzureAzureReservationsVM"))).await.refused(403, 400_036);
    client.send(Call::<ListProducts>::new().query(query(""))).await.refused(400, 3000);
    let nowhere = ProductsQuery { country: None, ..query("Azure") };
    client.send(Call::<ListProducts>::new().query(nowhere)).await.refused(400, 3000);
}

#[tokio::test]
async fn each_cloud_and_country_has_a_catalogue_of_its_own() {
    let stage = Stage::demo().await;
    let germany = stage.app("germany-sandbox").await;
    let in_germany = |view: &str| ProductsQuery { country: Some("DE".to_owned()), ..query(view) };
    assert_eq!(ids(&products(&germany, in_germany("MicrosoftAzure")).await), ["MS-AZR-DE-0146P"]);
    assert!(!products(&germany, in_germany("OnlineServices")).await.is_empty());
    germany.send(Call::<ListProducts>::new().query(in_germany("SoftwarePerpetual"))).await.refused(403, 400_036);
    let education = ProductsQuery { target_segment: Some("education".to_owned()), ..in_germany("OnlineServices") };
    germany.send(Call::<ListProducts>::new().query(education)).await.refused(403, 400_030);

    let client = stage.app("direct").await;
    let there = products(&client, query("OnlineServices")).await;
    assert!(ids(&there).contains(&"DZH318Z0C0ZT"), "{there:?}");
    let here = products(&client, in_germany("OnlineServices")).await;
    assert!(!ids(&here).contains(&"DZH318Z0C0ZT"), "{here:?}");
    let here = ProductQuery { country: Some("DE".to_owned()), ..us() };
    client.send(product("DZH318Z0C0ZT", here.clone())).await.refused(404, 400_013);
    let windows = Call::<GetAvailability>::to(AvailabilityPath {
        product_id: "DG7GMGF0DVT7".parse().unwrap(),
        sku_id: "000C".parse().unwrap(),
        availability_id: "DG7GMGF0FVZM".parse().unwrap(),
    });
    let windows = client.send(windows.query(here)).await.value();
    assert_eq!(windows.default_currency.unwrap().code.as_deref(), Some("EUR"));
    assert_eq!(windows.country.as_deref(), Some("DE"));
}

#[tokio::test]
async fn a_segment_and_a_scope_decide_which_availabilities_there_are() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    let of = |segment: &str| ProductsQuery { target_segment: Some(segment.to_owned()), ..query("") };
    let found = async |id: &str, sku: &str, query: ProductsQuery| {
        let list: Vec<Availability> = client.send(availabilities(id, sku, query)).await.value().items;
        list.into_iter().filter_map(|availability| availability.id).collect::<Vec<_>>()
    };
    let manager = "DG7GMGF0DWT0";
    assert_eq!(found(manager, "0001", query("")).await, ["DG7GMGF0DSQR"]);
    assert_eq!(found(manager, "0001", of("Education")).await, ["DG7GMGF0DSQE"]);
    assert_eq!(found(manager, "0001", of("government")).await, ["DG7GMGF0DSQG"]);
    assert_eq!(found(manager, "0002", of("nonprofit")).await, [""; 0]);
    let list: Vec<Sku> = client.send(skus(manager, of("nonprofit"))).await.value().items;
    assert_eq!(list.iter().filter_map(|sku| sku.id.as_deref()).collect::<Vec<_>>(), ["0001"]);
    let schools = ProductsQuery { target_view: Some("SoftwarePerpetual".to_owned()), ..of("education") };
    assert_eq!(ids(&products(&client, schools).await), [manager, "DG7GMGF0DWTL"]);
    client.send(availabilities(manager, "0001", of("farms"))).await.refused(403, 400_030);
    client.send(skus(manager, of("farms"))).await.refused(403, 400_030);
    let farms = ProductsQuery { target_view: Some("Software".to_owned()), ..of("farms") };
    client.send(Call::<ListProducts>::new().query(farms)).await.refused(403, 400_030);

    let plan = |view: &str| ProductsQuery { reservation_scope: Some("azureplan".to_owned()), ..query(view) };
    assert_eq!(found("DZH318Z0BQ36", "004G", query("")).await, ["DZH318Z08C0S"]);
    assert_eq!(found("DZH318Z0BQ36", "004G", plan("")).await, ["DZH318Z08C1S"]);
    assert_eq!(found(manager, "0001", plan("")).await, ["DG7GMGF0DSQR"]);
    let old = "DZH318Z0BQ4B";
    assert!(ids(&products(&client, query("AzureReservationsVM")).await).contains(&old));
    assert!(!ids(&products(&client, plan("AzureReservationsVM")).await).contains(&old));
    assert_eq!(client.send(skus(old, plan(""))).await.value().items, []);
    let moon = ProductsQuery { reservation_scope: Some("Moon".to_owned()), ..query("") };
    client.send(skus(old, moon)).await.refused(400, 3000);
}

#[tokio::test]
async fn what_is_not_there_is_refused_for_what_it_is() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    let found = client.send(product("dzh318z0bq36", us())).await.value();
    assert_eq!(found.id.as_deref(), Some("DZH318Z0BQ36"));
    client.send(product("DZH318Z0XXXX", us())).await.refused(404, 400_013);
    client.send(product("DZH318Z0BQ36", ProductQuery::default())).await.refused(400, 3000);
    let parent = client.send(skus("DZH318Z0XXXX", query(""))).await.refused(404, 400_013);
    assert!(parent.description.starts_with("The parent product"), "{}", parent.description);
    client.send(availabilities("DZH318Z0XXXX", "0001", query(""))).await.refused(404, 400_013);
    client.send(availabilities("DZH318Z0BQ36", "0001", query(""))).await.refused(404, 400_018);
    client.send(sku("DZH318Z0XXXX", "004G")).await.refused(404, 400_013);
    client.send(sku("DZH318Z0BQ36", "0001")).await.refused(404, 400_018);
    client.send(sku("DZH318Z0BQ36", "004g")).await.value();
    client.send(availability("DZH318Z0XXXX", "004G", "DZH318Z08C0S")).await.refused(404, 400_013);
    client.send(availability("DZH318Z0BQ36", "0001", "DZH318Z08C0S")).await.refused(404, 400_018);
    client.send(availability("DZH318Z0BQ36", "004G", "DZH318Z08B8X")).await.refused(404, 400_019);
    let gone = client.send(availability("DG7GMGF0DWM0", "0001", "DG7GMGF0DT4M")).await.value();
    assert_eq!(gone.is_purchasable, Some(false));
}

#[tokio::test]
async fn a_reservation_says_what_it_reserves() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    let found = client.send(sku("DZH318Z0BQ3V", "00G1")).await.value();
    assert_eq!(found.title.as_deref(), Some("Reserved VM Instance, Standard_D32s_v3, US West 2, 3 Years"));
    assert_eq!(found.inventory_variables, ["CustomerId", "AzureSubscriptionId"]);
    assert_eq!(found.provisioning_variables, ["Scope", "SubscriptionId"]);
    assert_eq!(found.purchase_prerequisites, ["AzureSubscriptionRegistration", "InventoryCheck"]);
    for (name, value) in [
        ("armSkuName", "Standard_D32s_v3"),
        ("cores", "32"),
        ("armRegionName", "westus2"),
        ("region", "US West 2"),
        ("duration", "3Years"),
    ] {
        assert_eq!(found.dynamic_attributes[name], value, "{name}");
    }
    let terms = client.send(availability("DZH318Z0BQ3Q", "0001", "DZH318XZXPHL")).await.value().terms;
    assert_eq!(serde_json::to_value(terms).unwrap()[0]["description"], "1 Year Prepaid");
}
