//! The control API through the stack: who may reach it, what it refuses, and what its endpoints do.

use backlot_sandbox::control::{Guard, PATHS};
use backlot_testkit::{Stage, builder};
use partner_center_model::all;
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, customer};

/// What a load balancer asks, from wherever it is.
const PROBES: [&str; 2] = ["health", "ready"];

/// A customer of `direct-sandbox` with two software orders and a reservation.
const CUSTOMER: &str = "d0000000-0000-4000-8000-000000000201";

/// The control API's own form of refusal; answers the message.
#[track_caller]
fn refused(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{}: {}", answer.asked, answer.text());
    assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    let form = answer.json();
    assert_eq!(form["error"]["status"], status);
    form["error"]["message"].as_str().filter(|message| !message.is_empty()).unwrap().to_owned()
}

fn control(method: &str, path: &str) -> Ask {
    Ask::new(method, format!("/_backlot/{path}")).header("host", "localhost:7070")
}

fn change(method: &str, path: &str, body: impl Into<String>) -> Ask {
    control(method, path).header("content-type", "application/json").body(body.into())
}

#[tokio::test]
async fn pages_of_other_sites_and_proxies_stay_out() {
    let stage = Stage::demo().await;
    let before = stage.sandbox.store().commits();
    let strangers: &[&[(&str, &str)]] = &[
        &[("host", "rebound.example:7070")],
        &[("host", "localhost.rebound.example")],
        &[("host", "caf\u{e9}.example")],
        &[("host", "localhost"), ("origin", "https://evil.example")],
        &[("host", "localhost"), ("origin", "null")],
        &[("host", "localhost"), ("sec-fetch-site", "cross-site")],
        &[("host", "localhost"), ("sec-fetch-site", "same-site")],
        &[("host", "localhost"), ("x-forwarded-for", "127.0.0.1")],
        &[("host", "localhost"), ("forwarded", "for=127.0.0.1")],
        &[("host", "localhost"), ("via", "1.1 proxy")],
        &[("host", "localhost"), ("authorization", "Bearer nothing"), ("x-forwarded-host", "localhost")],
    ];
    for headers in strangers {
        for (path, methods) in PATHS {
            for method in methods.split(", ").filter(|_| !PROBES.contains(path)) {
                let mut ask = Ask::new(method, format!("/_backlot/{path}")).header("content-type", "application/json");
                for (name, value) in *headers {
                    ask = ask.header(name, value);
                }
                refused(&ask.of(&stage).await, 401);
            }
        }
    }
    assert_eq!(stage.sandbox.store().commits(), before);
}

#[tokio::test]
async fn changes_need_a_type_that_no_form_can_post() {
    let stage = Stage::demo().await;
    let before = stage.sandbox.store().commits();
    for (path, methods) in PATHS {
        for method in methods.split(", ").filter(|method| *method != "GET") {
            for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonp")]
            {
                let mut ask = control(method, path).body("{}");
                if let Some(kind) = kind {
                    ask = ask.header("content-type", kind);
                }
                assert!(refused(&ask.of(&stage).await, 415).contains("application/json"));
            }
        }
    }
    assert_eq!(stage.sandbox.store().commits(), before);
    let odd = control("POST", "reset").header("content-type", "Application/JSON ; charset=UTF-8");
    odd.of(&stage).await.ok();
}

#[tokio::test]
async fn behind_a_token_everybody_needs_it() {
    let guard = Guard { token: Some("the-control-token".to_owned()), loopback: false };
    let sandbox = builder(backlot_testkit::place()).guard(guard).open().unwrap();
    for (header, status) in [
        (None, 401),
        (Some("Bearer the-control-tokem"), 401),
        (Some("Bearer the-control-token2"), 401),
        (Some("Bearer "), 401),
        (Some("Basic the-control-token"), 401),
        (Some("Bearer the-control-token"), 200),
        (Some("bearer the-control-token"), 200),
    ] {
        let mut ask = control("GET", "accounts");
        if let Some(header) = header {
            ask = ask.header("authorization", header);
        }
        let answer = ask.to(&sandbox).await;
        assert_eq!(answer.status, status, "{header:?}");
        assert_eq!(answer.text().contains("clientSecret"), status == 200);
    }
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods() {
    let stage = Stage::demo().await;
    let tenant = stage.tenant("direct-sandbox").to_owned();
    for (path, methods) in PATHS {
        let path = path.replace("{tenantId}", &tenant);
        for method in ["HEAD", "DELETE", "OPTIONS", "GET", "PUT", "POST", "PATCH"] {
            if methods.split(", ").any(|known| known == method) {
                continue;
            }
            let answer = change(method, &path, "{}").of(&stage).await;
            assert_eq!(answer.header("allow"), *methods, "{method} {path}");
            assert!(refused(&answer, 405).contains(methods));
        }
        refused(&control("GET", &format!("{path}/more")).of(&stage).await, 404);
    }
    for path in ["", "/", "nothing", "Health", "accounts/x/y", "../v1/customers"] {
        refused(&control("GET", path).of(&stage).await, 404);
    }
    // Only under its own name: whatever else is a path of the API.
    for path in ["/_BACKLOT/health", "//_backlot/health", "/%5Fbacklot/health", "/v1/../_backlot/health"] {
        Ask::get(path).header("host", "localhost").of(&stage).await.refused(404, 1000);
    }
}

#[tokio::test]
async fn tenants_must_exist() {
    let stage = Stage::demo().await;
    for (path, methods) in PATHS.iter().filter(|(path, _)| path.contains("{tenantId}")) {
        let of_customers = path.contains("support") || path.contains("requests");
        let body = if of_customers { json!({ "customerId": CUSTOMER }) } else { json!({}) }.to_string();
        let malformed = change(methods, &path.replace("{tenantId}", "x"), &*body).of(&stage).await;
        assert!(refused(&malformed, 400).contains("tenant id"));
        let nobody = change(methods, &path.replace("{tenantId}", CUSTOMER), &*body).of(&stage).await;
        assert!(refused(&nobody, 404).contains(CUSTOMER));
    }
}

#[tokio::test]
async fn bodies_that_do_not_read_are_refused_by_name() {
    let stage = Stage::demo().await;
    let before = (stage.sandbox.store().commits(), stage.control("GET", "settings", &Value::Null).await);
    let deep = format!("{}{}", r#"{"cancellation":"#.repeat(5000), "}".repeat(5000));
    let long = format!("\"{}\"", "x".repeat(1024 * 1024));
    let support = format!("accounts/{}/support/cancel-reservations", stage.tenant("direct-sandbox"));
    let accept = format!("accounts/{}/relationship-requests/accept", stage.tenant("direct"));
    let cases: &[(&str, &str, &str, &str)] = &[
        ("PATCH", "settings", "[]", "the body"),
        ("PATCH", "settings", "null", "the body"),
        ("PATCH", "settings", "{", "the body"),
        ("PATCH", "settings", "{} {}", "the body"),
        ("PATCH", "settings", &deep, "recursion limit"),
        ("PATCH", "settings", &long, "longer than"),
        ("PATCH", "settings", r#"{"cancelation":{}}"#, "cancelation"),
        ("PATCH", "settings", r#"{"Cancellation":{}}"#, "Cancellation"),
        ("PATCH", "settings", r#"{"cancellation":{"windowDays":"ten"}}"#, "cancellation.windowDays"),
        ("PATCH", "settings", r#"{"cancellation":{"windowDays":-1}}"#, "cancellation.windowDays"),
        ("PATCH", "settings", r#"{"cancellation":{"windowDays":4294967296}}"#, "cancellation.windowDays"),
        ("PATCH", "settings", r#"{"cancellation":{"settle":"later"}}"#, "cancellation.settle"),
        ("PATCH", "settings", r#"{"cancellation":{"settle":{"afterReads":"two"}}}"#, "cancellation.settle.afterReads"),
        ("PATCH", "settings", r#"{"cancellation":5}"#, "cancellation"),
        ("PATCH", "settings", r#"{"responses":{"casing":"upper"}}"#, "responses.casing"),
        ("PATCH", "settings", r#"{"auth":{"requireMfa":"yes"}}"#, "auth.requireMfa"),
        ("PATCH", "settings", r#"{"auth":{"tokenLifetime":60},"deletion":{"azurePlanBlocks":1}}"#, "azurePlanBlocks"),
        ("POST", &support, "", "customerId"),
        ("POST", &support, "{}", "customerId"),
        ("POST", &support, r#"{"customerId":"x"}"#, "customerId"),
        ("POST", &support, r#"{"customerId":5}"#, "customerId"),
        ("POST", &support, r#"{"customerId":"d0000000-0000-4000-8000-000000000201","all":true}"#, "all"),
        ("POST", &accept, r#"{"customer":"d0000000-0000-4000-8000-000000000201"}"#, "customer"),
        ("POST", &accept, "\u{0}", "the body"),
    ];
    for (method, path, body, place) in cases {
        let message = refused(&change(method, path, *body).of(&stage).await, 400);
        assert!(message.contains(place), "{body:.80}: {message}");
    }
    let after = (stage.sandbox.store().commits(), stage.control("GET", "settings", &Value::Null).await);
    assert_eq!(after, before);
}

#[tokio::test]
async fn settings_are_changed_one_by_one() {
    let stage = Stage::demo().await;
    let defaults = stage.control("GET", "settings", &Value::Null).await;
    assert_eq!(defaults["cancellation"], json!({ "settle": "immediate", "windowDays": 30 }));
    let patch = json!({ "cancellation": { "settle": { "afterReads": 2 } }, "auth": { "requireMfa": true } });
    let changed = stage.control("PATCH", "settings", &patch).await;
    assert_eq!(changed["cancellation"], json!({ "settle": { "afterReads": 2 }, "windowDays": 30 }));
    assert_eq!(changed["auth"]["requireMfa"], true);
    assert_eq!(changed["auth"]["tokenLifetime"], defaults["auth"]["tokenLifetime"]);
    // One kind of settling gives way to the other.
    let other = json!({ "cancellation": { "settle": null } });
    assert_eq!(stage.control("PATCH", "settings", &other).await["cancellation"]["settle"], "immediate");
    stage.settings(json!({ "cancellation": { "settle": { "afterSeconds": 3 } } })).await;
    assert_eq!(
        stage.control("PATCH", "settings", &json!({})).await["cancellation"]["settle"],
        json!({ "afterSeconds": 3 })
    );
    let none = json!({ "cancellation": null, "auth": null, "provisioning": null });
    assert_eq!(stage.control("PATCH", "settings", &none).await, defaults);
    assert_eq!(stage.control("GET", "settings", &Value::Null).await, defaults);
}

#[tokio::test]
async fn about_and_accounts() {
    let stage = Stage::demo().await;
    let about = stage.control("GET", "about", &Value::Null).await;
    assert_eq!((&about["generation"], &about["documented"]), (&json!(1), &json!(all::operations().count())));
    assert_eq!(about["emulated"], backlot_sandbox::emulated().len());
    let accounts = stage.control("GET", "accounts", &Value::Null).await;
    let names: Vec<&str> =
        accounts.as_array().unwrap().iter().map(|account| account["name"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.len() == 11, "{names:?}");
    for account in accounts.as_array().unwrap() {
        for field in ["type", "environment", "cloud", "tenantId", "domain", "mpnId", "country"] {
            assert!(account[field].is_string(), "{field}: {account}");
        }
        assert!(account["apps"][0]["clientSecret"].is_string() && account["users"][0]["password"].is_string());
    }
}

#[tokio::test]
async fn the_quota_says_what_is_used() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    let path = format!("accounts/{}/quota", stage.tenant("direct-sandbox"));
    let before = stage.control("GET", &path, &Value::Null).await;
    assert_eq!(before["quotas"]["customers"], 75);
    let used = before["used"]["customers"].as_u64().unwrap();
    let listed = Ask::get("/v1/customers").token(&token).of(&stage).await.ok().json()["totalCount"].clone();
    assert_eq!(json!(used), listed);
    let of = |report: &Value, customer: &str| {
        let each = report["used"]["byCustomer"].as_array().unwrap();
        each.iter().find(|each| each["customerId"] == customer).cloned().unwrap_or_default()
    };
    assert_eq!(of(&before, CUSTOMER)["reservations"], 1);

    let id = customer(&stage, &token, "Fernhill Tools").await;
    let order = json!({ "lineItems": [{ "lineItemNumber": 0, "offerId": "91FD106F-4B2C-4938-95AC-F54F74E9A239", "quantity": 1 }] });
    Ask::post(format!("/v1/customers/{id}/orders"), order.to_string()).token(&token).of(&stage).await.ok();
    let after = stage.control("GET", &path, &Value::Null).await;
    assert_eq!(after["used"]["customers"], used + 1);
    assert_eq!(of(&after, &id)["subscriptions"], 1);
    Ask::new("DELETE", format!("/v1/customers/{id}")).token(&token).of(&stage).await.ok();
    assert_eq!(stage.control("GET", &path, &Value::Null).await, before);

    let production = format!("accounts/{}/quota", stage.tenant("direct"));
    assert!(stage.control("GET", &production, &Value::Null).await["quotas"].is_null());
}

#[tokio::test]
async fn support_cancels_reservations_and_nothing_else() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    let path = format!("accounts/{}/support/cancel-reservations", stage.tenant("direct-sandbox"));
    let cancelled = stage.control("POST", &path, &json!({ "customerId": CUSTOMER })).await;
    assert_eq!(cancelled["cancelledOrders"].as_array().unwrap().len(), 1, "{cancelled}");
    let orders = Ask::get(format!("/v1/customers/{CUSTOMER}/orders")).token(&token).of(&stage).await.ok().json();
    for order in orders["items"].as_array().unwrap() {
        let by_support = order["id"] == cancelled["cancelledOrders"][0];
        assert_eq!(order["status"] == "cancelled", by_support, "{order}");
    }
    let again = stage.control("POST", &path, &json!({ "customerId": CUSTOMER })).await;
    assert_eq!(again["cancelledOrders"], json!([]));
    let stranger = json!({ "customerId": stage.tenant("outsider") }).to_string();
    assert!(refused(&change("POST", &path, stranger).of(&stage).await, 404).contains("not a customer"));
}

#[tokio::test]
async fn a_reset_restores_the_world_and_keeps_tokens_good() {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    let list = || Ask::get("/v1/customers").token(&token);
    let names = |list: &Value| -> Vec<(String, String)> {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| (item["id"].to_string(), item["companyProfile"]["companyName"].to_string())).collect()
    };
    let before = names(&list().of(&stage).await.ok().json());
    let generation = stage.control("GET", "about", &Value::Null).await["generation"].as_u64().unwrap();
    let id = customer(&stage, &token, "Fernhill Tools").await;
    stage.settings(json!({ "cancellation": { "settle": { "afterReads": 2 } } })).await;
    stage.advance("PT1000H").await;

    assert_eq!(stage.control("POST", "reset", &Value::Null).await["generation"], generation + 1);
    assert_eq!(names(&list().of(&stage).await.ok().json()), before);
    Ask::get(format!("/v1/customers/{id}")).token(&token).of(&stage).await.refused(404, 1000);
    assert_eq!(stage.control("GET", "settings", &Value::Null).await["cancellation"]["settle"], "immediate");
    assert_eq!(stage.control("GET", "clock", &Value::Null).await["offset"], "PT0S");
    customer(&stage, &token, "Fernhill Tools").await;
}
