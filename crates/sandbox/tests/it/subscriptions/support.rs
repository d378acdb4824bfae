//! Who supports the customer with a subscription.

use serde_json::{Value, json};

use super::counter::{Counter, etag};

const SUBSCRIPTION: &str = "subscriptions/e0000000-0000-4000-8000-000000000305";

#[tokio::test]
async fn a_reseller_of_the_provider_supports() {
    let counter = Counter::demo("provider", "303").await;
    let path = format!("{SUBSCRIPTION}/supportcontact");
    let before = counter.get(SUBSCRIPTION).await;
    let first = counter.get(&path).await;
    assert_eq!(first["supportTenantId"], counter.stage.tenant("provider"));

    let reseller = counter.stage.account("reseller").clone();
    let sent =
        json!({ "SupportTenantId": reseller["tenantId"], "SupportMpnId": reseller["mpnId"], "Name": "Night shift" });
    let named = counter.ask("PUT", &path, sent).await.expect(200);
    assert_eq!((&named["supportMpnId"], &named["name"]), (&reseller["mpnId"], &json!("Night shift")));
    assert_eq!(named["links"]["self"]["uri"], counter.path(&path));
    assert_eq!(counter.get(&path).await, named);
    assert_eq!(etag(&counter.get(SUBSCRIPTION).await), etag(&before), "the subscription is as it was");
    counter.ask("PUT", &path, json!({ "SupportMpnId": reseller["mpnId"], "Name": "Night shift" })).await.expect(200);
    let provider = counter.stage.tenant("provider").to_owned();
    let told = counter.stage.control("GET", &format!("events?account={provider}"), &Value::Null).await;
    let told = told["events"].as_array().unwrap();
    assert_eq!(told.len(), 1, "what changes nothing is told of by nobody: {told:?}");
    assert_eq!(
        (&told[0]["what"], &told[0]["operationType"]),
        (&json!("subscription-updated"), &json!("update_subscription"))
    );
    assert_eq!(told[0]["details"]["supportContact"], reseller["mpnId"]);

    let by_mpn_id = counter.ask("PUT", &path, json!({ "supportMpnId": reseller["mpnId"] })).await.expect(200);
    assert_eq!(by_mpn_id["supportTenantId"], reseller["tenantId"]);
}

#[tokio::test]
async fn nobody_else_does() {
    let counter = Counter::demo("provider", "303").await;
    let path = format!("{SUBSCRIPTION}/supportcontact");
    let put = |body: Value| counter.ask("PUT", &path, body);
    let (direct, reseller) = (counter.stage.account("direct").clone(), counter.stage.account("reseller").clone());
    put(json!({ "supportTenantId": direct["tenantId"] })).await.refused(400, 800_016);
    put(json!({ "supportMpnId": "1234567" })).await.refused(400, 800_016);
    put(json!({ "supportTenantId": direct["tenantId"], "supportMpnId": reseller["mpnId"] }))
        .await
        .refused(400, 800_016);
    put(json!({ "supportTenantId": "a partner" })).await.refused(400, 3000);
    put(json!({ "name": "Somebody" })).await.refused(400, 3000);
    let app = counter.app("provider").await;
    app.ask("GET", &path, Value::Null).await.refused(403, 2032);
}
