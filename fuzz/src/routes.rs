//! Where a path leads: the tree of the sandbox against a model that looks at each line of the operation table.

use http::{Method, Request, Uri};
use partner_center_model::{
    all,
    operation::{OperationInfo, Segment},
};
use percent_encoding::percent_decode_str;

use crate::scene::{is_refusal, json, scene};

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get"];

/// The first byte picks the method, the rest is the path.
pub fn check(data: &[u8]) {
    let Some((method, path)) = data.split_first() else { return };
    let method = METHODS[usize::from(*method) % METHODS.len()];
    let Ok(uri) = Uri::try_from([b"/", path].concat()) else { return };
    // Tokens and the control API have paths of their own.
    if uri.authority().is_some() || is_elsewhere(uri.path()) {
        return;
    }
    let expected = lead(method, uri.path());
    let request = Request::builder().method(Method::from_bytes(method.as_bytes()).expect("a token")).uri(uri);
    let answer = scene().send(request.body(Vec::new()).expect("a request"));
    let found = answer.status().as_u16();
    if method != "HEAD" {
        assert!(is_refusal(&answer), "{}", String::from_utf8_lossy(answer.body()));
    }
    match expected {
        Lead::To(info) => {
            assert_eq!(found, 401, "{}: nobody is known without a token", info.name);
            let request = Request::get("/_backlot/journal?limit=1").header("host", "localhost");
            let journal = json(&scene().send(request.body(Vec::new()).expect("a request")));
            assert_eq!(journal["rows"][0]["operation"], info.name);
        }
        Lead::WrongMethod(allow) => {
            assert_eq!(found, 405);
            assert_eq!(answer.headers()["allow"], allow.join(", "));
        }
        Lead::Nowhere => assert_eq!(found, 404),
    }
}

/// Where a path leads.
enum Lead {
    To(&'static OperationInfo),
    WrongMethod(Vec<&'static str>),
    Nowhere,
}

/// Of all lines that fit, the one counts that has a literal where another one has a value, seen from the left.
fn lead(method: &str, path: &str) -> Lead {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let shape = |info: &OperationInfo| -> Vec<bool> {
        info.segments().map(|segment| matches!(segment, Segment::Parameter(_))).collect()
    };
    let fitting: Vec<&OperationInfo> = all::operations().filter(|info| fits(info, &segments)).collect();
    let Some(nearest) = fitting.iter().map(|info| shape(info)).min() else { return Lead::Nowhere };
    let nearest: Vec<&OperationInfo> = fitting.into_iter().filter(|info| shape(info) == nearest).collect();
    match nearest.iter().find(|info| info.method.as_str() == method) {
        Some(info) => Lead::To(info),
        None => {
            let mut allow: Vec<&str> = nearest.iter().map(|info| info.method.as_str()).collect();
            allow.sort_unstable();
            allow.dedup();
            Lead::WrongMethod(allow)
        }
    }
}

fn fits(info: &OperationInfo, segments: &[&str]) -> bool {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().to_lowercase();
    info.segments().count() == segments.len()
        && info.segments().zip(segments).all(|(expected, segment)| match expected {
            Segment::Literal(literal) => literal.to_lowercase() == decoded(segment),
            Segment::Parameter(_) => true,
        })
}

fn is_elsewhere(path: &str) -> bool {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let first = segments.next().unwrap_or_default();
    let is_v1 = first.eq_ignore_ascii_case("v1");
    let last = segments.last().unwrap_or_default().to_ascii_lowercase();
    let of_sign_in =
        ["token", "keys", "openid-configuration", "authorize", "devicecode", "deviceauth", "login", "logout"];
    path.starts_with("/_backlot") || (!is_v1 && of_sign_in.contains(&last.as_str()))
}
