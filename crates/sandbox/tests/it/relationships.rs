//! Relationships over the wire: providers, resellers, invitations.

use serde_json::{Value, json};

use crate::partners::{ask, company, create, order, stage};

#[tokio::test]
async fn providers_list_their_resellers_and_resellers_their_providers() {
    let stage = stage().await;
    let provider = stage.user("provider").await;
    for spelling in [
        "IsIndirectCloudSolutionProviderOf",
        "is_indirect_cloud_solution_provider_of",
        "isindirectcloudsolutionproviderof",
        "1",
    ] {
        let path = format!("/v1/relationships?relationship_type={spelling}");
        let listed = ask(&provider, "GET", &path, Value::Null).await.with(200);
        assert_eq!(listed["totalCount"], 2);
        assert_eq!(
            listed["items"][0],
            json!({
                "id": stage.tenant("reseller"),
                "name": "Partner reseller",
                "relationshipType": "is_indirect_cloud_solution_provider_of",
                "state": "Active",
                "mpnId": stage.account("reseller")["mpnId"],
                "location": "US",
                "attributes": { "objectType": "PartnerRelationship" },
            })
        );
    }
    let reseller = stage.user("reseller").await;
    let listed =
        ask(&reseller, "GET", "/v1/relationships?relationship_type=IsIndirectResellerOf", Value::Null).await.with(200);
    assert_eq!(listed["items"][0]["id"], stage.tenant("provider"));
    assert_eq!(listed["items"][0]["relationshipType"], "is_indirect_reseller_of");
    let filter = "filter=%7B%22Field%22%3A%22Name%22%2C%22Value%22%3A%22TWO%22%2C%22Operator%22%3A%22substring%22%7D";
    let path = format!("/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf&{filter}");
    let listed = ask(&provider, "GET", &path, Value::Null).await.with(200);
    assert_eq!((&listed["totalCount"], &listed["items"][0]["name"]), (&json!(1), &json!("Partner reseller-two")));
}

#[tokio::test]
async fn others_have_none() {
    let stage = stage().await;
    for (account, kind) in [
        ("sandbox-two", "IsIndirectCloudSolutionProviderOf"),
        ("sandbox-reseller", "IsIndirectResellerOf"),
        ("direct", "IsIndirectCloudSolutionProviderOf"),
        ("provider", "IsIndirectResellerOf"),
        ("reseller", "IsIndirectCloudSolutionProviderOf"),
        ("lone-reseller", "IsIndirectResellerOf"),
    ] {
        let path = format!("/v1/relationships?relationship_type={kind}");
        let listed = ask(&stage.user(account).await, "GET", &path, Value::Null).await.with(200);
        assert_eq!((&listed["totalCount"], &listed["items"]), (&json!(0), &json!([])), "{account}");
    }
    let provider = stage.user("provider").await;
    for path in ["/v1/relationships", "/v1/relationships?relationship_type=IsFriendOf"] {
        ask(&provider, "GET", path, Value::Null).await.refused(400, 3000);
    }
    let path = "/v1/relationships?relationship_type=IsIndirectCloudSolutionProviderOf";
    ask(&stage.app("provider").await, "GET", path, Value::Null).await.refused(403, 2032);
}

#[tokio::test]
async fn a_customer_s_resellers_are_its_own_and_those_on_record() {
    let stage = stage().await;
    let provider = stage.user("provider").await;
    let mut body = company("Larch", "larch.example");
    body["associatedPartnerId"] = json!(stage.tenant("reseller"));
    let made = ask(&provider, "POST", "/v1/customers", body).await.with(201);
    let id = made["id"].as_str().unwrap();
    let path = format!("/v1/customers/{id}/relationships");
    let listed = ask(&provider, "GET", &path, Value::Null).await.with(200);
    assert_eq!(
        listed["items"],
        json!([{
            "id": stage.tenant("reseller"),
            "name": "Partner reseller",
            "relationshipType": "is_indirect_cloud_solution_provider_of",
            "mpnId": stage.account("reseller")["mpnId"],
            "attributes": { "objectType": "PartnerRelationship" },
        }])
    );
    order(&provider, id, stage.account("reseller-two")["mpnId"].as_str()).await;
    let listed = ask(&provider, "GET", &path, Value::Null).await.with(200);
    assert_eq!(listed["totalCount"], 2);

    let plain = create(&provider, "Alder", "alder.example").await;
    let path = format!("/v1/customers/{plain}/relationships");
    assert_eq!(ask(&provider, "GET", &path, Value::Null).await.with(200)["totalCount"], 0);
    ask(&stage.user("direct").await, "GET", &path, Value::Null).await.refused(403, 20_002);
}

#[tokio::test]
async fn indirect_resellers_are_the_global_cloud_s() {
    let stage = stage().await;
    let provider = stage.user("provider-china").await;
    let id = create(&provider, "Larch", "larch.example").await;
    let reseller = stage.tenant("reseller-china");
    let mut body = company("Alder", "alder.example");
    body["associatedPartnerId"] = json!(reseller);
    ask(&provider, "POST", "/v1/customers", body).await.refused(400, 900_127);
    let filter = format!(
        "%7B%22Field%22%3A%22IndirectReseller%22%2C%22Value%22%3A%22{reseller}%22%2C%22Operator%22%3A%22starts_with%22%7D"
    );
    ask(&provider, "GET", &format!("/v1/customers?filter={filter}"), Value::Null).await.refused(400, 900_127);
    let line = json!({
        "lineItemNumber": 0,
        "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239",
        "quantity": 1,
        "partnerIdOnRecord": stage.account("reseller-china")["mpnId"],
    });
    let orders = format!("/v1/customers/{id}/orders");
    ask(&provider, "POST", &orders, json!({ "lineItems": [line] })).await.refused(400, 900_127);
}

#[tokio::test]
async fn an_invitation_names_the_account() {
    let stage = stage().await;
    let path = "/v1/customers/relationshiprequests";
    for account in ["direct", "provider", "reseller", "direct-china"] {
        let answer = ask(&stage.user(account).await, "GET", path, Value::Null).await;
        assert!(answer.explanation.contains("relationship-requests/accept"), "{}", answer.explanation);
        let request = answer.with(200);
        let tenant = stage.tenant(account);
        assert_eq!(
            request,
            json!({
                "url": format!(
                    "https://admin.microsoft.com/Adminportal/Home?invType=ResellerRelationship&partnerId={tenant}\
                     &msppId=0&DAP=false#/BillingAccounts/partner-invitation"
                ),
                "attributes": { "objectType": "RelationshipRequest" },
            })
        );
    }
    for account in ["sandbox", "sandbox-two", "sandbox-reseller"] {
        ask(&stage.user(account).await, "GET", path, Value::Null).await.refused(400, 900_127);
    }
    ask(&stage.app("direct").await, "GET", path, Value::Null).await.refused(403, 2032);
}
