//! The profiles of a customer, read by themselves.

use backlot_testkit::client::Client;
use serde_json::{Value, json};

use crate::{
    ask::Ask,
    partners::{Answer, ask, company, create, stage},
};

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

fn billing_path(customer: &str) -> String {
    format!("/v1/customers/{customer}/profiles/billing")
}

#[tokio::test]
async fn a_billing_profile_is_replaced_as_a_whole() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let id = create(&client, "Medlar", "medlar.example").await;
    let path = billing_path(&id);
    let before = billing(&client, &id).await.with(200);
    let mut body = before.clone();
    body["companyName"] = json!("Medlar Presses");
    body["email"] = json!("books@medlar.example");
    body["defaultAddress"]["addressLine2"] = json!("Third floor");
    let first = ask(&client, "PUT", &path, body.clone()).await.with(200);
    assert_eq!(first["defaultAddress"]["addressLine2"], "Third floor");
    assert_ne!(first["attributes"]["etag"], before["attributes"]["etag"]);
    assert_eq!((&first["id"], &first["links"]), (&before["id"], &before["links"]));
    assert_eq!(billing(&client, &id).await.with(200), first);

    let mut body = first.clone();
    body["defaultAddress"].as_object_mut().unwrap().remove("addressLine2");
    let second = ask(&client, "PUT", &path, body).await.with(200);
    assert_eq!(second["defaultAddress"]["addressLine2"], Value::Null, "what is left out is gone");

    let whole = ask(&client, "GET", &format!("/v1/customers/{id}"), Value::Null).await.with(200);
    assert_eq!(whole["billingProfile"], second);
    assert_eq!(whole["companyProfile"]["companyName"], "Medlar", "who the customer is stays");
    let listed = ask(&client, "GET", "/v1/customers", Value::Null).await.with(200);
    assert_eq!(listed["items"][0]["companyProfile"]["companyName"], "Medlar");
}

#[tokio::test]
async fn a_billing_profile_is_replaced_by_whoever_read_it_last() {
    let stage = stage().await;
    let token = stage.app_token("direct").await;
    let client = stage.app("direct").await;
    let id = create(&client, "Quince", "quince.example").await;
    let path = billing_path(&id);
    let read = billing(&client, &id).await.with(200);
    let put = |if_match: Option<String>, body: &Value| {
        let ask = Ask::new("PUT", &path).token(&token).body(body.to_string());
        if_match.map_or(ask.clone(), |etag| ask.header("if-match", etag)).of(&stage)
    };
    let mut without = read.clone();
    without["attributes"] = Value::Null;
    without["companyName"] = json!("Quince Jellies");
    let missing = put(None, &without).await;
    assert!(missing.refused(400, 3000).contains("If-Match"));

    let etag = read["attributes"]["etag"].as_str().unwrap();
    put(Some(format!("\"{etag}\"")), &without).await.ok();
    put(Some(etag.to_owned()), &without).await.refused(400, 2055);
    put(None, &read).await.refused(400, 2055);
    let newest = billing(&client, &id).await.with(200);
    put(Some(newest["attributes"]["etag"].as_str().unwrap().to_owned()), &read).await.ok();

    // What is sent as it is changes nothing, nor the etag.
    let before = billing(&client, &id).await.with(200);
    assert_eq!(put(None, &before).await.ok().json(), before);
    assert_eq!(billing(&client, &id).await.with(200), before);
}

#[tokio::test]
async fn what_changes_elsewhere_is_no_change_of_the_billing_profile() {
    let stage = stage().await;
    let client = stage.user("direct").await;
    let id = create(&client, "Sloe", "sloe.example").await;
    let read = billing(&client, &id).await.with(200);
    let domain = crate::domains::managed("sloe-store.example");
    ask(&client, "POST", &format!("/v1/customers/{id}/verifieddomain"), domain).await.with(201);
    ask(&client, "PUT", &billing_path(&id), read).await.with(200);
}

#[tokio::test]
async fn a_new_billing_profile_follows_the_rules_of_a_new_customer() {
    let stage = stage().await;
    let (client, sandbox) = (stage.app("direct").await, stage.app("sandbox").await);
    let id = create(&client, "Damson", "damson.example").await;
    let read = billing(&client, &id).await.with(200);
    let with = |pointer: &str, value: Value| {
        let mut body = read.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    let path = billing_path(&id);
    for (pointer, value, place) in [
        ("/companyName", json!(""), "companyName"),
        ("/email", json!("nobody"), "email"),
        ("/culture", json!("xx-XX"), "culture"),
        ("/language", json!("xx"), "language"),
        ("/defaultAddress", Value::Null, "defaultAddress"),
        ("/defaultAddress/country", json!("XX"), "defaultAddress.country"),
    ] {
        let about = ask(&client, "PUT", &path, with(pointer, value)).await.refused(400, 3000);
        assert!(about.contains(&format!("{place}: ")) && !about.contains("billingProfile"), "{about}");
    }
    ask(&client, "PUT", &path, with("/defaultAddress/city", json!("Redmond"))).await.refused(400, 2007);
    let mut hungary = with("/defaultAddress/country", json!("HU"));
    hungary["defaultAddress"]["postalCode"] = json!("1051");
    hungary["defaultAddress"]["phoneNumber"] = json!("+36 1 234 5678");
    let answer = ask(&client, "PUT", &path, hungary.clone()).await;
    assert!(answer.explanation.contains("company profile"), "{}", answer.explanation);
    answer.refused(400, 600_049);
    hungary["defaultAddress"]["phoneNumber"] = Value::Null;
    ask(&client, "PUT", &path, hungary).await.refused(400, 600_051);
    assert_eq!(billing(&client, &id).await.with(200), read, "a refusal changes nothing");

    // A sandbox takes an address that does not check, and never deletes the customer.
    let id = create(&sandbox, "Damson", "damson.example").await;
    let mut body = billing(&sandbox, &id).await.with(200);
    body["defaultAddress"]["city"] = json!("Redmond");
    let answer = ask(&sandbox, "PUT", &billing_path(&id), body).await;
    assert!(answer.explanation.contains("never delete"), "{}", answer.explanation);
    answer.with(200);
    let path = format!("/v1/customers/{id}");
    let about = ask(&sandbox, "DELETE", &path, Value::Null).await.refused(400, 3000);
    assert!(about.contains("billingProfile.defaultAddress"), "{about}");
}

#[tokio::test]
async fn a_company_profile_is_for_people() {
    let stage = stage().await;
    let client = stage.user("direct").await;
    let mut body = company("Bullace", "bullace.example");
    body["companyProfile"]["organizationRegistrationNumber"] = json!("12345678");
    body["billingProfile"]["defaultAddress"]["country"] = json!("HU");
    body["billingProfile"]["defaultAddress"]["postalCode"] = json!("1051");
    body["billingProfile"]["defaultAddress"]["phoneNumber"] = json!("+36 1 234 5678");
    let made = ask(&client, "POST", "/v1/customers", body).await.with(201);
    let id = made["id"].as_str().unwrap();
    let path = format!("/v1/customers/{id}/profiles/company");
    let profile = ask(&client, "GET", &path, Value::Null).await.with(200);
    assert_eq!(
        profile,
        json!({
            "tenantId": id,
            "domain": "bullace.example",
            "companyName": "Bullace",
            "address": {
                "country": "HU",
                "city": "Seattle",
                "state": "WA",
                "addressLine1": "1 Pike Street",
                "postalCode": "1051",
                "phoneNumber": "+36 1 234 5678",
            },
            "email": "accounts@example.com",
            "organizationRegistrationNumber": "12345678",
            "links": {
                "self": { "uri": format!("/customers/{id}/profiles/company"), "method": "GET", "headers": [] }
            },
            "attributes": { "objectType": "CustomerCompanyProfile" },
        })
    );
    ask(&stage.app("direct").await, "GET", &path, Value::Null).await.refused(403, 2032);
}

#[tokio::test]
async fn a_change_of_the_billing_profile_is_told() {
    let stage = stage().await;
    let client = stage.user("direct").await;
    let id = create(&client, "Greengage", "greengage.example").await;
    let mut read = billing(&client, &id).await.with(200);
    read["companyName"] = json!("Greengage Jams");
    ask(&client, "PUT", &billing_path(&id), read).await.with(200);
    let told = stage.control("GET", &format!("events?customer={id}"), &Value::Null).await;
    let last = told["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["what"], &last["operationType"]),
        (&json!("customer-billing-profile-updated"), &json!("update_customer_billing_profile"))
    );
}
