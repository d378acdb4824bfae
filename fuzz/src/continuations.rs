//! Continuation tokens: only those that the sandbox gave for this account and this list lead on.

use std::sync::OnceLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::HeaderValue;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::Value;

use crate::scene::{is_refusal, json, scene};

/// The first byte says how a token is made of the rest, the second one picks a token that was given.
pub fn check(data: &[u8]) {
    let [way, pick, rest @ ..] = data else { return };
    let given = given();
    let base = &given[usize::from(*pick) % given.len()];
    let token: Vec<u8> = match way % 4 {
        // Anything.
        0 => rest.to_vec(),
        // Anything, in the encoding of a token.
        1 => URL_SAFE_NO_PAD.encode(rest).into_bytes(),
        // A token that was given, with other bytes in it.
        2 => {
            let mut bytes = URL_SAFE_NO_PAD.decode(base).expect("a token");
            for change in rest.chunks_exact(2) {
                let at = usize::from(change[0]) % bytes.len();
                bytes[at] ^= change[1];
            }
            URL_SAFE_NO_PAD.encode(bytes).into_bytes()
        }
        // The seal of a token that was given, with another place.
        _ => {
            let seal = &URL_SAFE_NO_PAD.decode(base).expect("a token")[..16];
            URL_SAFE_NO_PAD.encode([seal, rest].concat()).into_bytes()
        }
    };
    let is_in_header = way & 0x80 == 0;
    let answer = if is_in_header {
        let Ok(header) = HeaderValue::from_bytes(&token) else { return };
        scene().get("/v1/customers?size=1&seekOperation=Next", &[("ms-continuationtoken", header)])
    } else {
        let escaped = percent_encode(&token, NON_ALPHANUMERIC);
        scene().get(&format!("/v1/customers?size=1&continuationToken={escaped}"), &[])
    };
    let named = if is_in_header { token.trim_ascii() } else { &token };
    let is_given = given.iter().any(|given| given.as_bytes() == named);
    // A query without a token asks for the first page.
    let has_none = named.is_empty() && !is_in_header;
    assert_eq!(answer.status() == 200, is_given || has_none, "{}", String::from_utf8_lossy(&token));
    assert!(answer.status() == 200 || is_refusal(&answer));
}

/// Every token that the list of all customers gives.
fn given() -> &'static [String] {
    static GIVEN: OnceLock<Vec<String>> = OnceLock::new();
    GIVEN.get_or_init(|| {
        let total = json(&scene().get("/v1/customers", &[]))["totalCount"].as_u64().expect("a number");
        let token = |size: u64| {
            let page: Value = json(&scene().get(&format!("/v1/customers?size={size}"), &[]));
            page["continuationToken"].as_str().expect("a page that has a next one").to_owned()
        };
        (1..total).map(token).collect()
    })
}
