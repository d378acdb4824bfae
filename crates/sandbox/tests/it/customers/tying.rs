//! Tenants that exist become customers of further partners.

use serde_json::{Value, json};

use crate::partners::{ask, company, create, stage};

#[tokio::test]
async fn a_sandbox_tenant_becomes_a_customer_of_a_second_partner() {
    let stage = stage().await;
    let (one, two) = (stage.app("sandbox").await, stage.app("sandbox-two").await);
    let id = create(&one, "Hazel", "hazel.onmicrosoft.com").await;
    let tie = json!({ "companyProfile": { "tenantId": id.to_uppercase() } });
    let tied = ask(&two, "POST", "/v1/customers", tie.clone()).await.with(201);
    assert_eq!(tied["id"], id.as_str());
    assert_eq!(tied["companyProfile"]["domain"], "hazel.onmicrosoft.com");
    assert_eq!(tied["userCredentials"], Value::Null);
    ask(&two, "POST", "/v1/customers", tie).await.refused(400, 3000);

    let mut other = company("Hazel and Sons", "other.onmicrosoft.com");
    other["companyProfile"]["tenantId"] = json!(create(&one, "Elm", "elm.onmicrosoft.com").await);
    other["companyProfile"]["companyName"] = json!("Not Elm");
    let refusal = ask(&two, "POST", "/v1/customers", other.clone()).await.refused(400, 3000);
    assert!(refusal.contains("companyProfile.domain"), "{refusal}");
    other["companyProfile"]["domain"] = json!("ELM.onmicrosoft.com");
    let tied = ask(&two, "POST", "/v1/customers", other).await.with(201);
    assert_eq!(tied["companyProfile"]["domain"], "elm.onmicrosoft.com");
    assert_eq!(tied["companyProfile"]["companyName"], "Elm", "the tenant's name is its own");
    assert_eq!(tied["billingProfile"]["companyName"], "Hazel and Sons", "bills are each partner's own");
    assert_eq!(tied["billingProfile"]["defaultAddress"]["lastName"], "Payable");

    let unknown = json!({ "companyProfile": { "tenantId": "00000000-0000-4000-8000-00000000dead" } });
    ask(&two, "POST", "/v1/customers", unknown).await.refused(400, 3000);
    let production = create(&stage.app("direct").await, "Fir", "fir.onmicrosoft.com").await;
    let production = json!({ "companyProfile": { "tenantId": production } });
    ask(&two, "POST", "/v1/customers", production.clone()).await.refused(400, 3000);
    ask(&stage.app("sandbox-china").await, "POST", "/v1/customers", json!({ "companyProfile": { "tenantId": id } }))
        .await
        .refused(400, 3000);
    let refused = ask(&stage.app("provider").await, "POST", "/v1/customers", production).await;
    assert!(refused.explanation.contains("relationshiprequests"), "{}", refused.explanation);
    refused.refused(400, 900_127);
}

#[tokio::test]
async fn who_knows_a_tenant_s_id_learns_nothing_of_another_partner_s_contact() {
    let stage = stage().await;
    let mut body = company("Rowan", "rowan.onmicrosoft.com");
    body["billingProfile"]["firstName"] = json!("Secret");
    body["billingProfile"]["email"] = json!("secret@rowan.example");
    let address = &mut body["billingProfile"]["defaultAddress"];
    for personal in ["firstName", "middleName", "lastName"] {
        address[personal] = json!("Secret");
    }
    address["phoneNumber"] = json!("2065550199");
    let sees_no_person = |customer: &Value| {
        let text = customer.to_string();
        assert!(!text.to_lowercase().contains("secret") && !text.contains("5550199"), "{text}");
        assert_eq!(customer["billingProfile"]["companyName"], "Rowan");
        assert_eq!(customer["billingProfile"]["defaultAddress"]["addressLine1"], "1 Pike Street");
    };

    let made = ask(&stage.app("sandbox").await, "POST", "/v1/customers", body.clone()).await.with(201);
    let path = format!("/v1/customers/{}", made["id"].as_str().unwrap());
    let two = stage.app("sandbox-two").await;
    let tied = json!({ "companyProfile": { "tenantId": made["id"] } });
    sees_no_person(&ask(&two, "POST", "/v1/customers", tied).await.with(201));
    sees_no_person(&ask(&two, "GET", &path, Value::Null).await.with(200));

    let made = ask(&stage.app("direct").await, "POST", "/v1/customers", body).await.with(201);
    let accept = format!("accounts/{}/relationship-requests/accept", stage.tenant("provider"));
    stage.control("POST", &accept, &json!({ "customerId": made["id"] })).await;
    let path = format!("/v1/customers/{}", made["id"].as_str().unwrap());
    sees_no_person(&ask(&stage.app("provider").await, "GET", &path, Value::Null).await.with(200));
}

#[tokio::test]
async fn the_address_that_is_used_decides_whether_a_tied_customer_can_be_deleted() {
    let stage = stage().await;
    let (one, two) = (stage.app("sandbox").await, stage.app("sandbox-two").await);
    for (state, sent, undeletable) in
        [("CA", None, true), ("CA", Some("WA"), false), ("WA", Some("CA"), true), ("WA", None, false)]
    {
        let domain = format!("{state}-{}.onmicrosoft.com", sent.unwrap_or("none"));
        let mut body = company("Maple", &domain);
        body["billingProfile"]["defaultAddress"]["state"] = json!(state);
        let made = ask(&one, "POST", "/v1/customers", body.clone()).await.with(201);
        body["companyProfile"]["tenantId"] = made["id"].clone();
        body["billingProfile"]["defaultAddress"]["state"] = json!(sent);
        if sent.is_none() {
            body["billingProfile"] = Value::Null;
        }
        let tied = ask(&two, "POST", "/v1/customers", body).await;
        assert_eq!(tied.explanation.contains("never delete"), undeletable, "{domain}: {}", tied.explanation);
        tied.with(201);
        let path = format!("/v1/customers/{}", made["id"].as_str().unwrap());
        let deleted = ask(&two, "DELETE", &path, Value::Null).await;
        assert_eq!(deleted.status.as_u16(), if undeletable { 400 } else { 204 }, "{domain}: {}", deleted.text);
    }
}

#[tokio::test]
async fn the_last_tie_takes_the_tenant_along() {
    let stage = stage().await;
    let (one, two) = (stage.app("sandbox").await, stage.app("sandbox-two").await);
    let id = create(&one, "Yew", "yew.onmicrosoft.com").await;
    let path = format!("/v1/customers/{id}");
    ask(&two, "POST", "/v1/customers", json!({ "companyProfile": { "tenantId": id } })).await.with(201);
    ask(&one, "DELETE", &path, Value::Null).await.with(204);
    ask(&one, "GET", &path, Value::Null).await.refused(404, 1000);
    ask(&two, "GET", &path, Value::Null).await.with(200);
    let taken = ask(&one, "HEAD", "/v1/domains/yew.onmicrosoft.com", Value::Null).await;
    assert_eq!(taken.status, 200);
    ask(&two, "DELETE", &path, Value::Null).await.with(204);
    let taken = ask(&one, "HEAD", "/v1/domains/yew.onmicrosoft.com", Value::Null).await;
    assert_eq!(taken.status, 404);
    ask(&one, "POST", "/v1/customers", json!({ "companyProfile": { "tenantId": id } })).await.refused(400, 3000);
}
