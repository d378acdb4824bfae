//! What carries a call: the network, or a service in the same process.

use std::{error::Error as StdError, future::Future, pin::Pin, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};

/// A call that did not reach the service, or whose answer did not come back.
#[derive(Debug, thiserror::Error)]
#[error("{reason}{}{}", because(.source.as_deref()), during(.correlation_id.as_deref()))]
pub struct TransportError {
    /// Whether the call was certainly not sent, so that repeating it can do nothing twice.
    pub unsent: bool,
    /// Whether it was given up because it took too long.
    pub timeout: bool,
    reason: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
    correlation_id: Option<String>,
}

impl TransportError {
    /// An error of a transport of one's own.
    pub fn new(unsent: bool, reason: impl Into<String>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = Some(source.into());
        Self { unsent, timeout: false, reason: reason.into(), source, correlation_id: None }
    }

    /// The `MS-CorrelationId` of the call, which support asks for: the service may have it in its records.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    pub(crate) fn too_late(unsent: bool) -> Self {
        let reason = if unsent { "could not be sent in time" } else { "no answer in time" };
        Self { unsent, timeout: true, reason: reason.to_owned(), source: None, correlation_id: None }
    }

    /// The same error, as it befell this call.
    pub(crate) fn during(self, correlation_id: &str) -> Self {
        Self { correlation_id: Some(correlation_id.to_owned()), ..self }
    }
}

fn during(correlation_id: Option<&str>) -> String {
    correlation_id.map_or_else(String::new, |id| format!(" (MS-CorrelationId {id})"))
}

/// The innermost cause, which says what happened where the outer ones say during what.
fn because(source: Option<&(dyn StdError + Send + Sync + 'static)>) -> String {
    let Some(source) = source else { return String::new() };
    let mut cause: &(dyn StdError + 'static) = source;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    format!(": {cause}")
}

/// The answer to come.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'a>>;

/// Carries requests.
pub trait Transport: Send + Sync + 'static {
    /// Carries one request and brings back the whole answer.
    fn carry(&self, request: Request<Bytes>) -> Answering<'_>;
}

/// The most bytes of an answer that are kept: many times what a page of a list has.
const LONGEST: usize = 64 * 1024 * 1024;

/// Over the network.
#[derive(Debug, Clone)]
pub struct Http(reqwest::Client);

impl Http {
    /// Over HTTP/1.1 or HTTP/2, with TLS for `https` addresses; 10 seconds to connect, 60 without a sign of life.
    ///
    /// # Errors
    ///
    /// If the system's certificates cannot be read.
    pub fn new() -> Result<Self, TransportError> {
        let builder = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(60))
            .user_agent(concat!("partner-center-rust/", env!("CARGO_PKG_VERSION")));
        Self::from_reqwest(builder)
    }

    /// As reqwest is told: with timeouts, proxies and certificates of one's own.
    ///
    /// # Errors
    ///
    /// If reqwest cannot do so.
    pub fn from_reqwest(builder: reqwest::ClientBuilder) -> Result<Self, TransportError> {
        // A token must not follow a redirection to another host.
        let client = builder.redirect(reqwest::redirect::Policy::none()).build();
        client.map(Self).map_err(|error| TransportError::new(true, "no HTTP client can be made", error))
    }
}

impl Transport for Http {
    fn carry(&self, request: Request<Bytes>) -> Answering<'_> {
        Box::pin(async move {
            let uri = request.uri();
            let host =
                format!("{}://{}", uri.scheme_str().unwrap_or("http"), uri.authority().map_or("", |it| it.as_str()));
            let failed = |error: reqwest::Error| TransportError {
                unsent: error.is_connect() || error.is_builder(),
                timeout: error.is_timeout() && !error.is_connect(),
                reason: format!("no answer from {host}"),
                source: Some(Box::new(error.without_url())),
                correlation_id: None,
            };
            let mut answer = self.0.execute(request.try_into().map_err(failed)?).await.map_err(failed)?;
            let mut body = BytesMut::new();
            while let Some(chunk) = answer.chunk().await.map_err(failed)? {
                body.extend_from_slice(&chunk);
                if body.len() > LONGEST {
                    return Err(TransportError::new(
                        false,
                        format!("no answer from {host}"),
                        "it is longer than 64 MiB",
                    ));
                }
            }
            let mut response = Response::new(body.freeze());
            *response.status_mut() = answer.status();
            *response.headers_mut() = answer.headers().clone();
            Ok(response)
        })
    }
}

/// To a tower service in the same process: a sandbox in a test, or a transport of one's own.
#[derive(Debug, Clone)]
pub struct Service<S>(pub S);

impl<S, B> Transport for Service<S>
where
    S: tower_service::Service<Request<Full<Bytes>>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Error: StdError + Send + Sync + 'static,
    S::Future: Send,
    B: http_body::Body + Send,
    B::Data: Send,
    B::Error: StdError + Send + Sync + 'static,
{
    fn carry(&self, request: Request<Bytes>) -> Answering<'_> {
        let service = self.0.clone();
        Box::pin(async move {
            let answering = tower::ServiceExt::oneshot(service, request.map(Full::new));
            let failed = "the service did not answer";
            let answer = answering.await.map_err(|error| TransportError::new(false, failed, error))?;
            let (head, body) = answer.into_parts();
            let body = body.collect().await.map_err(|error| TransportError::new(false, failed, error))?.to_bytes();
            Ok(Response::from_parts(head, body))
        })
    }
}
