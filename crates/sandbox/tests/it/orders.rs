//! Orders over the wire: placed for customers and their resellers, read, changed, cancelled in every way.

mod desk;
mod prices;

use backlot_testkit::{Stage, client::Client};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

pub(crate) use self::desk::{
    CUSTOMER, Desk, LICENCE, REGISTERED, RESERVATION, SOFTWARE, SUSPENDED, UNREGISTERED, provider,
};

const INTUNE: &str = "DB2E705F-B82A-4024-A3D5-D88E12F2DB35";
const EXCHANGE: &str = "195416C1-3447-423A-B37B-EE59A99A19C4";
const TRIAL: &str = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
const ARCHIVING: &str = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";

#[tokio::test]
async fn an_order_is_answered_as_the_page_prints_it() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let body = json!({
        "Id": null,
        "ReferenceCustomerId": CUSTOMER,
        "BillingCycle": "unknown",
        "LineItems": [{
            "LineItemNumber": 0,
            "OfferId": INTUNE.to_lowercase(),
            "SubscriptionId": null,
            "ParentSubscriptionId": null,
            "FriendlyName": "New offer purchase.",
            "Quantity": 5,
            "PartnerIdOnRecord": null,
            "Attributes": { "ObjectType": "OrderLineItem" },
        }],
        "CreationDate": null,
        "Attributes": { "ObjectType": "Order" },
    });
    let order = desk.send("POST", "orders", body).await.expect(201);
    let id = order["id"].as_str().unwrap();
    let subscription = order["lineItems"][0]["subscriptionId"].as_str().unwrap();
    let expected = json!({
        "id": id,
        "referenceCustomerId": CUSTOMER,
        "billingCycle": "monthly",
        "lineItems": [{
            "lineItemNumber": 0,
            "offerId": INTUNE,
            "subscriptionId": subscription,
            "friendlyName": "New offer purchase.",
            "quantity": 5,
            "links": {
                "subscription": {
                    "uri": format!("/customers/{CUSTOMER}/subscriptions/{subscription}"),
                    "method": "GET",
                    "headers": [],
                },
            },
        }],
        "creationDate": order["creationDate"],
        "links": {
            "self": { "uri": format!("/customers/{CUSTOMER}/orders/{id}"), "method": "GET", "headers": [] },
        },
        "attributes": { "etag": order["attributes"]["etag"], "objectType": "Order" },
    });
    // As text: the order of the properties is the page's too.
    assert_eq!(order.to_string(), expected.to_string());
    let read = desk.get(&format!("orders/{}", id.to_uppercase())).await;
    assert_eq!(read["status"], "completed");
    assert_eq!(read["attributes"], order["attributes"]);
    let subscription = desk.get(&format!("subscriptions/{subscription}")).await;
    assert_eq!((&subscription["orderId"], &subscription["friendlyName"]), (&json!(id), &json!("New offer purchase.")));
}

#[tokio::test]
async fn nothing_is_written_if_one_line_is_refused() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let line = |number: i64, offer: &str| json!({ "lineItemNumber": number, "offerId": offer, "quantity": 1 });
    desk.place(json!([line(0, INTUNE), line(1, "99999999-b82a-4024-a3d5-d88e12f2db35")])).await.refused(400, 800_004);
    desk.place(json!([line(0, INTUNE), line(1, ARCHIVING)])).await.refused(400, 800_029);
    desk.place(json!([line(0, "MS-AZR-0146P")])).await.refused(403, 800_068);
    desk.place(json!([line(0, INTUNE), line(0, INTUNE)])).await.refused(400, 800_071);
    desk.place(json!([])).await.refused(400, 800_002);
    assert_eq!(desk.get("orders").await["totalCount"], 2);
    assert_eq!(desk.get("subscriptions").await["totalCount"], 0);
}

#[tokio::test]
async fn orders_are_listed_by_their_cycle() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    desk.place(json!([{ "lineItemNumber": 0, "offerId": INTUNE, "quantity": 1 }])).await.expect(201);
    for (query, count) in [
        ("", 3),
        ("?include_price=True", 3),
        ("?billingType=onetime", 2),
        ("?billingtype=one_time", 2),
        ("?billingType=OneTime&include_price=false", 2),
        ("?billingType=monthly", 1),
        ("?billingType=annual", 0),
    ] {
        let list = desk.get(&format!("orders{query}")).await;
        assert_eq!(
            (list["totalCount"].as_u64(), list["items"].as_array().unwrap().len()),
            (Some(count), count as usize)
        );
        assert_eq!(list["links"]["self"]["uri"], format!("/customers/{CUSTOMER}/orders"));
        assert_eq!(list["attributes"]["objectType"], "Collection");
    }
    desk.send("GET", "orders?billingType=weekly", Value::Null).await.expect(400);
    desk.send("GET", "orders/nothing-like-it", Value::Null).await.refused(404, 20_000);
}

#[tokio::test]
async fn an_add_on_and_another_cycle_change_the_order_and_its_etag() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let order = desk.place(json!([{ "lineItemNumber": 0, "offerId": EXCHANGE, "quantity": 5 }])).await.expect(201);
    let path = format!("orders/{}", order["id"].as_str().unwrap());
    let parent = order["lineItems"][0]["subscriptionId"].clone();
    let add_on = |etag: &Value| {
        json!({
            "LineItems": [{
                "LineItemNumber": 0, "OfferId": ARCHIVING, "SubscriptionId": null, "ParentSubscriptionId": parent,
                "FriendlyName": "Some friendly name", "Quantity": 2,
            }],
            "Attributes": { "Etag": etag, "ObjectType": "Order" },
        })
    };
    let changed = desk.send("PATCH", &path, add_on(&order["attributes"]["etag"])).await.expect(200);
    assert_eq!(changed["lineItems"][1]["lineItemNumber"], 1);
    assert_ne!(changed["attributes"]["etag"], order["attributes"]["etag"]);
    let child = changed["lineItems"][1]["subscriptionId"].as_str().unwrap();
    assert_eq!(desk.get(&format!("subscriptions/{child}")).await["parentSubscriptionId"], parent);

    desk.send("PATCH", &path, add_on(&order["attributes"]["etag"])).await.refused(400, 2055);
    let annual = desk.send("PATCH", &path, json!({ "BillingCycle": "Annual" })).await.expect(200);
    assert_eq!(annual["billingCycle"], "annual");
    assert_eq!(desk.get(&format!("subscriptions/{child}")).await["billingCycle"], "annual");

    desk.send("PATCH", &format!("subscriptions/{child}"), json!({ "status": "suspended" })).await.expect(200);
    desk.send("PATCH", &path, json!({ "billingCycle": "monthly" })).await.refused(400, 6000);
    let nothing = desk.send("PATCH", &path, annual.clone()).await;
    assert!(nothing.headers.contains_key("backlot-explanation"), "a change that changes nothing is explained");
    assert_eq!(nothing.expect(200)["attributes"], annual["attributes"]);
}

#[tokio::test]
async fn a_sandbox_cancels_software_and_reservations_at_once() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    for (order, spelling) in [(SOFTWARE, "Cancelled"), (RESERVATION, "CANCELED")] {
        let path = format!("orders/{order}");
        let cancelled = desk.send("PATCH", &path, json!({ "id": order, "status": spelling })).await.expect(200);
        assert_eq!((&cancelled["id"], &cancelled["status"]), (&json!(order), &json!("cancelled")));
        assert_eq!(desk.cancel(order).await.expect(200), cancelled, "once more changes nothing");
        assert_eq!(desk.get(&format!("orders/{order}")).await, cancelled);
    }
    let licence = desk.place(json!([{ "lineItemNumber": 0, "offerId": INTUNE, "quantity": 1 }])).await.expect(201);
    let refused = desk.cancel(licence["id"].as_str().unwrap()).await.refused(400, 800_063);
    assert!(refused["description"].as_str().unwrap().contains(CUSTOMER));
}

#[tokio::test]
async fn a_status_that_cannot_be_given_is_refused() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let path = format!("orders/{SOFTWARE}");
    let set = async |status: Value| desk.send("PATCH", &path, json!({ "id": SOFTWARE, "status": status })).await;
    for nonsense in [json!("frobnicate"), json!("cancel led"), json!(7), json!({})] {
        assert_eq!(set(nonsense.clone()).await.status, StatusCode::BAD_REQUEST, "{nonsense}");
    }
    set(json!("pending")).await.refused(400, 3000);
    for nothing in [json!("Completed"), json!("unknown"), json!(0), Value::Null] {
        assert_eq!(set(nothing.clone()).await.expect(200)["status"], "completed", "{nothing}");
    }
    for (spelling, code) in [("canceled", None), ("Canceled", None), ("completed", Some(3000))] {
        let answer = set(json!(spelling)).await;
        match code {
            None => assert_eq!(answer.expect(200)["status"], "cancelled", "{spelling}"),
            Some(code) => drop(answer.refused(400, code)),
        }
    }
}

#[tokio::test]
async fn an_order_has_a_bounded_number_of_lines() {
    let desk = Desk::at("direct_bill", "production").await;
    let lines = |count: usize| -> Value {
        (0..count).map(|number| json!({ "lineItemNumber": number, "offerId": INTUNE, "quantity": 1 })).collect()
    };
    let refused = desk.place(lines(201)).await.refused(400, 800_002);
    assert!(refused["description"].as_str().unwrap().contains("200"), "the limit is named: {refused}");
    let body = json!({ "status": "cancelled", "lineItems": lines(201) });
    desk.send("PATCH", &format!("orders/{SOFTWARE}"), body).await.refused(400, 800_002);

    let order = desk.place(json!([{ "lineItemNumber": 0, "offerId": EXCHANGE, "quantity": 1 }])).await.expect(201);
    let path = format!("orders/{}", order["id"].as_str().unwrap());
    let parent = &order["lineItems"][0]["subscriptionId"];
    let add_ons: Value = (0..200)
        .map(|_| json!({ "lineItemNumber": 0, "offerId": ARCHIVING, "parentSubscriptionId": parent, "quantity": 1 }))
        .collect();
    desk.send("PATCH", &path, json!({ "lineItems": add_ons })).await.refused(400, 800_002);
    assert_eq!(desk.get(&path).await["lineItems"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_line_is_cancelled_alone_and_the_rest_with_what_was_read() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let path = format!("orders/{SOFTWARE}");
    let line = json!({ "lineItemNumber": 0, "offerId": "DG7GMGF0FKZV:0003:DG7GMGF0DWMS" });
    let partly = desk
        .send("PATCH", &path, json!({ "id": SOFTWARE, "status": "cancelled", "lineItems": [line] }))
        .await
        .expect(200);
    assert_eq!(partly["status"], "completed");
    let quantities =
        |order: &Value| [order["lineItems"][0]["quantity"].clone(), order["lineItems"][1]["quantity"].clone()];
    assert_eq!(quantities(&partly), [json!(0), json!(3)]);
    // What clients do: read the order, set its status, send the whole back. 3 is `cancelled`.
    let mut whole = partly;
    whole["status"] = json!(3);
    assert_eq!(desk.send("PATCH", &path, whole).await.expect(200)["status"], "cancelled");
}

#[tokio::test]
async fn cancelling_may_take_reads_of_the_order_or_time() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let status = async |order: &str| desk.get(&format!("orders/{order}")).await["status"].clone();
    desk.stage.settings(json!({ "cancellation": { "settle": { "afterReads": 2 } } })).await;
    assert_eq!(desk.cancel(SOFTWARE).await.expect(200)["status"], "pending");
    assert_eq!(desk.cancel(SOFTWARE).await.expect(200)["status"], "pending");
    for other in ["orders", "entitlements"] {
        desk.get(other).await;
    }
    assert_eq!(status(SOFTWARE).await, "pending", "reads of lists do not count");
    assert_eq!(status(SOFTWARE).await, "cancelled");

    desk.stage.settings(json!({ "cancellation": { "settle": { "afterSeconds": 3600 } } })).await;
    assert_eq!(desk.cancel(RESERVATION).await.expect(200)["status"], "pending");
    desk.stage.advance("PT59M").await;
    assert_eq!(status(RESERVATION).await, "pending");
    desk.stage.advance("PT1M").await;
    assert_eq!(status(RESERVATION).await, "cancelled");
}

#[tokio::test]
async fn production_cancels_software_in_its_window_and_reservations_by_support() {
    let desk = Desk::at("direct_bill", "production").await;
    desk.cancel(RESERVATION).await.refused(403, 800_019);
    let tenant = desk.stage.tenant("desk");
    let about = json!({ "customerId": CUSTOMER });
    let path = format!("accounts/{tenant}/support/cancel-reservations");
    let answer = desk.stage.control("POST", &path, &about).await;
    assert_eq!(answer["cancelledOrders"], json!([RESERVATION]));
    assert_eq!(desk.get(&format!("orders/{RESERVATION}")).await["status"], "cancelled");

    desk.stage.advance("PT696H").await;
    let refused = desk.cancel(SOFTWARE).await.refused(400, 900_117);
    assert!(refused["description"].as_str().unwrap().contains("30"));
    desk.stage.settings(json!({ "cancellation": { "windowDays": 60 } })).await;
    assert_eq!(desk.cancel(SOFTWARE).await.expect(200)["status"], "cancelled");
}

#[tokio::test]
async fn the_provisioning_of_an_order_is_told_line_by_line() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let list = desk.get(&format!("orders/{SOFTWARE}/provisioningstatus")).await;
    assert_eq!(list["totalCount"], 2);
    assert_eq!(
        list["items"][1],
        json!({
            "lineItemNumber": 1,
            "status": "Fulfilled",
            "quantityProvisioningInformation": [{ "quantity": 3, "status": "Fulfilled" }],
        })
    );
}

#[tokio::test]
async fn a_provider_records_its_reseller_and_is_warned_where_it_does_not() {
    let stage = Stage::toml(&provider()).await;
    let (user, app) = (stage.user("desk").await, stage.app("desk").await);
    let order = async |client: &Client, partner: Value| {
        let line = json!({ "lineItemNumber": 0, "offerId": INTUNE, "quantity": 5, "partnerIdOnRecord": partner });
        let body = json!({ "lineItems": [line] }).to_string();
        let answer = client.send_raw("POST", &format!("/v1/customers/{CUSTOMER}/orders"), body).await.unwrap();
        let warned = answer.headers().contains_key("backlot-explanation");
        let body: Value = serde_json::from_slice(answer.body()).unwrap();
        (answer.status().as_u16(), body, warned)
    };
    for (partner, status, code) in [
        (json!("9009001"), 404, 2072),
        (json!("1"), 404, 800_015),
        (json!("nonsense"), 404, 800_015),
        (json!("9009003"), 400, 800_016),
    ] {
        let (found, body, _) = order(&user, partner.clone()).await;
        assert_eq!((found, body["code"].as_u64()), (status, Some(code)), "{partner}");
    }
    let (status, body, _) = order(&app, json!("9009002")).await;
    assert_eq!((status, body["code"].as_u64()), (403, Some(2032)), "naming a partner takes a person");

    let (status, recorded, warned) = order(&user, json!("9009002")).await;
    assert_eq!((status, &recorded["lineItems"][0]["partnerIdOnRecord"], warned), (201, &json!("9009002"), false));
    let (status, unrecorded, warned) = order(&app, json!(null)).await;
    assert_eq!((status, warned), (201, true));

    let found =
        user.send_raw("GET", &format!("/v1/customers/{CUSTOMER}/subscriptions?mpn_id=9009002"), "").await.unwrap();
    let found: Value = serde_json::from_slice(found.body()).unwrap();
    assert_eq!(found["items"][0]["orderId"], recorded["id"]);
    let report = stage.control("GET", &format!("accounts/{}/incentives", stage.tenant("desk")), &Value::Null).await;
    assert_eq!(report["partners"][0]["mpnId"], "9009002");
    assert_eq!(report["partners"][0]["orders"], json!([recorded["id"]]));
    assert_eq!(report["withoutPartner"]["orders"], json!([unrecorded["id"]]));
}

#[tokio::test]
async fn a_sandbox_provider_is_not_told_to_record_a_reseller() {
    let desk = Desk::at("indirect_provider", "sandbox").await;
    let order = desk.place(json!([{ "lineItemNumber": 0, "offerId": INTUNE, "quantity": 1 }])).await;
    let told = order.headers["backlot-explanation"].to_str().unwrap();
    assert!(told.contains("The integration sandbox has no resellers to record."), "{told}");
    assert!(!told.contains("partnerIdOnRecord"), "{told}");
    order.expect(201);
}

#[tokio::test]
async fn a_trial_is_had_once() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let trial = || json!([{ "lineItemNumber": 0, "offerId": TRIAL, "quantity": 1 }]);
    desk.place(trial()).await.expect(201);
    desk.place(trial()).await.refused(400, 27_006);
    desk.place(json!([{ "lineItemNumber": 0, "offerId": INTUNE, "quantity": 1 }])).await.expect(201);
}

#[tokio::test]
async fn the_same_order_sent_again_is_placed_once() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let body = json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": INTUNE, "quantity": 1 }] }).to_string();
    let app = &desk.stage.account("desk")["apps"][0];
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", app["clientId"].as_str().unwrap()),
        ("client_secret", app["clientSecret"].as_str().unwrap()),
        ("scope", "https://api.partnercenter.microsoft.com/.default"),
    ];
    let token = desk.stage.token(desk.stage.tenant("desk"), &form).await;
    let send = async || {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/v1/customers/{CUSTOMER}/orders"))
            .header("authorization", format!("Bearer {}", token["access_token"].as_str().unwrap()))
            .header("ms-requestid", "02109f46-3ff2-4be4-9f37-b2eb6d58d542");
        let answer = desk.stage.send(request.body(body.clone()).unwrap()).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        answer.into_body()
    };
    assert_eq!(send().await, send().await);
    assert_eq!(desk.get("subscriptions").await["totalCount"], 1);
}
