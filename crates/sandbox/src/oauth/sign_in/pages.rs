//! The pages that people see: one template each, all of it escaped, and headers that let nothing else in.

use std::sync::LazyLock;

use askama::Template;
use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;

use crate::{
    account::User,
    oauth::errors::{Denied, Trace},
    stack,
};

/// How every page looks.
const STYLE: &str = include_str!("pages/style.css");

/// What sends a form on where scripts run; elsewhere it has a button.
const SUBMIT: &str = "document.forms[0].submit()";

/// What pages may load, as far as it is the same for all of them. The style and the script are known by their hashes.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; frame-ancestors 'none'",
        hash(STYLE),
        hash(SUBMIT)
    )
});

/// Where a form goes, and how far the sign-in has come.
pub(super) struct Form {
    pub(super) action: String,
    pub(super) ctx: String,
}

/// Asks for the user name.
#[derive(Template)]
#[template(path = "name.html")]
pub(super) struct Name<'p> {
    pub(super) form: Form,
    pub(super) app: &'p str,
    pub(super) login: &'p str,
    pub(super) error: Option<&'p str>,
}

/// Asks for the password.
#[derive(Template)]
#[template(path = "password.html")]
pub(super) struct Password<'p> {
    pub(super) form: Form,
    pub(super) login: &'p str,
    pub(super) error: Option<&'p str>,
}

/// Asks for the second factor.
#[derive(Template)]
#[template(path = "second_factor.html")]
pub(super) struct SecondFactor<'p> {
    pub(super) form: Form,
    pub(super) login: &'p str,
    pub(super) error: Option<&'p str>,
}

/// Asks which of those who have signed in is meant.
#[derive(Template)]
#[template(path = "account.html")]
pub(super) struct Account<'p> {
    pub(super) form: Form,
    pub(super) app: &'p str,
    pub(super) people: Vec<&'p User>,
}

/// Asks whether the application may have what it asks for.
#[derive(Template)]
#[template(path = "consent.html")]
pub(super) struct Consent<'p> {
    pub(super) form: Form,
    pub(super) app: &'p str,
    pub(super) login: &'p str,
    /// The code that the device shows, if one is signed in.
    pub(super) device: Option<&'p str>,
    pub(super) scopes: &'p [String],
}

/// Asks for the code that a device shows.
#[derive(Template)]
#[template(path = "user_code.html")]
pub(super) struct UserCode<'p> {
    pub(super) form: Form,
    pub(super) error: Option<&'p str>,
}

/// Says that all is done.
#[derive(Template)]
#[template(path = "done.html")]
struct Done<'p> {
    title: &'p str,
    text: &'p str,
}

/// Says what is wrong where nobody can be sent back.
#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'p> {
    sentence: String,
    explanation: Option<&'p str>,
    details: Vec<(&'static str, String)>,
}

/// Carries parameters to the application in a form.
#[derive(Template)]
#[template(path = "form_post.html")]
struct FormPost<'p> {
    action: &'p str,
    parameters: &'p [(&'static str, String)],
}

/// A page whose form may lead to this origin, beside this server.
pub(super) fn show(status: StatusCode, page: &impl Template, leads_to: &str) -> Response<Full<Bytes>> {
    typed(status, page, &format!("'self' {leads_to}"))
}

/// The page that says what is wrong.
pub(super) fn problem(denied: &Denied, trace: &Trace) -> Response<Full<Bytes>> {
    let page =
        Problem { sentence: denied.sentence(), explanation: denied.explanation(), details: trace.details().into() };
    typed(denied.kind.status, &page, "'none'")
}

/// The page that says that all is done.
pub(super) fn done(title: &str, text: &str) -> Response<Full<Bytes>> {
    typed(StatusCode::OK, &Done { title, text }, "'none'")
}

/// The page that sends itself on to the application.
pub(super) fn form_post(action: &str, leads_to: &str, parameters: &[(&'static str, String)]) -> Response<Full<Bytes>> {
    typed(StatusCode::OK, &FormPost { action, parameters }, leads_to)
}

fn typed(status: StatusCode, page: &impl Template, leads_to: &str) -> Response<Full<Bytes>> {
    let body = match page.render() {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "a page does not render");
            return stack::json(StatusCode::INTERNAL_SERVER_ERROR, "{}");
        }
    };
    let mut response = stack::typed(status, "text/html; charset=utf-8", body);
    if let Ok(policy) = HeaderValue::from_str(&format!("{}; form-action {leads_to}", *POLICY)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    protect(&mut response);
    response
}

/// The headers of everything that browsers get here. `no-store` is added to all answers of these endpoints.
pub(super) fn protect<B>(response: &mut Response<B>) {
    const ALL: [(HeaderName, &str); 3] = [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in ALL {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}
