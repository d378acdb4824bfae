//! The client: puts calls on the wire and reads the replies.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use partner_center_model::{operation::Operation, read::Reader, resource::Link};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::Instrument;

use crate::{
    builder::Builder,
    call::{Call, Reply},
    chance,
    credential::{AccessToken, Authority, Current, Session},
    error::{Error, ServiceError},
    fetched::Fetched,
    pacing::Pacing,
    raw::Raw,
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

    /// A request of one's own making, for what has no type: the answer as it came, whatever its status. The path begins
    /// with a slash: `/v1/invoices`.
    pub fn send_raw(&self, method: &str, path: &str, body: impl Into<Bytes>) -> Raw {
        // Without it, what is called might be another host's, which would be given the access token.
        let request = if path.starts_with('/') {
            wire::plain(&self.shared.api, method, path, body.into())
        } else {
            Err(Error::Call(format!("the path {path:?} does not begin with a slash")))
        };
        Raw::new(self, request)
    }

    pub(crate) async fn carry_raw(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, Error> {
        let ids = self.identify(&mut request)?;
        self.carry(request, &ids, "raw").await
    }

    /// Follows a link of an answer: the next page of a list, the artifact of an entitlement.
    ///
    /// # Errors
    ///
    /// If it cannot be sent or leads elsewhere, no answer comes back, or the service refuses.
    pub async fn follow(&self, link: &Link) -> Result<Reply<Value>, Error> {
        self.read(wire::link(&self.shared.api, link)?, "link").await
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
            return Err(Box::new(ServiceError::of(&answer, &ids.correlation)).into());
        }
        let (head, body) = answer.into_parts();
        let unread = |source| Error::Answer { source, correlation_id: ids.correlation.clone() };
        let raw: Value = Reader::REPLIES.slice(&body).map_err(unread)?.value;
        let value = Fetched::read(raw).map_err(unread)?;
        let Ids { request: request_id, correlation: correlation_id } = ids;
        Ok(Reply { status: head.status, headers: head.headers, value, request_id, correlation_id })
    }

    /// Gives the call its ids and what all calls carry, where it has none of its own.
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
        let of_all = [
            ("ms-partnercenter-application", Some(&self.shared.application)),
            ("x-locale", self.shared.locale.as_ref()),
        ];
        for (name, value) in of_all {
            if let Some(value) = value.filter(|_| !headers.contains_key(name)) {
                wire::insert(headers, name, value)?;
            }
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
        let span = tracing::info_span!(
            "partner_center",
            operation,
            request_id = %ids.request,
            correlation_id = %ids.correlation,
            status = tracing::field::Empty,
        );
        let outcome = self.attempts(request).instrument(span.clone()).await;
        match outcome {
            Ok(answer) => {
                span.record("status", answer.status().as_u16());
                Ok(answer)
            }
            Err(Error::Transport(error)) => Err(error.during(&ids.correlation).into()),
            Err(error) => Err(error),
        }
    }

    async fn attempts(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Error> {
        let deadline = self.shared.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut progress = Progress::default();
        for attempt in 1.. {
            let outcome = match deadline {
                Some(deadline) => match timeout_at(deadline, self.attempt(&request, &mut progress)).await {
                    Ok(outcome) => outcome?,
                    Err(_) => return Err(TransportError::too_late(!progress.sent).into()),
                },
                None => self.attempt(&request, &mut progress).await?,
            };
            let wait = self.shared.retry.wait(attempt, &outcome);
            let in_time = |wait: &Duration| match deadline {
                Some(deadline) => Instant::now().checked_add(*wait).is_some_and(|end| end < deadline),
                None => true,
            };
            let Some(wait) = wait.filter(in_time) else { return Ok(outcome?) };
            match &outcome {
                Ok(answer) => tracing::debug!(status = answer.status().as_u16(), ?wait, "tried again"),
                Err(error) => tracing::debug!(%error, ?wait, "tried again"),
            }
            sleep(wait).await;
        }
        Err(TransportError::too_late(!progress.sent).into())
    }

    /// Sends a call once; once more with another token, where the service does not take the first.
    async fn attempt(
        &self,
        request: &Request<Bytes>,
        progress: &mut Progress,
    ) -> Result<Result<Response<Bytes>, TransportError>, Error> {
        let Some(session) = &self.session else { return Ok(self.once(request.clone(), progress).await) };
        let mut refused: Option<(Current, Response<Bytes>)> = None;
        loop {
            let token = match session.token(&self.authority).await {
                Ok(token) => token,
                // As good as a call that was not sent.
                Err(error) if error.may_pass() => {
                    return Ok(Err(TransportError::new(!progress.sent, "no access token could be had", error)));
                }
                Err(error) => return Err(error.into()),
            };
            if let Some((_, answer)) = refused.take_if(|(used, _)| used.is(&token)) {
                return Ok(Ok(answer));
            }
            let mut request = request.clone();
            request.headers_mut().insert(header::AUTHORIZATION, bearer(&token)?);
            let answer = match self.once(request, progress).await {
                Ok(answer) if answer.status() == StatusCode::UNAUTHORIZED && !progress.renewed => answer,
                outcome => return Ok(outcome),
            };
            progress.renewed = true;
            session.give_up(&token).await;
            refused = Some((token, answer));
        }
    }

    /// Sends a call when it is its turn.
    async fn once(&self, request: Request<Bytes>, progress: &mut Progress) -> Result<Response<Bytes>, TransportError> {
        if let Some(pacing) = &self.shared.pacing {
            pacing.turn().await;
        }
        let before = std::mem::replace(&mut progress.sent, true);
        self.authority.transport.carry(request).await.map_err(|mut error| {
            // An earlier attempt may have arrived, whatever became of this one.
            error.unsent &= !before;
            progress.sent = !error.unsent;
            error
        })
    }
}

/// How far a call has come.
#[derive(Default)]
struct Progress {
    /// Whether it may have reached the service.
    sent: bool,
    /// Whether the service did not take a token, and another was got.
    renewed: bool,
}

fn bearer(token: &Current) -> Result<HeaderValue, Error> {
    let value = HeaderValue::from_str(&format!("Bearer {}", token.secret.expose_secret()));
    let mut value = value.map_err(|_| Error::Call("the token is no header value".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The ids of a call, by which the service knows it again and support finds it.
struct Ids {
    request: String,
    correlation: String,
}
