//! The ids of a request: echoed where the caller sent them, made where it did not.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use http::{HeaderMap, HeaderValue};

/// The longest id that is echoed.
const LONGEST: usize = 128;

/// The ids of one request.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    /// `MS-RequestId`.
    pub(crate) request: String,
    /// Whether the caller sent it, and may therefore repeat it.
    pub(crate) repeatable: bool,
    /// `MS-CorrelationId`.
    pub(crate) correlation: String,
    /// `MS-CV`, the correlation vector.
    pub(crate) vector: String,
    /// Sets this request apart from every other one.
    pub(crate) nonce: [u8; 16],
}

impl Ids {
    /// The ids of the request with these headers.
    #[expect(clippy::disallowed_methods, reason = "the ids of a request are the root that its chance is derived from")]
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let nonce = *uuid::Uuid::new_v4().as_bytes();
        let request = sent(headers, "ms-requestid");
        Self {
            repeatable: request.is_some(),
            request: request.unwrap_or_else(|| uuid::Uuid::from_bytes(nonce).to_string()),
            correlation: sent(headers, "ms-correlationid").unwrap_or_else(|| uuid::Uuid::new_v4().to_string()),
            vector: format!("{}.0", STANDARD_NO_PAD.encode(&nonce[..12])),
            nonce,
        }
    }

    /// Puts the ids into an answer.
    pub(crate) fn answer(&self, headers: &mut HeaderMap) {
        for (name, value) in
            [("ms-requestid", &self.request), ("ms-correlationid", &self.correlation), ("ms-cv", &self.vector)]
        {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        }
        headers.insert("ms-serverid", HeaderValue::from_static("000000001"));
    }
}

/// An id that the caller sent, if it can be echoed.
fn sent(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= LONGEST).then(|| value.to_owned())
}
