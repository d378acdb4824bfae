//! Domains over the wire: those that customers have besides their initial one.

use serde_json::{Value, json};

use crate::partners::{ask, company, create, stage};

/// The body that adds a domain whose people Azure Active Directory signs in.
pub(crate) fn managed(name: &str) -> Value {
    json!({
        "VerifiedDomainName": name,
        "Domain": {
            "AuthenticationType": "Managed",
            "Capability": "Email",
            "Name": name,
            "Status": "Verified",
            "VerificationMethod": "DnsRecord",
        },
    })
}

/// The same for a domain with a service of its own.
fn federated(name: &str) -> Value {
    let mut body = managed(name);
    body["Domain"]["AuthenticationType"] = json!("Federated");
    body["DomainFederationSettings"] = json!({
        "IssuerUri": name,
        "LogOffUri": format!("https://sts.{name}/out"),
        "PassiveLogOnUri": format!("https://sts.{name}/in"),
        "PreferredAuthenticationProtocol": "WsFed",
        "PromptLoginBehavior": "TranslateToFreshPasswordAuth",
        "SigningCertificate": "MIIC",
    });
    body
}

#[tokio::test]
async fn a_registrar_adds_a_domain() {
    let stage = stage().await;
    for account in ["direct", "sandbox"] {
        let client = stage.app(account).await;
        let id = create(&client, "Hazel", "hazel.example").await;
        let path = format!("/v1/customers/{id}/verifieddomain");
        assert_eq!(ask(&client, "HEAD", "/v1/domains/hazel-shop.example", Value::Null).await.status, 404);
        let added = ask(&client, "POST", &path, federated("Hazel-Shop.example")).await.with(201);
        assert_eq!(
            added,
            json!({
                "authenticationType": "federated",
                "capability": "email",
                "isDefault": false,
                "isInitial": false,
                "name": "Hazel-Shop.example",
                "status": "verified",
                "verificationMethod": "dns_record",
            })
        );
        assert_eq!(ask(&client, "HEAD", "/v1/domains/hazel-shop.example", Value::Null).await.status, 200);
        let customer = ask(&client, "GET", &format!("/v1/customers/{id}"), Value::Null).await.with(200);
        assert_eq!(customer["customDomains"], json!(["hazel.example", "Hazel-Shop.example"]));
        assert_eq!(customer["companyProfile"]["domain"], "hazel.example");
    }
}

#[tokio::test]
async fn a_domain_may_have_another_capability_and_is_told_of() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let id = create(&client, "Hazel", "hazel.example").await;
    let mut body = managed("shop.hazel.example");
    body["Domain"]["Capability"] = json!("Sharepoint");
    body["Domain"]["RootDomain"] = json!("hazel.example");
    let added = ask(&client, "POST", &format!("/v1/customers/{id}/verifieddomain"), body).await.with(201);
    assert_eq!((&added["capability"], &added["rootDomain"]), (&json!("sharepoint"), &json!("hazel.example")));
    let told = stage.control("GET", &format!("events?customer={id}"), &Value::Null).await;
    let told = told["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&told["what"], &told["operationType"]), (&json!("customer-domain-added"), &Value::Null));
    assert_eq!(told["details"], json!({ "domain": "shop.hazel.example" }));
}

#[tokio::test]
async fn a_domain_is_of_one_tenant() {
    let stage = stage().await;
    let (client, sandbox) = (stage.app("direct").await, stage.app("sandbox").await);
    let id = create(&client, "Hazel", "hazel.example").await;
    let path = format!("/v1/customers/{id}/verifieddomain");
    ask(&client, "POST", &path, managed("shop.example")).await.with(201);
    let other = create(&client, "Aspen", "aspen.example").await;
    for (customer, name) in [(&id, "SHOP.example"), (&other, "shop.example"), (&other, "hazel.example")] {
        let path = format!("/v1/customers/{customer}/verifieddomain");
        let about = ask(&client, "POST", &path, managed(name)).await.refused(400, 3000);
        assert!(about.contains("taken"), "{about}");
    }
    let about = ask(&client, "POST", "/v1/customers", company("Elder", "shop.example")).await.refused(400, 3000);
    assert!(about.contains("taken"), "{about}");

    // A sandbox shares no domains with production, and frees those of what it deletes.
    let id = create(&sandbox, "Hazel", "hazel.example").await;
    let path = format!("/v1/customers/{id}/verifieddomain");
    ask(&sandbox, "POST", &path, managed("shop.example")).await.with(201);
    ask(&sandbox, "DELETE", &format!("/v1/customers/{id}"), Value::Null).await.with(204);
    assert_eq!(ask(&sandbox, "HEAD", "/v1/domains/shop.example", Value::Null).await.status, 404);
}

#[tokio::test]
async fn what_a_tenant_has_whoever_ties_it_sees() {
    let stage = stage().await;
    let (one, two) = (stage.app("sandbox").await, stage.app("sandbox-two").await);
    let id = create(&one, "Spindle", "spindle.example").await;
    ask(&one, "POST", &format!("/v1/customers/{id}/verifieddomain"), managed("spindle-shop.example")).await.with(201);
    let mut body = company("Spindle", "spindle.example");
    body["companyProfile"]["tenantId"] = json!(id);
    ask(&two, "POST", "/v1/customers", body).await.with(201);
    let seen = ask(&two, "GET", &format!("/v1/customers/{id}"), Value::Null).await.with(200);
    assert_eq!(seen["customDomains"], json!(["spindle.example", "spindle-shop.example"]));
}

#[tokio::test]
async fn others_than_registrars_add_none() {
    let stage = stage().await;
    let client = stage.user("provider").await;
    let id = create(&client, "Hazel", "hazel.example").await;
    let answer = ask(&client, "POST", &format!("/v1/customers/{id}/verifieddomain"), managed("shop.example")).await;
    assert!(answer.explanation.contains("registrar"), "{}", answer.explanation);
    answer.refused(403, 2032);
}

/// Sets a property, whether or not it is there.
fn put(body: &mut Value, pointer: &str, value: &str) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = json!(value);
}

#[tokio::test]
async fn what_the_page_requires_is_needed() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let id = create(&client, "Hazel", "hazel.example").await;
    let path = format!("/v1/customers/{id}/verifieddomain");
    let whole = federated("shop.example");
    for pointer in [
        "/VerifiedDomainName",
        "/Domain",
        "/Domain/Name",
        "/Domain/AuthenticationType",
        "/Domain/Capability",
        "/Domain/Status",
        "/Domain/VerificationMethod",
        "/DomainFederationSettings",
        "/DomainFederationSettings/IssuerUri",
        "/DomainFederationSettings/LogOffUri",
        "/DomainFederationSettings/PassiveLogOnUri",
        "/DomainFederationSettings/PreferredAuthenticationProtocol",
        "/DomainFederationSettings/PromptLoginBehavior",
        "/DomainFederationSettings/SigningCertificate",
    ] {
        let mut body = whole.clone();
        *body.pointer_mut(pointer).unwrap() = Value::Null;
        let about = ask(&client, "POST", &path, body).await.refused(400, 3000);
        assert!(about.contains(&pointer[1..].replace('/', ".")), "{pointer}: {about}");
    }
    for (pointer, value, place) in [
        ("/VerifiedDomainName", "shop", "VerifiedDomainName"),
        ("/Domain/Name", "store.example", "Domain.Name"),
        ("/Domain/Status", "Unverified", "Domain.Status"),
        ("/Domain/RootDomain", "no domain", "Domain.RootDomain"),
        ("/Domain/Capability", &"x".repeat(51), "Domain.Capability"),
    ] {
        let mut body = whole.clone();
        put(&mut body, pointer, value);
        let about = ask(&client, "POST", &path, body).await.refused(400, 3000);
        assert!(about.contains(place), "{about}");
    }
    let mut body = whole.clone();
    body["Domain"]["AuthenticationType"] = json!("Signed");
    ask(&client, "POST", &path, body).await.refused(400, 800_002);
    ask(&client, "POST", &path, whole).await.with(201);
}
