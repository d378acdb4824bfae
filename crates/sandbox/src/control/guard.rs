//! Who may reach the control API.
//!
//! "From this machine" is no boundary: any web page can post to a loopback address, and behind a proxy everybody is
//! local. So a request without the token must also be one that no browser makes for another site's page.
//!
//! Two paths are open to everybody from anywhere, as a load balancer has no token and is no program of this machine:
//! `GET /_backlot/health` and `GET /_backlot/ready` say that the process answers and whether to send it requests, and
//! nothing else.

use aws_lc_rs::constant_time;
use http::{HeaderMap, Method, StatusCode, header};

use super::ControlError;
use crate::stack::Head;

/// What a proxy adds to what it forwards.
const FORWARDED: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via"];

/// What a load balancer asks. Whatever is answered there is told to everybody.
const PROBES: [&str; 2] = ["/_backlot/health", "/_backlot/ready"];

/// Who may reach the control API.
#[derive(Clone, Default)]
pub struct Guard {
    /// The token that opens it from anywhere; none for the one that the store keeps.
    pub token: Option<String>,
    /// Whether programs on this machine need no token: the listener is bound to a loopback address, or there is none, and
    /// no other process shares the store.
    pub loopback: bool,
}

// The token stays out of logs.
impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard").field("loopback", &self.loopback).finish_non_exhaustive()
    }
}

impl Guard {
    /// Whether the request may reach the control API.
    pub(crate) fn admit(&self, head: &Head) -> Result<(), ControlError> {
        if head.method == Method::GET && PROBES.contains(&head.uri.path()) {
            return Ok(());
        }
        let known = self.has_token(&head.headers) || (self.loopback && is_own_program(head));
        if !known {
            return Err(ControlError::new(
                StatusCode::UNAUTHORIZED,
                "send Authorization: Bearer <the token that `backlot database token` prints>, or, where the data is in a \
                 directory, call a loopback listener at localhost from a program on its own machine",
            ));
        }
        let changes = !matches!(head.method, Method::GET | Method::HEAD);
        if changes && !is_json(&head.headers) {
            // A page of another site can post a form here, but not this.
            return Err(ControlError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "a change needs the header Content-Type: application/json",
            ));
        }
        Ok(())
    }

    fn has_token(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let sent = sent.and_then(|value| value.split_once(' ')).filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
        match (&self.token, sent) {
            (Some(token), Some((_, sent))) => {
                constant_time::verify_slices_are_equal(token.as_bytes(), sent.trim().as_bytes()).is_ok()
            }
            _ => false,
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Whether a program on this machine sent the request of its own accord: not a proxy, not a page of another site, not
/// a page whose name was bound to this address.
fn is_own_program(head: &Head) -> bool {
    let headers = &head.headers;
    // HTTP/2 and requests to proxies name the host in the target; each name that there is must be this machine's.
    let target = head.uri.authority();
    let header = headers.get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    let Some(host) = header.or(target.map(|target| target.as_str())) else { return false };
    let local = [header, target.map(|target| target.host())].into_iter().flatten().all(is_local_name);
    let forwarded = FORWARDED.iter().any(|name| headers.contains_key(*name));
    let site = headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let origin = match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => {
            let origin = origin.to_str().unwrap_or_default();
            origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
        }
    };
    local && !forwarded && site && origin
}

/// Whether a host with its port names this machine by a name that nobody else can take.
fn is_local_name(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, port)) if port.is_empty() || port.starts_with(':') => name,
            _ => return false,
        },
        None => host.split_once(':').map_or(host, |(name, _)| name),
    };
    matches!(name.to_ascii_lowercase().as_str(), "localhost" | "127.0.0.1" | "::1")
}

#[cfg(test)]
mod tests {
    use super::Guard;

    fn admitted(guard: &Guard, method: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = http::Request::builder().method(method).uri("/_backlot/reset");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        guard.admit(&request.body(()).unwrap().into_parts().0).is_ok()
    }

    #[test]
    fn programs_of_this_machine_come_in_and_pages_do_not() {
        let guard = Guard { token: Some("secret".into()), loopback: true };
        const JSON: (&str, &str) = ("content-type", "application/json");
        type Headers = &'static [(&'static str, &'static str)];
        let cases: &[(&str, Headers, bool)] = &[
            ("GET", &[("host", "localhost:7070")], true),
            ("GET", &[("host", "127.0.0.1:7070")], true),
            ("GET", &[("host", "[::1]:7070")], true),
            ("GET", &[("host", "[::1")], false),
            ("GET", &[("host", "")], false),
            ("GET", &[("host", "caf\u{e9}.example")], false),
            ("GET", &[("host", "rebound.example:7070")], false),
            ("GET", &[("host", "localhost.example")], false),
            ("GET", &[("host", "localhost"), ("x-forwarded-for", "203.0.113.5")], false),
            ("GET", &[("host", "localhost"), ("forwarded", "for=203.0.113.5")], false),
            ("GET", &[("host", "localhost"), ("sec-fetch-site", "cross-site")], false),
            ("GET", &[("host", "localhost"), ("sec-fetch-site", "same-origin")], true),
            ("GET", &[("host", "localhost:7070"), ("origin", "http://localhost:7070")], true),
            ("GET", &[("host", "localhost:7070"), ("origin", "http://localhost:8080")], false),
            ("GET", &[("host", "localhost"), ("origin", "null")], false),
            ("POST", &[("host", "localhost")], false),
            ("POST", &[("host", "localhost"), ("content-type", "text/plain")], false),
            ("POST", &[("host", "localhost"), JSON], true),
            ("POST", &[("host", "elsewhere.example"), JSON, ("authorization", "Bearer secret")], true),
            ("POST", &[("host", "elsewhere.example"), JSON, ("authorization", "Bearer secreT")], false),
            ("POST", &[("host", "elsewhere.example"), JSON], false),
        ];
        for (method, headers, expected) in cases {
            assert_eq!(admitted(&guard, method, headers), *expected, "{method} {headers:?}");
        }
    }

    #[test]
    fn the_name_in_the_target_counts_as_much_as_the_header() {
        let guard = Guard { token: None, loopback: true };
        let cases: &[(&str, Option<&str>, bool)] = &[
            ("/_backlot/accounts", None, false),
            ("http://localhost:7070/_backlot/accounts", None, true),
            ("http://[::1]:7070/_backlot/accounts", None, true),
            ("http://rebound.example/_backlot/accounts", None, false),
            ("http://rebound.example/_backlot/accounts", Some("localhost"), false),
            ("http://localhost/_backlot/accounts", Some("rebound.example"), false),
            ("http://localhost:1@rebound.example/_backlot/accounts", None, false),
        ];
        for (target, host, expected) in cases {
            let mut request = http::Request::get(*target);
            if let Some(host) = host {
                request = request.header("host", *host);
            }
            let head = request.body(()).unwrap().into_parts().0;
            assert_eq!(guard.admit(&head).is_ok(), *expected, "{target} {host:?}");
        }
    }

    #[test]
    fn probes_are_for_everybody_and_nothing_beside_them_is() {
        let closed = Guard::default();
        for (method, path, expected) in [
            ("GET", "/_backlot/health", true),
            ("GET", "/_backlot/ready", true),
            ("GET", "/_backlot/ready?verbose=1", true),
            ("POST", "/_backlot/ready", false),
            ("HEAD", "/_backlot/health", false),
            ("GET", "/_backlot/ready/", false),
            ("GET", "/_backlot/ready/../accounts", false),
            ("GET", "/_backlot/ready%2F..%2Faccounts", false),
            ("GET", "/_backlot//health", false),
            ("GET", "/_backlot/about", false),
            ("GET", "/_backlot/metrics", false),
        ] {
            let request = http::Request::builder().method(method).uri(path);
            let request = request.header("host", "elsewhere.example").header("x-forwarded-for", "203.0.113.5");
            let head = request.body(()).unwrap().into_parts().0;
            assert_eq!(closed.admit(&head).is_ok(), expected, "{method} {path}");
        }
    }

    #[test]
    fn a_listener_that_others_reach_asks_everybody_for_the_token() {
        let guard = Guard { token: Some("secret".into()), loopback: false };
        assert!(!admitted(&guard, "GET", &[("host", "localhost")]));
        assert!(admitted(&guard, "GET", &[("host", "localhost"), ("authorization", "bearer secret")]));
        let closed = Guard::default();
        assert!(!admitted(&closed, "GET", &[("host", "localhost"), ("authorization", "Bearer ")]));
    }
}
