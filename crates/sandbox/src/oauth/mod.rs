//! Tokens: the endpoints that give them, the key that signs them, and their verification.
//!
//! A request to a token endpoint is read (`request`), its account is found, it is judged by pure functions (`grants`,
//! with `resources` for what it asks for), its refresh token is kept (`refresh`), and only then, outside of any
//! transaction, the answer is signed (`tokens`).

mod asked;
pub(crate) mod assertion;
pub(crate) mod current;
mod directory;
mod discovery;
mod errors;
mod family;
pub(crate) mod former;
mod grants;
mod instance;
mod keys;
mod legacy;
mod passwords;
mod realm;
mod redeem;
mod refresh;
mod request;
mod resources;
mod ring;
mod sign_in;
#[cfg(test)]
mod tests;
mod tokens;
mod verify;

use std::sync::Arc;

use backlot_store::Plan;
use bytes::Bytes;
use http::{Method, Response, StatusCode};
use http_body_util::Full;
use jiff::Timestamp;
use partner_center_model::errors as documented;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Value, json};

pub use self::keys::{KeyError, SigningKey};
pub(crate) use self::refresh::{RefreshToken, place as refresh_token};
pub(crate) use self::sign_in::redirect::flaw as redirect_flaw;
use self::{
    asked::Asked,
    directory::Directory,
    errors::{Denied, Trace},
    request::{Request, Version},
    sign_in::Page,
    tokens::Minting,
};
pub(crate) use self::{
    current::Keys,
    ring::{NAME as SIGNING_KEYS, Ring},
    verify::BadToken,
};
use crate::{
    bodies::BodyError,
    ids::Ids,
    problem::Problem,
    refusal::{Failure, Refusal},
    sandbox::Inner,
    stack::{self, Head},
};

/// What a path below a tenant leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Token(Version),
    Keys,
    Configuration(Version),
    /// Whether a host may be trusted.
    Instance,
    /// Where somebody signs in.
    Realm,
    /// Where Partner Center itself gave tokens.
    Legacy,
    /// Where people sign in.
    Page(Page),
    /// Where devices ask that somebody signs in elsewhere.
    Device(Version),
}

/// Whether the path is a token endpoint's, or belongs to the discovery of one.
pub(crate) fn serves(path: &str) -> bool {
    find(path).is_some()
}

/// Tenant and endpoint of a path, whatever its casing and however many slashes it has.
fn find(path: &str) -> Option<(&str, Endpoint)> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    // Every call of the API passes here, and none of them goes on.
    let tenant = segments.next().filter(|first| !first.eq_ignore_ascii_case("v1"))?;
    let mut rest = [""; 3];
    for (place, segment) in rest.iter_mut().zip(segments.by_ref()) {
        *place = segment;
    }
    if segments.next().is_some() {
        return None;
    }
    let rest = rest.map(str::to_ascii_lowercase);
    let endpoint = match rest.each_ref().map(String::as_str) {
        ["oauth2", "token", ""] => Endpoint::Token(Version::V1),
        ["oauth2", "v2.0", "token"] => Endpoint::Token(Version::V2),
        ["discovery", "keys", ""] | ["discovery", "v2.0", "keys"] => Endpoint::Keys,
        [".well-known", "openid-configuration", ""] => Endpoint::Configuration(Version::V1),
        ["v2.0", ".well-known", "openid-configuration"] => Endpoint::Configuration(Version::V2),
        ["", "", ""] if tenant.eq_ignore_ascii_case("generatetoken") => Endpoint::Legacy,
        ["userrealm", _, ""] => Endpoint::Realm,
        ["discovery", "instance", ""] => Endpoint::Instance,
        ["oauth2", "authorize", ""] => Endpoint::Page(Page::Authorize(Version::V1)),
        ["oauth2", "v2.0", "authorize"] => Endpoint::Page(Page::Authorize(Version::V2)),
        ["login", "", ""] => Endpoint::Page(Page::Step),
        ["oauth2", "deviceauth", ""] => Endpoint::Page(Page::EnterDevice),
        ["oauth2", "logout", ""] | ["oauth2", "v2.0", "logout"] => Endpoint::Page(Page::SignOut),
        ["oauth2", "devicecode", ""] => Endpoint::Device(Version::V1),
        ["oauth2", "v2.0", "devicecode"] => Endpoint::Device(Version::V2),
        _ => return None,
    };
    Some((tenant, endpoint))
}

/// Answers a request to one of the paths that [`serves`] knows.
pub(crate) async fn answer(inner: &Arc<Inner>, head: &Head, body: &Bytes, ids: &Ids) -> Response<Full<Bytes>> {
    let trace = Trace::of(head, ids, inner.wall.now());
    let Some((tenant, endpoint)) = find(head.uri.path()) else {
        return stack::refused(&Refusal::new(documented::NOT_FOUND));
    };
    let tenant = percent_decode_str(tenant).decode_utf8_lossy();
    let answered = match endpoint {
        Endpoint::Token(_) | Endpoint::Device(_) | Endpoint::Legacy if head.method != Method::POST => {
            Err(wrong_method(head, "POST"))
        }
        Endpoint::Keys | Endpoint::Configuration(_) | Endpoint::Instance | Endpoint::Realm
            if !matches!(head.method, Method::GET | Method::HEAD) =>
        {
            Err(wrong_method(head, "GET, HEAD"))
        }
        Endpoint::Legacy => match legacy::generate(inner, head, body, ids).await {
            Ok(answer) => ok(&answer),
            Err(failure) => Ok(stack::failed(Problem::of(&failure, "generatetoken"))),
        },
        Endpoint::Realm => {
            let login = head.uri.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let login = percent_decode_str(login).decode_utf8_lossy();
            realm::realm(inner, &login).await.and_then(|realm| ok(&realm))
        }
        Endpoint::Instance => instance::discovery(head.uri.query().unwrap_or_default()).and_then(|answer| ok(&answer)),
        Endpoint::Token(version) => {
            token(inner, version, &tenant, head, body, &trace).await.and_then(|answer| ok(&answer))
        }
        Endpoint::Keys => published(inner, &tenant, trace.at).await.and_then(|keys| ok(&keys)),
        Endpoint::Configuration(version) => directory(inner, &tenant)
            .await
            .and_then(|directory| ok(&discovery::configuration(&directory, version, &discovery::origin(head)))),
        Endpoint::Page(page) => Ok(sign_in::answer(inner, page, &tenant, head, body, &trace).await),
        Endpoint::Device(version) => {
            sign_in::wait(inner, version, &tenant, head, body, &trace).await.and_then(|answer| ok(&answer))
        }
    };
    let mut response = errors::private(answered.unwrap_or_else(|denied| denied.answer(&trace)));
    if head.method == Method::HEAD {
        *response.body_mut() = Full::default();
    }
    trace.answer(response)
}

/// Answers a request whose body could not be read.
pub(crate) fn unreadable(inner: &Inner, head: &Head, ids: &Ids, error: &BodyError) -> Response<Full<Bytes>> {
    let trace = Trace::of(head, ids, inner.wall.now());
    let kind = if matches!(error, BodyError::NoRoom) { errors::UNAVAILABLE } else { errors::MALFORMED };
    trace.answer(errors::private(Denied::new(kind).explain(error.to_string()).answer(&trace)))
}

/// Gives a token, or says why not.
async fn token(
    inner: &Arc<Inner>,
    version: Version,
    tenant: &str,
    head: &Head,
    body: &[u8],
    trace: &Trace,
) -> Result<tokens::Answer, Denied> {
    let request = Request::read(version, head, body)?;
    let (request, tenant) = (Arc::new(request), tenant.to_owned());
    let (named, sent) = (tenant.clone(), Arc::clone(&request));
    let plan = directory::reads(&tenant, &request.grant);
    let account = inner.look(plan, move |records, _| directory::locate(records, &named, &sent.grant)).await;
    let account = account.map_err(|failure| unavailable(&failure))??;
    let client_info = request.client_info;
    let nonce = trace.trace_id.as_bytes();
    let drawn = refresh::draw(&mut inner.keys.ring().key().chance(nonce), account);
    let asked = Arc::new(Asked { account, tenant, request, drawn, wall: trace.at });
    let (plan, locks, judging) = (asked.reads(), asked.locks().collect(), Arc::clone(&asked));
    let judged = inner.decide(plan, locks, nonce.to_vec(), move |records, world| judging.judge(records, world)).await;
    let judged = judged.map_err(|failure| unavailable(&failure))??;
    let keys = inner.keys_with(judged.key_number).await.map_err(|failure| unavailable(&failure))?;
    let minting = Minting {
        key: keys.key(),
        account: &judged.account,
        version,
        client_info,
        lifetime: judged.lifetime,
        mark: judged.mark,
        trace_id: trace.trace_id,
        wall: trace.at,
    };
    minting.answer(&judged.granted, judged.refresh_token.as_ref()).map_err(|failure| unavailable(&failure))
}

/// The directory that a path names.
async fn directory(inner: &Inner, tenant: &str) -> Result<Directory, Denied> {
    let tenant = tenant.to_owned();
    let named = inner.look(Plan::new().more(), move |records, _| directory::named(records, &tenant)).await;
    named.map_err(|failure| unavailable(&failure))?
}

/// The public halves of the keys whose tokens may be good.
async fn published(inner: &Inner, tenant: &str, wall: Timestamp) -> Result<Value, Denied> {
    directory(inner, tenant).await?;
    let keys = inner.newest_keys().await.map_err(|failure| unavailable(&failure))?;
    Ok(json!({ "keys": keys.published(wall) }))
}

/// The answer to what is not the caller's doing.
fn unavailable(failure: &Failure) -> Denied {
    tracing::error!(?failure, "no token could be given");
    Denied::new(errors::UNAVAILABLE)
}

fn wrong_method(head: &Head, allowed: &'static str) -> Denied {
    Denied::new(errors::WRONG_METHOD).argument(allowed).argument(head.method.as_str())
}

fn ok(body: &impl Serialize) -> Result<Response<Full<Bytes>>, Denied> {
    let body = serde_json::to_vec(body).map_err(|error| unavailable(&Failure::Defect(error.to_string())))?;
    Ok(stack::json(StatusCode::OK, body))
}
