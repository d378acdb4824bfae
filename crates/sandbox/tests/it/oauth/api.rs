//! Tokens shown to the API: a token that is not good is answered 401 in Partner Center's form.

use backlot_sandbox::{Place, Sandbox};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::stage::{GRAPH, Reply, Stage, app_form, borrowed, changed, claims, encoded, user_form, v2};

#[track_caller]
fn turned_away(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{}", reply.body);
    assert_eq!((&reply.body["code"], &reply.body["source"]), (&json!(400), &json!("PartnerFD")), "{}", reply.body);
}

#[tokio::test]
async fn tokens_that_are_not_good() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let good = stage.post(&v2(account), &borrowed(&user_form(account))).await.granted();
    let token = good["access_token"].as_str().unwrap();
    assert_ne!(stage.call(token).await.status, StatusCode::UNAUTHORIZED);

    let claims = claims(&good["access_token"]);
    let forged = |key: &EncodingKey| {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = jsonwebtoken::decode_header(token).unwrap().kid;
        encode(&header, &claims, key).unwrap()
    };
    let keys = stage.get("/common/discovery/keys").await.granted();
    let (message, _) = token.rsplit_once('.').unwrap();
    let none = format!("eyJhbGciOiJub25lIn0.{}.", message.split_once('.').unwrap().1);
    let cases = [
        ("HS256", forged(&EncodingKey::from_secret(keys["keys"][0]["n"].as_str().unwrap().as_bytes()))),
        ("none", none),
        ("id token", good["id_token"].as_str().unwrap().to_owned()),
        ("refresh token", good["refresh_token"].as_str().unwrap().to_owned()),
        ("tampered", format!("{message}.AAAA")),
        ("garbage", "garbage".into()),
        ("long", "a".repeat(200_000)),
    ];
    for (name, token) in cases {
        let reply = stage.call(&token).await;
        turned_away(&reply);
        assert!(reply.explanation().starts_with("The token is not accepted: "), "{name}: {}", reply.explanation());
    }
    let graph = changed(&app_form(account), &[("scope", "https://graph.microsoft.com/.default")]);
    let graph = stage.post(&v2(account), &borrowed(&graph)).await.granted();
    turned_away(&stage.call(graph["access_token"].as_str().unwrap()).await);

    stage.hands.forward(3600 + 10);
    turned_away(&stage.call(token).await);
}

#[tokio::test]
async fn tokens_live_as_long_as_the_settings_say() {
    let stage = Stage::new();
    stage.control("PATCH", "settings", &json!({ "auth": { "tokenLifetime": 60 } })).await.granted();
    let account = stage.account("direct");
    let answer = stage.post(&v2(account), &borrowed(&app_form(account))).await.granted();
    assert_eq!(answer["expires_in"], 60);
    let token = answer["access_token"].as_str().unwrap();
    stage.hands.forward(59);
    assert_ne!(stage.call(token).await.status, StatusCode::UNAUTHORIZED);
    stage.hands.forward(10);
    turned_away(&stage.call(token).await);
}

async fn post(sandbox: &Sandbox, path: &str, form: String) -> (StatusCode, Value) {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    let response = sandbox.handle(request.body(Full::new(bytes::Bytes::from(form))).unwrap()).await;
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn a_token_outlives_a_restart_and_no_other_sandbox_takes_it() {
    let directory = tempfile::tempdir().unwrap();
    let account = Stage::new().account("direct").clone();
    let form = encoded(&borrowed(&changed(&app_form(&account), &[("scope", &format!("{GRAPH}/.default"))])));
    let open = |place| Sandbox::builder(place).open().unwrap();
    let call = async |sandbox: &Sandbox, token: &str| {
        let request = Request::get("/v1/customers").header("authorization", format!("Bearer {token}"));
        sandbox.handle(request.body(Full::new(bytes::Bytes::new())).unwrap()).await.status()
    };
    let first = open(Place::Directory(directory.path().to_owned()));
    let (_, answer) = post(&first, &v2(&account), form).await;
    let token = answer["access_token"].as_str().unwrap().to_owned();
    assert_ne!(call(&first, &token).await, StatusCode::UNAUTHORIZED);
    drop(first);
    let second = open(Place::Directory(directory.path().to_owned()));
    assert_ne!(call(&second, &token).await, StatusCode::UNAUTHORIZED);
    let stranger = open(Place::Temporary);
    assert_eq!(call(&stranger, &token).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn partner_center_s_own_endpoint_gives_a_token_for_a_token() {
    let stage = Stage::new();
    for (account, graph) in [("direct", GRAPH), ("china-sandbox", "https://graph.chinacloudapi.cn")] {
        let account = stage.account(account);
        let form = changed(&user_form(account), &[("scope", &format!("{graph}/.default"))]);
        let given = stage.post(&v2(account), &borrowed(&form)).await.granted();
        let given = given["access_token"].as_str().unwrap();
        let ask = |path: &str, token: &str, form: &str| {
            let request = Request::post(path).header("authorization", format!("Bearer {token}"));
            request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned()).unwrap()
        };
        stage.hands.forward(600);
        let answer = stage.send(ask("/GenerateToken", given, "grant_type=jwt_token")).await.granted();
        assert_eq!((&answer["token_type"], &answer["expires_in"]), (&"bearer".into(), &3000.into()));
        let (before, after) = (claims(&given.into()), claims(&answer["access_token"]));
        for name in ["tid", "oid", "appid", "upn", "amr", "iat", "exp"] {
            assert_eq!(before[name], after[name], "{name}");
        }
        let token = answer["access_token"].as_str().unwrap();
        assert_ne!(token, given);
        assert_eq!(stage.call(token).await.status, 200);
        assert_eq!(stage.send(ask("/generatetoken", token, "grant_type=jwt_token")).await.status, 200, "again");

        for (token, form, status) in
            [(given, "grant_type=password", 400), (given, "", 400), ("x", "grant_type=jwt_token", 401)]
        {
            assert_eq!(stage.send(ask("/generatetoken", token, form)).await.status, status, "{form}");
        }
        for (text, status) in [("\"jwt_token\"", 200), ("\"password\"", 400), ("{}", 400)] {
            let json = Request::post("/generatetoken").header("authorization", format!("Bearer {token}"));
            let json = json.header("content-type", "application/json; charset=utf-8").body(text).unwrap();
            assert_eq!(stage.send(json).await.status, status, "{text}");
        }
        let bare = Request::post("/generatetoken").header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(stage.send(bare.body("grant_type=jwt_token").unwrap()).await.status, 401);
    }
}
