//! Lists of customers.

use backlot_testkit::client::Client;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::partners::{ask, company, create, order, stage};

/// The path of a list with this filter.
fn filtered(size: u32, field: &str, value: &str) -> String {
    let filter = json!({ "Field": field, "Value": value, "Operator": "starts_with" }).to_string();
    format!("/v1/customers?size={size}&filter={}", utf8_percent_encode(&filter, NON_ALPHANUMERIC))
}

async fn get(client: &Client, path: &str) -> Value {
    ask(client, "GET", path, Value::Null).await.with(200)
}

fn names(page: &Value) -> Vec<&str> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["companyProfile"]["companyName"].as_str().unwrap())
        .collect()
}

/// The page that a page links to, asked for as clients do: by the link's uri and headers.
async fn next(stage: &backlot_testkit::Stage, token: &str, page: &Value) -> Value {
    let link = &page["links"]["next"];
    let header = &link["headers"][0];
    assert_eq!(header["key"], "MS-ContinuationToken");
    assert_eq!(header["value"], page["continuationToken"]);
    let request = http::Request::get(format!("/v1/{}", link["uri"].as_str().unwrap()))
        .header("authorization", format!("Bearer {token}"))
        .header("ms-continuationtoken", header["value"].as_str().unwrap());
    let answer = stage.send(request.body("").unwrap()).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    serde_json::from_slice(answer.body()).unwrap()
}

async fn token(stage: &backlot_testkit::Stage, account: &str) -> String {
    let app = &stage.account(account)["apps"][0];
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", app["clientId"].as_str().unwrap()),
        ("client_secret", app["clientSecret"].as_str().unwrap()),
        ("scope", stage.scope(account)),
    ];
    let answer = stage.token(stage.tenant(account), &form).await;
    answer["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn lists_are_brief_and_in_the_order_of_names() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let empty = get(&client, "/v1/customers").await;
    assert_eq!((&empty["totalCount"], &empty["items"]), (&json!(0), &json!([])));
    for (name, domain) in [("beech", "3.example"), ("Ash", "2.example"), ("ÄSCHE", "1.example"), ("Cedar", "4.example")]
    {
        create(&client, name, domain).await;
    }
    let page = get(&client, "/v1/Customers?size=40").await;
    assert_eq!(names(&page), ["Ash", "beech", "Cedar", "ÄSCHE"]);
    assert_eq!(page["totalCount"], 4);
    assert_eq!(page["attributes"], json!({ "objectType": "Collection" }));
    assert_eq!(page["links"]["self"]["uri"], "/customers?size=40");
    assert_eq!(page["links"]["next"], Value::Null);
    let item = page["items"][0].as_object().unwrap();
    let keys: Vec<&str> = item.keys().map(String::as_str).collect();
    assert_eq!(keys, ["id", "companyProfile", "relationshipToPartner", "links", "attributes"]);
    let profile: Vec<&str> = item["companyProfile"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(profile, ["tenantId", "domain", "companyName", "links", "attributes"]);
}

#[tokio::test]
async fn pages_follow_one_another_by_their_links() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    for n in 0..5 {
        // Equal names are told apart by id.
        create(&client, "Oak", &format!("oak-{n}.example")).await;
        create(&client, &format!("Willow {n}"), &format!("willow-{n}.example")).await;
    }
    let token = token(&stage, "direct").await;
    for path in ["/v1/customers?size=3".to_owned(), filtered(3, "CompanyName", "O"), filtered(2, "Domain", "WILLOW")] {
        let whole = get(&client, &path.replace("size=3", "size=0").replace("size=2", "size=0")).await;
        let mut page = get(&client, &path).await;
        let mut items = page["items"].as_array().unwrap().clone();
        while !page["links"]["next"].is_null() {
            assert_eq!(page["totalCount"], whole["totalCount"], "all matches are counted on every page");
            page = next(&stage, &token, &page).await;
            items.extend(page["items"].as_array().unwrap().clone());
        }
        assert_eq!(items, *whole["items"].as_array().unwrap(), "{path}");
        assert_eq!(whole["totalCount"], items.len());
    }
}

#[tokio::test]
async fn a_page_goes_on_although_its_last_customer_is_gone() {
    let stage = stage().await;
    let client = stage.app("sandbox").await;
    for name in ["Alder", "Birch", "Cedar"] {
        create(&client, name, &format!("{name}.example")).await;
    }
    let first = get(&client, "/v1/customers?size=1").await;
    let id = first["items"][0]["id"].as_str().unwrap();
    ask(&client, "DELETE", &format!("/v1/customers/{id}"), Value::Null).await.with(204);
    let second = next(&stage, &token(&stage, "sandbox").await, &first).await;
    assert_eq!(names(&second), ["Birch"]);
}

#[tokio::test]
async fn tokens_of_others_and_of_nobody_are_refused() {
    let stage = stage().await;
    let (direct, provider) = (stage.app("direct").await, stage.app("provider").await);
    for client in [&direct, &provider] {
        for name in ["Elm", "Fir"] {
            let account = if std::ptr::eq(client, &direct) { "direct" } else { "provider" };
            create(client, name, &format!("{name}-{account}.example")).await;
        }
    }
    let page = get(&direct, "/v1/customers?size=1").await;
    let token = page["continuationToken"].as_str().unwrap();
    let asked = |token: &str| format!("/v1/customers?size=1&seekOperation=Next&continuationToken={token}");
    get(&direct, &asked(token)).await;
    let forged = format!("A{}", &token[1..]);
    let filter = "&filter=%7B%22Field%22%3A%22Domain%22%2C%22Value%22%3A%22%22%2C%22Operator%22%3A%22starts_with%22%7D";
    for (client, path) in [
        (&provider, asked(token)),
        (&direct, asked(&forged)),
        (&direct, asked("%00")),
        (&direct, asked("x")),
        (&direct, format!("{}{filter}", asked(token))),
        (&direct, "/v1/customers?size=1&seekOperation=Next".to_owned()),
        (&direct, "/v1/customers?size=-1".to_owned()),
        (&direct, "/v1/customers?size=99999999999999999999".to_owned()),
        (&direct, "/v1/customers?size=many".to_owned()),
        (&direct, "/v1/customers?size=1&seekOperation=Sideways".to_owned()),
        (&direct, "/v1/customers?filter=x".to_owned()),
    ] {
        ask(client, "GET", &path, Value::Null).await.refused(400, 3000);
    }
}

#[tokio::test]
async fn names_and_domains_are_found_by_how_they_begin() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    for (name, domain) in [("Pine", "zeta.example"), ("pineapple", "eta.example"), ("Spine_100%", "ZETA2.example")] {
        create(&client, name, domain).await;
    }
    let page = get(&client, &filtered(0, "Domain", "a-b.c_d~e f")).await;
    assert_eq!(
        page["links"]["self"]["uri"],
        "/customers?size=0&filter=%7B%22Field%22%3A%22Domain%22%2C%22Value%22%3A%22a-b.c_d~e%20f%22%2C\
         %22Operator%22%3A%22starts_with%22%7D",
        "escaped as the pages print it"
    );
    for (field, value, found) in [
        ("CompanyName", "PINE", vec!["Pine", "pineapple"]),
        ("companyName", "spine_", vec!["Spine_100%"]),
        ("CompanyName", "%", vec![]),
        ("company_name", "pine_", vec![]),
        ("Domain", "Zeta", vec!["Pine", "Spine_100%"]),
        ("Domain", "", vec!["pineapple", "Pine", "Spine_100%"]),
    ] {
        let page = get(&client, &filtered(0, field, value)).await;
        assert_eq!(names(&page), found, "{field} {value}");
        assert_eq!(page["totalCount"], found.len());
    }
}

#[tokio::test]
async fn customers_are_found_by_their_reseller() {
    let stage = stage().await;
    let provider = stage.user("provider").await;
    let (one, two) = (stage.tenant("reseller").to_owned(), stage.tenant("reseller-two").to_owned());
    for (name, reseller) in [("Teak", Some(&one)), ("Sorrel", Some(&two)), ("Sumac", None), ("Rowan", Some(&one))] {
        let mut body = company(name, &format!("{name}.example"));
        body["associatedPartnerId"] = json!(reseller);
        ask(&provider, "POST", "/v1/customers", body).await.with(201);
    }
    assert_eq!(names(&get(&provider, &filtered(0, "IndirectReseller", &one)).await), ["Rowan", "Teak"]);
    let page = get(&provider, &filtered(1, "IndirectReseller", &one.to_uppercase())).await;
    assert_eq!((names(&page), &page["totalCount"]), (vec!["Rowan"], &json!(2)));
    assert!(page["links"]["next"]["uri"].as_str().unwrap().contains("filter="));

    // A partner on record makes its customer one of the reseller's, too.
    let listed = get(&provider, &filtered(0, "CompanyName", "Sumac")).await;
    let sumac = listed["items"][0]["id"].as_str().unwrap();
    order(&provider, sumac, stage.account("reseller-two")["mpnId"].as_str()).await;
    assert_eq!(names(&get(&provider, &filtered(0, "IndirectReseller", &two)).await), ["Sorrel", "Sumac"]);

    ask(&stage.app("provider").await, "GET", &filtered(0, "IndirectReseller", &one), Value::Null)
        .await
        .refused(403, 2032);
    let stranger = stage.tenant("lone-reseller").to_owned();
    assert_eq!(names(&get(&provider, &filtered(0, "IndirectReseller", &stranger)).await), [""; 0]);
    assert_eq!(names(&get(&stage.user("sandbox-two").await, &filtered(0, "IndirectReseller", &one)).await), [""; 0]);
}

#[tokio::test]
async fn a_reseller_finds_what_it_shares_with_a_provider() {
    let stage = stage().await;
    let (provider, reseller) = (stage.user("provider").await, stage.user("reseller").await);
    for (name, associated) in [("Acacia", true), ("Baobab", false)] {
        let mut body = company(name, &format!("{name}.example"));
        body["associatedPartnerId"] = if associated { json!(stage.tenant("reseller")) } else { Value::Null };
        let made = ask(&provider, "POST", "/v1/customers", body).await.with(201);
        let accept = format!("accounts/{}/relationship-requests/accept", stage.tenant("reseller"));
        stage.control("POST", &accept, &json!({ "customerId": made["id"] })).await;
    }
    assert_eq!(names(&get(&reseller, "/v1/customers").await), ["Acacia", "Baobab"]);
    let shared = filtered(0, "IndirectCloudSolutionProvider", stage.tenant("provider"));
    assert_eq!(names(&get(&reseller, &shared).await), ["Acacia"]);
    let unknown = filtered(0, "IndirectCloudSolutionProvider", stage.tenant("direct"));
    assert_eq!(names(&get(&reseller, &unknown).await), [""; 0]);
}
