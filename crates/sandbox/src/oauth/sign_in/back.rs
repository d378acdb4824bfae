//! The way back to the application: its redirect URI, with a code or with a refusal.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{pages, redirect};
use crate::oauth::errors::{Denied, Trace};

/// What is escaped in a query: all but the unreserved characters. Source: RFC 3986, section 2.3.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How parameters travel back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Query,
    Fragment,
    FormPost,
}

impl Mode {
    pub(super) fn read(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "query" => Some(Self::Query),
            "fragment" => Some(Self::Fragment),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }
}

/// Where the application wants people back. It is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Back {
    pub(super) redirect_uri: String,
    pub(super) mode: Mode,
    pub(super) state: Option<String>,
}

impl Back {
    /// With a code.
    pub(super) fn code(&self, code: &str) -> Response<Full<Bytes>> {
        self.with(vec![("code", code.to_owned())])
    }

    /// With a refusal.
    pub(super) fn denied(&self, denied: &Denied, trace: &Trace) -> Response<Full<Bytes>> {
        self.with(vec![
            ("error", denied.kind.error.to_owned()),
            ("error_description", denied.description(trace)),
            ("error_uri", denied.uri()),
        ])
    }

    /// What a form on the way here may lead to: browsers hold the redirect that answers a form against it. An application
    /// on one's own machine may send people on to another port.
    pub(super) fn leads_to(&self) -> String {
        if redirect::is_local(&self.redirect_uri) {
            "http://localhost:* http://127.0.0.1:*".to_owned()
        } else {
            redirect::origin(&self.redirect_uri).to_owned()
        }
    }

    fn with(&self, mut parameters: Vec<(&'static str, String)>) -> Response<Full<Bytes>> {
        if let Some(state) = &self.state {
            parameters.push(("state", state.clone()));
        }
        let joint = match self.mode {
            Mode::FormPost => return pages::form_post(&self.redirect_uri, &self.leads_to(), &parameters),
            Mode::Fragment => '#',
            Mode::Query if self.redirect_uri.contains('?') => '&',
            Mode::Query => '?',
        };
        redirect_to(&format!("{}{joint}{}", self.redirect_uri, encoded(&parameters)))
    }
}

/// Sends the browser to this address.
pub(super) fn redirect_to(address: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::FOUND;
    if let Ok(location) = HeaderValue::from_str(address) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    pages::protect(&mut response);
    response
}

fn encoded(parameters: &[(&str, String)]) -> String {
    let pairs = parameters.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A text as part of a query or a path.
pub(in crate::oauth) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use http::header;

    use super::{Back, Mode};

    fn location(redirect_uri: &str, mode: Mode, state: Option<&str>) -> String {
        let back = Back { redirect_uri: redirect_uri.to_owned(), mode, state: state.map(str::to_owned) };
        back.code("c").headers()[header::LOCATION].to_str().unwrap().to_owned()
    }

    #[test]
    fn parameters_join_what_is_there_and_cannot_break_out() {
        assert_eq!(location("http://localhost", Mode::Query, None), "http://localhost?code=c");
        assert_eq!(location("https://a.example/?b=c", Mode::Query, Some("x")), "https://a.example/?b=c&code=c&state=x");
        assert_eq!(location("https://a.example/", Mode::Fragment, Some("x")), "https://a.example/#code=c&state=x");
        let hostile = location("https://a.example/", Mode::Query, Some("a&b=c#d\r\nset-cookie: e\u{e9}"));
        assert_eq!(hostile, "https://a.example/?code=c&state=a%26b%3Dc%23d%0D%0Aset-cookie%3A%20e%C3%A9");
    }
}
