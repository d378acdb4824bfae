//! A call as a value, and the reply to it.

use http::{HeaderMap, StatusCode};
use partner_center_model::operation::{Nothing, Operation};
use serde_json::Value;

use crate::fetched::{Content, Fetched};

/// A call of the operation `O`, ready to be sent.
#[derive(Debug, Clone)]
pub struct Call<O: Operation> {
    pub(crate) path: O::Path,
    pub(crate) query: Option<O::Query>,
    pub(crate) body: Result<Option<Value>, String>,
    pub(crate) request_id: Option<String>,
    pub(crate) if_match: Option<String>,
    pub(crate) continuation: Option<String>,
}

impl<O: Operation> Call<O> {
    /// A call to this path, with neither query nor body.
    pub fn to(path: O::Path) -> Self {
        Self { path, query: None, body: Ok(None), request_id: None, if_match: None, continuation: None }
    }

    /// With these query parameters.
    #[must_use]
    pub fn query(mut self, query: O::Query) -> Self {
        self.query = Some(query);
        self
    }

    /// With this body: one that was made, or one that was fetched and changed.
    #[must_use]
    pub fn body(self, body: impl Content<O::Body>) -> Self {
        self.content(&body)
    }

    pub(crate) fn content(mut self, body: &impl Content<O::Body>) -> Self {
        self.body = body.content().map(Some).map_err(|error| error.to_string());
        self
    }

    /// Under this `MS-RequestId`. The same call under the same id does its work once, however often it is sent; without
    /// one, each sending is a call of its own, under an id of its own.
    #[must_use]
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }

    /// Only if the resource still has this etag.
    #[must_use]
    pub fn if_match(mut self, etag: impl Into<String>) -> Self {
        self.if_match = Some(etag.into());
        self
    }

    /// The page of a list that this `MS-ContinuationToken` names.
    #[must_use]
    pub fn continuation(mut self, token: impl Into<String>) -> Self {
        self.continuation = Some(token.into());
        self
    }
}

impl<O: Operation<Path = Nothing>> Call<O> {
    /// A call to a path without variable parts.
    pub fn new() -> Self {
        Self::to(Nothing {})
    }
}

impl<O: Operation<Path = Nothing>> Default for Call<O> {
    fn default() -> Self {
        Self::new()
    }
}

/// A successful answer.
#[derive(Debug, Clone)]
pub struct Reply<T> {
    /// The status, 2xx.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// What was answered.
    pub value: Fetched<T>,
    pub(crate) request_id: String,
    pub(crate) correlation_id: String,
}

impl<T> Reply<T> {
    /// The `MS-RequestId` of the call, by which the service would know it again.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The `MS-CorrelationId` of the call, which support asks for.
    pub fn correlation_id(&self) -> &str {
        &self.correlation_id
    }
}
