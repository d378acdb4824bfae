//! The control API under `/_backlot/`: what one can ask and change about the sandbox itself. `docs/CONTROL.md`
//! describes it.

mod about;
mod accounts;
mod auth;
mod clock;
mod events;
mod guard;
mod journal;
mod metrics;
mod paths;
mod probes;
mod reset;
mod settings;
mod support;
pub mod token;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

pub(crate) use self::probes::Readiness;
pub use self::{guard::Guard, paths::PATHS, token::TokenError};
use crate::{
    account::Account,
    bodies::BodyError,
    problem::Problem,
    records::{Records, Stored},
    refusal::{Failure, Refusal},
    sandbox::Inner,
    stack::{self, Head},
};

/// Why a control call did not succeed.
#[derive(Debug)]
pub(crate) struct ControlError {
    status: StatusCode,
    message: String,
    /// What the answer says in a header of its own.
    header: Option<(HeaderName, &'static str)>,
}

impl ControlError {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), header: None }
    }

    fn wrong_method(allow: &'static str) -> Self {
        let header = Some((header::ALLOW, allow));
        Self { header, ..Self::new(StatusCode::METHOD_NOT_ALLOWED, format!("allowed here: {allow}")) }
    }

    fn unavailable(message: impl Into<String>, retry_after: &'static str) -> Self {
        let header = Some((header::RETRY_AFTER, retry_after));
        Self { header, ..Self::new(StatusCode::SERVICE_UNAVAILABLE, message) }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl From<Failure> for ControlError {
    fn from(failure: Failure) -> Self {
        let problem = Problem::of(&failure, "the control API");
        let message = match failure {
            Failure::Refused(refusal) => refusal.explanation.unwrap_or_else(|| refusal.code.text.to_owned()),
            failure => format!("{failure:?}"),
        };
        Self::new(problem.status, message)
    }
}

/// What a control call answers.
type Answer = Result<Page, ControlError>;

/// The body of a control call's answer.
#[derive(Debug)]
struct Page {
    kind: &'static str,
    bytes: Bytes,
}

/// Whether the path is the control API's.
pub(crate) fn serves(path: &str) -> bool {
    path == "/_backlot" || path.starts_with("/_backlot/")
}

/// Answers a request whose body could not be read.
pub(crate) fn unreadable(error: &BodyError) -> Response<Full<Bytes>> {
    respond(Err(match error {
        BodyError::NoRoom => ControlError::unavailable(error.to_string(), "1"),
        error => ControlError::bad_request(error.to_string()),
    }))
}

/// Answers a request that may not come in.
pub(crate) fn refused(error: ControlError) -> Response<Full<Bytes>> {
    respond(Err(error))
}

/// Answers a request to the control API that the guard has let in.
pub(crate) async fn answer(inner: &Arc<Inner>, head: &Head, body: &Bytes) -> Response<Full<Bytes>> {
    respond(route(inner, head, body).await)
}

fn respond(answered: Answer) -> Response<Full<Bytes>> {
    let header = answered.as_ref().err().and_then(|error| error.header.clone());
    let mut response = match answered {
        Ok(page) => stack::typed(StatusCode::OK, page.kind, page.bytes),
        Err(error) => {
            let form = serde_json::json!({ "error": { "status": error.status.as_u16(), "message": error.message } });
            stack::json(error.status, form.to_string())
        }
    };
    if let Some((name, value)) = header {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn route(inner: &Arc<Inner>, head: &Head, body: &Bytes) -> Answer {
    let segments: Vec<&str> = head.uri.path().split('/').filter(|segment| !segment.is_empty()).skip(1).collect();
    let methods = paths::methods(&segments).ok_or_else(|| {
        ControlError::new(StatusCode::NOT_FOUND, "the control API has no such path; see docs/CONTROL.md")
    })?;
    let method = head.method.as_str();
    if !methods.split(", ").any(|known| known == method) {
        return Err(ControlError::wrong_method(methods));
    }
    match (method, segments.as_slice()) {
        ("GET", ["health"]) => probes::health(),
        ("GET", ["ready"]) => probes::ready(inner).await,
        ("GET", ["about"]) => about::about(inner).await,
        ("GET", ["metrics"]) => metrics::metrics(inner),
        ("GET", ["accounts"]) => accounts::list(inner).await,
        ("GET", ["accounts", tenant, "quota"]) => accounts::quota(inner, tenant_id(tenant)?).await,
        ("GET", ["accounts", tenant, "incentives"]) => accounts::incentives(inner, tenant_id(tenant)?).await,
        ("POST", ["accounts", tenant, "support", "cancel-reservations"]) => {
            support::cancel_reservations(inner, tenant_id(tenant)?, read(body)?).await
        }
        ("POST", ["accounts", tenant, "relationship-requests", "accept"]) => {
            support::accept_relationship_request(inner, tenant_id(tenant)?, read(body)?).await
        }
        ("POST", ["accounts", tenant, "users", person, "revoke"]) => {
            auth::revoke(inner, tenant_id(tenant)?, person, read(body)?).await
        }
        ("POST", ["auth", "expire-tokens"]) => auth::expire_tokens(inner, read(body)?).await,
        ("POST", ["auth", "rotate-key"]) => auth::rotate_key(inner, read(body)?).await,
        ("GET", ["clock"]) => clock::show(inner).await,
        ("PUT", ["clock"]) => clock::set(inner, read(body)?).await,
        ("GET", ["events"]) => events::read(inner, head.uri.query().unwrap_or_default()).await,
        ("GET", ["settings"]) => settings::show(inner).await,
        ("PATCH", ["settings"]) => settings::change(inner, read(body)?).await,
        ("GET", ["journal"]) => journal::read(inner, head.uri.query().unwrap_or_default()).await,
        ("POST", ["reset"]) => reset::reset(inner).await,
        _ => Err(Failure::Defect(format!("nothing handles {method} {segments:?}")).into()),
    }
}

/// The account of this tenant.
fn account(records: &mut Records<'_, '_>, tenant: Uuid) -> Result<Stored<Account>, Failure> {
    records.find::<Account>(&Account::key(tenant))?.ok_or_else(|| {
        Refusal::new(partner_center_model::errors::NOT_FOUND)
            .explain(format!("no account of this world has the tenant {tenant}"))
            .into()
    })
}

fn tenant_id(text: &str) -> Result<Uuid, ControlError> {
    text.parse().map_err(|_| ControlError::bad_request(format!("the tenant id: expected a GUID, found {text:?}")))
}

/// Reads a body; unlike the API's, it must be spelt right. The complaint names the place.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, ControlError> {
    let body: &[u8] = if body.is_empty() { b"{}" } else { body };
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ControlError::bad_request(unread("the body", &error)))?;
    json.end().map_err(|error| ControlError::bad_request(format!("the body: {error}")))?;
    Ok(value)
}

/// The complaint about something that does not read, with its place.
fn unread(what: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let place = error.path().to_string();
    let place = if matches!(place.as_str(), "." | "?") { what } else { &place };
    format!("{place}: {}", error.inner())
}

fn encode(value: &impl Serialize) -> Answer {
    Ok(Page { kind: stack::JSON, bytes: crate::records::encode(value)? })
}
