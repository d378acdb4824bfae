//! Subscriptions over the wire: born of orders, found, changed and counted.

mod activation;
mod azure;
mod changes;
mod conversions;
mod counter;
mod support;
mod upgrades;

use backlot_testkit::{
    Expect, Stage,
    client::{Call, Client},
    code,
};
use http::StatusCode;
use partner_center_model::{
    ids::{CustomerId, SubscriptionId},
    subscriptions::{
        GetSubscription, ListSubscriptions, Subscription, SubscriptionPath, SubscriptionStatus, SubscriptionsQuery,
        UpdateSubscription,
    },
};
use serde_json::{Value, json};

const INTUNE: &str = "DB2E705F-B82A-4024-A3D5-D88E12F2DB35";
const EXCHANGE: &str = "195416C1-3447-423A-B37B-EE59A99A19C4";
const ARCHIVING: &str = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";

/// A customer of an account, and a client to reach it with.
struct Desk {
    client: Client,
    customer: CustomerId,
}

impl Desk {
    /// A new customer of a sandbox.
    async fn sandbox(stage: &Stage) -> Self {
        Self::new(stage.user("direct-sandbox").await, Value::Null).await
    }

    /// A new customer, for the indirect reseller with this tenant unless it is null.
    async fn new(client: Client, reseller: Value) -> Self {
        let customer = json!({
            "associatedPartnerId": reseller,
            "companyProfile": { "domain": "larkspur.onmicrosoft.com" },
            "billingProfile": {
                "culture": "EN-US",
                "email": "books@larkspur.example",
                "language": "En",
                "companyName": "Larkspur Bakery",
                "defaultAddress": {
                    "firstName": "Accounts",
                    "lastName": "Payable",
                    "addressLine1": "12 Orchard Street",
                    "city": "Redmond",
                    "state": "WA",
                    "postalCode": "98052",
                    "country": "US",
                },
            },
        });
        let answer = post(&client, "/v1/customers", &customer).await;
        let customer = answer["id"].as_str().unwrap().parse().unwrap();
        Self { client, customer }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/customers/{}/{rest}", self.customer)
    }

    /// Orders these offers, each with its quantity; answers the order's id and the subscriptions' ids.
    async fn order(&self, lines: &[(&str, i64)]) -> (String, Vec<SubscriptionId>) {
        let order = post(&self.client, &self.path("orders"), &self.order_of(lines)).await;
        let ids = order["lineItems"].as_array().unwrap().iter().map(|line| {
            let id = line["subscriptionId"].as_str().unwrap();
            id.parse().unwrap()
        });
        (order["id"].as_str().unwrap().to_owned(), ids.collect())
    }

    fn order_of(&self, lines: &[(&str, i64)]) -> Value {
        let lines = lines.iter().enumerate().map(
            |(number, (offer, quantity))| json!({ "lineItemNumber": number, "offerId": offer, "quantity": quantity }),
        );
        json!({ "referenceCustomerId": self.customer, "lineItems": lines.collect::<Vec<_>>() })
    }

    async fn list(&self, query: SubscriptionsQuery) -> Vec<Subscription> {
        let path = partner_center_model::customers::CustomerPath { customer_id: self.customer };
        let list = self.client.send(Call::<ListSubscriptions>::to(path).query(query)).await.value();
        assert_eq!(list.total_count, Some(list.items.len() as u64));
        list.items
    }

    fn call<O>(&self, subscription: SubscriptionId) -> Call<O>
    where
        O: partner_center_model::operation::Operation<Path = SubscriptionPath>,
    {
        Call::to(SubscriptionPath { customer_id: self.customer, subscription_id: subscription })
    }

    async fn get(&self, subscription: SubscriptionId) -> Subscription {
        self.client.send(self.call::<GetSubscription>(subscription)).await.value()
    }

    fn update(&self, subscription: SubscriptionId, body: Subscription) -> Call<UpdateSubscription> {
        self.call(subscription).body(body)
    }

    async fn patch(&self, subscription: SubscriptionId, body: Subscription) -> Subscription {
        self.client.send(self.update(subscription, body)).await.value()
    }
}

async fn post(client: &Client, path: &str, body: &Value) -> Value {
    let answer = client.send_raw("POST", path, body.to_string()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED, "{}", String::from_utf8_lossy(answer.body()));
    serde_json::from_slice(answer.body()).unwrap()
}

fn quantity(quantity: i64) -> Subscription {
    Subscription { quantity: Some(quantity), ..Subscription::default() }
}

fn status(status: SubscriptionStatus) -> Subscription {
    Subscription { status: Some(status), ..Subscription::default() }
}

fn etag(subscription: &Subscription) -> String {
    subscription.attributes.clone().unwrap().etag.unwrap()
}

#[tokio::test]
async fn they_are_listed_in_the_order_they_were_bought_and_found_by_their_order() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (first, bought) = desk.order(&[(INTUNE, 5), (EXCHANGE, 2)]).await;
    let (second, later) = desk.order(&[(INTUNE, 1)]).await;
    let ids = |list: &[Subscription]| -> Vec<SubscriptionId> {
        list.iter().map(|subscription| subscription.id.as_deref().unwrap().parse().unwrap()).collect()
    };
    let all = desk.list(SubscriptionsQuery::default()).await;
    assert_eq!(ids(&all), [bought.clone(), later.clone()].concat());
    assert_eq!(all[0], desk.get(bought[0]).await, "a list shows what reading one shows");
    for (order, expected) in [(first.to_uppercase(), bought), (second, later), ("unknown".to_owned(), Vec::new())] {
        let query = SubscriptionsQuery { order_id: Some(order), ..SubscriptionsQuery::default() };
        assert_eq!(ids(&desk.list(query).await), expected);
    }
}

#[tokio::test]
async fn what_is_appended_to_an_order_is_found_by_it() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (order, bought) = desk.order(&[(EXCHANGE, 5)]).await;
    let mut add_on = desk.order_of(&[(EXCHANGE, 5), (ARCHIVING, 5)]);
    add_on["lineItems"][1]["parentSubscriptionId"] = json!(bought[0]);
    let path = desk.path(&format!("orders/{order}"));
    let answer = desk.client.send_raw("PATCH", &path, add_on.to_string()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{}", String::from_utf8_lossy(answer.body()));
    let found = desk.list(SubscriptionsQuery { order_id: Some(order), ..SubscriptionsQuery::default() }).await;
    assert_eq!(found, desk.list(SubscriptionsQuery::default()).await);
    assert_eq!(found.len(), 2);
}

#[tokio::test]
async fn an_mpn_id_is_digits() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    desk.order(&[(INTUNE, 5)]).await;
    let nobodys = SubscriptionsQuery { mpn_id: Some("4847383".to_owned()), ..SubscriptionsQuery::default() };
    assert!(desk.list(nobodys).await.is_empty());
    let answer = desk.client.send_raw("GET", &desk.path("subscriptions?MPN_ID=abc"), "").await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(String::from_utf8_lossy(answer.body()).contains("mpn_id"));
}

#[tokio::test]
async fn they_are_found_by_their_partner_on_record() {
    let stage = Stage::demo().await;
    let desk = Desk::new(stage.user("provider").await, stage.tenant("reseller").into()).await;
    let mpn = stage.account("reseller")["mpnId"].as_str().unwrap();
    let mut order = desk.order_of(&[(INTUNE, 5), (EXCHANGE, 2)]);
    order["lineItems"][0]["partnerIdOnRecord"] = mpn.into();
    let order = post(&desk.client, &desk.path("orders"), &order).await;
    let (other, _) = desk.order(&[(INTUNE, 1)]).await;
    let sold = order["lineItems"][0]["subscriptionId"].as_str();
    let order = order["id"].as_str();
    for (order, expected) in [(None, vec![sold]), (order, vec![sold]), (Some(other.as_str()), Vec::new())] {
        let query = SubscriptionsQuery { mpn_id: Some(mpn.to_owned()), order_id: order.map(str::to_owned) };
        let found = desk.list(query).await;
        assert_eq!(found.iter().map(|found| found.id.as_deref()).collect::<Vec<_>>(), expected, "{order:?}");
        assert!(found.iter().all(|found| found.partner_id.as_deref() == Some(mpn)));
    }
}

#[tokio::test]
async fn an_etag_holds_until_the_next_change() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (_, bought) = desk.order(&[(INTUNE, 5)]).await;
    let before = desk.get(bought[0]).await;
    let changed = desk.client.send(desk.update(bought[0], quantity(6)).if_match(etag(&before))).await.value();
    assert_eq!((changed.quantity, changed.friendly_name.as_deref()), (Some(6), Some("Intune Device")));
    assert_ne!(etag(&changed), etag(&before));
    assert_eq!(desk.get(bought[0]).await, changed);

    desk.client.send(desk.update(bought[0], quantity(7)).if_match(etag(&before))).await.refused(400, 2055);
    let stale = Subscription { quantity: Some(7), ..before.clone() };
    desk.client.send(desk.update(bought[0], stale.clone())).await.refused(400, 2055);
    let won = desk.client.send(desk.update(bought[0], stale).if_match(etag(&changed))).await.value();
    assert_eq!(won.quantity, Some(7), "the header wins over the body");
    let same = desk.patch(bought[0], won.clone()).await;
    assert_eq!(etag(&same), etag(&won), "what changes nothing moves no version");
}

#[tokio::test]
async fn bodies_come_in_any_casing_and_in_part() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (order, bought) = desk.order(&[(INTUNE, 5)]).await;
    let path = desk.path(&format!("subscriptions/{}", bought[0]));
    let body = json!({
        "Id": bought[0].to_string().to_uppercase(),
        "FriendlyName": "reception",
        "Quantity": 2,
        "UnitType": "none",
        "ParentSubscriptionId": null,
        "CreationDate": "2015-11-25T06:41:12Z",
        "Status": "active",
        "AutoRenewEnabled": false,
        "BillingType": "none",
        "PartnerId": null,
        "ContractType": "subscription",
        "OrderId": order,
        "Attributes": { "Etag": "", "ObjectType": "Subscription" },
    });
    let answer = desk.client.send_raw("PATCH", &path, body.to_string()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{}", String::from_utf8_lossy(answer.body()));
    let answer: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!((&answer["friendlyName"], &answer["quantity"]), (&json!("reception"), &json!(2)));
    assert_eq!((&answer["unitType"], &answer["autoRenewEnabled"]), (&json!("Licenses"), &json!(false)));
    for (body, place) in [(r#"{"quantity":"many"}"#, "quantity"), (r#"{"status":"asleep"}"#, "status"), ("{", "")] {
        let answer = desk.client.send_raw("PATCH", &path, body).await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body}");
        assert!(String::from_utf8_lossy(answer.body()).contains(place), "{body}");
    }
}

#[tokio::test]
async fn a_suspended_subscription_frees_its_place_and_needs_one_again() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (_, bought) = desk.order(&[(INTUNE, 1); 5]).await;
    let sixth = desk.order_of(&[(INTUNE, 1)]).to_string();
    let full = desk.client.send_raw("POST", &desk.path("orders"), sixth).await.unwrap();
    assert_eq!(full.status(), StatusCode::FORBIDDEN);

    let suspended = desk.patch(bought[0], status(SubscriptionStatus::Suspended)).await;
    assert_eq!(suspended.status, Some(SubscriptionStatus::Suspended));
    assert!(!suspended.suspension_reasons.is_empty());
    desk.client.send(desk.update(bought[0], quantity(2))).await.refused(400, 2001);

    let (_, sixth) = desk.order(&[(INTUNE, 1)]).await;
    let again = || desk.client.send(desk.update(bought[0], status(SubscriptionStatus::Active)));
    again().await.refused(403, 800_066);
    desk.patch(sixth[0], status(SubscriptionStatus::Suspended)).await;
    assert!(again().await.value().suspension_reasons.is_empty());
}

#[tokio::test]
async fn the_licence_limit_and_the_bounds_hold_for_changes() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (_, bought) = desk.order(&[(INTUNE, 5)]).await;
    desk.patch(bought[0], quantity(25)).await;
    let refused = desk.client.send(desk.update(bought[0], quantity(26))).await.refused(403, 800_088);
    assert!(refused.description.contains("26") && refused.description.contains(INTUNE), "{}", refused.description);
    desk.client.send(desk.update(bought[0], quantity(0))).await.refused(400, 2002);
    desk.client.send(desk.update(bought[0], status(SubscriptionStatus::Deleted))).await.refused(400, 800_096);
}

#[tokio::test]
async fn an_add_on_waits_for_what_it_is_added_to() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (_, bought) = desk.order(&[(EXCHANGE, 5), (ARCHIVING, 5)]).await;
    let add_on = desk.get(bought[1]).await;
    assert_eq!(add_on.parent_subscription_id, Some(bought[0].to_string()));
    for id in &bought {
        desk.patch(*id, status(SubscriptionStatus::Suspended)).await;
    }
    desk.client.send(desk.update(bought[1], status(SubscriptionStatus::Active))).await.refused(409, 27009);
    desk.patch(bought[0], status(SubscriptionStatus::Active)).await;
    desk.patch(bought[1], status(SubscriptionStatus::Active)).await;
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_nobody_elses() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (_, bought) = desk.order(&[(INTUNE, 5)]).await;
    let unknown = SubscriptionId::from(desk.customer.0);
    desk.client.send(desk.call::<GetSubscription>(unknown)).await.refused(404, 20003);
    desk.client.send(desk.update(unknown, quantity(1))).await.refused(404, 20003);
    let answer = desk.client.send_raw("GET", &desk.path("subscriptions/not-an-id"), "").await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let outsider = stage.app("outsider").await;
    outsider.send(desk.call::<GetSubscription>(bought[0])).await.refused(403, 20002);
    outsider.send(desk.update(bought[0], quantity(1))).await.refused(403, 20002);
}

#[tokio::test]
async fn of_changes_from_one_etag_one_wins() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (_, bought) = desk.order(&[(INTUNE, 1)]).await;
    let before = desk.get(bought[0]).await;
    let racing: Vec<_> = (2..=17)
        .map(|wanted| {
            let call = desk.update(bought[0], quantity(wanted)).if_match(etag(&before));
            let client = desk.client.clone();
            tokio::spawn(async move { client.send(call).await })
        })
        .collect();
    let mut codes = Vec::new();
    for one in racing {
        codes.push(code(&one.await.unwrap()));
    }
    assert_eq!(codes.iter().filter(|code| code.is_none()).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == Some(2055)).count(), 15, "{codes:?}");
}

#[tokio::test]
async fn a_request_sent_twice_changes_once() {
    let stage = Stage::demo().await;
    let desk = Desk::sandbox(&stage).await;
    let (_, bought) = desk.order(&[(INTUNE, 1)]).await;
    let call = || desk.update(bought[0], quantity(3)).request_id("7f0e0c1e-6f1b-4b52-8c6e-3f1f0a6c8d11");
    let first = desk.client.send(call()).await.value();
    desk.patch(bought[0], quantity(4)).await;
    assert_eq!(desk.client.send(call()).await.value(), first, "the same answer");
    assert_eq!(desk.get(bought[0]).await.quantity, Some(4), "and nothing done twice");
}

#[tokio::test]
async fn a_marketplace_subscription_stays_within_the_bounds_of_its_sku() {
    let stage = Stage::demo().await;
    let customer = "d0000000-0000-4000-8000-000000000105".parse().unwrap();
    let desk = Desk { client: stage.user("direct").await, customer };
    let team = "e0000000-0000-4000-8000-000000000108".parse().unwrap();
    for outside in [0, 1001] {
        desk.client.send(desk.update(team, quantity(outside))).await.refused(400, 2002);
    }
    desk.patch(team, quantity(1000)).await;
    assert_eq!(desk.get(team).await.quantity, Some(1000));
}
