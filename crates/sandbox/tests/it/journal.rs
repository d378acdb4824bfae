//! The journal: what it tells, what it can be asked, and what it never holds.

use backlot_testkit::Stage;
use serde_json::{Value, json};

use crate::{
    ask::{Ask, customer},
    partners::company,
};

async fn rows(stage: &Stage, query: &str) -> Vec<Value> {
    let journal = stage.control("GET", &format!("journal{query}"), &Value::Null).await;
    journal["rows"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_call_is_told_with_its_operation_caller_and_outcome() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let ask = Ask::get("/V1/Customers?Size=1").token(&token);
    ask.header("ms-requestid", "one").header("ms-correlationid", "mine").of(&stage).await.ok();
    let row = &rows(&stage, "").await[0];
    let expected = json!({
        "number": 1,
        "method": "GET",
        "target": "/V1/Customers?Size=1",
        "operation": "ListCustomers",
        "tenant": stage.tenant("direct-sandbox"),
        "app": stage.account("direct-sandbox")["apps"][0]["clientId"],
        "user": "c0000000-0000-4000-8000-000000000201",
        "requestId": "one",
        "correlationId": "mine",
        "status": 200,
        "code": null,
        "explanation": null,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&row[name], value, "{name}");
    }
    assert!(row["at"].is_string() && row["microseconds"].as_i64().unwrap() >= 0);
}

#[tokio::test]
async fn a_refusal_is_told_with_its_code_and_explanation() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let blocked = "/v1/customers/d0000000-0000-4000-8000-000000000201";
    let cases = [
        (Ask::get("/v1/nowhere"), 404, 1000, "no operation"),
        (Ask::new("PUT", "/v1/customers"), 405, 800_042, "get, post"),
        (Ask::get("/v1/customers"), 401, 800_001, "bearer"),
        (Ask::get("/v1/customers").token("x"), 401, 400, "token"),
        (Ask::get("/v1/invoices").token(&token), 501, 0, "docs/operations.md"),
        (Ask::new("DELETE", blocked).token(&token), 400, 3000, "reservation order"),
    ];
    for (ask, status, code, explanation) in cases {
        let answer = ask.of(&stage).await;
        let row = rows(&stage, "").await.pop().unwrap();
        assert_eq!((&row["status"], &row["code"]), (&json!(status), &json!(code)), "{row}");
        let told = row["explanation"].as_str().unwrap();
        assert!(told.to_lowercase().contains(explanation), "{told}");
        assert!(told.starts_with(answer.explanation().trim_end_matches("...")), "{told}");
    }
}

#[tokio::test]
async fn it_can_be_asked_for_some_calls() {
    let stage = Stage::demo().await;
    let (ours, theirs) = (stage.app_token("direct").await, stage.app_token("outsider").await);
    Ask::get("/v1/customers").token(&ours).header("ms-correlationid", "Alpha").of(&stage).await.ok();
    Ask::get("/v1/offers?country=US").token(&ours).header("ms-correlationid", "beta").of(&stage).await.ok();
    Ask::get("/v1/customers").token(&theirs).of(&stage).await.ok();
    Ask::get("/v1/customers/x").token(&theirs).of(&stage).await.refused(400, 3000);
    Ask::get("/v1/nowhere").of(&stage).await.refused(404, 1000);
    let tenant = stage.tenant("outsider").to_owned();
    let cases: &[(&str, &[u64])] = &[
        ("", &[1, 2, 3, 4, 5]),
        ("?operation=listcustomers", &[1, 3]),
        ("?Operation=ListOffers", &[2]),
        ("?operation=None", &[]),
        ("?correlationId=ALPHA", &[1]),
        ("?atLeast=400", &[4, 5]),
        ("?after=3", &[4, 5]),
        ("?limit=2", &[4, 5]),
        ("?limit=0", &[]),
        ("?limit=100000", &[1, 2, 3, 4, 5]),
        ("?operation=ListCustomers&limit=1", &[3]),
        ("?after=99", &[]),
        (&format!("?tenantId={tenant}"), &[3, 4]),
        (&format!("?tenantId={tenant}&at_least=400"), &[4]),
    ];
    for (query, expected) in cases {
        let found: Vec<u64> = rows(&stage, query).await.iter().map(|row| row["number"].as_u64().unwrap()).collect();
        assert_eq!(found, *expected, "{query}");
    }
    for (query, place) in
        [("?tenantId=x", "tenantId"), ("?atLeast=often", "atLeast"), ("?limit=-1", "limit"), ("?after=%ff", "after")]
    {
        let (status, answer) = stage.ask_control("GET", &format!("journal{query}"), &Value::Null).await;
        assert_eq!(status.as_u16(), 400, "{query}: {answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(place), "{answer}");
    }
}

#[tokio::test]
async fn it_holds_no_secrets() {
    let stage = Stage::demo().await;
    let account = stage.account("direct-sandbox").clone();
    let (secret, password) = (&account["apps"][0]["clientSecret"], &account["users"][0]["password"]);
    let (secret, password) = (secret.as_str().unwrap(), password.as_str().unwrap());
    let token = stage.user_token("direct-sandbox").await;
    let form = format!("grant_type=password&client_secret={secret}&password={password}&access_token={token}");
    let asks = [
        Ask::get("/v1/customers").token(&token),
        Ask::get("/v1/customers").header("authorization", format!("Basic {secret}")),
        Ask::get(format!("/v1/customers?{form}&ACCESS%5FTOKEN={token}&size=1")).token(&token),
        Ask::get(format!("/v1/customers?continuationToken=x&client_assertion={token}")).token(&token),
        Ask::post("/common/oauth2/token", form.clone()),
        Ask::post(format!("/common/oauth/token?{form}"), form.clone()),
        Ask::post(format!("/v1/customers/x/y/z?{form}"), form.clone()).token(&token),
        Ask::new("PUT", format!("/v1/customers?{form}")).token(&token),
        Ask::post("/v1/customers", json!({ "userCredentials": { "password": [password] } }).to_string()).token(&token),
    ];
    for ask in asks {
        ask.of(&stage).await;
    }
    let created = Ask::post("/v1/customers", company("Fernhill Tools", "fernhill.example").to_string());
    let created = created.token(&token).of(&stage).await.ok().json();
    let made = created["userCredentials"]["password"].as_str().unwrap();
    let journal = stage.control("GET", "journal", &Value::Null).await;
    let text = journal.to_string();
    assert!(journal["recorded"].as_u64().unwrap() >= 9, "{text}");
    assert!(text.contains("size=1") && text.contains("continuationToken=x"), "{text}");
    for secret in [secret, password, made, token.as_str(), token.rsplit('.').next().unwrap()] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn it_does_not_grow_with_what_callers_write() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let long = "x".repeat(40_000);
    let asks = [
        Ask::get(format!("/{long}")),
        Ask::get(format!("/v1/customers/{long}")).token(&token),
        Ask::get(format!("/v1/customers/{long}/orders")).token(&token),
        Ask::get(format!("/v1/customers?filter={long}")).token(&token),
        Ask::get("/v1/customers").header("ms-requestid", &long).header("ms-correlationid", &long),
        Ask::new(&long, "/v1/customers"),
        Ask::post("/v1/customers", format!("{{\"{long}\":")).token(&token),
    ];
    for ask in asks {
        let answer = ask.of(&stage).await;
        assert!(answer.body.len() < 8192, "{}: an answer of {} bytes", answer.asked, answer.body.len());
    }
    for row in rows(&stage, "").await {
        assert!(row.to_string().len() < 8192, "a row of {} bytes: {}", row.to_string().len(), row["status"]);
    }
}

#[tokio::test]
async fn it_counts_on_when_it_is_read_and_begins_anew_after_a_reset() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    customer(&stage, &token, "Fernhill Tools").await;
    assert_eq!(rows(&stage, "").await.len(), 1);
    assert_eq!(rows(&stage, "").await.len(), 1, "the control API is not told");
    stage.control("POST", "reset", &Value::Null).await;
    assert!(rows(&stage, "").await.is_empty());
    Ask::get("/v1/customers").token(&token).of(&stage).await.ok();
    assert_eq!(rows(&stage, "").await[0]["number"], 2);
}
