//! New customers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::partners::{ask, company, create, stage};

#[tokio::test]
async fn a_customer_is_answered_as_the_pages_print_it() {
    let stage = stage().await;
    let partner = stage.app("direct").await;
    let made = ask(&partner, "POST", "/v1/customers", company("Larch Works", "Larch.onmicrosoft.com")).await.with(201);
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["companyProfile"]["tenantId"], id);
    assert_eq!(made["companyProfile"]["domain"], "Larch.onmicrosoft.com");
    assert_eq!(made["companyProfile"]["companyName"], "Larch Works");
    assert_eq!(made["companyProfile"]["links"]["self"]["uri"], format!("/customers/{id}/profiles/company"));
    assert_eq!(made["companyProfile"]["attributes"]["objectType"], "CustomerCompanyProfile");
    assert_eq!(made["billingProfile"]["attributes"]["objectType"], "CustomerBillingProfile");
    assert!(made["billingProfile"]["attributes"]["etag"].as_str().unwrap().parse::<i64>().is_ok());
    assert_eq!(made["relationshipToPartner"], "reseller");
    assert_eq!(made["attributes"], json!({ "objectType": "Customer" }));
    assert_eq!(
        keys(&made),
        [
            "id",
            "commerceId",
            "companyProfile",
            "billingProfile",
            "relationshipToPartner",
            "allowDelegatedAccess",
            "userCredentials",
            "attributes"
        ]
    );
    assert_eq!(keys(&made["companyProfile"]), ["tenantId", "domain", "companyName", "links", "attributes"]);
    let billing = ["id", "email", "culture", "language", "companyName", "defaultAddress", "attributes"];
    assert_eq!(keys(&made["billingProfile"]), billing);
    assert_eq!(made["userCredentials"]["userName"], "admin");
    assert!(made["userCredentials"]["password"].as_str().unwrap().len() >= 8);

    let read = ask(&partner, "GET", &format!("/v1/customers/{}", id.to_uppercase()), Value::Null).await.with(200);
    assert_eq!(read["userCredentials"], Value::Null, "credentials are answered once");
    assert_eq!(read["customDomains"], json!(["Larch.onmicrosoft.com"]));
    assert_eq!(read["links"]["self"]["uri"], format!("/customers/{id}"));
    assert_eq!(read["companyProfile"]["email"], "accounts@example.com");
    assert_eq!(read["companyProfile"]["address"]["city"], "Seattle");
    for key in ["id", "commerceId", "relationshipToPartner", "allowDelegatedAccess", "attributes"] {
        assert_eq!(read[key], made[key], "{key}");
    }
    assert_eq!(read["billingProfile"]["attributes"], made["billingProfile"]["attributes"]);
}

fn keys(resource: &Value) -> Vec<&str> {
    resource.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn the_net_sdk_s_spelling_is_understood() {
    let stage = stage().await;
    let partner = stage.app("direct").await;
    let body = json!({
        "Id": null, "CommerceId": null,
        "CompanyProfile": { "TenantId": null, "Domain": "alder.onmicrosoft.com", "CompanyName": null,
            "Attributes": { "ObjectType": "CustomerCompanyProfile" } },
        "BillingProfile": { "Id": null, "FirstName": null, "Email": "accounts@example.com", "Culture": "EN-US",
            "Language": "En", "CompanyName": "Alder", "DefaultAddress": { "Country": "us", "Region": null,
            "City": "Seattle", "State": "WA", "AddressLine1": "1 Pike Street", "PostalCode": "98101",
            "FirstName": "Accounts", "LastName": "Payable", "PhoneNumber": "2065550101" } },
        "RelationshipToPartner": "unknown", "AllowDelegatedAccess": null, "UserCredentials": null,
        "CustomDomains": null, "AssociatedPartnerId": null, "Attributes": { "ObjectType": "Customer" },
    });
    let made = ask(&partner, "POST", "/v1/customers", body).await.with(201);
    assert_eq!(made["billingProfile"]["culture"], "en-US");
    assert_eq!(made["billingProfile"]["language"], "En");
    assert_eq!(made["billingProfile"]["defaultAddress"]["country"], "US");
}

#[tokio::test]
async fn a_domain_is_taken_once_in_an_environment_of_a_cloud() {
    let stage = stage().await;
    let (direct, provider) = (stage.app("direct").await, stage.app("provider").await);
    let (sandbox, china) = (stage.app("sandbox").await, stage.app("direct-china").await);
    let taken = |client| async move {
        ask(client, "HEAD", "/v1/domains/Birch.onmicrosoft.com", Value::Null).await.status.as_u16() == 200
    };
    assert!(!taken(&direct).await);
    create(&direct, "Birch", "birch.onmicrosoft.com").await;
    assert!(taken(&direct).await && taken(&provider).await);
    assert!(!taken(&sandbox).await && !taken(&china).await);
    let again = company("Another", "BIRCH.onmicrosoft.com");
    let refusal = ask(&provider, "POST", "/v1/customers", again.clone()).await.refused(400, 3000);
    assert!(refusal.contains("companyProfile.domain"), "{refusal}");
    ask(&sandbox, "POST", "/v1/customers", again.clone()).await.with(201);
    ask(&china, "POST", "/v1/customers", again).await.with(201);

    assert_eq!(ask(&direct, "HEAD", "/v1/domains/provider.example", Value::Null).await.status, 200, "a partner's");
    assert_eq!(ask(&sandbox, "HEAD", "/v1/domains/provider.example", Value::Null).await.status, 404);
    let malformed = ask(&direct, "HEAD", "/v1/domains/no_domain", Value::Null).await;
    assert_eq!((malformed.status.as_u16(), malformed.text.as_str()), (400, ""));
}

#[tokio::test]
async fn an_address_that_does_not_check_is_refused_in_production_and_undeletable_in_the_sandbox() {
    let stage = stage().await;
    let mut body = company("Maple", "maple.onmicrosoft.com");
    body["billingProfile"]["defaultAddress"]["state"] = json!("CA");
    let description = ask(&stage.app("direct").await, "POST", "/v1/customers", body.clone()).await.refused(400, 2007);
    let description: Value = serde_json::from_str(&description).unwrap();
    assert_eq!(description["corrected_address"]["region"], "WA");

    let sandbox = stage.app("sandbox").await;
    let made = ask(&sandbox, "POST", "/v1/customers", body).await;
    assert!(made.explanation.contains("never delete"), "{}", made.explanation);
    let id = made.with(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/customers/{id}");
    let refusal = ask(&sandbox, "DELETE", &path, Value::Null).await.refused(400, 3000);
    assert!(refusal.contains("billingProfile.defaultAddress"), "{refusal}");
    let none = json!({ "relationshipToPartner": "none" });
    ask(&sandbox, "PATCH", &path, none).await.refused(400, 3000);
    ask(&sandbox, "GET", &path, Value::Null).await.with(200);
}

#[tokio::test]
async fn who_may_create() {
    let stage = stage().await;
    let body = || company("Rowan", "rowan.onmicrosoft.com");
    for reseller in ["reseller", "sandbox-reseller"] {
        ask(&stage.user(reseller).await, "POST", "/v1/customers", body()).await.refused(403, 2032);
    }
    let broken = [("/v1/customers", json!([])), ("/v1/customers", json!("x")), ("/v1/customers", json!({}))];
    for (path, body) in broken {
        let answer = ask(&stage.app("direct").await, "POST", path, body).await;
        assert_eq!(answer.status.as_u16(), 400, "{}", answer.text);
    }
    ask(&stage.role("direct", "SalesAgent").await, "POST", "/v1/customers", body()).await.with(201);
}

#[tokio::test]
async fn the_customer_of_a_reseller_needs_a_person_and_a_reseller_of_the_provider() {
    let stage = stage().await;
    let with = |partner: &str, domain: &str| {
        let mut body = company("Aspen", domain);
        body["associatedPartnerId"] = json!(partner);
        body
    };
    let reseller = stage.tenant("reseller");
    let provider = stage.user("provider").await;
    ask(&stage.app("provider").await, "POST", "/v1/customers", with(reseller, "aspen.example"))
        .await
        .refused(403, 2032);
    let made = ask(&provider, "POST", "/v1/customers", with(reseller, "aspen.example")).await.with(201);
    assert_eq!(made["associatedPartnerId"], reseller);
    for stranger in [stage.tenant("lone-reseller"), stage.tenant("direct"), "00000000-0000-4000-8000-00000000dead"] {
        ask(&provider, "POST", "/v1/customers", with(stranger, "b.example")).await.refused(400, 800_016);
    }
    for account in ["direct", "sandbox-two"] {
        let client = stage.user(account).await;
        ask(&client, "POST", "/v1/customers", with(reseller, "c.example")).await.refused(400, 800_016);
    }
}

/// Creates as many customers at once, and counts what became of them.
async fn at_once(stage: &backlot_testkit::Stage, count: usize) -> BTreeMap<(u16, u64), usize> {
    let client = stage.app("sandbox").await;
    let mut creating = tokio::task::JoinSet::new();
    for n in 0..count {
        let client = client.clone();
        let body = company(&format!("At once {n}"), &format!("at-once-{n}.onmicrosoft.com"));
        creating.spawn(async move { ask(&client, "POST", "/v1/customers", body).await });
    }
    let mut outcomes = BTreeMap::new();
    while let Some(answer) = creating.join_next().await {
        let answer = answer.unwrap();
        let body: Value = serde_json::from_str(&answer.text).unwrap();
        *outcomes.entry((answer.status.as_u16(), body["code"].as_u64().unwrap_or_default())).or_default() += 1;
    }
    outcomes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_74_of_75_one_of_64_creates_succeeds() {
    let stage = stage().await;
    let client = stage.app("sandbox").await;
    for n in 0..74 {
        create(&client, &format!("Before {n}"), &format!("before-{n}.onmicrosoft.com")).await;
    }
    assert_eq!(at_once(&stage, 64).await, BTreeMap::from([((201, 0), 1), ((400, 800_018), 63)]));
    let listed = ask(&client, "GET", "/v1/customers?size=1", Value::Null).await.with(200);
    assert_eq!(listed["totalCount"], 75);

    let id = listed["items"][0]["id"].as_str().unwrap();
    ask(&client, "DELETE", &format!("/v1/customers/{id}"), Value::Null).await.with(204);
    create(&client, "After", "after.onmicrosoft.com").await;
    ask(&client, "POST", "/v1/customers", company("Too many", "too-many.onmicrosoft.com")).await.refused(400, 800_018);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_0_of_75_the_first_64_creates_succeed() {
    let stage = stage().await;
    assert_eq!(at_once(&stage, 64).await, BTreeMap::from([((201, 0), 64)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_creates_with_one_domain_at_once_one_succeeds() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let mut creating = tokio::task::JoinSet::new();
    for n in 0..16 {
        let client = client.clone();
        let body = company(&format!("Rival {n}"), "rival.onmicrosoft.com");
        creating.spawn(async move { ask(&client, "POST", "/v1/customers", body).await.status.as_u16() });
    }
    let mut statuses = creating.join_all().await;
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (201, &[400; 15][..]));
}
