//! A request of one's own making that waits to be sent.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};

use crate::{client::Client, error::Error};

/// A request of one's own making, which is sent when it is awaited: the answer as it came, whatever its status.
///
/// It fails if it cannot be sent, or no answer comes back: [`Error`].
#[must_use = "a request is sent when it is awaited"]
pub struct Raw {
    client: Client,
    request: Result<Request<Bytes>, Error>,
}

impl Raw {
    pub(crate) fn new(client: &Client, request: Result<Request<Bytes>, Error>) -> Self {
        Self { client: client.clone(), request }
    }

    /// With this header, instead of what the client would send under that name: `If-Match`, `X-Locale`,
    /// `MS-RequestId`, the `Content-Type` of a body that is no JSON. The access token alone remains the client's.
    pub fn header(self, name: &str, value: &str) -> Self {
        let with = |mut request: Request<Bytes>| {
            let header = (name.parse::<HeaderName>(), value.parse::<HeaderValue>());
            let (Ok(name), Ok(value)) = header else { return Err(Error::Call(format!("{name:?} is no header"))) };
            request.headers_mut().insert(name, value);
            Ok(request)
        };
        Self { request: self.request.and_then(with), ..self }
    }
}

impl IntoFuture for Raw {
    type Output = Result<Response<Bytes>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.client.carry_raw(self.request?).await })
    }
}
