//! Buying from the catalogue of products: software, reservations, Azure plans and marketplace products.

use serde_json::{Value, json};

use super::{errors, filled, path};
use crate::orders::{Desk, LICENCE, REGISTERED, SUSPENDED, UNREGISTERED};

const PERPETUAL: &str = "DG7GMGF0DWM3:0002:DG7GMGF0DT1M";
const SUBSCRIPTION: &str = "DG7GMGF0FKZV:0003:DG7GMGF0DWMS";
/// Reservations of Standard_B1s, which a sandbox may buy: for Azure subscriptions, for Azure plans; and one it may not.
const B1S: &str = "DZH318Z0BQ3S:0002:DZH318Z08D0B";
const B1S_FOR_PLANS: &str = "DZH318Z0BQ3S:0002:DZH318Z08D1B";
const D2: &str = "DZH318Z0BQ4B:0047:DZH318Z0DSM8";
const SOLD_OUT: &str = "DZH318Z0BQ3P:0039:DZH318Z0DR39";
const PLAN: &str = "DZH318Z0BPS6:0001:DZH318Z0BML6";
const TEAM: &str = "DZH318Z0BXWC:0002:DZH318Z0BMRV";
const FREE: &str = "DZH318Z0C0WF:0001:DZH318Z0BP69";
const NO_LONGER_SOLD: &str = "DG7GMGF0DWM0:0001:DG7GMGF0DT4M";
const FOR_SCHOOLS: &str = "DG7GMGF0DWT0:0001:DG7GMGF0DSQE";

const AZURE_QUOTAS: &str = "quotas = { azurePlans = 1, azureSubscriptions = 9, subscriptionsPerCustomer = 9 }";

fn reserved(item: &str, subscription: &str) -> Value {
    json!({
        "catalogItemId": item, "quantity": 1, "billingCycle": "one_time",
        "provisioningContext": { "subscriptionId": subscription, "scope": "shared", "duration": "1Year" },
    })
}

async fn bought(desk: &Desk, lines: Value) -> Value {
    let cart = filled(desk, lines).await;
    desk.send("POST", &format!("{}/checkout", path(&cart)), json!("success")).await.expect(201)
}

#[tokio::test]
async fn a_cart_of_the_page_becomes_the_orders_of_the_page() {
    let desk = Desk::with_azure("production", "").await;
    let line = |item: &str, quantity: i64, cycle: &str, term: &str| json!({ "catalogItemId": item, "quantity": quantity, "billingCycle": cycle, "termDuration": term });
    let mut free = line(FREE, 10, "none", "P1M");
    free["renewsTo"] = json!({ "termDuration": "P1Y" });
    let lines = json!([
        line("MS-AZR-0145P", 1, "monthly", "P1Y"),
        reserved(D2, &REGISTERED.to_uppercase()),
        line(PERPETUAL, 2, "one_time", ""),
        line(TEAM, 4, "monthly", "P1M"),
        free,
    ]);
    let cart = filled(&desk, lines).await;
    assert_eq!(errors(&cart), [None; 5]);
    let groups: Vec<_> = cart["lineItems"].as_array().unwrap().iter().map(|line| &line["orderGroup"]).collect();
    assert_eq!(groups, ["OMS-0", "0", "0", "1", "2"]);
    let result = desk.send("POST", &format!("{}/checkout", path(&cart)), Value::Null).await.expect(201);
    let orders = result["orders"].as_array().unwrap();
    let cycles: Vec<_> = orders.iter().map(|order| &order["billingCycle"]).collect();
    assert_eq!(cycles, ["monthly", "one_time", "monthly", "none"]);
    for order in &orders[1..] {
        let id = order["id"].as_str().unwrap();
        assert_eq!((id.len(), order["alternateId"].as_str().unwrap().len()), (33, 12), "{order}");
        assert_eq!(desk.get(&format!("orders/{id}")).await, *order);
        assert_eq!(order["status"], "completed");
    }
    let one_time = &orders[1]["lineItems"];
    assert_eq!(one_time[0]["friendlyName"], "Reserved VM Instance, Standard_D2, AP East, 1 Year");
    assert_eq!((&one_time[0]["termDuration"], one_time[0].get("subscriptionId")), (&json!("P1Y"), None));
    assert_eq!(one_time[1]["links"]["sku"]["uri"], "/products/DG7GMGF0DWM3/skus/0002?country=US");
    let billed_once = desk.get("orders?billingType=onetime").await;
    assert!(billed_once["items"].as_array().unwrap().iter().any(|order| order["id"] == orders[1]["id"]));

    let entitlements = desk.get("entitlements").await;
    let of_order = |product: &str| {
        let items = entitlements["items"].as_array().unwrap();
        let found =
            items.iter().find(|item| item["productId"] == product && item["referenceOrder"]["id"] == orders[1]["id"]);
        found.unwrap_or_else(|| panic!("{product} in {entitlements}")).clone()
    };
    assert_eq!(of_order("DZH318Z0BQ4B")["entitlementType"], "reservedinstance");
    let software = of_order("DG7GMGF0DWM3");
    assert_eq!(
        (&software["quantity"], &software["includedEntitlements"][0]["productId"]),
        (&json!(2), &json!("DG7GMGF0DWM2"))
    );

    let subscription = async |order: &Value| {
        desk.get(&format!("subscriptions/{}", order["lineItems"][0]["subscriptionId"].as_str().unwrap())).await
    };
    let team = subscription(&orders[2]).await;
    assert_eq!((&team["publisherName"], &team["termDuration"]), (&json!("Brightwater Software"), &json!("P1M")));
    assert!(team.get("commitmentEndDate").is_some(), "in production the publisher has activated it: {team}");
    let trial = subscription(&orders[3]).await;
    assert_eq!((&trial["isTrial"], &trial["renewalTermDuration"]), (&json!(true), &json!("P1Y")));
}

#[tokio::test]
async fn the_publisher_activates_what_a_line_bought_behind_a_link() {
    for environment in ["sandbox", "production"] {
        let desk = Desk::at("direct_bill", environment).await;
        let lines = json!([{ "catalogItemId": TEAM, "quantity": 1 }, { "catalogItemId": PERPETUAL, "quantity": 1 }]);
        let result = bought(&desk, lines).await;
        let [saas, software] = [&result["orders"][0], &result["orders"][1]];
        let link = saas["lineItems"][0]["links"]["activationLinks"]["uri"].as_str().unwrap();
        let (_, rest) = link.split_once("/orders/").unwrap();
        let links = desk.get(&format!("orders/{rest}")).await;
        assert_eq!(links["links"]["self"]["uri"], *link);
        if environment == "sandbox" {
            assert_eq!((&links["totalCount"], &links["items"][0]["lineItemNumber"]), (&json!(1), &json!(0)));
            assert_eq!(links["items"][0]["link"]["method"], "GET");
        } else {
            assert_eq!(links["totalCount"], 0, "the publisher has activated it");
        }
        let of = |order: &Value, line: &str| {
            format!("orders/{}/lineitems/{line}/activationlinks", order["id"].as_str().unwrap())
        };
        assert_eq!(desk.get(&of(software, "0")).await["totalCount"], 0, "software is not activated");
        for line in ["1", "x", "-1"] {
            desk.send("GET", &of(saas, line), Value::Null).await.refused(404, 1000);
        }
        let subscription = saas["lineItems"][0]["subscriptionId"].as_str().unwrap();
        let path = format!("subscriptions/{subscription}");
        let change = || json!({ "quantity": 2 });
        if environment == "sandbox" {
            let before = desk.send("PATCH", &path, change()).await.refused(400, 800_081);
            assert!(desk.get(&path).await.get("commitmentEndDate").is_none(), "it has no term yet: {before}");
            desk.send("POST", &format!("{path}/activate"), Value::Null).await.expect(200);
            assert_eq!(desk.get(&of(saas, "0")).await["totalCount"], 0, "it is activated");
        } else {
            desk.send("PATCH", &path, change()).await.expect(200);
        }
    }
}

#[tokio::test]
async fn an_order_of_offers_has_no_links_to_activate_and_one_that_is_not_there_is_missed() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let missing = "orders/0c5a5c24-6c2a-4b0b-8f0d-3f1b1c9a7e55/lineitems/0/activationlinks";
    desk.send("GET", missing, Value::Null).await.refused(404, 20_000);
}

#[tokio::test]
async fn a_reservation_is_for_an_azure_subscription_that_is_registered() {
    let desk = Desk::with_azure("sandbox", AZURE_QUOTAS).await;
    let with = |mut line: Value, name: &str, value: Value| {
        line["provisioningContext"][name] = value;
        line
    };
    let nobody = "e0000000-0000-4000-8000-000000009999";
    let dear = |mut line: Value, name: &str, value: Value| {
        line[name] = value;
        line
    };
    let cart = filled(
        &desk,
        json!([
            reserved(B1S, REGISTERED),
            reserved(B1S, nobody),
            reserved(B1S, "nonsense"),
            reserved(B1S, LICENCE),
            reserved(B1S, SUSPENDED),
            reserved(B1S, UNREGISTERED),
            reserved(B1S_FOR_PLANS, REGISTERED),
            with(reserved(B1S, REGISTERED), "scope", json!("several")),
            with(reserved(B1S, REGISTERED), "scope", Value::Null),
            with(reserved(B1S, REGISTERED), "duration", json!("3Years")),
            dear(reserved(B1S, REGISTERED), "termDuration", json!("P3Y")),
            dear(reserved(B1S, REGISTERED), "billingCycle", json!("monthly")),
            dear(reserved(B1S, REGISTERED), "quantity", json!(3)),
            dear(reserved(B1S, REGISTERED), "renewsTo", json!({ "termDuration": "P1Y" })),
            reserved(D2, REGISTERED),
            reserved(SOLD_OUT, REGISTERED),
            reserved("DZH318Z0BQ3S:0002:NOSUCHTHING", REGISTERED),
        ]),
    )
    .await;
    let expected = [
        None,
        Some(800_021),
        Some(800_021),
        Some(800_011),
        Some(800_012),
        Some(800_030),
        Some(800_013),
        Some(800_002),
        Some(800_002),
        Some(800_028),
        Some(800_002),
        Some(3000),
        Some(800_089),
        Some(800_002),
        Some(800_020),
        Some(800_010),
        Some(800_004),
    ];
    assert_eq!(errors(&cart), expected);
}

#[tokio::test]
async fn a_sandbox_customer_reserves_two_instances_until_it_cancels() {
    let desk = Desk::with_azure("sandbox", AZURE_QUOTAS).await;
    // The customer has one already.
    let order = |quantity: i64| {
        json!({ "billingCycle": "one_time", "lineItems": [{
            "lineItemNumber": 0, "offerId": B1S, "quantity": quantity, "friendlyName": "A_sample_Azure_RI",
            "provisioningContext": { "SubscriptionId": REGISTERED, "Scope": "Single", "Duration": "1Year" },
        }] })
    };
    desk.send("POST", "orders", order(2)).await.refused(403, 800_089);
    let placed = desk.send("POST", "orders", order(1)).await.expect(201);
    assert_eq!((&placed["status"], placed["id"].as_str().unwrap().len()), (&json!("completed"), 33));
    desk.send("POST", "orders", order(1)).await.refused(403, 800_089);
    let entitled = desk.get("entitlements?entitlementType=reservedinstance").await;
    let ours = entitled["items"].as_array().unwrap().iter().find(|item| item["referenceOrder"]["id"] == placed["id"]);
    let uri = ours.unwrap()["entitledArtifacts"][0]["link"]["uri"].as_str().unwrap();
    let artifact = desk.get(&format!("artifacts/{}", uri.split("/artifacts/").nth(1).unwrap())).await;
    let reservation = &artifact["reservations"][0];
    assert_eq!((&reservation["scopeType"], &reservation["appliedScopes"]), (&json!("Single"), &json!([REGISTERED])));

    desk.cancel(placed["id"].as_str().unwrap()).await.expect(200);
    desk.send("POST", "orders", order(1)).await.expect(201);
    // Two at once, each within the quota by itself, are judged together.
    desk.cancel(crate::orders::RESERVATION).await.expect(200);
    let result = bought(&desk, json!([reserved(B1S, REGISTERED), reserved(B1S, REGISTERED)])).await;
    assert_eq!(result["orderErrors"][0]["code"], 800_089);
}

#[tokio::test]
async fn an_azure_plan_is_had_as_often_as_a_sandbox_allows() {
    let plan = || json!([{ "catalogItemId": PLAN, "quantity": 1 }]);
    // With a CSP Azure subscription one moves to a plan, and buys none.
    let desk = Desk::with_azure("sandbox", AZURE_QUOTAS).await;
    assert_eq!(errors(&filled(&desk, plan()).await), [Some(800_020)]);
    // Sandboxes have none unless they are approved.
    let desk = Desk::at("direct_bill", "sandbox").await;
    assert_eq!(bought(&desk, plan()).await["orderErrors"][0]["code"], 900_116);
    let order = json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": PLAN, "quantity": 1 }] });
    desk.send("POST", "orders", order.clone()).await.refused(400, 900_116);
    let desk = Desk::at("direct_bill", "production").await;
    let result = bought(&desk, plan()).await;
    let subscription = result["orders"][0]["lineItems"][0]["subscriptionId"].as_str().unwrap();
    let subscription = desk.get(&format!("subscriptions/{subscription}")).await;
    assert_eq!((&subscription["billingType"], &subscription["status"]), (&json!("usage"), &json!("active")));
    desk.cancel(result["orders"][0]["id"].as_str().unwrap()).await.refused(400, 800_061);
}

#[tokio::test]
async fn an_azure_plan_stays_active_while_reservations_hang_on_it() {
    let desk = Desk::at("direct_bill", "production").await;
    let plan = bought(&desk, json!([{ "catalogItemId": PLAN, "quantity": 1 }])).await;
    let plan = plan["orders"][0]["lineItems"][0]["subscriptionId"].as_str().unwrap().to_owned();
    let path = format!("subscriptions/{plan}");
    desk.send("POST", &format!("{path}/registrations"), Value::Null).await.expect(202);
    bought(&desk, json!([reserved(B1S_FOR_PLANS, &plan)])).await;
    let suspend = || json!({ "status": "suspended" });
    desk.send("PATCH", &path, suspend()).await.refused(403, 900_115);
    let cancel = format!("accounts/{}/support/cancel-reservations", desk.stage.tenant("desk"));
    desk.stage.control("POST", &cancel, &json!({ "customerId": crate::orders::CUSTOMER })).await;
    desk.send("PATCH", &path, suspend()).await.expect(200);
}

#[tokio::test]
async fn an_order_buys_software_and_what_it_cannot_buy_it_refuses() {
    let desk = Desk::at("direct_bill", "production").await;
    let line = |number: i64, item: &str| json!({ "lineItemNumber": number, "offerId": item, "quantity": 1 });
    let order = desk.place(json!([line(0, PERPETUAL), line(1, SUBSCRIPTION)])).await.expect(201);
    assert_eq!((&order["billingCycle"], &order["lineItems"][1]["termDuration"]), (&json!("one_time"), &json!("P3Y")));
    let expiring = desk.get("entitlements?showExpiry=true").await;
    let ours = |item: &&Value| item["referenceOrder"]["id"] == order["id"];
    let shown: Vec<bool> = expiring["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(ours)
        .map(|item| item.get("expiryDate").is_some())
        .collect();
    assert_eq!(shown, [false, true]);
    for (lines, status, code) in [
        (json!([line(0, PERPETUAL), line(1, "195416C1-3447-423A-B37B-EE59A99A19C4")]), 400, 3000),
        (json!([line(0, PERPETUAL), line(1, TEAM)]), 400, 3000),
        (json!([line(0, "DG7GMGF0DWM3:0002:NOSUCHTHING")]), 400, 800_004),
        (json!([line(0, NO_LONGER_SOLD)]), 403, 2091),
        (json!([line(0, FOR_SCHOOLS)]), 403, 2085),
        (json!([line(0, "DG7GMGF0DWM3:0001:DG7GMGF0DT0M")]), 400, 2002),
        (json!([line(0, D2)]), 400, 800_002),
    ] {
        desk.place(lines).await.refused(status, code);
    }
    let number = json!({ "lineItemNumber": 0, "offerId": PERPETUAL });
    let body = json!({ "status": "cancelled", "lineItems": [number] });
    let path = format!("orders/{}", order["id"].as_str().unwrap());
    let partly = desk.send("PATCH", &path, body).await.expect(200);
    assert_eq!((&partly["status"], &partly["lineItems"][0]["quantity"]), (&json!("completed"), &json!(0)));
    let status = desk.get(&format!("{path}/provisioningstatus")).await;
    let status: Vec<_> = status["items"].as_array().unwrap().iter().map(|line| &line["status"]).collect();
    assert_eq!(status, ["Unfulfilled", "Fulfilled"]);
}

#[tokio::test]
async fn what_is_provided_later_is_pending_and_entitles_already() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    desk.stage.settings(json!({ "provisioning": { "settle": { "afterSeconds": 60 } } })).await;
    let result =
        bought(&desk, json!([{ "catalogItemId": PERPETUAL, "quantity": 1 }, { "catalogItemId": TEAM, "quantity": 1 }]))
            .await;
    let [software, saas] = [&result["orders"][0], &result["orders"][1]];
    assert_eq!((&software["status"], &saas["status"]), (&json!("pending"), &json!("completed")));
    let path = format!("orders/{}", software["id"].as_str().unwrap());
    let provided = async || desk.get(&format!("{path}/provisioningstatus")).await["items"][0]["status"].clone();
    assert_eq!(provided().await, "PrefulfillmentPending");
    desk.stage.advance("PT1M").await;
    assert_eq!((provided().await, &desk.get(&path).await["status"]), (json!("Fulfilled"), &json!("completed")));
}

#[tokio::test]
async fn a_marketplace_subscription_counts_to_the_quotas_of_a_sandbox() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let line = |quantity: i64| json!({ "catalogItemId": TEAM, "quantity": quantity });
    assert_eq!(
        errors(&filled(&desk, json!([line(25), line(26), line(1001)])).await),
        [None, Some(800_088), Some(2002)]
    );
    for _ in 0..5 {
        assert!(bought(&desk, json!([line(1)])).await.get("orderErrors").is_none());
    }
    assert_eq!(bought(&desk, json!([line(1)])).await["orderErrors"][0]["code"], 800_066);
}

#[tokio::test]
async fn an_item_of_the_catalogue_is_no_add_on() {
    let desk = Desk::with_azure("production", "").await;
    for item in [TEAM, PERPETUAL] {
        let cart = filled(
            &desk,
            json!([
                { "catalogItemId": item, "quantity": 1, "provisioningContext": { "parentSubscriptionId": LICENCE } },
                { "catalogItemId": super::EXCHANGE, "quantity": 1, "addonItems": [{ "catalogItemId": item, "quantity": 1 }] },
            ]),
        )
        .await;
        assert_eq!(errors(&cart), [Some(800_029), None]);
        assert_eq!(cart["lineItems"][1]["addonItems"][0]["error"]["errorCode"], 800_029);
    }
}

#[tokio::test]
async fn a_line_says_how_it_is_provided_and_who_else_had_a_part_in_it() {
    let desk = Desk::with_azure("production", "").await;
    let mut line = reserved(D2, REGISTERED);
    line["provisioningContext"] = json!({ "SubscriptionId": REGISTERED, "Scope": "shared", "duration": "1Year" });
    line["participants"] = json!([{ "key": "additional_transaction_reseller", "value": "9009002" }]);
    let order = bought(&desk, json!([line])).await["orders"][0].clone();
    let line = &order["lineItems"][0];
    let context = json!({ "subscriptionId": REGISTERED, "scope": "shared", "duration": "1Year" });
    assert_eq!(line["provisioningContext"], context);
    assert_eq!(line["additionalPartnerIdsOnRecord"], json!(["9009002"]));
    assert_eq!(desk.get(&format!("orders/{}", order["id"].as_str().unwrap())).await["lineItems"][0], *line);
}
