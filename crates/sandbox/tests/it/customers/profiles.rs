//! The profiles of a customer, read by themselves.

use backlot_testkit::client::Client;
use serde_json::{Value, json};

use crate::partners::{Answer, ask, company, create, stage};

async fn billing(client: &Client, customer: &str) -> Answer {
    ask(client, "GET", &format!("/v1/customers/{customer}/profiles/billing"), Value::Null).await
}

#[tokio::test]
async fn a_billing_profile_has_the_form_that_its_page_prints() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let mut body = company("Hornbeam", "hornbeam.example");
    body["billingProfile"]["firstName"] = json!("Front");
    body["billingProfile"]["lastName"] = json!("Office");
    body["billingProfile"]["defaultAddress"]["phoneNumber"] = json!("2065550142");
    let made = ask(&client, "POST", "/v1/customers", body).await.with(201);
    let customer = made["id"].as_str().unwrap();

    let answer = billing(&client, customer).await;
    let printed = format!(
        concat!(
            r#"{{"id":{id},"firstName":"Front","lastName":"Office","email":"accounts@example.com","culture":"en-US","#,
            r#""language":"en","companyName":"Hornbeam","defaultAddress":{{"country":"US","city":"Seattle","#,
            r#""state":"WA","addressLine1":"1 Pike Street","postalCode":"98101","firstName":"Accounts","#,
            r#""lastName":"Payable","phoneNumber":"2065550142"}},"links":{{"self":{{"#,
            r#""uri":"/customers/{customer}/profiles/billing","method":"GET","headers":[]}}}},"#,
            r#""attributes":{{"etag":{etag},"objectType":"CustomerBillingProfile"}}}}"#,
        ),
        id = made["billingProfile"]["id"],
        customer = customer,
        etag = made["billingProfile"]["attributes"]["etag"],
    );
    assert_eq!((answer.status.as_u16(), answer.text), (200, printed));

    let path = format!("/v1/customers/{customer}");
    let whole = ask(&client, "GET", &path, Value::Null).await.with(200);
    assert_eq!(billing(&client, customer).await.with(200), whole["billingProfile"], "reading changes nothing");
}

#[tokio::test]
async fn partners_of_one_tenant_bill_it_each_in_its_own_way() {
    let stage = stage().await;
    let (one, two) = (stage.app("sandbox").await, stage.app("sandbox-two").await);
    let id = create(&one, "Spindle", "spindle.onmicrosoft.com").await;
    billing(&two, &id).await.refused(403, 20002);

    let mut body = company("Spindle and Daughters", "spindle.onmicrosoft.com");
    body["companyProfile"]["tenantId"] = json!(id);
    ask(&two, "POST", "/v1/customers", body).await.with(201);
    let (of_one, of_two) = (billing(&one, &id).await.with(200), billing(&two, &id).await.with(200));
    assert_eq!((&of_one["companyName"], &of_two["companyName"]), (&json!("Spindle"), &json!("Spindle and Daughters")));
    assert_ne!(of_one["id"], of_two["id"]);
}

#[tokio::test]
async fn a_removed_customer_has_no_billing_profile_until_it_comes_back() {
    let stage = stage().await;
    let client = stage.user("direct").await;
    let id = create(&client, "Wych Elm", "wych-elm.example").await;
    let before = billing(&client, &id).await.with(200);
    ask(&client, "PATCH", &format!("/v1/customers/{id}"), json!({ "relationshipToPartner": "none" })).await.with(200);
    let refused = billing(&client, &id).await;
    assert!(refused.explanation.contains("not a customer of this account"), "{}", refused.explanation);
    refused.refused(403, 20002);

    let path = format!("accounts/{}/relationship-requests/accept", stage.tenant("direct"));
    stage.control("POST", &path, &json!({ "customerId": id })).await;
    let after = billing(&client, &id).await.with(200);
    assert_eq!((&after["id"], &after["companyName"]), (&before["id"], &before["companyName"]));
}
