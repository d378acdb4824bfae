//! Checks of the inventory.

use backlot_testkit::{Expect, Stage, client::Call};
use partner_center_model::products::{CheckInventory, InventoryCheckRequest, InventoryItem, ProductQuery};
use serde_json::json;

fn check(country: &str, request: serde_json::Value) -> Call<CheckInventory> {
    let request: InventoryCheckRequest = serde_json::from_value(request).unwrap();
    Call::new().query(ProductQuery { country: Some(country.to_owned()), ..ProductQuery::default() }).body(request)
}

/// A customer of the demo account `direct`.
const CUSTOMER: &str = "d0000000-0000-4000-8000-000000000101";

fn context() -> serde_json::Value {
    json!({ "customerId": CUSTOMER, "AzureSubscriptionID": "3A231FBE-37FE-4410-93FD-730D3D5D4C75", "armRegionName": null })
}

fn restricted(items: &[InventoryItem]) -> Vec<(&str, bool)> {
    items.iter().map(|item| (item.sku_id.as_deref().unwrap(), item.is_restricted.unwrap())).collect()
}

#[tokio::test]
async fn every_sku_of_a_product_is_checked_unless_one_is_named() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    let all = json!({ "targetItems": [{ "productId": "DZH318Z0BQ3P" }], "inventoryContext": context() });
    let found = client.send(check("US", all)).await.value();
    let expected = [("0039", true), ("0038", true), ("000S", false), ("0011", false), ("001F", false)];
    assert_eq!(restricted(&found), expected);
    let restriction = &found[0].restrictions[0];
    assert_eq!(restriction.reason_code.as_deref(), Some("NotAvailableForSubscription"));
    assert_eq!(restriction.properties["values"], "japanwest");
    assert_eq!(found[2].restrictions, []);

    let some = json!({ "inventoryContext": context(), "targetItems": [
        { "productId": "dzh318z0bq3p", "skuId": "000s" },
        { "productId": "DZH318Z0BQ3P", "skuId": "000S" },
        { "productId": "DZH318Z0BQ3P", "skuId": "9999" },
        { "productId": "DZH318Z0XXXX" },
    ] });
    assert_eq!(restricted(&client.send(check("US", some)).await.value()), [("000S", false)]);
}

#[tokio::test]
async fn what_runs_out_needs_its_context_and_nothing_else_does() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    let software = json!({ "targetItems": [{ "productId": "DG7GMGF0DWT0" }, { "productId": "DZH318Z0C0ZT" }] });
    let found = client.send(check("DE", software)).await.value();
    assert_eq!(restricted(&found), [("0001", false), ("0002", false)], "what is not sold in the country is left out");
    for (context, place) in [
        (json!({}), "inventoryContext.CustomerId"),
        (json!({ "customerId": CUSTOMER, "azureSubscriptionId": "" }), "inventoryContext.AzureSubscriptionId"),
        (json!({ "customerId": "me", "azureSubscriptionId": "x" }), "inventoryContext.customerId"),
    ] {
        let request = json!({ "targetItems": [{ "productId": "DZH318Z0BQ3P" }], "inventoryContext": context });
        let refused = client.send(check("US", request)).await.refused(400, 3000);
        assert!(refused.description.contains(place), "{}", refused.description);
    }
    let stranger = json!({ "customerId": "d6bf25b7-e0a8-4f2d-a31b-97b55cfc774d", "azureSubscriptionId": "x" });
    let stranger = json!({ "targetItems": [{ "productId": "DZH318Z0BQ3P" }], "inventoryContext": stranger });
    client.send(check("US", stranger)).await.refused(403, 20002);
    for items in [json!([]), json!([{ "skuId": "0001" }]), json!([{ "productId": "" }])] {
        client.send(check("US", json!({ "targetItems": items }))).await.refused(400, 3000);
    }
    client.send(check("", json!({ "targetItems": [{ "productId": "DG7GMGF0DWT0" }] }))).await.refused(400, 3000);
}

#[tokio::test]
async fn the_national_clouds_have_no_inventory() {
    let stage = Stage::demo().await;
    let client = stage.app("germany-sandbox").await;
    let request = json!({ "targetItems": [{ "productId": "DG7GMGF0DWT0" }] });
    client.send(check("DE", request)).await.refused(400, 900_127);
}
