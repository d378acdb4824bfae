//! Requests of one's own making.

use http::Request;
use partner_center::ErrorKind;
use serde_json::json;

use crate::scripted::{Scripted, json as answered};

#[tokio::test]
async fn a_raw_call_goes_to_the_same_host() {
    let service = Scripted::new(|_, _| answered(404, &json!({})));
    let partner = service.client();
    for path in ["@elsewhere.example/v1/customers", ".elsewhere.example/v1", "v1/customers", ""] {
        assert_eq!(partner.send_raw("GET", path, "").await.unwrap_err().kind(), ErrorKind::Call, "{path}");
    }
    assert!(service.requests().is_empty());
    assert_eq!(partner.send_raw("PUT", "/v1/later?a=b", "{}").await.unwrap().status(), 404);
    let request = service.requests().remove(0);
    assert_eq!(
        (request.method().as_str(), request.uri().path(), &request.body()[..]),
        ("PUT", "/v1/later", &b"{}"[..])
    );
    assert!(request.headers().contains_key("ms-requestid"));
}

#[tokio::test]
async fn a_raw_call_has_headers_of_its_own() {
    let service = Scripted::new(|_, _| answered(200, &json!({})));
    let partner = service.builder().locale("en-US").build().unwrap();
    let call = || partner.send_raw("PATCH", "/v1/later", "<later/>");
    call().header("If-Match", "\"7\"").header("X-Locale", "de-DE").header("Content-Type", "text/xml").await.unwrap();
    call().header("MS-RequestId", "0b1e3f0c").header("MS-PartnerCenter-Application", "ledger").await.unwrap();
    for (name, sent) in [
        ("if-match", ["\"7\"", ""]),
        ("x-locale", ["de-DE", "en-US"]),
        ("content-type", ["text/xml", "application/json"]),
        ("ms-partnercenter-application", [concat!("partner-center-rust/", env!("CARGO_PKG_VERSION")), "ledger"]),
    ] {
        let of = |request: &Request<_>| request.headers().get(name).map_or("", |it| it.to_str().unwrap()).to_owned();
        assert_eq!(service.requests().iter().map(of).collect::<Vec<_>>(), sent, "{name}");
    }
    assert_eq!(service.headers("ms-requestid")[1], "0b1e3f0c");

    for (name, value) in [("no header", "a"), ("", "a"), ("X-Locale", "de\r\nX-Other: b")] {
        assert_eq!(call().header(name, value).await.unwrap_err().kind(), ErrorKind::Call, "{name:?}");
    }
    assert_eq!(service.requests().len(), 2);
}
