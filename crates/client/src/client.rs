//! The client: puts calls on the wire and reads the replies.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use partner_center_model::{
    operation::Operation,
    read::Reader,
    resource::{Header, Link},
};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::Instrument;

use crate::{
    builder::Builder,
    call::{Call, Reply},
    chance,
    credential::{AccessToken, Authority, CredentialError, Session},
    error::{Error, ServiceError},
    fetched::Fetched,
    pacing::Pacing,
    retry::Retry,
    transport::TransportError,
    wire,
};

/// Sends calls to one Partner Center. Cheap to clone; clones share the access token.
#[derive(Clone)]
pub struct Client {
    pub(crate) authority: Authority,
    pub(crate) session: Option<Arc<Session>>,
    pub(crate) shared: Arc<Shared>,
}

/// What clients of one Partner Center share.
pub(crate) struct Shared {
    pub(crate) api: String,
    pub(crate) retry: Retry,
    pub(crate) pacing: Option<Pacing>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) application: String,
    pub(crate) locale: Option<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("endpoint", &self.shared.api).finish_non_exhaustive()
    }
}

impl Client {
    /// A client to be put together.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The same client with this access token, which is not renewed.
    #[must_use]
    pub fn with_token(&self, token: impl Into<SecretString>) -> Self {
        Self { session: Some(Arc::new(Session::new(AccessToken::new(token)))), ..self.clone() }
    }

    /// Where people and programs sign in.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Sends a call and reads the reply.
    ///
    /// # Errors
    ///
    /// If the service refuses it, it does not arrive, or the answer does not read.
    pub async fn send<O: Operation>(&self, call: Call<O>) -> Result<Reply<O::Reply>, Error> {
        self.read(wire::request(&self.shared.api, &call)?, O::INFO.name).await
    }

    /// Sends a request of one's own making, for what has no type: the answer as it came, whatever its status.
    ///
    /// # Errors
    ///
    /// If it cannot be sent, or no answer comes back.
    pub async fn send_raw(&self, method: &str, path: &str, body: impl Into<Bytes>) -> Result<Response<Bytes>, Error> {
        let mut request = wire::plain(&self.shared.api, method, path, body.into())?;
        let ids = self.identify(&mut request)?;
        self.carry(request, &ids, "raw").await
    }

    /// Follows a link of an answer: the next page of a list, the artifact of an entitlement.
    ///
    /// # Errors
    ///
    /// If it cannot be sent, no answer comes back, or the service refuses.
    pub async fn follow(&self, link: &Link) -> Result<Reply<Value>, Error> {
        // Links are relative to the version. One to another host would be given the access token.
        let path = link.uri.trim_start_matches('/');
        if path.contains("://") {
            return Err(Error::Call(format!("the link {:?} leads elsewhere", link.uri)));
        }
        let path = path.strip_prefix("v1/").unwrap_or(path);
        let method = if link.method.is_empty() { "GET" } else { &link.method };
        let mut request = wire::plain(&self.shared.api, method, &format!("/v1/{path}"), Bytes::new())?;
        for Header { key, value } in &link.headers {
            let header = (key.parse::<HeaderName>(), value.parse::<HeaderValue>());
            let (Ok(name), Ok(value)) = header else {
                return Err(Error::Call(format!("the link's {key} is no header")));
            };
            request.headers_mut().insert(name, value);
        }
        self.read(request, "link").await
    }

    /// Sends a request and reads the reply.
    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        mut request: Request<Bytes>,
        operation: &'static str,
    ) -> Result<Reply<T>, Error> {
        let ids = self.identify(&mut request)?;
        let answer = self.carry(request, &ids, operation).await?;
        if !answer.status().is_success() {
            return Err(Box::new(ServiceError::of(&answer)).into());
        }
        let (head, body) = answer.into_parts();
        let unread = |source| Error::Answer { source, correlation_id: ids.correlation.clone() };
        let raw: Value = Reader::REPLIES.slice(&body).map_err(unread)?.value;
        let value = Fetched::read(raw).map_err(unread)?;
        Ok(Reply { status: head.status, headers: head.headers, value })
    }

    /// Gives the call its ids, where it has none, and what all calls carry.
    fn identify(&self, request: &mut Request<Bytes>) -> Result<Ids, Error> {
        let headers = request.headers_mut();
        let mut id = |name| -> Result<String, Error> {
            if let Some(given) = headers.get(name).and_then(|value| value.to_str().ok()) {
                return Ok(given.to_owned());
            }
            let new = chance::id().to_string();
            wire::insert(headers, name, &new)?;
            Ok(new)
        };
        let ids = Ids { request: id("ms-requestid")?, correlation: id("ms-correlationid")? };
        wire::insert(headers, "ms-partnercenter-application", &self.shared.application)?;
        if let Some(locale) = &self.shared.locale {
            wire::insert(headers, "x-locale", locale)?;
        }
        Ok(ids)
    }

    /// Carries a call, as often as it takes.
    async fn carry(
        &self,
        request: Request<Bytes>,
        ids: &Ids,
        operation: &'static str,
    ) -> Result<Response<Bytes>, Error> {
        let (request_id, correlation_id) = (&ids.request, &ids.correlation);
        let span = tracing::info_span!("partner_center", operation, %request_id, %correlation_id);
        self.attempts(request).instrument(span).await
    }

    async fn attempts(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Error> {
        let deadline = self.shared.timeout.map(|timeout| Instant::now() + timeout);
        let mut renewed = false;
        for attempt in 1.. {
            let outcome = match deadline {
                Some(deadline) => match timeout_at(deadline, self.attempt(&request, &mut renewed)).await {
                    Ok(outcome) => outcome?,
                    Err(_) => return Err(TransportError::too_late().into()),
                },
                None => self.attempt(&request, &mut renewed).await?,
            };
            let wait = self.shared.retry.wait(attempt, &outcome);
            let wait = wait.filter(|wait| deadline.is_none_or(|deadline| Instant::now() + *wait < deadline));
            let Some(wait) = wait else { return Ok(outcome?) };
            match &outcome {
                Ok(answer) => tracing::debug!(status = answer.status().as_u16(), ?wait, "tried again"),
                Err(error) => tracing::debug!(%error, ?wait, "tried again"),
            }
            sleep(wait).await;
        }
        Err(TransportError::too_late().into())
    }

    /// Sends a call once; once more with another token, where the service does not take the first.
    async fn attempt(
        &self,
        request: &Request<Bytes>,
        renewed: &mut bool,
    ) -> Result<Result<Response<Bytes>, TransportError>, Error> {
        loop {
            if let Some(pacing) = &self.shared.pacing {
                pacing.turn().await;
            }
            let mut request = request.clone();
            let Some(session) = &self.session else { return Ok(self.authority.transport.carry(request).await) };
            let token = match session.token(&self.authority).await {
                Ok(token) => token,
                // As good as a call that was not sent.
                Err(CredentialError::Transport(error)) => return Ok(Err(error.before_the_call())),
                Err(error) => return Err(error.into()),
            };
            let bearer = format!("Bearer {}", token.secret.expose_secret());
            let mut bearer =
                HeaderValue::from_str(&bearer).map_err(|_| Error::Call("the token is no header value".to_owned()))?;
            bearer.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, bearer);
            let outcome = self.authority.transport.carry(request).await;
            let refused = outcome.as_ref().is_ok_and(|answer| answer.status() == StatusCode::UNAUTHORIZED);
            if !refused || *renewed || !session.give_up(&token).await {
                return Ok(outcome);
            }
            *renewed = true;
        }
    }
}

/// The ids of a call, by which the service knows it again and support finds it.
struct Ids {
    request: String,
    correlation: String,
}
