//! The way of a request, every step in order: ids, route, body, identity, frame, journal, answer.

use std::{
    borrow::Cow,
    panic::AssertUnwindSafe,
    pin::{Pin, pin},
    sync::Arc,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use partner_center_model::{errors, operation::Root as Changes};
use tracing::Instrument;

use crate::{
    bodies::Sender,
    control, frame,
    identity::Identity,
    ids::Ids,
    journal::Row,
    metrics::other,
    oauth::{self, BadToken, Ring},
    problem::{self, Problem},
    refusal::{Failure, Refusal},
    route::Route,
    sandbox::Inner,
    serve::{Finished, RawCall},
    under_way::UnderWay,
};

/// The culture of callers that name none.
const DEFAULT_LOCALE: &str = "en-US";

const LOCALE: HeaderName = HeaderName::from_static("x-locale");
const CONTINUATION: HeaderName = HeaderName::from_static("ms-continuationtoken");

/// What bodies are in, nearly always.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// When a call that found the sandbox unable to carry it out may be repeated, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");

/// The head of a request, without its body.
pub(crate) type Head = http::request::Parts;

/// Answers a request.
pub(crate) async fn handle<B>(inner: &Arc<Inner>, request: Request<B>) -> Response<Full<Bytes>>
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let ids = Ids::of(request.headers());
    let (head, body) = request.into_parts();
    let mut under_way = UnderWay::begin(inner, &head, &ids);
    let span = under_way.span.clone();
    let mut response = catch_panic(pin!(answer(inner, &head, body, &ids, &mut under_way)))
        .instrument(span)
        .await
        .unwrap_or_else(|panic| failed(Problem::of(&panic.into(), "a request")));
    ids.answer(response.headers_mut());
    under_way.answered(response.status());
    response
}

/// Answers a request to the control API, a token endpoint or the API itself.
async fn answer<B>(
    inner: &Arc<Inner>,
    head: &Head,
    body: B,
    ids: &Ids,
    under_way: &mut UnderWay<'_>,
) -> Response<Full<Bytes>>
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let path = head.uri.path();
    if control::serves(path) {
        under_way.operation = other::CONTROL;
        // Before the body is read: who may not come in takes nobody's turn.
        return match inner.guard.admit(head) {
            Ok(()) => match inner.bodies.read(Sender::Known, &head.headers, body).await {
                Ok(body) => control::answer(inner, head, &body.bytes).await,
                Err(error) => control::unreadable(&error),
            },
            Err(error) => control::refused(error),
        };
    }
    if oauth::serves(path) {
        under_way.operation = other::SIGN_IN;
        return match inner.bodies.read(Sender::Anybody, &head.headers, body).await {
            Ok(body) => oauth::answer(inner, head, &body.bytes, ids).await,
            Err(error) => oauth::unreadable(inner, head, ids, &error),
        };
    }
    call_api(inner, head, body, ids, under_way).await
}

/// A call of the Partner Center API.
async fn call_api<B>(
    inner: &Arc<Inner>,
    head: &Head,
    body: B,
    ids: &Ids,
    under_way: &mut UnderWay<'_>,
) -> Response<Full<Bytes>>
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let wall = inner.wall.now();
    let mut row = Row::new(head, ids, wall);
    let locale = locale(&head.headers);
    let mut response = match inner.routes.find(&head.method, head.uri.path()) {
        Route::Unknown => {
            let refusal = Refusal::new(errors::NOT_FOUND)
                .explain(format!("No operation of Partner Center has the path {}.", head.uri.path()));
            row.explained(Some(refusal.code.code), refusal.explanation.as_deref());
            refused(&refusal)
        }
        Route::WrongMethod(allow) => {
            under_way.operation = other::WRONG_METHOD;
            row.explained(Some(errors::NOT_SUPPORTED.code), Some(&format!("Allowed here: {allow}.")));
            wrong_method(&allow)
        }
        Route::Found { operation, parameters } => {
            let info = inner.table[operation].info;
            under_way.operation = info.name;
            row.led_to(info.name, head.uri.query());
            let outcome = async {
                let (identity, _) = identify(inner, &head.headers, wall).await?;
                row.tenant = Some(identity.tenant);
                under_way.tenant = row.tenant;
                row.app = Some(identity.app);
                row.user = identity.user;
                // Whoever is known may send a body, and its room is taken until the answer is there.
                let body = inner.bodies.read(Sender::Known, &head.headers, body).await?;
                let call = RawCall {
                    operation,
                    parameters,
                    query: head.uri.query().unwrap_or_default().to_owned(),
                    body: body.bytes.clone(),
                    if_match: text(&head.headers, &header::IF_MATCH).map(|etag| etag.trim_matches('"').to_owned()),
                    continuation: text(&head.headers, &CONTINUATION).map(str::to_owned),
                    locale: locale.clone(),
                    request_id: ids.request.sent().map(str::to_owned),
                    identity,
                    nonce: ids.nonce,
                    at: wall,
                };
                frame::carry_out(inner, call).await
            };
            let outcome = catch_panic(pin!(outcome)).await.unwrap_or_else(|panic| Err(panic.into()));
            match outcome {
                Ok(finished) => {
                    row.explained(None, finished.explanation.as_deref());
                    if info.root != Changes::Nothing {
                        inner.bell.notify_one();
                    }
                    success(finished)
                }
                Err(failure) => {
                    let problem = Problem::of(&failure, info.name);
                    row.explained(Some(problem.code), problem.explanation.as_deref());
                    failed(problem)
                }
            }
        }
    };
    // HEAD answers nothing but its status, whatever was decided.
    if head.method == http::Method::HEAD {
        *response.body_mut() = Full::default();
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    let spoken = match locale {
        Cow::Borrowed(known) => Some(HeaderValue::from_static(known)),
        Cow::Owned(sent) => HeaderValue::try_from(sent).ok(),
    };
    if let Some(spoken) = spoken {
        response.headers_mut().insert(LOCALE, spoken);
    }
    inner.journal.record(row, response.status(), inner.wall.now());
    response
}

/// The token of the `Authorization` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let missing = || {
        Refusal::new(errors::PARTNER_TOKEN_MISSING)
            .explain("Send Authorization: Bearer <token>; POST /{tenant}/oauth2/v2.0/token gives one.")
    };
    const SCHEME: &[u8] = b"bearer ";
    let header = headers.get(header::AUTHORIZATION).ok_or_else(missing)?.as_bytes().trim_ascii();
    match header.split_at_checked(SCHEME.len()) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case(SCHEME) && token.is_ascii() => {
            str::from_utf8(token.trim_ascii()).map_err(|_| missing())
        }
        _ => Err(missing()),
    }
}

/// Who calls, by the token of the `Authorization` header, and the keys by which that is known.
pub(crate) async fn identify(
    inner: &Inner,
    headers: &HeaderMap,
    wall: jiff::Timestamp,
) -> Result<(Identity, Arc<Ring>), Failure> {
    let token = bearer(headers)?;
    let mut keys = inner.keys.ring();
    let mut verified = keys.verify(token, wall);
    if verified == Err(BadToken::Key) {
        // Another process may have rotated the key.
        keys = inner.newest_keys().await?;
        verified = keys.verify(token, wall);
    }
    let refused = |why| Refusal::new(errors::NOT_AUTHENTICATED).explain(format!("The token is not accepted: {why}."));
    Ok((verified.map_err(refused)?, keys))
}

/// A defect of the sandbox that would otherwise cut the connection.
struct Panicked;

impl From<Panicked> for Failure {
    fn from(_: Panicked) -> Self {
        Self::Defect("a request panicked".into())
    }
}

/// Stops a panic where it can still be answered. What is pinned stays where it is: it is several KiB.
async fn catch_panic<T>(mut outcome: Pin<&mut impl Future<Output = T>>) -> Result<T, Panicked> {
    std::future::poll_fn(|context| {
        match std::panic::catch_unwind(AssertUnwindSafe(|| outcome.as_mut().poll(context))) {
            Ok(polled) => polled.map(Ok),
            Err(_) => std::task::Poll::Ready(Err(Panicked)),
        }
    })
    .await
}

fn success(finished: Finished) -> Response<Full<Bytes>> {
    let mut response = match finished.body {
        Some(body) => json(finished.status, body),
        None => empty(finished.status),
    };
    let headers = response.headers_mut();
    if let Some(location) = finished.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
        headers.insert(header::LOCATION, location);
    }
    explain(headers, finished.explanation.as_deref());
    response
}

pub(crate) fn failed(problem: Problem) -> Response<Full<Bytes>> {
    let mut response = json(problem.status, problem.body);
    explain(response.headers_mut(), problem.explanation.as_deref());
    response
}

pub(crate) fn refused(refusal: &Refusal) -> Response<Full<Bytes>> {
    failed(Problem::refused(refusal))
}

/// 405, which the error table lists without a code.
fn wrong_method(allow: &str) -> Response<Full<Bytes>> {
    let refusal = Refusal::new(errors::NOT_SUPPORTED).about(format!("allowed here: {allow}"));
    let mut response = refused(&refusal);
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    if let Ok(allow) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    typed(status, JSON, body)
}

/// An answer of this content type.
pub(crate) fn typed(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    response
}

fn empty(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

fn explain(headers: &mut HeaderMap, explanation: Option<&str>) {
    let header = explanation.map(problem::explanation_header);
    if let Some(value) = header.and_then(|header| HeaderValue::from_str(&header).ok()) {
        headers.insert("backlot-explanation", value);
    }
}

/// The culture that the caller asks for; some clients send it in quotes.
fn locale(headers: &HeaderMap) -> Cow<'static, str> {
    text(headers, &LOCALE)
        .map(|locale| locale.trim_matches('"'))
        .filter(|locale| {
            (1..=35).contains(&locale.len()) && locale.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
        .map_or(Cow::Borrowed(DEFAULT_LOCALE), |locale| Cow::Owned(locale.to_owned()))
}

/// A header's text, unless it is absent or blank.
fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use http::{StatusCode, header};

    use super::{catch_panic, json};

    #[test]
    fn what_is_unavailable_says_when_to_try_again() {
        let retry_after = |status| json(status, "{}").headers().get(header::RETRY_AFTER).cloned();
        assert_eq!(retry_after(StatusCode::SERVICE_UNAVAILABLE).unwrap(), "1");
        assert_eq!(retry_after(StatusCode::INTERNAL_SERVER_ERROR), None);
    }

    #[tokio::test]
    async fn a_panic_goes_no_further_and_what_went_well_passes() {
        assert!(catch_panic(pin!(async { panic!("a defect") })).await.is_err());
        let later = async {
            tokio::task::yield_now().await;
            1
        };
        assert!(matches!(catch_panic(pin!(later)).await, Ok(1)));
    }
}
