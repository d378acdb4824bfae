//! What the token endpoints give.

use std::collections::HashSet;

use backlot_sandbox::{Place, account::Account};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::stage::{
    Form, GRAPH, PARTNER_CENTER, START, Stage, app_form, borrowed, changed, claims, credentials, encoded, user_form,
    v1, v2,
};

#[tokio::test]
async fn an_application_gets_a_token() {
    let stage = Stage::new();
    let account = stage.account("direct-sandbox");
    let form = changed(&app_form(account), &[("scope", ""), ("resource", &format!("{GRAPH}/"))]);
    let first = stage.post(&v1(account), &borrowed(&form)).await.granted();
    assert_eq!(first["token_type"], "Bearer");
    let numbers = [("expires_in", 3600), ("ext_expires_in", 3600), ("not_before", START), ("expires_on", START + 3600)];
    for (name, value) in numbers {
        assert_eq!(first[name], value.to_string(), "version 1.0 answers {name} as a string");
    }
    assert_eq!(first["resource"], format!("{GRAPH}/"));

    let second = stage.post(&v2(account), &borrowed(&app_form(account))).await.granted();
    let names: Vec<_> = second.as_object().unwrap().keys().collect();
    assert_eq!(names, ["token_type", "expires_in", "ext_expires_in", "access_token"]);
    assert_eq!(second["expires_in"], 3600, "version 2.0 answers numbers");

    let (first, second) = (claims(&first["access_token"]), claims(&second["access_token"]));
    assert_eq!(first["aud"], format!("{GRAPH}/"), "the audience is what was asked for");
    assert_eq!(second["aud"], GRAPH);
    for claims in [&first, &second] {
        let (tenant, app) = (account.tenant_id.to_string(), account.apps[0].client_id.to_string());
        let issuer = format!("https://sts.windows.net/{tenant}/");
        let fixed = json!({
            "iss": issuer, "idp": issuer, "iat": START, "nbf": START, "exp": START + 3600, "appid": app,
            "appidacr": "1", "idtyp": "app", "tid": tenant, "ver": "1.0", "sub": claims["oid"], "oid": first["oid"],
        });
        for (name, value) in fixed.as_object().unwrap() {
            assert_eq!(&claims[name], value, "{name}");
        }
        for name in ["upn", "unique_name", "scp", "amr", "roles"] {
            assert_eq!(claims[name], Value::Null, "{name} is a person's");
        }
    }
    assert_ne!(first["uti"], second["uti"]);
    let other = stage.account("outsider");
    let other = stage.post(&v2(other), &borrowed(&app_form(other))).await.granted();
    assert_ne!(claims(&other["access_token"])["oid"], first["oid"], "each application is an object of its own");
}

#[tokio::test]
async fn a_person_gets_access_refresh_and_id_tokens() {
    let stage = Stage::new();
    let account = stage.account("provider");
    let user = &account.users[0];
    let answer = stage.post(&v2(account), &borrowed(&user_form(account))).await.granted();
    assert_eq!(answer["scope"], format!("{PARTNER_CENTER}/user_impersonation"));
    let access = claims(&answer["access_token"]);
    let expected = json!({
        "aud": PARTNER_CENTER, "oid": user.object_id, "upn": user.user_principal_name,
        "unique_name": user.user_principal_name, "scp": "user_impersonation", "amr": ["pwd"], "idtyp": "user",
        "roles": ["GlobalAdmin"], "ver": "1.0", "appid": account.apps[0].client_id,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&access[name], value, "{name}");
    }
    let id = claims(&answer["id_token"]);
    let tenant = account.tenant_id;
    assert_eq!(id["iss"], format!("https://login.microsoftonline.com/{tenant}/v2.0"));
    assert_eq!((&id["ver"], &id["preferred_username"]), (&json!("2.0"), &json!(user.user_principal_name)));
    assert_eq!(id["aud"], json!(account.apps[0].client_id));
    assert_eq!(id["sub"], access["sub"]);

    let form = changed(&user_form(account), &[("resource", PARTNER_CENTER), ("scope", "openid"), ("client_info", "1")]);
    let answer = stage.post(&v1(account), &borrowed(&form)).await.granted();
    assert_eq!(answer["scope"], "user_impersonation");
    assert!(answer["refresh_token"].is_string(), "version 1.0 gives it unasked");
    assert_eq!(claims(&answer["id_token"])["iss"], format!("https://sts.windows.net/{tenant}/"));
    assert!(answer["client_info"].is_string());

    let plain = changed(&user_form(account), &[("scope", &format!("{PARTNER_CENTER}/.default"))]);
    let answer = stage.post(&v2(account), &borrowed(&plain)).await.granted();
    assert_eq!((&answer["refresh_token"], &answer["id_token"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn a_tenant_has_several_names() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let id = account.tenant_id.to_string();
    let named = [
        format!("/{}/oauth2/v2.0/token", id.to_uppercase()),
        format!("/{}/oauth2/v2.0/token", account.domain),
        format!("/{}/OAuth2/V2.0/Token", account.domain.to_uppercase()),
        format!("//{id}//oauth2/v2.0//token/"),
        format!("/{id}/oauth2/v2.0/token?client-request-id=x"),
    ];
    for path in &named {
        stage.post(path, &borrowed(&app_form(account))).await.granted();
        stage.post(path, &borrowed(&user_form(account))).await.granted();
    }
    for any in ["common", "organizations", "Common"] {
        let path = format!("/{any}/oauth2/v2.0/token");
        let shouted =
            changed(&user_form(account), &[("username", &account.users[0].user_principal_name.to_uppercase())]);
        let answer = stage.post(&path, &borrowed(&shouted)).await.granted();
        assert_eq!(claims(&answer["access_token"])["tid"], id, "the person's tenant");
        let again = refreshing(account, &answer);
        stage.post(&path, &borrowed(&again)).await.granted();
        stage.post(&path, &borrowed(&app_form(account))).await.refused(400, "invalid_request", 50059);
    }
}

#[tokio::test]
async fn http_basic_does_as_well() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let app = &account.apps[0];
    let ask = |secret: &str| {
        let form = changed(&app_form(account), &[("client_id", ""), ("client_secret", "")]);
        let pair = STANDARD.encode(format!("{}:{secret}", app.client_id));
        Request::post(v2(account))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", format!("Basic {pair}"))
            .body(encoded(&borrowed(&form)))
            .unwrap()
    };
    stage.send(ask(&app.client_secret)).await.granted();
    stage.send(ask("wrong")).await.refused(401, "invalid_client", 7000215);
    stage.send(ask("")).await.refused(401, "invalid_client", 7000216);
}

#[tokio::test]
async fn each_cloud_has_its_own_resources_and_issuer() {
    let stage = Stage::new();
    let clouds = [
        ("direct-sandbox", GRAPH, PARTNER_CENTER, "https://sts.windows.net/"),
        ("us-government-sandbox", GRAPH, PARTNER_CENTER, "https://sts.windows.net/"),
        ("germany-sandbox", "https://graph.cloudapi.de", PARTNER_CENTER, "https://sts.microsoftonline.de/"),
        (
            "china-sandbox",
            "https://graph.chinacloudapi.cn",
            "https://partner.partnercenterapi.microsoftonline.cn",
            "https://sts.chinacloudapi.cn/",
        ),
    ];
    for (name, graph, partner_center, issuer) in clouds {
        let account = stage.account(name);
        for resource in [graph, partner_center] {
            let form = changed(&app_form(account), &[("scope", &format!("{resource}/.default"))]);
            let answer = stage.post(&v2(account), &borrowed(&form)).await.granted();
            assert_eq!(claims(&answer["access_token"])["iss"], format!("{issuer}{}/", account.tenant_id));
            let reply = stage.call(answer["access_token"].as_str().unwrap()).await;
            assert_ne!(reply.status, StatusCode::UNAUTHORIZED, "{name} {resource}: {}", reply.body);
        }
    }
    let china = stage.account("china-sandbox");
    let reply = stage.post(&v2(china), &borrowed(&app_form(china))).await.refused(400, "invalid_resource", 500011);
    assert!(reply.explanation().contains("https://graph.chinacloudapi.cn"), "{}", reply.explanation());
}

/// The use of the refresh token in this answer.
fn refreshing(account: &Account, answer: &Value) -> Form {
    let token = answer["refresh_token"].as_str().unwrap();
    changed(&credentials(account), &[("grant_type", "refresh_token"), ("refresh_token", token)])
}

#[tokio::test]
async fn every_use_of_a_refresh_token_gives_a_new_one() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let mut answer = stage.post(&v2(account), &borrowed(&user_form(account))).await.granted();
    let mut seen = HashSet::new();
    for round in 0..4 {
        stage.hands.forward(89 * 24 * 3600);
        let form = refreshing(account, &answer);
        // Either endpoint takes it; what it is for is remembered.
        let path = if round % 2 == 0 { v2(account) } else { v1(account) };
        answer = stage.post(&path, &borrowed(&form)).await.granted();
        assert!(seen.insert(answer["refresh_token"].clone()), "the token is new");
        assert_eq!(claims(&answer["access_token"])["aud"], PARTNER_CENTER);
        assert_eq!(claims(&answer["access_token"])["upn"], account.users[0].user_principal_name);
        assert!(answer["id_token"].is_string(), "openid is remembered");
        assert_ne!(stage.call(answer["access_token"].as_str().unwrap()).await.status, StatusCode::UNAUTHORIZED);
    }
    let form = changed(&refreshing(account, &answer), &[("resource", GRAPH)]);
    let answer = stage.post(&v1(account), &borrowed(&form)).await.granted();
    assert_eq!(claims(&answer["access_token"])["aud"], GRAPH, "another resource may be named");

    stage.hands.forward(90 * 24 * 3600);
    let last = refreshing(account, &answer);
    stage.post(&v2(account), &borrowed(&last)).await.refused(400, "invalid_grant", 700082);
}

#[tokio::test]
async fn a_refused_use_does_not_spend_a_refresh_token() {
    let stage = Stage::new();
    let account = stage.account("provider");
    let answer = stage.post(&v2(account), &borrowed(&user_form(account))).await.granted();
    let form = refreshing(account, &answer);
    let wrong = changed(&form, &[("client_secret", "wrong")]);
    stage.post(&v2(account), &borrowed(&wrong)).await.refused(401, "invalid_client", 7000215);
    let wrong = changed(&form, &[("scope", "https://nowhere.example/.default")]);
    stage.post(&v2(account), &borrowed(&wrong)).await.refused(400, "invalid_resource", 500011);
    let elsewhere = stage.account("direct");
    stage.post(&v2(elsewhere), &borrowed(&form)).await.refused(400, "invalid_grant", 70000);
    stage.post(&v2(account), &borrowed(&form)).await.granted();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_uses_at_once_one_succeeds() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let answer = stage.post(&v2(account), &borrowed(&user_form(account))).await.granted();
    let form = encoded(&borrowed(&refreshing(account, &answer)));
    let uses: Vec<_> = (0..16)
        .map(|_| {
            let (sandbox, path, form) = (stage.sandbox.clone(), v2(account), form.clone());
            let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
            tokio::spawn(async move {
                sandbox
                    .handle(request.body(http_body_util::Full::new(bytes::Bytes::from(form))).unwrap())
                    .await
                    .status()
            })
        })
        .collect();
    let mut granted = 0;
    for one in uses {
        granted += usize::from(one.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(granted, 1);
}

#[tokio::test]
async fn nothing_in_the_data_directory_gives_a_refresh_token_away() {
    let directory = tempfile::tempdir().unwrap();
    let stage = Stage::at(Place::Directory(directory.path().to_owned()));
    let account = stage.account("direct").clone();
    let answer = stage.post(&v2(&account), &borrowed(&user_form(&account))).await.granted();
    let token = answer["refresh_token"].as_str().unwrap().trim_start_matches("0.");
    for entry in directory.path().read_dir().unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        // Its last letters are secret bytes and nothing else.
        let secret = &token.as_bytes()[token.len() - 40..];
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
    stage.sandbox.store().clone().close();
    drop(stage);
    let stage = Stage::at(Place::Directory(directory.path().to_owned()));
    let again = refreshing(&account, &answer);
    stage.post(&v2(&account), &borrowed(&again)).await.granted();
}
