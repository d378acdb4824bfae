//! Checking carts out.

use backlot_testkit::{Hands, Stage};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{ARCHIVING, E1, EXCHANGE, INTUNE, filled, path};
use crate::{
    ask::{Ask, customer},
    orders::{Desk, provider},
};

#[tokio::test]
async fn a_cart_becomes_an_order_for_each_group_and_is_ordered_then() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    for body in [Value::Null, json!("success"), json!({ "any": ["thing"] })] {
        let lines = json!([
            { "catalogItemId": EXCHANGE, "quantity": 3, "friendlyName": "Desks",
              "addonItems": [{ "catalogItemId": ARCHIVING, "quantity": 2 }] },
            { "catalogItemId": E1, "quantity": 1, "billingCycle": "annual" },
        ]);
        let cart = filled(&desk, lines).await;
        let checkout = format!("{}/checkout", path(&cart));
        let result = desk.send("POST", &checkout, body).await.expect(201);
        assert!(result.get("orderErrors").is_none(), "{result}");
        let orders = result["orders"].as_array().unwrap();
        assert_eq!(orders.iter().map(|order| &order["billingCycle"]).collect::<Vec<_>>(), ["monthly", "annual"]);
        for order in orders {
            assert_eq!(desk.get(&format!("orders/{}", order["id"].as_str().unwrap())).await, *order);
            assert_eq!(order["status"], "completed");
        }
        let lines = orders[0]["lineItems"].as_array().unwrap();
        assert_eq!(lines.iter().map(|line| &line["lineItemNumber"]).collect::<Vec<_>>(), [0, 1]);
        let subscription =
            async |line: &Value| desk.get(&format!("subscriptions/{}", line["subscriptionId"].as_str().unwrap())).await;
        let [base, add_on] = [subscription(&lines[0]).await, subscription(&lines[1]).await];
        assert_eq!((&base["friendlyName"], &base["quantity"]), (&json!("Desks"), &json!(3)));
        assert_eq!(add_on["parentSubscriptionId"], base["id"]);

        assert_eq!(desk.get(&path(&cart)).await["status"], "Ordered");
        desk.send("POST", &checkout, Value::Null).await.refused(400, 800_065);
        desk.send("PUT", &path(&cart), cart).await.refused(400, 800_065);
        for one in [base, add_on] {
            let id = one["id"].as_str().unwrap();
            desk.send("PATCH", &format!("subscriptions/{id}"), json!({ "status": "suspended" })).await.expect(200);
        }
        let annual = orders[1]["lineItems"][0]["subscriptionId"].as_str().unwrap();
        desk.send("PATCH", &format!("subscriptions/{annual}"), json!({ "status": "suspended" })).await.expect(200);
    }
}

#[tokio::test]
async fn a_group_that_is_refused_does_not_keep_the_others() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let line = |cycle: &str| json!({ "catalogItemId": INTUNE, "quantity": 1, "billingCycle": cycle });
    let monthly = |count: usize| (0..count).map(|_| line("monthly"));
    let cart = filled(&desk, monthly(5).chain([line("annual")]).collect()).await;
    let result = desk.send("POST", &format!("{}/checkout", path(&cart)), Value::Null).await.expect(201);
    assert_eq!(result["orders"].as_array().unwrap().len(), 1);
    let error = &result["orderErrors"][0];
    assert_eq!((&error["orderGroupId"], &error["code"]), (&json!("OMS-1"), &json!(800_066)));
    assert!(error["description"].as_str().unwrap().contains("5 subscriptions"), "{error}");
    assert_eq!(desk.get(&path(&cart)).await["status"], "Ordered");

    // Where nothing was ordered, the cart can be mended.
    let cart = filled(&desk, json!([line("annual")])).await;
    let checkout = format!("{}/checkout", path(&cart));
    let none = desk.send("POST", &checkout, Value::Null).await;
    assert!(none.headers.contains_key("backlot-explanation"));
    let none = none.expect(201);
    assert_eq!((&none["orders"], &none["orderErrors"][0]["code"]), (&json!([]), &json!(800_066)));
    assert_eq!(desk.get(&path(&cart)).await["status"], "Active");
    let first = result["orders"][0]["lineItems"][0]["subscriptionId"].as_str().unwrap();
    desk.send("PATCH", &format!("subscriptions/{first}"), json!({ "status": "suspended" })).await.expect(200);
    assert_eq!(desk.send("POST", &checkout, Value::Null).await.expect(201)["orders"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_add_on_is_bought_for_a_subscription_that_is_there() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let base = desk.place(json!([{ "lineItemNumber": 0, "offerId": EXCHANGE, "quantity": 5 }])).await.expect(201);
    let base = base["lineItems"][0]["subscriptionId"].as_str().unwrap();
    let add_on = || {
        json!([{ "catalogItemId": ARCHIVING, "quantity": 1, "billingCycle": "annual",
                 "ProvisioningContext": { "ParentSubscriptionId": base.to_uppercase() } }])
    };
    let cart = filled(&desk, add_on()).await;
    assert!(cart["lineItems"][0]["provisioningContext"].get("parentSubscriptionId").is_some(), "{cart}");
    let result = desk.send("POST", &format!("{}/checkout", path(&cart)), Value::Null).await.expect(201);
    let child = result["orders"][0]["lineItems"][0]["subscriptionId"].as_str().unwrap();
    assert_eq!(desk.get(&format!("subscriptions/{child}")).await["parentSubscriptionId"], base);
    assert_eq!(result["orders"][0]["billingCycle"], "annual");

    desk.send("PATCH", &format!("subscriptions/{base}"), json!({ "status": "suspended" })).await.expect(200);
    assert_eq!(super::errors(&filled(&desk, add_on()).await), [Some(27_009)]);
}

#[tokio::test]
async fn participants_are_partners_on_record_and_need_no_person() {
    let stage = Stage::toml(&provider()).await;
    let token = stage.app_token("desk").await;
    let carts = format!("/v1/customers/{}/carts", crate::orders::CUSTOMER);
    let body = |mpn_id: &str| {
        let participants = json!([{ "Key": "TransactionReseller", "Value": mpn_id }]);
        json!({ "lineItems": [{ "catalogItemId": INTUNE, "quantity": 1, "participants": participants }] }).to_string()
    };
    for (mpn_id, code) in [("9009001", 2072), ("1", 800_015), ("9009003", 800_016)] {
        let cart = Ask::post(&carts, body(mpn_id)).token(&token).of(&stage).await.ok().json();
        assert_eq!(super::errors(&cart), [Some(code)], "{mpn_id}");
    }
    // Each order of a checkout is warned of.
    let line = |cycle: &str| json!({ "catalogItemId": INTUNE, "quantity": 1, "billingCycle": cycle });
    let unnamed = json!({ "lineItems": [line("monthly"), line("annual"), line("annual")] }).to_string();
    let cart = Ask::post(&carts, unnamed).token(&token).of(&stage).await.ok().json();
    let checkout = Ask::post(format!("{carts}/{}/checkout", cart["id"].as_str().unwrap()), "").token(&token);
    let checked_out = checkout.of(&stage).await.ok();
    let told = checked_out.explanation();
    assert!(told.contains("for lineItems 0: ") && told.contains("for lineItems 0, 1: "), "{told}");

    let cart = Ask::post(&carts, body("9009002")).token(&token).of(&stage).await.ok().json();
    assert_eq!(cart["lineItems"][0]["participants"], json!([{ "key": "transaction_reseller", "value": "9009002" }]));
    let checkout = format!("{carts}/{}/checkout", cart["id"].as_str().unwrap());
    let result = Ask::post(checkout, "").token(&token).of(&stage).await.ok().json();
    assert_eq!(result["orders"][0]["lineItems"][0]["partnerIdOnRecord"], "9009002");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_checkouts_that_race_one_orders_and_the_others_are_told_so() {
    let hands = Hands::new();
    let stage = Stage::by(&hands).await;
    let token = stage.app_token("direct-sandbox").await;
    let id = customer(&stage, &token, "Fernhill Tools").await;
    let body = json!({ "lineItems": [{ "catalogItemId": INTUNE, "quantity": 1 }] }).to_string();
    let carts = format!("/v1/customers/{id}/carts");
    let cart = Ask::post(&carts, body).token(&token).of(&stage).await.ok().json();
    let checkout = Ask::post(format!("{carts}/{}/checkout", cart["id"].as_str().unwrap()), "").token(&token);
    // The real clock stands still: they all come in at the same moment.
    let sent: Vec<_> = (0..8)
        .map(|_| {
            let (checkout, stage) = (checkout.clone(), stage.clone());
            tokio::spawn(async move { checkout.of(&stage).await })
        })
        .collect();
    let mut ordered = 0;
    for answer in sent {
        let answer = answer.await.unwrap();
        if answer.status == 201 {
            ordered += 1;
        } else {
            answer.refused(409, 800_064);
        }
    }
    assert_eq!(ordered, 1);
    hands.forward(SignedDuration::from_millis(1));
    checkout.of(&stage).await.refused(400, 800_065);
    let subscriptions = Ask::get(format!("/v1/customers/{id}/subscriptions")).token(&token).of(&stage).await;
    assert_eq!(subscriptions.json()["totalCount"], 1);
}
