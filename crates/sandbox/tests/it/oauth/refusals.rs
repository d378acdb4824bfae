//! What the token endpoints refuse, in Azure AD's form.

use http::{Method, Request};
use serde_json::Value;
use uuid::Uuid;

use super::stage::{Form, Stage, app_form, borrowed, changed, encoded, user_form, v2};

#[tokio::test]
async fn each_mistake_has_its_number() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let (app, user) = (app_form(account), user_form(account));
    let (here, id) = (v2(account), account.tenant_id.to_string());
    let nowhere = |tenant: &str| format!("/{tenant}/oauth2/v2.0/token");
    let refresh = |token: &str| changed(&app, &[("grant_type", "refresh_token"), ("refresh_token", token)]);
    let stranger = Uuid::from_u128(7).to_string();
    let unknown = format!("0.{}", "A".repeat(64));
    let other = stage.account("outsider").apps[0].clone();
    let cases: Vec<(&str, String, Form, u16, &str, u32)> = vec![
        ("unknown tenant id", nowhere(&stranger), app.clone(), 400, "invalid_request", 90002),
        ("unknown domain", nowhere("nobody.example"), app.clone(), 400, "invalid_request", 90002),
        ("escapes in the tenant", nowhere("%00%0d%0a%ff"), app.clone(), 400, "invalid_request", 90002),
        ("a tenant that is too long", nowhere(&"a".repeat(4000)), app.clone(), 400, "invalid_request", 90002),
        (
            "unknown application",
            here.clone(),
            changed(&app, &[("client_id", &stranger)]),
            400,
            "unauthorized_client",
            700016,
        ),
        ("no GUID", here.clone(), changed(&app, &[("client_id", "direct")]), 400, "unauthorized_client", 700016),
        (
            "another tenant's",
            here.clone(),
            changed(&app, &[("client_id", &other.client_id.to_string()), ("client_secret", &other.client_secret)]),
            400,
            "unauthorized_client",
            700016,
        ),
        (
            "wrong secret",
            here.clone(),
            changed(&app, &[("client_secret", &other.client_secret)]),
            401,
            "invalid_client",
            7000215,
        ),
        ("no secret", here.clone(), changed(&app, &[("client_secret", "")]), 401, "invalid_client", 7000216),
        (
            "no secret, for a person",
            here.clone(),
            changed(&user, &[("client_secret", "")]),
            401,
            "invalid_client",
            7000218,
        ),
        ("wrong password", here.clone(), changed(&user, &[("password", "wrong")]), 400, "invalid_grant", 50126),
        (
            "unknown person",
            here.clone(),
            changed(&user, &[("username", "nobody@direct.example")]),
            400,
            "invalid_grant",
            50034,
        ),
        (
            "unknown person at common",
            nowhere("common"),
            changed(&user, &[("username", "x@nobody.example")]),
            400,
            "invalid_grant",
            50034,
        ),
        (
            "another tenant's person",
            here.clone(),
            changed(&user, &[("username", "admin@outsider.example")]),
            400,
            "invalid_grant",
            50034,
        ),
        ("no tenant", nowhere("common"), app.clone(), 400, "invalid_request", 50059),
        (
            "unsupported grant",
            here.clone(),
            changed(&app, &[("grant_type", "magic")]),
            400,
            "unsupported_grant_type",
            70003,
        ),
        ("no grant", here.clone(), changed(&app, &[("grant_type", "")]), 400, "invalid_request", 900144),
        ("no application", here.clone(), changed(&app, &[("client_id", "")]), 400, "invalid_request", 900144),
        ("no scope", here.clone(), changed(&app, &[("scope", "")]), 400, "invalid_request", 900144),
        ("no resource", format!("/{id}/oauth2/token"), app.clone(), 400, "invalid_request", 900144),
        ("no password", here.clone(), changed(&user, &[("password", "")]), 400, "invalid_request", 900144),
        (
            "unknown resource",
            here.clone(),
            changed(&app, &[("scope", "https://nowhere.example/.default")]),
            400,
            "invalid_resource",
            500011,
        ),
        (
            "a person's scope",
            here.clone(),
            changed(&app, &[("scope", "https://graph.windows.net/User.Read")]),
            400,
            "invalid_scope",
            1002012,
        ),
        ("garbled refresh token", here.clone(), refresh("garbled"), 400, "invalid_grant", 9002313),
        ("a refresh token of nobody", nowhere("common"), refresh(&unknown), 400, "invalid_grant", 70008),
        ("of another tenant", here.clone(), refresh(&unknown), 400, "invalid_grant", 70000),
    ];
    for (name, path, form, status, error, number) in cases {
        let reply = stage.post(&path, &borrowed(&form)).await;
        assert_eq!(reply.body["error_codes"][0], number, "{name}: {}", reply.body);
        let reply = reply.refused(status, error, number);
        let said = format!("{} {}", reply.body, reply.explanation());
        for secret in [&account.apps[0].client_secret, &account.users[0].password, &other.client_secret] {
            assert!(!said.contains(secret.as_str()), "{name} repeats a secret: {said}");
        }
    }
}

#[tokio::test]
async fn what_is_no_form_is_refused_too() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let ask = |kind: &str, body: Vec<u8>| Request::post(v2(account)).header("content-type", kind).body(body).unwrap();
    let form = encoded(&borrowed(&app_form(account)));
    let kind = "application/x-www-form-urlencoded";
    for (name, kind, body) in [
        ("JSON", "application/json", b"{}".to_vec()),
        ("repeated", kind, format!("{form}&grant_type=password").into_bytes()),
        ("not UTF-8", kind, vec![0xff; 100]),
        ("long", kind, vec![b'a'; 100 * 1024]),
        ("longer than any body", kind, vec![b'a'; 1024 * 1024 + 1]),
    ] {
        let reply = stage.send(ask(kind, body)).await.refused(400, "invalid_request", 9002313);
        assert!(!reply.explanation().is_empty(), "{name} is explained");
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let stage = Stage::new();
    let account = stage.account("direct");
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let request = Request::builder().method(method).uri(v2(account)).body("").unwrap();
        let reply = stage.send(request).await.refused(405, "invalid_request", 900561);
        assert_eq!(reply.headers["allow"], "POST");
    }
    let reply = stage.post("/common/discovery/keys", &[]).await.refused(405, "invalid_request", 900561);
    assert_eq!(reply.headers["allow"], "GET, HEAD");
    let head = stage.send(Request::head("/common/discovery/keys").body("").unwrap()).await;
    assert_eq!((head.status.as_u16(), head.body), (200, Value::Null));
}

#[tokio::test]
async fn the_callers_correlation_id_comes_back() {
    let stage = Stage::new();
    let id = Uuid::from_u128(42).to_string();
    let nowhere = "/nobody.example/oauth2/v2.0/token";
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let form = encoded(&borrowed(&app_form(stage.account("direct"))));
    let by_header = Request::post(nowhere).header(kind.0, kind.1).header("client-request-id", &id);
    let by_query = Request::post(format!("{nowhere}?x=1&client-request-id={id}")).header(kind.0, kind.1);
    for request in [by_header, by_query] {
        let reply = stage.send(request.body(form.clone()).unwrap()).await.refused(400, "invalid_request", 90002);
        assert_eq!(reply.body["correlation_id"], id);
        assert_eq!(reply.headers["client-request-id"], id);
        assert_eq!(reply.body["trace_id"], reply.headers["x-ms-request-id"].to_str().unwrap());
    }
}
