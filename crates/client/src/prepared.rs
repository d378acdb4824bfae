//! A call that waits to be sent.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
};

use partner_center_model::operation::Operation;

use crate::{
    call::{Call, Reply},
    client::Client,
    error::Error,
    fetched::{Content, Fetched},
};

/// A call of one client, which is sent when it is awaited.
///
/// It fails if the service refuses it, it does not arrive, or the answer does not read: [`Error`].
#[must_use = "a call is sent when it is awaited"]
pub struct Prepared<O: Operation> {
    client: Client,
    call: Result<Call<O>, String>,
}

impl<O: Operation> Prepared<O> {
    pub(crate) fn new(client: &Client, call: Result<Call<O>, String>) -> Self {
        Self { client: client.clone(), call }
    }

    pub(crate) fn body(self, body: &impl Content<O::Body>) -> Self {
        self.with(|call| call.content(body))
    }

    /// With these query parameters.
    pub fn query(self, query: O::Query) -> Self {
        self.with(|call| call.query(query))
    }

    /// Under this `MS-RequestId`. The same call under the same id does its work once, however often it is sent; without
    /// one it gets an id of its own, which its retries repeat.
    pub fn request_id(self, id: impl Into<String>) -> Self {
        self.with(|call| call.request_id(id))
    }

    /// Only if the resource still has this etag.
    pub fn if_match(self, etag: impl Into<String>) -> Self {
        self.with(|call| call.if_match(etag))
    }

    /// Sends it, and keeps the status and the headers of the answer.
    ///
    /// # Errors
    ///
    /// As when it is awaited.
    pub async fn reply(self) -> Result<Reply<O::Reply>, Error> {
        self.client.send(self.call.map_err(Error::Call)?).await
    }

    fn with(self, change: impl FnOnce(Call<O>) -> Call<O>) -> Self {
        Self { call: self.call.map(change), ..self }
    }
}

impl<O: Operation> IntoFuture for Prepared<O> {
    type Output = Result<Fetched<O::Reply>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { Ok(self.reply().await?.value) })
    }
}
