//! Sizes, filters and continuation tokens.

use partner_center_model::all;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{SUBSCRIBER, Scene};
use crate::ask::{Answer, Ask};

async fn customers(scene: &Scene, name: &str, value: &str) -> Answer {
    let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
    scene.send(Ask::get(format!("/v1/customers?{name}={value}"))).await
}

#[tokio::test]
async fn sizes_that_are_none() {
    let scene = Scene::new().await;
    for size in [
        "-1",
        "1.5",
        "many",
        "9223372036854775808",
        "99999999999999999999999999999999999999999",
        "1e400",
        "0x10",
        "[]",
        "\0",
    ] {
        let description = customers(&scene, "size", size).await.blames_the_caller();
        assert!(description.contains("size"), "{size}: {description}");
    }
    for size in ["", "0", "1", "1000", "1001", "2147483647"] {
        customers(&scene, "size", size).await.ok();
    }
}

#[tokio::test]
async fn filters_that_are_none() {
    let scene = Scene::new().await;
    let deep = format!("{}{}", r#"{"Value":"#.repeat(2000), "}".repeat(2000));
    let long = format!(r#"{{"Field":"{}","Value":"x","Operator":"starts_with"}}"#, "x".repeat(20_000));
    let filters = [
        "{",
        "[]",
        "5",
        "\"CompanyName\"",
        "CompanyName starts_with 'x'",
        "{}",
        r#"{"Field":"CompanyName"}"#,
        r#"{"Field":"CompanyName","Operator":"starts_with"}"#,
        r#"{"Field":"CompanyName","Value":"x"}"#,
        r#"{"Field":"CompanyName","Value":"x","Operator":"sounds_like"}"#,
        r#"{"Field":"CompanyName","Value":"x","Operator":"equals"}"#,
        r#"{"Field":"Colour","Value":"x","Operator":"starts_with"}"#,
        r#"{"Field":"","Value":"x","Operator":"starts_with"}"#,
        r#"{"Field":[],"Value":"x","Operator":"starts_with"}"#,
        r#"{"Field":"CompanyName","Value":{},"Operator":"starts_with"}"#,
        r#"{"Field":"IndirectReseller","Value":"x","Operator":"starts_with"}"#,
        "\0",
        &deep,
        &long,
    ];
    for filter in filters {
        let answer = customers(&scene, "filter", filter).await;
        let description = answer.blames_the_caller();
        assert!(description.contains("filter"), "{filter:.200}: {description}");
        assert!(description.len() < 2048, "{} bytes of description", description.len());
    }
    // Letters that mean something to a database mean nothing here.
    for value in ["%", "_", "*", "' OR 1=1 --", "\\", "\u{10ffff}", "Quarry_Lane", "\u{0}"] {
        let filter = serde_json::json!({ "Field": "CompanyName", "Value": value, "Operator": "starts_with" });
        assert_eq!(customers(&scene, "filter", &filter.to_string()).await.ok().json()["totalCount"], 0, "{value:?}");
    }
}

#[tokio::test]
async fn continuation_tokens_that_are_none() {
    let scene = Scene::new().await;
    let page = scene.send(Ask::get("/v1/customers?size=1")).await.ok().json();
    let good = page["links"]["next"]["headers"][0]["value"].as_str().unwrap().to_owned();
    let go_on =
        |token: &[u8]| Ask::get("/v1/customers?size=1&seekOperation=Next").header("ms-continuationtoken", token);
    let next = scene.send(go_on(good.as_bytes())).await.ok().json();
    assert_ne!(next["items"][0]["id"], page["items"][0]["id"]);

    let mut tampered = good.clone().into_bytes();
    *tampered.last_mut().unwrap() ^= 1;
    let other = scene.stage.user_token("provider-sandbox").await;
    let theirs = Ask::get("/v1/customers?size=1").token(&other).of(&scene.stage).await.ok().json();
    let theirs = theirs["links"]["next"]["headers"][0]["value"].as_str().unwrap().to_owned();
    let (long, lower, extended) = ("A".repeat(10_000), good.to_lowercase(), format!("{good}A"));
    let tokens: &[&[u8]] = &[
        b"x",
        b"!!!",
        b"====",
        b"AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        b"..%2f",
        &good.as_bytes()[..good.len() - 1],
        &good.as_bytes()[1..],
        &tampered,
        extended.as_bytes(),
        lower.as_bytes(),
        theirs.as_bytes(),
        long.as_bytes(),
    ];
    for token in tokens {
        let description = scene.send(go_on(token)).await.refused(400, 3000);
        assert!(description.contains("MS-ContinuationToken"), "{description}");
        assert!(description.len() < 2048);
    }
    // Of another filter; for no page; for a page that cannot be sought.
    let filter = "filter=%7B%22Field%22:%22CompanyName%22,%22Value%22:%22Q%22,%22Operator%22:%22starts_with%22%7D";
    let other = Ask::get(format!("/v1/customers?size=1&{filter}&seekOperation=Next"));
    scene.send(other.header("ms-continuationtoken", &good)).await.refused(400, 3000);
    scene.send(Ask::get("/v1/customers?seekOperation=Next")).await.refused(400, 3000);
    scene.send(Ask::get("/v1/customers?seekOperation=Sideways")).await.blames_the_caller();
}

#[tokio::test]
async fn no_query_is_a_defect() {
    let scene = Scene::new().await;
    let before = scene.changes();
    let long = format!("filter={}", "%22".repeat(10_000));
    let queries = [
        "%",
        "%ff=%ff",
        "=",
        "&&&",
        "???",
        "a=b=c",
        "size=%00",
        "showExpiry=perhaps",
        "country=%00",
        "country=ZZZZ",
        "entitlementType=%00",
        "mpn_id=%00&order_id=%00",
        "relationship_type=none",
        "billingType=fortnightly",
        "offset=-1&size=-1",
        "size=1e99",
        "filter=%FF",
        &long,
    ];
    for info in all::operations().filter(|info| info.method.as_str() == "GET") {
        for query in queries {
            let answer = scene.send(Ask::get(format!("{}?{query}", scene.path(info)))).await;
            assert!(
                answer.status < 500 || answer.status == 501,
                "{}: {} {}",
                answer.asked,
                answer.status,
                answer.text()
            );
            if answer.status >= 400 && answer.status != 501 {
                answer.blames_the_caller();
            }
        }
    }
    assert_eq!(scene.changes(), before);
    let orders = format!("/v1/customers/{SUBSCRIBER}/orders");
    assert!(
        scene
            .send(Ask::get(format!("{orders}?billingType=fortnightly")))
            .await
            .blames_the_caller()
            .contains("billingType")
    );
}
