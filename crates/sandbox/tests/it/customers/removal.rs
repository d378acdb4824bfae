//! The end of a relationship, and its new beginning.

use backlot_testkit::{Stage, client::Client};
use serde_json::{Value, json};

use crate::partners::{Answer, ask, company, create, order, stage};

const REMOVED: &str = r#"{"Id":null,"CommerceId":null,"CompanyProfile":null,"BillingProfile":null,"RelationshipToPartner":"none","AllowDelegatedAccess":null,"UserCredentials":null,"CustomDomains":null,"AssociatedPartnerId":null,"Attributes":{"ObjectType":"Customer"}}"#;

async fn remove(client: &Client, customer: &str) -> Answer {
    let body = json!({ "relationshipToPartner": "none", "attributes": { "objectType": "Customer" } });
    ask(client, "PATCH", &format!("/v1/customers/{customer}/"), body).await
}

async fn accept(stage: &Stage, account: &str, customer: &str) -> (u16, Value) {
    let path = format!("accounts/{}/relationship-requests/accept", stage.tenant(account));
    let (status, answer) = stage.ask_control("POST", &path, &json!({ "customerId": customer })).await;
    (status.as_u16(), answer)
}

#[tokio::test]
async fn a_removal_answers_exactly_what_its_page_prints() {
    let stage = stage().await;
    let production = stage.user("direct").await;
    let id = create(&production, "Larch", "larch.example").await;
    let answer = remove(&production, &id).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, REMOVED));

    let sandbox = stage.app("sandbox").await;
    let id = create(&sandbox, "Larch", "larch.example").await;
    assert_eq!(remove(&sandbox, &id).await.text, REMOVED);

    stage.settings(json!({ "responses": { "casing": "camel" } })).await;
    let id = create(&sandbox, "Larch", "larch.example").await;
    let body = remove(&sandbox, &id).await.with(200);
    let plain = json!({ "relationshipToPartner": "none", "attributes": { "objectType": "Customer" } });
    assert_eq!(body, plain, "as other answers have it, without nulls");
}

#[tokio::test]
async fn what_asks_for_a_removal() {
    let stage = stage().await;
    let client = stage.user("direct").await;
    let id = create(&client, "Alder", "alder.example").await;
    let path = format!("/v1/customers/{id}");
    for body in [
        json!({}),
        json!({ "relationshipToPartner": "reseller" }),
        json!({ "relationshipToPartner": "advisor" }),
        json!({ "relationshipToPartner": "unknown" }),
        json!({ "relationshipToPartner": "nothing" }),
        json!({ "relationshipToPartner": null, "allowDelegatedAccess": false }),
        json!([]),
    ] {
        let answer = ask(&client, "PATCH", &path, body.clone()).await;
        assert_eq!(answer.status.as_u16(), 400, "{body}: {}", answer.text);
    }
    for none in [json!("none"), json!("None"), json!("NONE"), json!(5), json!("5")] {
        // The whole customer, as it was read.
        let mut body = ask(&client, "GET", &path, Value::Null).await.with(200);
        body["relationshipToPartner"] = none.clone();
        ask(&client, "PATCH", &path, body).await.with(200);
        assert_eq!(accept(&stage, "direct", &id).await.0, 200, "{none}");
    }
}

#[tokio::test]
async fn who_may_remove() {
    let stage = stage().await;
    let (app, sales) = (stage.app("direct").await, stage.role("direct", "SalesAgent").await);
    let id = create(&app, "Birch", "birch.example").await;
    remove(&app, &id).await.refused(403, 2032);
    remove(&sales, &id).await.refused(403, 900_150);
    remove(&stage.user("provider").await, &id).await.refused(400, 3000);

    let china = stage.user("direct-china").await;
    let id = create(&china, "Birch", "birch.example").await;
    remove(&china, &id).await.refused(400, 900_127);

    let sandbox = stage.app("sandbox-china").await;
    let id = create(&sandbox, "Birch", "birch.example").await;
    remove(&stage.user("sandbox-reseller").await, &id).await.refused(403, 2032);
    remove(&sandbox, &id).await.with(200);
}

#[tokio::test]
async fn who_may_delete() {
    let stage = stage().await;
    let delete = |client: Client, id: String| async move {
        ask(&client, "DELETE", &format!("/v1/customers/{id}"), Value::Null).await
    };
    let id = create(&stage.app("direct").await, "Cedar", "cedar.example").await;
    for account in ["direct", "provider", "reseller"] {
        delete(stage.user(account).await, id.clone()).await.refused(400, 900_127);
    }
    let id = create(&stage.app("sandbox").await, "Cedar", "cedar.example").await;
    delete(stage.user("sandbox-reseller").await, id.clone()).await.refused(403, 2032);
    delete(stage.role("sandbox", "SalesAgent").await, id.clone()).await.refused(403, 900_150);
    delete(stage.app("sandbox-two").await, id.clone()).await.refused(404, 1000);
    delete(stage.app("sandbox").await, "7".to_owned()).await.refused(400, 3000);
    let answer = delete(stage.app("sandbox").await, id.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
    delete(stage.app("sandbox").await, id).await.refused(404, 1000);
}

#[tokio::test]
async fn one_answer_for_whatever_is_not_there() {
    let stage = stage().await;
    let client = stage.user("direct").await;
    let removed = create(&client, "Elm", "elm.example").await;
    remove(&client, &removed).await.with(200);
    let foreign = create(&stage.app("provider").await, "Fir", "fir.example").await;
    for id in [removed.as_str(), &foreign, stage.tenant("direct"), "00000000-0000-4000-8000-00000000dead"] {
        ask(&client, "GET", &format!("/v1/customers/{id}"), Value::Null).await.refused(404, 1000);
        let description = remove(&client, id).await.refused(400, 3000);
        assert!(description.contains("relationship does not exist"), "{description}");
        ask(&client, "GET", &format!("/v1/customers/{id}/orders"), Value::Null).await.refused(403, 20_002);
    }
    let listed = ask(&client, "GET", "/v1/customers", Value::Null).await.with(200);
    assert_eq!(listed["totalCount"], 0);
    let taken = ask(&client, "HEAD", "/v1/domains/elm.example", Value::Null).await;
    assert_eq!(taken.status, 200, "the tenant stays");
}

#[tokio::test]
async fn an_active_subscription_blocks_a_removal_until_it_is_suspended() {
    let stage = stage().await;
    let client = stage.user("direct").await;
    let id = create(&client, "Hazel", "hazel.example").await;
    order(&client, &id, None).await;
    let path = format!("/v1/customers/{id}/subscriptions");
    let subscriptions = ask(&client, "GET", &path, Value::Null).await.with(200);
    let subscription = subscriptions["items"][0].clone();
    let subscription_id = subscription["id"].as_str().unwrap();

    let blocked = remove(&client, &id).await;
    assert!(blocked.explanation.contains(subscription_id), "{}", blocked.explanation);
    let body = blocked.with(400);
    assert_eq!((&body["code"], &body["data"]), (&json!(3000), &json!([subscription_id])));

    let suspended = json!({ "status": "suspended" });
    ask(&client, "PATCH", &format!("{path}/{subscription_id}"), suspended).await.with(200);
    remove(&client, &id).await.with(200);

    assert_eq!(accept(&stage, "direct", &id).await.0, 200);
    let restored = ask(&client, "GET", &path, Value::Null).await.with(200);
    assert_eq!(restored["items"][0]["id"], subscription_id, "the data stays");
    assert_eq!(restored["items"][0]["status"], "suspended");
}

#[tokio::test]
async fn a_deletion_purges_licences_and_gives_everything_back() {
    let stage = stage().await;
    let client = stage.app("sandbox").await;
    let id = create(&client, "Juniper", "juniper.example").await;
    order(&client, &id, None).await;
    let path = format!("/v1/customers/{id}");
    ask(&client, "DELETE", &path, Value::Null).await.with(204);
    ask(&client, "GET", &format!("{path}/subscriptions"), Value::Null).await.refused(403, 20_002);
    assert_eq!(ask(&client, "HEAD", "/v1/domains/juniper.example", Value::Null).await.status, 404);
    let again = create(&client, "Juniper", "juniper.example").await;
    assert_ne!(again, id);
    let orders = ask(&client, "GET", &format!("/v1/customers/{again}/orders"), Value::Null).await.with(200);
    assert_eq!(orders["totalCount"], 0);
}

#[tokio::test]
async fn a_repeated_deletion_is_answered_again() {
    let stage = stage().await;
    let client = stage.app("sandbox").await;
    let id = create(&client, "Linden", "linden.example").await;
    let call = || {
        use backlot_testkit::client::{
            Call,
            model::customers::{CustomerPath, DeleteCustomer},
        };
        Call::<DeleteCustomer>::to(CustomerPath { customer_id: id.parse().unwrap() }).request_id("the same")
    };
    for _ in 0..2 {
        assert_eq!(client.send(call()).await.unwrap().status, 204);
    }
}

#[tokio::test]
async fn a_relationship_is_restored_with_its_data() {
    let stage = stage().await;
    let client = stage.user("provider").await;
    let mut body = company("Maple", "maple.example");
    body["associatedPartnerId"] = json!(stage.tenant("reseller"));
    let made = ask(&client, "POST", "/v1/customers", body).await.with(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let mut before = ask(&client, "GET", &format!("/v1/customers/{id}"), Value::Null).await.with(200);
    remove(&client, &id).await.with(200);
    for _ in 0..2 {
        let (status, answer) = accept(&stage, "provider", &id).await;
        assert_eq!((status, &answer["relationshipToPartner"]), (200, &json!("reseller")));
    }
    let mut restored = ask(&client, "GET", &format!("/v1/customers/{id}"), Value::Null).await.with(200);
    for customer in [&mut before, &mut restored] {
        customer["billingProfile"]["attributes"]["etag"] = Value::Null;
    }
    assert_eq!(restored, before);
}

#[tokio::test]
async fn who_can_become_a_customer_by_accepting() {
    let stage = stage().await;
    let id = create(&stage.app("direct").await, "Oak", "oak.example").await;
    let sandbox = create(&stage.app("sandbox").await, "Oak", "oak.example").await;
    let china = create(&stage.app("direct-china").await, "Oak", "oak.example").await;
    for (account, customer, status) in [
        ("provider", id.as_str(), 200),
        ("reseller", &id, 200),
        ("provider", &sandbox, 404),
        ("provider", &china, 404),
        ("provider", "00000000-0000-4000-8000-00000000dead", 404),
        ("sandbox", &sandbox, 400),
        ("sandbox", &id, 400),
    ] {
        assert_eq!(accept(&stage, account, customer).await.0, status, "{account}");
    }
    // A reseller removes its own tie alone.
    let (provider, reseller) = (stage.user("provider").await, stage.user("reseller").await);
    remove(&reseller, &id).await.with(200);
    let path = format!("/v1/customers/{id}");
    ask(&reseller, "GET", &path, Value::Null).await.refused(404, 1000);
    ask(&provider, "GET", &path, Value::Null).await.with(200);
}
