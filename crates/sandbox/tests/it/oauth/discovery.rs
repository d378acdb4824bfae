//! Keys and OpenID configuration, as libraries use them.

use http::Request;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

use super::stage::{PARTNER_CENTER, START, Stage, borrowed, user_form, v2};

/// Another implementation's opinion of a token.
fn checked(token: &str, keys: &Value, audience: &str, issuer: &str) -> Value {
    let kid = decode_header(token).unwrap().kid.unwrap();
    let jwk = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == kid.as_str()).unwrap();
    let key = DecodingKey::from_rsa_components(jwk["n"].as_str().unwrap(), jwk["e"].as_str().unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&[audience]);
    validation.set_issuer(&[issuer]);
    // The clock of this test stands still.
    validation.validate_exp = false;
    decode::<Value>(token, &key, &validation).unwrap().claims
}

#[tokio::test]
async fn tokens_verify_by_what_is_published() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let tenant = account.tenant_id;
    let answer = stage.post(&v2(account), &borrowed(&user_form(account))).await.granted();
    for path in ["common/discovery/keys", "common/discovery/v2.0/keys", "direct.example/Discovery/V2.0/Keys/"] {
        let keys = stage.get(&format!("/{path}")).await.granted();
        assert_eq!(keys["keys"][0]["use"], "sig");
        let issuer = format!("https://sts.windows.net/{tenant}/");
        let access = checked(answer["access_token"].as_str().unwrap(), &keys, PARTNER_CENTER, &issuer);
        assert_eq!(access["exp"], START + 3600);
        let configuration = stage.get("/direct.example/v2.0/.well-known/openid-configuration").await.granted();
        let audience = account.apps[0].client_id.to_string();
        checked(answer["id_token"].as_str().unwrap(), &keys, &audience, configuration["issuer"].as_str().unwrap());
    }
}

#[tokio::test]
async fn the_configuration_leads_back_here() {
    let stage = Stage::new();
    let tenant = stage.account("direct").tenant_id;
    let one = stage.get("/direct.example/.well-known/openid-configuration").await.granted();
    assert_eq!(one["issuer"], format!("https://sts.windows.net/{tenant}/"));
    assert_eq!(one["token_endpoint"], format!("http://sandbox.test:7070/{tenant}/oauth2/token"));
    assert_eq!(one["jwks_uri"], format!("http://sandbox.test:7070/{tenant}/discovery/keys"));
    let any = stage.get("/organizations/v2.0/.well-known/openid-configuration").await.granted();
    assert_eq!(any["issuer"], "https://login.microsoftonline.com/{tenantid}/v2.0");
    assert_eq!(any["token_endpoint"], "http://sandbox.test:7070/organizations/oauth2/v2.0/token");
    for name in ["authorization_endpoint", "device_authorization_endpoint", "jwks_uri"] {
        assert!(any[name].as_str().unwrap().starts_with("http://sandbox.test:7070/organizations/"), "{name}");
    }
    let china = stage.get("/china-sandbox.example/v2.0/.well-known/openid-configuration").await.granted();
    assert!(china["issuer"].as_str().unwrap().starts_with("https://login.partner.microsoftonline.cn/"));

    let behind_tls = Request::get("/common/v2.0/.well-known/openid-configuration")
        .header("host", "user@login.test")
        .header("x-forwarded-proto", "https");
    let behind_tls = stage.send(behind_tls.body("").unwrap()).await.granted();
    assert_eq!(behind_tls["token_endpoint"], "https://login.test/common/oauth2/v2.0/token");

    stage.get("/nobody.example/.well-known/openid-configuration").await.refused(400, "invalid_request", 90002);
    stage.get("/nobody.example/discovery/keys").await.refused(400, "invalid_request", 90002);
}

#[tokio::test]
async fn whatever_host_is_asked_for_is_known() {
    let stage = Stage::new();
    let ask = async |endpoint: &str| {
        stage.get(&format!("/common/discovery/instance?api-version=1.1&authorization_endpoint={endpoint}")).await
    };
    for (endpoint, leads_to) in [
        ("https://localhost:7443/direct.example/oauth2/v2.0/authorize", "https://localhost:7443/direct.example/v2.0"),
        ("https%3A%2F%2Flogin.windows.net%2Fcommon%2Foauth2%2Fauthorize", "https://login.windows.net/common"),
    ] {
        let told = ask(endpoint).await.granted();
        assert_eq!(told["tenant_discovery_endpoint"], format!("{leads_to}/.well-known/openid-configuration"));
        let host = leads_to.split('/').nth(2).unwrap();
        let known = told["metadata"].as_array().unwrap().iter();
        let known: Vec<&Value> =
            known.filter(|entry| entry["aliases"].as_array().unwrap().contains(&host.into())).collect();
        assert_eq!(known.len(), 1, "{host}: {told}");
    }
    for wrong in
        ["http://localhost/common", "https://", "https://localhost", "https://a@localhost/common", "common", "%FF"]
    {
        assert_eq!(ask(wrong).await.status, 400, "{wrong}");
    }
    assert_eq!(stage.get("/common/discovery/instance").await.status, 400);
}

#[tokio::test]
async fn libraries_are_told_where_somebody_signs_in() {
    let stage = Stage::new();
    let realm = |login: &'static str| {
        let stage = &stage;
        async move { stage.get(&format!("/common/userrealm/{login}?api-version=1.0")).await }
    };
    let known = realm("Admin@Direct.example").await.granted();
    assert_eq!((&known["account_type"], &known["domain_name"]), (&"Managed".into(), &"direct.example".into()));
    assert_eq!(known["cloud_instance_name"], "microsoftonline.com");
    let china = realm("admin%40china-sandbox.example").await.granted();
    assert_eq!(china["cloud_instance_name"], "partner.microsoftonline.cn");
    for unknown in ["x@nowhere.example", "x@common", "x@"] {
        let unknown = realm(unknown).await.granted();
        assert_eq!((&unknown["account_type"], unknown.get("domain_name")), (&"Unknown".into(), None));
    }
    realm("nobody").await.refused(400, "invalid_request", 9002313);
}
