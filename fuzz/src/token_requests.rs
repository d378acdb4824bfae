//! Token requests: whoever gets a token has shown the application's secret unless it is a public one, and nobody is told a secret.

use http::Request;
use percent_encoding::percent_decode;

use crate::scene::{ACCOUNT, json, scene};

/// The endpoints, of a tenant by its id and by its domain.
const PATHS: [&str; 4] = [
    "/a0000000-0000-4000-8000-000000000002/oauth2/token",
    "/direct-sandbox.example/oauth2/v2.0/token",
    "/common/oauth2/token",
    "/organizations/oauth2/v2.0/token",
];

/// The first byte picks the endpoint and whether the application is named in a header, the rest is the form.
pub fn check(data: &[u8]) {
    let Some((way, form)) = data.split_first() else { return };
    let mut request =
        Request::post(PATHS[usize::from(way % 4)]).header("content-type", "application/x-www-form-urlencoded");
    let (header, form) = match form.iter().position(|byte| *byte == b'\n') {
        Some(end) if way & 4 != 0 => (&form[..end], &form[end + 1..]),
        _ => (&[][..], form),
    };
    if !header.is_empty() {
        request = request.header("authorization", header);
    }
    let Ok(request) = request.body(form.to_vec()) else { return };
    let answer = scene().send(request);
    let body = json(&answer);
    let account = scene().stage.account(ACCOUNT);
    let secret = account["apps"][0]["clientSecret"].as_str().expect("a secret");
    let spaced: Vec<u8> = form.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let shown: String = percent_decode(&spaced).decode_utf8_lossy().chars().filter(|char| !char.is_control()).collect();
    let text = String::from_utf8_lossy(answer.body());
    // What is said of the request is repeated, but for control characters; a header has it in base64.
    assert!(!text.contains(secret) || shown.contains(secret) || !header.is_empty(), "{text}");
    if answer.status() == 200 {
        assert!(body["access_token"].is_string() && body["token_type"] == "Bearer", "{body}");
        // The public client has no secret, and gets the tokens of people alone.
        let public = account["apps"][1]["clientId"].as_str().expect("a public client").replace('-', "");
        let is_public = shown.replace('-', "").to_lowercase().contains(&public) && shown.contains("password");
        assert!(!header.is_empty() || shown.contains(secret) || is_public, "{shown}");
        let is_person = body.get("refresh_token").is_some() || body.get("id_token").is_some();
        assert!(!is_person || shown.contains("password") || shown.contains("refresh_token"), "{shown}");
    } else {
        assert!(answer.status().is_client_error());
        let described = body["error_description"].as_str().expect("a description");
        assert!(body["error"].is_string() && described.starts_with("AADSTS"), "{body}");
        assert!(body["error_codes"][0].is_u64() && described.len() < 4096, "{body}");
        for property in ["access_token", "refresh_token", "id_token"] {
            assert!(body.get(property).is_none(), "{body}");
        }
    }
}
