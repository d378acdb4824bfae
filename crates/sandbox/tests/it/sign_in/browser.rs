//! A browser: it keeps cookies, fills in forms, and stops where it is sent elsewhere.

use std::collections::BTreeMap;

use backlot_sandbox::account::Account;
use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use percent_encoding::percent_decode_str;

use crate::oauth::stage::{PARTNER_CENTER, Stage, encoded};

pub(super) const REDIRECT: &str = "http://localhost:8400/";

/// The verifier and the challenge of RFC 7636, appendix B.
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(super) struct Browser<'s> {
    pub(super) stage: &'s Stage,
    pub(super) cookies: BTreeMap<String, String>,
    /// Whether it comes by way of a proxy that ends TLS.
    pub(super) https: bool,
}

/// What the browser shows, or where it is sent.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) html: String,
}

impl<'s> Browser<'s> {
    pub(super) fn new(stage: &'s Stage) -> Self {
        Self { stage, cookies: BTreeMap::new(), https: false }
    }

    pub(super) async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), String::new()).await
    }

    pub(super) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request, encoded(form)).await
    }

    /// Sends the page's form with these fields filled in.
    pub(super) async fn submit(&mut self, page: &Page, fields: &[(&str, &str)]) -> Page {
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8", "{page:?}");
        let (action, hidden) = page.form();
        let hidden: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(&action, &[hidden.as_slice(), fields].concat()).await
    }

    async fn send(&mut self, mut request: http::request::Builder, body: String) -> Page {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request = request.header("host", "login.test").header("cookie", cookies.join("; "));
        if self.https {
            request = request.header("x-forwarded-proto", "https");
        }
        let response = self.stage.sandbox.handle(request.body(Full::new(Bytes::from(body))).unwrap()).await;
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        for cookie in head.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let secure = if self.https { "; Secure" } else { "" };
            assert!(attributes.ends_with(&format!(" Path=/; HttpOnly; SameSite=Lax{secure}")), "{cookie}");
            assert_eq!(name.starts_with("__Host-"), self.https, "{cookie}");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        assert_eq!(head.headers["cache-control"], "no-store");
        Page { status: head.status.as_u16(), headers: head.headers, html: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// Signs in from the page that asks for a user name; what comes then.
    pub(super) async fn sign_in(&mut self, page: &Page, account: &Account, user: usize) -> Page {
        let user = &account.users[user];
        let page = self.submit(page, &[("login", &user.user_principal_name)]).await;
        let page = self.submit(page.shows("Enter password"), &[("passwd", &user.password)]).await;
        self.submit(page.shows("Enter code"), &[("otc", "123456")]).await
    }

    /// Enters a password for the account's first person; the page that comes then.
    pub(super) async fn guess(&mut self, account: &Account, password: &str) -> Page {
        let page = self.get(&authorize(account, &[])).await;
        let login = &account.users[0].user_principal_name;
        let page = self.submit(page.shows("Sign in"), &[("login", login)]).await;
        self.submit(page.shows("Enter password"), &[("passwd", password)]).await
    }

    /// Signs in and consents; the code that comes back.
    pub(super) async fn code(&mut self, path: &str, account: &Account) -> String {
        let page = self.get(path).await;
        let page = self.sign_in(page.shows("Sign in"), account, 0).await;
        let page = self.submit(page.shows("Permissions requested"), &[("consent", "accept")]).await;
        page.back()["code"].clone()
    }
}

impl Page {
    /// The page, whose heading is this one.
    #[track_caller]
    pub(super) fn shows(&self, heading: &str) -> &Self {
        assert!(self.html.contains(&format!("<h1>{heading}</h1>")), "no {heading:?}: {self:?}");
        self.is_protected();
        self
    }

    /// A page that shows what is wrong, and sends nobody anywhere.
    #[track_caller]
    pub(super) fn refuses(&self, number: u32) -> &Self {
        self.is_protected();
        assert!(self.html.contains(&format!("AADSTS{number}: ")), "no {number}: {self:?}");
        assert!(!self.headers.contains_key("location"), "{self:?}");
        self
    }

    #[track_caller]
    fn is_protected(&self) {
        let policy = self.headers["content-security-policy"].to_str().unwrap();
        for part in ["default-src 'none'; ", "frame-ancestors 'none'; ", "base-uri 'none'; ", "form-action '"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert_eq!(self.headers["referrer-policy"], "no-referrer");
        assert_eq!(self.headers["x-content-type-options"], "nosniff");
        assert_eq!(self.html.matches("<script").count(), 0, "{}", self.html);
    }

    /// Where the form goes, and its hidden fields.
    pub(super) fn form(&self) -> (String, Vec<(String, String)>) {
        let action = between(&self.html, "<form method=\"post\" action=\"", "\"").unwrap();
        let inputs = self.html.split("<input type=\"hidden\" name=\"").skip(1);
        let hidden = inputs.map(|input| {
            let (name, rest) = input.split_once("\" value=\"").unwrap();
            (name.to_owned(), unescaped(rest.split_once("\">").unwrap().0))
        });
        (unescaped(action), hidden.collect())
    }

    pub(super) fn location(&self) -> &str {
        self.headers.get("location").unwrap_or_else(|| panic!("not sent anywhere: {self:?}")).to_str().unwrap()
    }

    /// What is sent back to [`REDIRECT`] in the query.
    #[track_caller]
    pub(super) fn back(&self) -> BTreeMap<String, String> {
        assert_eq!(self.status, 302, "{self:?}");
        let query = self.location().strip_prefix(REDIRECT).and_then(|rest| rest.strip_prefix('?'));
        parameters(query.unwrap_or_else(|| panic!("sent elsewhere: {}", self.location())))
    }

    /// A refusal that is sent back.
    #[track_caller]
    pub(super) fn denied(&self, error: &str, number: u32) {
        let back = self.back();
        assert_eq!(back["error"], error, "{back:?}");
        assert!(back["error_description"].starts_with(&format!("AADSTS{number}: ")), "{back:?}");
        assert_eq!(back["state"], "state & more");
        assert!(!back.contains_key("code"));
    }
}

pub(super) fn parameters(query: &str) -> BTreeMap<String, String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (escape, plain) in [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")] {
        text = text.replace(escape, plain);
    }
    text
}

/// Other values for some parameters; an empty one takes it away.
pub(super) type Changes<'c> = &'c [(&'static str, &'c str)];

/// The query of a complete request for a code, for the second version, with these changes.
pub(super) fn asking(account: &Account, changes: Changes<'_>) -> String {
    let client = account.apps[0].client_id.to_string();
    let scope = format!("{PARTNER_CENTER}/user_impersonation offline_access openid profile");
    let mut query = vec![
        ("client_id", client.as_str()),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("scope", &scope),
        ("state", "state & more"),
        ("nonce", "a nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        query.retain(|(known, _)| known != name);
        if !value.is_empty() {
            query.push((name, value));
        }
    }
    encoded(&query)
}

pub(super) fn authorize(account: &Account, changes: Changes<'_>) -> String {
    format!("/{}/oauth2/v2.0/authorize?{}", account.tenant_id, asking(account, changes))
}
