//! What carries a call: the network, or a service in the same process.

use std::{error::Error as StdError, future::Future, pin::Pin};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};

/// A call that did not reach the service, or whose answer did not come back.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct TransportError {
    /// Whether the call was certainly not sent, so that repeating it can do nothing twice.
    pub unsent: bool,
    reason: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The answer to come.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'a>>;

/// Carries requests.
pub trait Transport: Send + Sync + 'static {
    /// Carries one request and brings back the whole answer.
    fn carry(&self, request: Request<Bytes>) -> Answering<'_>;
}

/// Over the network.
#[derive(Debug, Clone)]
pub struct Http(reqwest::Client);

impl Http {
    /// Over HTTP/1.1 or HTTP/2, with TLS for `https` addresses.
    ///
    /// # Errors
    ///
    /// If the system's certificates cannot be read.
    pub fn new() -> Result<Self, TransportError> {
        reqwest::Client::builder().build().map(Self).map_err(|error| TransportError {
            unsent: true,
            reason: "no HTTP client can be made".to_owned(),
            source: Some(Box::new(error)),
        })
    }
}

impl Transport for Http {
    fn carry(&self, request: Request<Bytes>) -> Answering<'_> {
        Box::pin(async move {
            let address = request.uri().to_string();
            let failed = |error: reqwest::Error| TransportError {
                unsent: error.is_connect() || error.is_builder(),
                reason: format!("no answer from {address}"),
                source: Some(Box::new(error)),
            };
            let answer = self.0.execute(request.try_into().map_err(failed)?).await.map_err(failed)?;
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = answer.status();
            *response.headers_mut() = answer.headers().clone();
            *response.body_mut() = answer.bytes().await.map_err(failed)?;
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
            let failed = |unsent, error: Box<dyn StdError + Send + Sync>| TransportError {
                unsent,
                reason: "the service did not answer".to_owned(),
                source: Some(error),
            };
            let answering = tower::ServiceExt::oneshot(service, request.map(Full::new));
            let answer = answering.await.map_err(|error| failed(false, Box::new(error)))?;
            let (head, body) = answer.into_parts();
            let body = body.collect().await.map_err(|error| failed(false, Box::new(error)))?.to_bytes();
            Ok(Response::from_parts(head, body))
        })
    }
}
