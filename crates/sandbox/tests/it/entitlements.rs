//! Entitlements over the wire: what software and reservations entitle to, and the artifacts behind reservations.

use serde_json::{Value, json};

use crate::orders::{Desk, RESERVATION, SOFTWARE};

async fn listed(desk: &Desk, query: &str) -> Vec<Value> {
    let list = desk.get(&format!("entitlements{query}")).await;
    let items = list["items"].as_array().unwrap().clone();
    assert_eq!(list["totalCount"], items.len());
    assert_eq!(list["attributes"]["objectType"], "Collection");
    items
}

#[tokio::test]
async fn a_line_entitles_with_what_comes_with_it() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let order = desk.get(&format!("orders/{SOFTWARE}")).await;
    let software = &listed(&desk, "").await[0];
    let reference = json!({ "id": SOFTWARE, "lineItemId": "0", "alternateId": order["alternateId"] });
    assert_eq!(
        *software,
        json!({
            "includedEntitlements": [{
                "includedEntitlements": [],
                "referenceOrder": reference,
                "productId": "DG7GMGF0DWTJ",
                "quantity": 2,
                "entitledArtifacts": [],
                "skuId": "0001",
                "entitlementType": "software",
            }],
            "referenceOrder": reference,
            "productId": "DG7GMGF0FKZV",
            "quantity": 2,
            "quantityDetails": [{ "quantity": 2, "status": "Fulfilled" }],
            "entitledArtifacts": [],
            "skuId": "0003",
            "entitlementType": "software",
        })
    );
}

#[tokio::test]
async fn the_type_is_asked_for_in_any_spelling_and_expiry_only_shows_when_asked() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    for (query, count) in [
        ("", 3),
        ("?entitlementType=software", 2),
        ("?entitlementtype=Software&showExpiry=false", 2),
        ("?entitlementType=reservedInstance", 1),
        ("?entitlementType=reservedinstance", 1),
        ("?entitlementType=virtualMachineReservedInstance", 1),
        ("?entitlementType=virtual_machine_reserved_instance", 1),
    ] {
        let items = listed(&desk, query).await;
        assert_eq!(items.len(), count, "{query}");
        assert!(items.iter().all(|item| item.get("expiryDate").is_none()), "{query}");
    }
    let expiring = listed(&desk, "?showExpiry=True").await;
    let shown: Vec<bool> = expiring.iter().map(|item| item.get("expiryDate").is_some()).collect();
    assert_eq!(shown, [true, false, true], "perpetual software never expires");
    desk.send("GET", "entitlements?entitlementType=hardware", Value::Null).await.expect(400);
}

#[tokio::test]
async fn the_link_of_a_reservation_leads_to_its_reservations() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let reservation = &listed(&desk, "?entitlementType=reservedinstance").await[0];
    assert_eq!(reservation["dynamicAttributes"]["reservationType"], "virtualmachines");
    let artifact = &reservation["entitledArtifacts"][0];
    assert_eq!(artifact["artifactType"], "reservedinstance");
    let uri = artifact["link"]["uri"].as_str().unwrap();
    assert!(uri.ends_with(artifact["resourceId"].as_str().unwrap()));
    let rest = uri.split("/artifacts/").nth(1).unwrap();

    let details = desk.get(&format!("artifacts/{rest}")).await;
    assert_eq!(details["type"], "reservedinstance");
    let reserved = &details["reservations"][0];
    assert_eq!((&reserved["quantity"], &reserved["scopeType"]), (&json!(1), &json!("Shared")));
    assert_eq!(reserved["provisioningState"], "Created");
    let older = rest.replace("reservedinstance", "virtualMachineReservedInstance");
    let details = desk.get(&format!("artifacts/{older}")).await;
    assert_eq!(details["type"], "virtual_machine_reserved_instance");
    assert_eq!(details["virtualMachineReservations"][0], *reserved);

    for wrong in [rest.replace("/resource/", "/resource/0"), rest.replace("lineitems/", "lineitems/x")] {
        desk.send("GET", &format!("artifacts/{wrong}"), Value::Null).await.refused(404, 1000);
    }
    desk.cancel(RESERVATION).await.expect(200);
    desk.send("GET", &format!("artifacts/{rest}"), Value::Null).await.refused(404, 1000);
}

#[tokio::test]
async fn what_is_cancelled_leaves_the_list_and_what_is_pending_stays() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    desk.stage.settings(json!({ "cancellation": { "settle": { "afterSeconds": 60 } } })).await;
    desk.cancel(SOFTWARE).await.expect(200);
    assert_eq!(listed(&desk, "").await.len(), 3);
    desk.stage.advance("PT1M").await;
    let left = listed(&desk, "").await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["referenceOrder"]["id"], RESERVATION);
}
