//! Lists go on from page to page, and nowhere else.

use backlot_testkit::Stage;
use futures_util::TryStreamExt;
use partner_center::{
    ErrorKind,
    model::{customers::CustomersQuery, resource::Link},
};
use serde_json::json;

use crate::scripted::{Scripted, json as answered};

#[tokio::test]
async fn a_list_is_read_over_many_pages() {
    let stage = Stage::demo().await;
    let partner = stage.app("direct-sandbox").await;
    let whole = partner.customers().list().all().await.unwrap();
    assert!(whole.len() > 3);
    let two = || partner.customers().list().query(CustomersQuery { size: Some(2), ..CustomersQuery::default() });

    let streamed: Vec<_> = two().stream().try_collect().await.unwrap();
    assert_eq!(streamed, whole);
    let pages: Vec<_> = two().pages().try_collect().await.unwrap();
    assert_eq!(pages.len(), whole.len().div_ceil(2));
    assert_eq!(
        pages.iter().map(|page| page.total_count).collect::<Vec<_>>(),
        vec![Some(whole.len() as u64); pages.len()]
    );

    let first = two().page().await.unwrap();
    let second = first.next().await.unwrap().unwrap();
    assert!(first.has_next());
    assert_eq!((&first.items[..], &second.items[..]), (&whole[..2], &whole[2..4]));
    assert!(pages.last().unwrap().next().await.unwrap().is_none());
}

#[tokio::test]
async fn the_header_of_a_link_names_the_next_page() {
    let service = Scripted::new(|number, _| {
        let header = json!({ "key": "MS-ContinuationToken", "value": format!("page {}", number + 1) });
        let next = json!({ "uri": "/customers?size=1&seekOperation=Next", "method": "GET", "headers": [header] });
        let links = if number < 2 { json!({ "next": next }) } else { json!({}) };
        answered(
            200,
            &json!({ "totalCount": 3, "Items": [{ "id": number.to_string(), "later": true }], "links": links }),
        )
    });
    let customers = service.client().customers().list().all().await.unwrap();
    assert_eq!(
        customers.iter().map(|customer| customer.raw()["id"].as_str().unwrap()).collect::<Vec<_>>(),
        ["0", "1", "2"]
    );
    assert!(customers.iter().all(|customer| customer.raw()["later"] == true), "unknown members are kept");
    let requests = service.requests();
    assert_eq!(requests[1].uri(), "http://service.example/v1/customers?size=1&seekOperation=Next");
    assert_eq!(requests[2].headers()["ms-continuationtoken"], "page 2");
}

#[tokio::test]
async fn a_list_that_goes_round_in_circles_ends() {
    let next = json!({ "next": { "uri": "/customers?page=2", "method": "GET" } });
    let service = Scripted::new(move |_, _| answered(200, &json!({ "items": [{}], "links": next })));
    let error = service.client().customers().list().all().await.unwrap_err();
    assert_eq!((error.kind(), service.requests().len()), (ErrorKind::Call, 2), "{error}");

    let service = Scripted::new(|number, _| {
        let next = json!({ "next": { "uri": format!("/customers?page={}", number % 2), "method": "GET" } });
        answered(200, &json!({ "items": [{}], "links": next }))
    });
    let error = service.client().customers().list().all().await.unwrap_err();
    assert_eq!((error.kind(), service.requests().len()), (ErrorKind::Call, 3), "by way of another page: {error}");
}

#[tokio::test]
async fn links_that_lead_elsewhere_are_not_followed() {
    let elsewhere = [
        "https://elsewhere.example/v1/customers",
        "//http://elsewhere.example",
        "http://service.example.elsewhere.example/v1/customers",
        "/../_backlot/reset",
        "/v1/../../_backlot/reset",
        "/customers/%2E%2e/../x",
        "/customers/.",
        "\\..\\_backlot",
    ];
    let service = Scripted::new(|_, _| answered(200, &json!({})));
    for uri in elsewhere {
        let error = service.client().follow(&Link::get(uri)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Call, "{uri}: {error}");
    }
    assert!(service.requests().is_empty());

    let here = [
        ("/customers?size=2", "/v1/customers?size=2"),
        ("customers", "/v1/customers"),
        ("/v1/customers", "/v1/customers"),
        ("//customers", "/v1/customers"),
        ("http://service.example/v1/customers", "/v1/customers"),
        ("/offers/a:b:c?next=https%3A//x", "/v1/offers/a:b:c?next=https%3A//x"),
    ];
    for (uri, target) in here {
        service.client().follow(&Link::get(uri)).await.unwrap();
        assert_eq!(
            service.requests().last().unwrap().uri().to_string(),
            format!("http://service.example{target}"),
            "{uri}"
        );
    }
}

#[tokio::test]
async fn ids_that_are_none_are_told_before_anything_is_sent() {
    let service = Scripted::new(|_, _| answered(200, &json!({})));
    let partner = service.client();
    let id = "6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10";
    let customer = partner.customers().by_id(id);
    let errors = [
        partner.customers().by_id("seven").get().await.map(|_| ()).unwrap_err(),
        partner.customers().by_id("seven").orders().list().all().await.map(|_| ()).unwrap_err(),
        customer.subscriptions().by_id("..").get().await.map(|_| ()).unwrap_err(),
        customer.orders().by_id("..").get().await.map(|_| ()).unwrap_err(),
        customer.orders().by_id("a/b").get().await.map(|_| ()).unwrap_err(),
        customer.orders().by_id("").get().await.map(|_| ()).unwrap_err(),
        partner.products().by_country("US").by_id(".").get().await.map(|_| ()).unwrap_err(),
        partner.domains().by_name("..").exists().await.map(|_| ()).unwrap_err(),
        partner.country_validation_rules().by_country("").get().await.map(|_| ()).unwrap_err(),
        customer.entitlements().artifact("..", "1", id).reserved_instance().await.map(|_| ()).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Call, "{error}");
    }
    assert!(service.requests().is_empty());

    partner.domains().by_name("a/b?c#d e%2Fä").exists().await.unwrap();
    assert_eq!(service.requests()[0].uri().path(), "/v1/domains/a%2Fb%3Fc%23d%20e%252F%C3%A4");
}
