//! What orders cost, for those who ask.

use serde_json::{Value, json};

use super::{ARCHIVING, Desk, EXCHANGE, RESERVATION, SOFTWARE, TRIAL};

/// A marketplace product that is sold for a month or a year.
const TEAM: &str = "DZH318Z0BXWC:0002:DZH318Z0BMRV";

/// An order of each kind, the one of CSP Azure and a licence being there already; with what each line costs.
async fn bought(desk: &Desk) -> Vec<(String, Vec<[f64; 3]>)> {
    let id = |order: &Value| order["id"].as_str().unwrap().to_owned();
    let listed = desk.get("orders").await;
    let azure =
        listed["items"].as_array().unwrap().iter().find(|order| order["lineItems"][0]["offerId"] == "MS-AZR-0145P");
    let azure = id(azure.unwrap());
    let licences = desk.place(json!([{ "lineItemNumber": 0, "offerId": EXCHANGE, "quantity": 5 }])).await.expect(201);
    let parent = &licences["lineItems"][0]["subscriptionId"];
    let add_on = json!({ "lineItemNumber": 0, "offerId": ARCHIVING, "parentSubscriptionId": parent, "quantity": 2 });
    let change = json!({ "billingCycle": "annual", "lineItems": [add_on] });
    desk.send("PATCH", &format!("orders/{}", id(&licences)), change).await.expect(200);
    let trial = desk.place(json!([{ "lineItemNumber": 0, "offerId": TRIAL, "quantity": 25 }])).await.expect(201);
    let team = json!([{ "lineItemNumber": 0, "offerId": TEAM, "quantity": 4, "termDuration": "P1Y" }]);
    let team = desk.place(team).await.expect(201);
    vec![
        (SOFTWARE.to_owned(), vec![[13_500.0, 13_500.0, 27_000.0], [20.0, 20.0, 60.0]]),
        (RESERVATION.to_owned(), vec![[720.0, 720.0, 720.0]]),
        (azure, vec![[0.0; 3], [0.0; 3], [0.0; 3], [4.0, 4.0, 4.0]]),
        (id(&licences), vec![[4.0, 48.0, 240.0], [3.0, 36.0, 72.0]]),
        (id(&trial), vec![[0.0; 3]]),
        (id(&team), vec![[300.0, 25.0, 100.0]]),
    ]
}

/// An order without what only those see who ask for prices.
fn plain(mut order: Value, symbol: Option<&Value>) -> String {
    let fields = order.as_object_mut().unwrap();
    fields.shift_remove("totalPrice").unwrap();
    if symbol.is_none() {
        fields.shift_remove("currencySymbol").unwrap();
    }
    for line in order["lineItems"].as_array_mut().unwrap() {
        line.as_object_mut().unwrap().shift_remove("pricing").unwrap();
    }
    order.to_string()
}

#[tokio::test]
async fn an_order_of_each_kind_says_what_it_costs() {
    let desk = Desk::with_azure("production", "").await;
    let orders = bought(&desk).await;
    let list = desk.get("orders?include_price=True").await;
    assert_eq!(list["totalCount"], orders.len());
    for (id, lines) in orders {
        let unpriced = desk.get(&format!("orders/{id}")).await;
        let priced = desk.get(&format!("orders/{id}?include_price=True")).await;
        let expected: Vec<Value> = lines
            .iter()
            .map(|[list, price, all]| json!({ "listPrice": list, "price": price, "extendedPrice": all }))
            .collect();
        let found: Vec<Value> =
            priced["lineItems"].as_array().unwrap().iter().map(|line| line["pricing"].clone()).collect();
        assert_eq!(found, expected, "{id}");
        assert_eq!(priced["totalPrice"], lines.iter().map(|[.., all]| all).sum::<f64>(), "{id}");
        assert_eq!((&priced["currencyCode"], &priced["currencySymbol"]), (&json!("USD"), &json!("$")), "{id}");
        assert_eq!(plain(priced.clone(), unpriced.get("currencySymbol")), unpriced.to_string());
        let listed = list["items"].as_array().unwrap().iter().find(|order| order["id"] == priced["id"]);
        assert_eq!(listed.map(Value::to_string), Some(priced.to_string()));
        assert_eq!(desk.get(&format!("orders/{id}")).await.to_string(), unpriced.to_string(), "nothing was written");
    }
    let annual = desk.get("orders?billingType=annual&include_price=true").await;
    assert_eq!((&annual["totalCount"], &annual["items"][0]["totalPrice"]), (&json!(1), &json!(312.0)));
}

#[tokio::test]
async fn prices_are_shown_to_those_who_ask_alone() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    for (query, asks) in [
        ("include_price=true", true),
        ("include_price=True", true),
        ("IncludePrice=TRUE", true),
        ("includeprice=true", true),
        ("include_price=False", false),
        ("include_price=", false),
        ("price=true", false),
    ] {
        let one = desk.get(&format!("orders/{SOFTWARE}?{query}")).await;
        let list = desk.get(&format!("orders?{query}")).await;
        let of_cycle = desk.get(&format!("orders?{query}&billingType=OneTime")).await;
        for order in [&one, &list["items"][0], &of_cycle["items"][0]] {
            assert_eq!(order["id"], SOFTWARE);
            assert_eq!(order.get("totalPrice").is_some(), asks, "{query}: {order}");
            assert_eq!(order["lineItems"][1].get("pricing").is_some(), asks, "{query}: {order}");
        }
    }
    for path in [format!("orders/{SOFTWARE}"), "orders".to_owned()] {
        desk.send("GET", &format!("{path}?include_price=perhaps"), Value::Null).await.expect(400);
    }
}

#[tokio::test]
async fn what_is_cancelled_costs_nothing() {
    let desk = Desk::at("direct_bill", "sandbox").await;
    let path = format!("orders/{SOFTWARE}");
    let costs = async || {
        let order = desk.get(&format!("{path}?include_price=true")).await;
        let of = |line: usize| order["lineItems"][line]["pricing"]["extendedPrice"].clone();
        (
            order["status"].as_str().unwrap().to_owned(),
            [of(0), of(1), order["totalPrice"].clone()].map(|cost| cost.as_f64()),
        )
    };
    assert_eq!(costs().await, ("completed".to_owned(), [27_000.0, 60.0, 27_060.0].map(Some)));
    let line = json!({ "lineItemNumber": 0, "offerId": "DG7GMGF0FKZV:0003:DG7GMGF0DWMS" });
    desk.send("PATCH", &path, json!({ "status": "cancelled", "lineItems": [line] })).await.expect(200);
    assert_eq!(costs().await, ("completed".to_owned(), [0.0, 60.0, 60.0].map(Some)));

    // A read with prices is a read, and what it answers is sent back as it is.
    desk.stage.settings(json!({ "cancellation": { "settle": { "afterReads": 2 } } })).await;
    let mut whole = desk.get(&format!("{path}?include_price=true")).await;
    whole["status"] = json!("cancelled");
    let changed = desk.send("PATCH", &path, whole).await.expect(200);
    assert_eq!((&changed["status"], changed.get("totalPrice")), (&json!("pending"), None));
    assert_eq!(costs().await, ("pending".to_owned(), [0.0, 60.0, 60.0].map(Some)));
    assert_eq!(costs().await, ("cancelled".to_owned(), [0.0; 3].map(Some)));
}
