//! Making carts and changing them.

use serde_json::{Value, json};

use super::{ARCHIVING, E1, EXCHANGE, INTUNE, TRIAL, errors, filled, path};
use crate::orders::{CUSTOMER, Desk};

#[tokio::test]
async fn a_cart_is_answered_as_the_page_prints_it() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let body = json!({
        "Id": null,
        "ExpirationTimestamp": "0001-01-01T00:00:00",
        "LineItems": [{
            "Id": 0,
            "CatalogItemId": EXCHANGE.to_lowercase(),
            "FriendlyName": "Myofferpurchase",
            "Quantity": 3,
            "BillingCycle": "Monthly",
            "OrderGroup": "7",
            "ProvisioningContext": { "Hint": "x" },
            "AddonItems": [{ "Id": 1, "CatalogItemId": ARCHIVING, "Quantity": 2, "BillingCycle": "monthly" }],
        }],
    });
    let cart = desk.send("POST", "carts", body).await.expect(201);
    let id = cart["id"].as_str().unwrap();
    let expected = json!({
        "id": id,
        "creationTimestamp": cart["creationTimestamp"],
        "lastModifiedTimestamp": cart["creationTimestamp"],
        "expirationTimestamp": cart["expirationTimestamp"],
        "lastModifiedUser": cart["lastModifiedUser"],
        "status": "Active",
        "lineItems": [{
            "id": 0,
            "catalogItemId": EXCHANGE.to_lowercase(),
            "friendlyName": "Myofferpurchase",
            "quantity": 3,
            "currencyCode": "USD",
            "billingCycle": "monthly",
            "provisioningContext": { "hint": "x" },
            "orderGroup": "OMS-0",
            "addonItems": [{
                "id": 1,
                "catalogItemId": ARCHIVING,
                "quantity": 2,
                "currencyCode": "USD",
                "billingCycle": "monthly",
                "orderGroup": "OMS-0",
            }],
        }],
        "links": { "self": { "uri": format!("/customers/{CUSTOMER}/carts/{id}"), "method": "GET", "headers": [] } },
        "attributes": { "objectType": "Cart" },
    });
    // As text: the order of the properties is the page's too.
    assert_eq!(cart.to_string(), expected.to_string());
    assert_eq!(desk.get(&path(&cart)).await, cart, "it is read as it was made");
    let time = |name: &str| cart[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!(time("expirationTimestamp").duration_since(time("creationTimestamp")).as_mins(), 15);
}

#[tokio::test]
async fn a_cart_has_lines_in_bounds_and_is_there_for_its_customer_alone() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    desk.send("POST", "carts", json!({})).await.refused(400, 800_002);
    desk.send("POST", "carts", json!({ "lineItems": [] })).await.refused(400, 800_002);
    desk.send("POST", "carts", json!({ "lineItems": [{ "quantity": 1 }] })).await.refused(400, 900_142);
    let line = |number: usize| json!({ "id": number, "catalogItemId": INTUNE, "quantity": 1 });
    let many: Value = (0..201).map(line).collect();
    desk.send("POST", "carts", json!({ "lineItems": many })).await.refused(400, 800_002);
    let nested = json!([{ "catalogItemId": E1, "quantity": 1, "addonItems": [{ "catalogItemId": ARCHIVING, "addonItems": [line(0)] }] }]);
    desk.send("POST", "carts", json!({ "lineItems": nested })).await.refused(400, 800_002);
    for rest in ["carts/0c5a5c24-6c2a-4b0b-8f0d-3f1b1c9a7e55", "carts/nothing-like-it"] {
        desk.send("GET", rest, Value::Null).await.refused(404, 800_008);
        desk.send("PUT", rest, json!({ "lineItems": [line(0)] })).await.refused(404, 800_008);
        desk.send("POST", &format!("{rest}/checkout"), Value::Null).await.refused(404, 800_008);
    }
}

#[tokio::test]
async fn lines_are_numbered_anew_where_they_are_not_told_apart() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let ids = |cart: &Value| -> Vec<i64> {
        cart["lineItems"].as_array().unwrap().iter().map(|line| line["id"].as_i64().unwrap()).collect()
    };
    for (sent, kept) in
        [([json!(0), json!(0)], [0, 1]), ([json!(null), json!(1)], [0, 1]), ([json!("7"), json!(3)], [7, 3])]
    {
        let lines: Value = sent.iter().map(|id| json!({ "id": id, "catalogItemId": INTUNE, "quantity": 1 })).collect();
        assert_eq!(ids(&filled(&desk, lines).await), kept, "{sent:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_bought_says_why_in_its_line_and_is_not_checked_out() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let line = |offer: &str, quantity: i64| json!({ "catalogItemId": offer, "quantity": quantity });
    let with = |mut line: Value, name: &str, value: Value| {
        line[name] = value;
        line
    };
    let parent = json!({ "ParentSubscriptionId": "42226ed6-070a-4e0f-b80c-4cdfb3e97aa7" });
    let cart = desk
        .send(
            "POST",
            "carts",
            json!({ "lineItems": [
                line(INTUNE, 1),
                line("99999999-b82a-4024-a3d5-d88e12f2db35", 1),
                json!({ "catalogItemId": INTUNE }),
                line(INTUNE, 0),
                line(INTUNE, 26),
                with(line(INTUNE, 1), "currencyCode", json!("EUR")),
                with(line(INTUNE, 1), "billingCycle", json!("one_time")),
                with(line(INTUNE, 1), "friendlyName", json!("two\nlines")),
                with(line(ARCHIVING, 1), "provisioningContext", parent),
                with(line(INTUNE, 1), "participants", json!([{ "key": "transaction_reseller", "value": "1" }])),
                line("XX7GMGF0DWT0:0001:DG7GMGF0DSQR", 1),
            ] }),
        )
        .await;
    let told = cart.headers["backlot-explanation"].to_str().unwrap().to_owned();
    let cart = cart.expect(201);
    assert!(told.contains("1, 2, 3, 4, 5, 6, 7, 8, 9, 10"), "{told}");
    let expected = [
        None,
        Some(800_004),
        Some(3000),
        Some(2002),
        Some(800_088),
        Some(800_002),
        Some(3000),
        Some(3000),
        Some(800_029),
        Some(800_016),
        Some(800_004),
    ];
    assert_eq!(errors(&cart), expected);
    let described = cart["lineItems"][4]["error"]["errorDescription"].as_str().unwrap();
    assert!(described.contains("limit of 25 seats"), "{described}");
    let described = cart["lineItems"][5]["error"]["errorDescription"].as_str().unwrap();
    assert!(described.contains(": currencyCode. "), "{described}");
    assert!(cart["lineItems"][4].get("orderGroup").is_none(), "what cannot be bought is in no group");

    let checkout = format!("{}/checkout", path(&cart));
    let refused = desk.send("POST", &checkout, Value::Null).await.refused(400, 800_009);
    assert!(refused["description"].as_str().unwrap().contains("1, 2, 3"), "{refused}");
    assert_eq!(desk.get("subscriptions").await["totalCount"], 0);
    // Mended, it can be; the errors that are sent back are not looked at.
    let mut mended = cart.clone();
    mended["lineItems"] = json!([cart["lineItems"][0], with(cart["lineItems"][4].clone(), "quantity", json!(25))]);
    let mended = desk.send("PUT", &path(&cart), mended).await.expect(201);
    assert_eq!(errors(&mended), [None, None]);
    desk.send("POST", &checkout, Value::Null).await.expect(201);
}

#[tokio::test]
async fn add_ons_are_for_the_base_that_they_stand_in_and_in_its_order() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let base = |offer: &str, add_on: Value| json!([{ "catalogItemId": offer, "quantity": 3, "addonItems": [add_on] }]);
    for (offer, add_on, expected) in [
        (EXCHANGE, json!({ "catalogItemId": ARCHIVING, "quantity": 1 }), None),
        (INTUNE, json!({ "catalogItemId": ARCHIVING, "quantity": 1 }), Some(800_029)),
        (EXCHANGE, json!({ "catalogItemId": INTUNE, "quantity": 1 }), Some(800_029)),
        (EXCHANGE, json!({ "catalogItemId": ARCHIVING, "quantity": 1, "billingCycle": "annual" }), Some(800_085)),
    ] {
        let cart = filled(&desk, base(offer, add_on.clone())).await;
        let found = cart["lineItems"][0]["addonItems"][0]["error"]["errorCode"].as_u64();
        assert_eq!(found, expected, "{offer} {add_on}");
    }
}

#[tokio::test]
async fn lines_are_grouped_by_what_one_order_can_have() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let line = |offer: &str, cycle: &str| json!({ "catalogId": offer, "quantity": 1, "billingCycle": cycle });
    let cart = filled(
        &desk,
        json!([
            line(INTUNE, "monthly"),
            line(E1, "annual"),
            line(EXCHANGE, "unknown"),
            line(TRIAL, "none"),
            line(E1, "Annual")
        ]),
    )
    .await;
    let lines = cart["lineItems"].as_array().unwrap();
    let of = |name: &str| lines.iter().map(|line| line[name].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(of("orderGroup"), ["OMS-0", "OMS-1", "OMS-0", "OMS-2", "OMS-1"]);
    assert_eq!(of("billingCycle"), ["monthly", "annual", "monthly", "none", "annual"]);
    assert_eq!(lines[0]["catalogItemId"], INTUNE, "the name of the tables is taken too");
}

#[tokio::test]
async fn a_cart_is_changed_until_its_time_and_that_does_not_move() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    desk.stage.control("PUT", "clock", &json!({ "freeze": true })).await;
    let cart = filled(&desk, json!([{ "catalogItemId": INTUNE, "quantity": 1 }])).await;
    desk.stage.advance("PT14M").await;
    let mut sent = cart.clone();
    // The page's example has another id in its body than in its path.
    sent["id"] = json!("b4c8fdea-cbe4-4d17-9576-13fcacbf9605");
    sent["lineItems"] = json!([{ "id": 4, "catalogItemId": E1, "quantity": 2 }]);
    let changed = desk.send("PUT", &path(&cart), sent).await.expect(201);
    assert_eq!((&changed["id"], &changed["creationTimestamp"]), (&cart["id"], &cart["creationTimestamp"]));
    assert_eq!(changed["expirationTimestamp"], cart["expirationTimestamp"]);
    assert_ne!(changed["lastModifiedTimestamp"], cart["lastModifiedTimestamp"]);
    assert_eq!(changed["lineItems"].as_array().unwrap().len(), 1);
    assert_eq!(desk.get(&path(&cart)).await, changed);

    desk.stage.advance("PT1M").await;
    for (method, rest) in [("GET", ""), ("PUT", ""), ("POST", "/checkout")] {
        desk.send(method, &format!("{}{rest}", path(&cart)), cart.clone()).await.refused(404, 800_008);
    }
}

#[tokio::test]
async fn an_add_on_that_names_no_cycle_is_billed_as_its_base() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let add_on = |cycle: Value| json!({ "catalogItemId": ARCHIVING, "quantity": 1, "billingCycle": cycle });
    for (cycle, billed, code) in [
        (Value::Null, "annual", Value::Null),
        (json!("unknown"), "annual", Value::Null),
        (json!("monthly"), "monthly", json!(800_085)),
    ] {
        let base = json!({ "catalogItemId": EXCHANGE, "quantity": 1, "billingCycle": "annual",
                           "addonItems": [add_on(cycle)] });
        let cart = filled(&desk, json!([base])).await;
        let add_on = &cart["lineItems"][0]["addonItems"][0];
        assert_eq!((&add_on["billingCycle"], &add_on["error"]["errorCode"]), (&json!(billed), &code));
    }
}
