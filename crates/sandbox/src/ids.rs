//! The ids of a request: echoed where the caller sent them, made where it did not.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Serialize, Serializer};
use uuid::{Uuid, fmt::Hyphenated};

/// The longest id that is echoed.
const LONGEST: usize = 128;

const REQUEST: HeaderName = HeaderName::from_static("ms-requestid");
const CORRELATION: HeaderName = HeaderName::from_static("ms-correlationid");
const VECTOR: HeaderName = HeaderName::from_static("ms-cv");
const SERVER: HeaderName = HeaderName::from_static("ms-serverid");

/// The ids of one request.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    /// `MS-RequestId`.
    pub(crate) request: Id,
    /// `MS-CorrelationId`.
    pub(crate) correlation: Id,
    /// Sets this request apart from every other one.
    pub(crate) nonce: [u8; 16],
}

/// An id of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Id {
    /// The caller's, which may be any text.
    Sent(String),
    /// The sandbox's own.
    Made(Uuid),
}

impl Ids {
    /// The ids of the request with these headers.
    #[expect(clippy::disallowed_methods, reason = "the ids of a request are the root that its chance is derived from")]
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let nonce = Uuid::new_v4();
        Self {
            request: sent(headers, &REQUEST).unwrap_or(Id::Made(nonce)),
            correlation: sent(headers, &CORRELATION).unwrap_or_else(|| Id::Made(Uuid::new_v4())),
            nonce: nonce.into_bytes(),
        }
    }

    /// Puts the ids into an answer, with the correlation vector that goes with them.
    pub(crate) fn answer(&self, headers: &mut HeaderMap) {
        let values = [self.request.header(), self.correlation.header(), self.vector()];
        for (name, value) in [REQUEST, CORRELATION, VECTOR].into_iter().zip(values) {
            if let Some(value) = value {
                headers.insert(name, value);
            }
        }
        headers.insert(SERVER, HeaderValue::from_static("000000001"));
    }

    /// The correlation vector: 12 bytes in base64, and which of its steps this is.
    fn vector(&self) -> Option<HeaderValue> {
        let mut text = *b"AAAAAAAAAAAAAAAA.0";
        STANDARD_NO_PAD.encode_slice(&self.nonce[..12], &mut text[..16]).ok()?;
        HeaderValue::from_bytes(&text).ok()
    }
}

impl Id {
    /// The caller's, who may therefore repeat it.
    pub(crate) fn sent(&self) -> Option<&str> {
        match self {
            Self::Sent(text) => Some(text),
            Self::Made(_) => None,
        }
    }

    /// The GUID that it should be.
    pub(crate) fn guid(&self) -> Option<Uuid> {
        match self {
            Self::Sent(text) => Uuid::try_parse(text).ok(),
            Self::Made(id) => Some(*id),
        }
    }

    /// Whether it is this text, in any casing.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.written(|own| own.eq_ignore_ascii_case(text))
    }

    fn header(&self) -> Option<HeaderValue> {
        self.written(|text| HeaderValue::from_str(text).ok())
    }

    /// Shows it as it is written.
    fn written<T>(&self, show: impl FnOnce(&str) -> T) -> T {
        match self {
            Self::Sent(text) => show(text),
            Self::Made(id) => show(id.hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH])),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written(|text| f.write_str(text))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written(|text| serializer.serialize_str(text))
    }
}

/// An id that the caller sent, if it can be echoed.
fn sent(headers: &HeaderMap, name: &HeaderName) -> Option<Id> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= LONGEST).then(|| Id::Sent(value.to_owned()))
}
