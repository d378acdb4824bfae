//! The shared resources, as answers print them.

use serde_json::{from_str, to_string};

use super::{Attributes, Collection, ErrorBody, Header, Link, Links};

#[test]
fn a_list_is_written_in_the_order_of_the_pages() -> serde_json::Result<()> {
    let list = Collection { links: Some(Links::to_self("/customers")), ..Collection::of(vec!["a", "b"]) };
    assert_eq!(
        to_string(&list)?,
        r#"{"totalCount":2,"items":["a","b"],"links":{"self":{"uri":"/customers","method":"GET","headers":[]}},"attributes":{"objectType":"Collection"}}"#
    );
    Ok(())
}

#[test]
fn a_page_says_how_to_ask_for_the_next() -> serde_json::Result<()> {
    let header = Header { key: "MS-ContinuationToken".to_owned(), value: "AQ==".to_owned() };
    let next = Link { headers: vec![header], ..Link::get("/customers?size=1&seekOperation=Next") };
    let page: Collection<u8> = Collection {
        continuation_token: Some("AQ==".to_owned()),
        total_count: Some(2),
        items: vec![7],
        links: Some(Links { next: Some(next), ..Links::default() }),
        attributes: None,
    };
    let text = r#"{"continuationToken":"AQ==","totalCount":2,"items":[7],"links":{"next":{"uri":"/customers?size=1&seekOperation=Next","method":"GET","headers":[{"key":"MS-ContinuationToken","value":"AQ=="}]}}}"#;
    assert_eq!(to_string(&page)?, text);
    assert_eq!(from_str::<Collection<u8>>(text)?, page);
    Ok(())
}

#[test]
fn a_list_may_lack_everything() -> serde_json::Result<()> {
    assert_eq!(from_str::<Collection<Link>>("{}")?, Collection::default());
    Ok(())
}

#[test]
fn attributes_begin_with_the_etag() -> serde_json::Result<()> {
    assert_eq!(to_string(&Attributes::versioned("eyJ9", "Order"))?, r#"{"etag":"eyJ9","objectType":"Order"}"#);
    assert_eq!(to_string(&Attributes::of("Order"))?, r#"{"objectType":"Order"}"#);
    Ok(())
}

#[test]
fn an_error_has_a_number_as_its_code() -> serde_json::Result<()> {
    let error = ErrorBody {
        code: 800_018,
        description: "The sandbox limit has been met".to_owned(),
        data: vec!["75".to_owned()],
        source: "PartnerFD".to_owned(),
    };
    let text = r#"{"code":800018,"description":"The sandbox limit has been met","data":["75"],"source":"PartnerFD"}"#;
    assert_eq!(to_string(&error)?, text);
    assert_eq!(from_str::<ErrorBody>(text)?, error);
    Ok(())
}
