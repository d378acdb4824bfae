//! People sign in by browser: for an application that wants a code, or for a device that waits.
//!
//! What is asked for is judged anew at each step (`goal`); how far the sign-in has come travels in a sealed field of each
//! form (`progress`). What outlasts it is kept as records: `session`, `consent`, `code`, `device`.

mod attempts;
mod back;
pub(super) mod bearer;
mod browser;
pub(super) mod code;
mod consent;
pub(super) mod device;
mod devices;
mod goal;
mod pages;
pub(super) mod pkce;
mod progress;
pub(super) mod redirect;
mod scene;
mod session;
mod sign_out;
mod steps;
pub(super) mod wish;

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Response};
use http_body_util::Full;
use uuid::Uuid;

pub(in crate::oauth) use self::{back::escaped, devices::wait};
use self::{
    back::redirect_to,
    browser::Browser,
    goal::Fault,
    progress::{Ask, Progress},
};
use super::{
    errors::{self, Denied, Trace},
    request::{Form, Version},
    ring::Ring,
    unavailable,
};
use crate::{limits::LONGEST_SIGN_IN, sandbox::Inner, stack::Head};

/// What of a sign-in is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// An application wants a code.
    Authorize(Version),
    /// A form of a sign-in comes back.
    Step,
    /// Somebody wants to enter the code of a device.
    EnterDevice,
    /// Somebody signs out.
    SignOut,
}

/// A browser that asks.
struct Visit<'v> {
    inner: &'v Arc<Inner>,
    /// The tenant as the path names it.
    tenant: &'v str,
    head: &'v Head,
    trace: &'v Trace,
    browser: Browser,
    drawn: Drawn,
}

/// What a step may need of chance, drawn before anything is read.
struct Drawn {
    session: [u8; 32],
    code: [u8; 32],
    family: Uuid,
}

/// Answers a browser; whatever is wrong is a page too.
pub(super) async fn answer(
    inner: &Arc<Inner>,
    page: Page,
    tenant: &str,
    head: &Head,
    body: &Bytes,
    trace: &Trace,
) -> Response<Full<Bytes>> {
    let mut chance = inner.keys.ring().key().chance(trace.trace_id.as_bytes());
    let browser = Browser::of(head, &mut chance);
    let drawn = Drawn { session: chance.bytes(), code: chance.bytes(), family: chance.guid() };
    let visit = Visit { inner, tenant, head, trace, browser, drawn };
    let answered = visit.answer(page, body).await;
    let mut response = answered.unwrap_or_else(|fault| match &fault.back {
        Some(back) => back.denied(&fault.denied, trace),
        None => pages::problem(&fault.denied, trace),
    });
    visit.browser.remember(&mut response);
    response
}

impl Visit<'_> {
    async fn answer(&self, page: Page, body: &[u8]) -> Result<Response<Full<Bytes>>, Fault> {
        let posts = match self.head.method {
            Method::GET if page != Page::Step => false,
            Method::POST => true,
            _ => {
                let allowed = if page == Page::Step { "POST" } else { "GET, POST" };
                return Err(super::wrong_method(self.head, allowed).into());
            }
        };
        match page {
            // What another site posts comes without the browser's cookies. As a GET it has them.
            Page::Authorize(version) if posts => Ok(self.as_get(version, "authorize", body)?),
            Page::SignOut if posts => Ok(self.as_get(Version::V2, "logout", body)?),
            Page::Authorize(version) => {
                let query = self.query().to_owned();
                self.begin(Ask::Code { version, tenant: self.tenant.to_owned(), query }).await
            }
            Page::SignOut => self.sign_out().await,
            Page::EnterDevice if !posts => Ok(self.ask_user_code(None)),
            Page::EnterDevice | Page::Step => {
                let form = Form::read(&self.head.headers, body)?;
                let progress = self.progress(form.get("ctx")).await?;
                self.step(&progress, &form).await
            }
        }
    }

    fn query(&self) -> &str {
        self.head.uri.query().unwrap_or_default()
    }

    /// Sends a browser that posts to the same endpoint with what it posted as query.
    fn as_get(&self, version: Version, endpoint: &str, body: &[u8]) -> Result<Response<Full<Bytes>>, Denied> {
        let query = Form::read(&self.head.headers, body)?.encoded();
        if query.len() > LONGEST_SIGN_IN {
            let why = format!("The request is longer than {} bytes.", LONGEST_SIGN_IN);
            return Err(Denied::new(errors::MALFORMED).explain(why));
        }
        let version = if version == Version::V2 { "v2.0/" } else { "" };
        // Not the path as it was sent: one that begins with two slashes would lead elsewhere.
        Ok(redirect_to(&format!("/{}/oauth2/{version}{endpoint}?{query}", escaped(self.tenant))))
    }

    /// Where the forms of this sign-in go, and how far it has come.
    fn form(&self, progress: &Progress) -> pages::Form {
        let action = format!("/{}/login", escaped(self.tenant));
        pages::Form { action, ctx: progress.seal(self.inner.keys.ring().key(), &self.browser) }
    }

    /// How far a sign-in has come, by the sealed field of its form.
    async fn progress(&self, field: Option<&str>) -> Result<Progress, Denied> {
        let open = |keys: &Ring| Progress::open(field, keys, &self.browser, self.trace.at);
        if let Ok(progress) = open(&self.inner.keys.ring()) {
            return Ok(progress);
        }
        // Another process may have rotated the key.
        open(&*self.inner.newest_keys().await.map_err(|failure| unavailable(&failure))?)
    }
}
