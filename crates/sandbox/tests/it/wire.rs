//! The wire: ids, headers, the error form, paths and queries in every spelling.

use backlot_testkit::Stage;
use partner_center_model::{
    all,
    operation::{Method, OperationInfo, Segment},
};
use uuid::Uuid;

use crate::ask::{Answer, Ask, customer};

const CUSTOMER: &str = "d1f0c4a2-0000-4000-8000-00000000ffff";

/// A stage, and a token that opens everything.
async fn stage() -> (Stage, String) {
    let stage = Stage::demo().await;
    let token = stage.user_token("direct-sandbox").await;
    (stage, token)
}

/// A path of the operation, with ids that nobody has.
fn example(info: &OperationInfo) -> String {
    info.segments().fold(String::new(), |path, segment| match segment {
        Segment::Literal(literal) => format!("{path}/{literal}"),
        Segment::Parameter(_) => format!("{path}/{CUSTOMER}"),
    })
}

#[track_caller]
fn is_guid(text: &str) {
    assert!(text.len() == 36 && Uuid::try_parse(text).is_ok(), "{text}");
}

#[tokio::test]
async fn every_answer_carries_the_ids_of_its_request() {
    let (stage, token) = stage().await;
    let sent = "8c1b6b3e-5b9f-4f0a-9d3c-0e9a5c1d2b3a";
    let answers = [
        Ask::get("/v1/customers").token(&token),
        Ask::get("/v1/customers"),
        Ask::get("/v1/nothing/here").token(&token),
        Ask::new("TRACE", "/v1/customers").token(&token),
        Ask::new("HEAD", "/v1/domains/taken.example").token(&token),
        Ask::get("/v1/invoices").token(&token),
        Ask::get("/_backlot/health"),
        Ask::get("/common/discovery/keys"),
        Ask::post("/common/oauth2/token", "grant_type=nonsense"),
    ];
    for ask in answers {
        let echoed = ask.clone().header("MS-RequestId", sent).header("ms-correlationid", "my own, 42").of(&stage).await;
        assert_eq!(echoed.header("ms-requestid"), sent);
        assert_eq!(echoed.header("ms-correlationid"), "my own, 42");
        let made = ask.of(&stage).await;
        is_guid(made.header("ms-requestid"));
        is_guid(made.header("ms-correlationid"));
        assert_ne!(made.header("ms-requestid"), made.header("ms-correlationid"));
        for answer in [&echoed, &made] {
            assert!(!answer.header("ms-serverid").is_empty());
            assert!(answer.header("ms-cv").ends_with(".0"), "{}", answer.header("ms-cv"));
        }
        assert_ne!(echoed.header("ms-cv"), made.header("ms-cv"));
    }
}

#[tokio::test]
async fn ids_that_cannot_be_echoed_are_replaced() {
    let (stage, token) = stage().await;
    let long = "x".repeat(10 * 1024);
    for id in [b"".as_slice(), b"   ", b"\xC3\xA9", b"\xFF", long.as_bytes()] {
        let ask = Ask::get("/v1/customers").token(&token).header("ms-requestid", id).header("ms-correlationid", id);
        let answer = ask.of(&stage).await.ok();
        is_guid(answer.header("ms-requestid"));
        is_guid(answer.header("ms-correlationid"));
    }
    let twice = Ask::get("/v1/customers").token(&token).header("ms-requestid", "one").header("ms-requestid", "two");
    assert_eq!(twice.of(&stage).await.ok().header("ms-requestid"), "one");
}

#[tokio::test]
async fn the_locale_is_echoed_and_english_by_default() {
    let (stage, token) = stage().await;
    let long = "a".repeat(36);
    let cases: &[(Option<&[u8]>, &str)] = &[
        (None, "en-US"),
        (Some(b"de-DE"), "de-DE"),
        (Some(b"\"fr-FR\""), "fr-FR"),
        (Some(b" nl "), "nl"),
        (Some(b""), "en-US"),
        (Some(b"\"\""), "en-US"),
        (Some(b"en-US, de"), "en-US"),
        (Some(b"\xC3\xA9"), "en-US"),
        (Some(long.as_bytes()), "en-US"),
    ];
    for (sent, expected) in cases {
        let mut ask = Ask::get("/v1/customers").token(&token);
        if let Some(sent) = sent {
            ask = ask.header("x-locale", sent);
        }
        assert_eq!(ask.of(&stage).await.header("x-locale"), *expected, "{sent:?}");
    }
    assert_eq!(Ask::get("/v1/nowhere").header("x-locale", "it-IT").of(&stage).await.header("x-locale"), "it-IT");
}

#[tokio::test]
async fn answers_say_what_they_are() {
    let (stage, token) = stage().await;
    let customer = customer(&stage, &token, "Quarry Lane Works").await;
    let list = Ask::get("/v1/customers").token(&token).of(&stage).await.ok();
    assert_eq!((list.status, list.header("content-type")), (200, "application/json; charset=utf-8"));
    assert_eq!(list.json()["attributes"]["objectType"], "Collection");
    let one = Ask::get(format!("/v1/customers/{customer}")).token(&token).of(&stage).await.ok();
    assert_eq!((one.status, one.header("content-type")), (200, "application/json; charset=utf-8"));
    assert_eq!(one.json()["attributes"]["objectType"], "Customer");
    let free = Ask::new("HEAD", "/v1/domains/nobody-has-it.example").token(&token).of(&stage).await;
    assert_eq!((free.status, free.body.len()), (404, 0));
    assert!(!free.headers.contains_key("content-type"));
}

#[tokio::test]
async fn without_a_token_and_with_a_bad_one_are_told_apart() {
    let (stage, token) = stage().await;
    // The last one has a blank that HTTP does not know before a good token.
    let blank = ["Bearer \u{a0}".as_bytes(), token.as_bytes()].concat();
    let missing: [Option<&[u8]>; 6] =
        [None, Some(b""), Some(b"Bearer"), Some(b"Basic dXNlcjpwYXNz"), Some(b"\xFF\xFE"), Some(&blank)];
    for header in missing {
        let mut ask = Ask::get("/v1/customers");
        if let Some(header) = header {
            ask = ask.header("authorization", header);
        }
        let answer = ask.of(&stage).await;
        answer.refused(401, 800_001);
        assert!(answer.explanation().contains("oauth2"), "{}", answer.explanation());
    }
    let (head, tail) = token.split_at(token.len() - 2);
    for bad in ["Bearer x", "Bearer a.b.c", &format!("Bearer {head}"), &format!("Bearer {tail}{head}")] {
        Ask::get("/v1/customers").header("authorization", bad).of(&stage).await.refused(401, 400);
    }
    for good in [format!("Bearer {token}"), format!("bearer {token}"), format!("BEARER   {token} ")] {
        Ask::get("/v1/customers").header("authorization", good).of(&stage).await.ok();
    }
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods() {
    let (stage, token) = stage().await;
    for path in
        ["/", "/v1", "/v1/", "//", "/v2/customers", "/customers", "/v1/customer", "/v1/customers/x/y/z", "/_backlotx"]
    {
        for method in ["GET", "POST", "OPTIONS", "BREW"] {
            let answer = Ask::new(method, path).token(&token).of(&stage).await;
            answer.refused(404, 1000);
            assert!(answer.explanation().contains(path), "{}", answer.explanation());
        }
    }
    let cases = [
        ("PUT", "/v1/customers", "GET, POST"),
        ("HEAD", "/v1/customers", "GET, POST"),
        ("OPTIONS", "/v1/customers", "GET, POST"),
        ("BREW", "/V1/Customers//", "GET, POST"),
        ("GET", "/v1/domains/some.example", "HEAD"),
        ("DELETE", "/v1/customers/usagerecords", "GET"),
    ];
    for (method, path, allow) in cases {
        // Whoever calls: nothing is learnt from it.
        for ask in [Ask::new(method, path), Ask::new(method, path).token(&token)] {
            let answer = ask.of(&stage).await;
            assert_eq!(answer.header("allow"), allow, "{method} {path}");
            if method == "HEAD" {
                assert_eq!((answer.status, answer.body.len()), (405, 0));
            } else {
                assert!(answer.refused(405, 800_042).contains(allow));
            }
        }
    }
}

#[tokio::test]
async fn every_documented_path_knows_its_methods_and_no_other() {
    let (stage, _) = stage().await;
    for info in all::operations() {
        let path = example(info);
        let answer = Ask::new("BREW", &path).of(&stage).await;
        answer.refused(405, 800_042);
        let allow: Vec<&str> = answer.header("allow").split(", ").collect();
        assert!(allow.contains(&info.method.as_str()), "{path}: {allow:?}");
        assert!(allow.is_sorted() && allow.windows(2).all(|pair| pair[0] != pair[1]), "{path}: {allow:?}");
        assert_eq!(allow.contains(&"HEAD"), info.name == "CheckDomain", "{path}");
    }
}

#[tokio::test]
async fn what_is_not_emulated_says_so_in_the_error_form() {
    let (stage, token) = stage().await;
    let emulated = backlot_sandbox::emulated();
    let customer = customer(&stage, &token, "Quarry Lane Works").await;
    let mut seen = 0;
    for info in all::operations().filter(|info| !emulated.contains(&info.name)) {
        let path = example(info).replacen(CUSTOMER, &customer, 1);
        let answer = Ask::new(info.method.as_str(), &path).token(&token).of(&stage).await;
        assert!(answer.status != 404 || info.method == Method::HEAD, "{}: {}", info.name, answer.text());
        if answer.status == 501 {
            let description = answer.refused(501, 0);
            assert!(description.contains(info.name) && description.contains("not emulated yet"), "{description}");
            assert!(answer.explanation().contains("docs/operations.md"));
            seen += 1;
        }
    }
    assert!(seen > emulated.len(), "{seen}");
}

#[tokio::test]
async fn explanations_are_short_and_in_ascii() {
    let (stage, token) = stage().await;
    for path in [
        format!("/v1/{}", "x".repeat(9000)),
        "/v1/caf\u{e9}/\u{1F480}".to_owned(),
        format!("/v1/{}", "%0A".repeat(900)),
    ] {
        let answer = Ask::get(path).token(&token).of(&stage).await;
        answer.refused(404, 1000);
        assert!(!answer.explanation().is_empty());
    }
}

/// The customers of the list, which every spelling of its path must answer.
async fn listed(stage: &Stage, token: &str, path: &str) -> Answer {
    Ask::get(path).token(token).of(stage).await
}

#[tokio::test]
async fn paths_in_any_spelling() {
    let (stage, token) = stage().await;
    let list = listed(&stage, &token, "/v1/customers").await.ok().body;
    let spellings = [
        "/V1/CUSTOMERS",
        "/v1//customers",
        "//v1/customers/",
        "/v1/customers//",
        "/v1/%63ustomers",
        "/%76%31/c%75stomers",
        "/v1/customers?",
        "/v1/customers?&&",
        "http://somewhere.example/v1/customers",
    ];
    for path in spellings {
        assert_eq!(listed(&stage, &token, path).await.ok().body, list, "{path}");
    }
    let id = customer(&stage, &token, "Quarry Lane Works").await;
    let one = listed(&stage, &token, &format!("/v1/customers/{id}")).await.ok().body;
    let escaped: String = id.bytes().map(|byte| format!("%{byte:02x}")).collect();
    for id in [id.to_uppercase(), escaped, format!("/{id}/")] {
        assert_eq!(listed(&stage, &token, &format!("/v1/customers/{id}")).await.ok().body, one, "{id}");
    }
    // Dots and escaped slashes lead nowhere else.
    for path in ["/v1/./customers", "/v1/x/../customers", "/v1/..%2fcustomers", "/v1%2fcustomers", "/v1/customers%00"] {
        listed(&stage, &token, path).await.refused(404, 1000);
    }
    for id in [".", "..", "%2e%2e", "%2F", "%00", "%", "%zz", "%ff", "*", "null", "%F0%9F%92%80"] {
        let place = listed(&stage, &token, &format!("/v1/customers/{id}")).await.refused(400, 3000);
        assert!(place.contains("customer_id"), "{place}");
        listed(&stage, &token, &format!("/v1/customers/{id}/orders")).await.refused(400, 3000);
    }
}

#[tokio::test]
async fn words_of_the_path_win_over_ids() {
    let (stage, token) = stage().await;
    for path in ["/v1/customers/usagerecords", "/v1/customers/UsageRecords/", "/v1//customers/%75sagerecords"] {
        assert!(listed(&stage, &token, path).await.refused(501, 0).contains("ListCustomerUsageRecords"));
    }
    // Where the word leads no further, it can only be an id, and is none.
    listed(&stage, &token, "/v1/customers/usagerecords/orders").await.refused(400, 3000);
}

#[tokio::test]
async fn queries_in_any_spelling() {
    let (stage, token) = stage().await;
    customer(&stage, &token, "Quarry Lane Works").await;
    customer(&stage, &token, "Quarry Lane Mills").await;
    let page = listed(&stage, &token, "/v1/customers?size=1").await.ok();
    assert_eq!(page.json()["items"].as_array().unwrap().len(), 1);
    for query in
        ["Size=1", "SIZE=1", "size=%31", "%53ize=1", "&size=1&&x=y&", "size=5&size=1", "si%7Ae=1", "size=1&unheard=of"]
    {
        assert_eq!(
            listed(&stage, &token, &format!("/v1/customers?{query}")).await.ok().json()["items"],
            page.json()["items"],
            "{query}"
        );
    }
    for query in ["size=%ff", "%ff=1", "size=%C3%28"] {
        let answer = listed(&stage, &token, &format!("/v1/customers?{query}")).await;
        assert!(!answer.refused(400, 3000).is_empty());
    }
}

#[tokio::test]
async fn spaces_in_queries_are_plus_or_percent() {
    let (stage, token) = stage().await;
    customer(&stage, &token, "Quarry Lane Works").await;
    customer(&stage, &token, "Quarryman").await;
    let filter = |name: &str| {
        format!(
            "/v1/customers?filter=%7B%22Field%22:%22CompanyName%22,%22Value%22:%22{name}%22,%22Operator%22:%22starts_with%22%7D"
        )
    };
    for space in ["+", "%20"] {
        let found = listed(&stage, &token, &filter(&format!("quarry{space}lane{space}w"))).await.ok().json();
        assert_eq!(found["totalCount"], 1, "{found}");
    }
}
