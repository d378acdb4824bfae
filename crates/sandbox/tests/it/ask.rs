//! Requests spelt out by hand, and what every answer must look like.

use std::fmt;

use backlot_sandbox::Sandbox;
use backlot_testkit::Stage;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use http_body_util::{BodyExt, Full};
use serde_json::Value;

use crate::partners::company;

/// A request spelt out by hand.
#[derive(Clone)]
pub(crate) struct Ask {
    method: String,
    target: String,
    headers: HeaderMap,
    body: Bytes,
}

/// Its answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// What was asked, for the message of a failed test.
    pub(crate) asked: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:.200}", self.method, self.target)
    }
}

impl Ask {
    pub(crate) fn new(method: &str, target: impl Into<String>) -> Self {
        Self { method: method.to_owned(), target: target.into(), headers: HeaderMap::new(), body: Bytes::new() }
    }

    pub(crate) fn get(target: impl Into<String>) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn post(target: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self::new("POST", target).body(body)
    }

    pub(crate) fn body(self, body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// With one more header; a second one of the same name stands beside the first.
    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name: HeaderName = name.parse().unwrap();
        self.headers.append(name, HeaderValue::from_bytes(value.as_ref()).unwrap());
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    pub(crate) async fn of(self, stage: &Stage) -> Answer {
        self.to(&stage.sandbox).await
    }

    pub(crate) async fn to(self, sandbox: &Sandbox) -> Answer {
        let asked = self.to_string();
        let request = Request::builder().method(self.method.as_str()).uri(&self.target);
        let mut request = request.body(Full::new(self.body)).unwrap();
        *request.headers_mut() = self.headers;
        let (head, body) = sandbox.handle(request).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { asked, status: head.status.as_u16(), headers: head.headers, body }
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!((200..300).contains(&self.status), "{}: {} {}", self.asked, self.status, self.text());
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header that must be there, once.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().unwrap_or_else(|| panic!("{}: no {name}", self.asked));
        assert!(values.next().is_none(), "{}: {name} more than once", self.asked);
        value.to_str().unwrap()
    }

    pub(crate) fn explanation(&self) -> &str {
        self.headers.get("backlot-explanation").map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// A refusal in the error form, in full; answers the description.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: u32) -> String {
        let found = (self.status, self.json()["code"].as_u64());
        assert_eq!(found, (status, Some(u64::from(code))), "{}: {}", self.asked, self.text());
        self.in_form()
    }

    /// Any refusal of the caller, in the error form; answers the description.
    #[track_caller]
    pub(crate) fn blames_the_caller(&self) -> String {
        assert!((400..500).contains(&self.status), "{}: {} {}", self.asked, self.status, self.text());
        self.in_form()
    }

    #[track_caller]
    fn in_form(&self) -> String {
        assert_eq!(self.header("content-type"), "application/json; charset=utf-8");
        let form = self.json();
        let keys: Vec<&String> = form.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["code", "description", "data", "source"], "{}: {form}", self.asked);
        assert!(form["code"].is_u64() && form["data"].is_array(), "{}: {form}", self.asked);
        assert_eq!(form["source"], "PartnerFD");
        let explanation = self.explanation();
        assert!(explanation.len() <= 2048, "{}: {} bytes of explanation", self.asked, explanation.len());
        assert!(explanation.chars().all(|c| c == ' ' || c.is_ascii_graphic()), "{}: {explanation}", self.asked);
        form["description"].as_str().filter(|text| !text.is_empty()).unwrap().to_owned()
    }
}

/// The id of a new customer of the account that the token is of.
pub(crate) async fn customer(stage: &Stage, token: &str, name: &str) -> String {
    let domain = format!("{}.example", name.to_lowercase().replace(' ', "-"));
    let made = Ask::post("/v1/customers", company(name, &domain).to_string()).token(token).of(stage).await.ok();
    made.json()["id"].as_str().unwrap().to_owned()
}
