//! A sandbox, clients of it and a clock, for tests.
//!
//! Everything happens in process: no socket, no sleep. Tokens come from the sandbox's own token endpoint, and the
//! world's time moves when a test moves it.

pub mod earlier;
mod engine;
mod hands;
mod outcome;

use std::sync::{Arc, OnceLock};

use backlot_sandbox::{Builder, Place, Sandbox, SigningKey, control::Guard, seed::WorldFile};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use partner_center::{Client, Retry, Service};
use serde_json::Value;

pub use self::{
    engine::{VARIABLE as ENGINE, place},
    hands::Hands,
    outcome::{Expect, code},
};
pub use partner_center as client;

/// The address that requests to the sandbox in process carry.
pub const ENDPOINT: &str = "http://localhost";

/// A sandbox in process, with the demo world unless told otherwise.
#[derive(Clone)]
pub struct Stage {
    /// The sandbox itself.
    pub sandbox: Sandbox,
    accounts: Arc<Vec<Value>>,
}

impl Stage {
    /// A new sandbox with the demo world.
    pub async fn demo() -> Self {
        Self::with(WorldFile::demo().expect("the demo world reads")).await
    }

    /// A new sandbox with this world, in the notation of world files.
    pub async fn toml(world: &str) -> Self {
        Self::with(WorldFile::parse(world).expect("the world reads")).await
    }

    /// A new sandbox with this world.
    pub async fn with(world: WorldFile) -> Self {
        Self::open(place(), world).await
    }

    /// A new sandbox with the demo world, whose real clock stands still until these hands move it.
    pub async fn by(hands: &Hands) -> Self {
        Self::built(builder(place()).wall(hands.clone())).await
    }

    /// A sandbox over this place, seeded with the world if it is new.
    pub async fn open(place: Place, world: WorldFile) -> Self {
        Self::built(builder(place).world(world)).await
    }

    /// A sandbox that is put together in some other way, beginning with [`builder`].
    pub async fn built(builder: Builder) -> Self {
        let sandbox = builder.open().expect("the sandbox opens");
        let stage = Self { sandbox, accounts: Arc::default() };
        let accounts = stage.control("GET", "accounts", &Value::Null).await;
        Self { accounts: Arc::new(accounts.as_array().cloned().unwrap_or_default()), ..stage }
    }

    /// What the control API says of the account of this name.
    pub fn account(&self, name: &str) -> &Value {
        self.accounts.iter().find(|account| account["name"] == name).unwrap_or_else(|| panic!("no account {name}"))
    }

    /// The tenant id of the account of this name.
    pub fn tenant(&self, name: &str) -> &str {
        self.account(name)["tenantId"].as_str().expect("a tenant id")
    }

    /// A client without a token. Like those with one, it sends each call once.
    pub fn nobody(&self) -> Client {
        let client = Client::builder().endpoint(ENDPOINT).transport(Service(self.sandbox.clone()));
        client.retry(Retry::never()).timeout(None).build().expect("a client")
    }

    /// A client with an app-only token of the account.
    pub async fn app(&self, account: &str) -> Client {
        self.nobody().with_token(self.app_token(account).await)
    }

    /// An app-only token of the account, for requests that a test spells out by hand.
    pub async fn app_token(&self, account: &str) -> String {
        let app = &self.account(account)["apps"][0];
        let token = self
            .token(
                self.tenant(account),
                &[
                    ("grant_type", "client_credentials"),
                    ("client_id", text(&app["clientId"])),
                    ("client_secret", text(&app["clientSecret"])),
                    ("scope", self.scope(account)),
                ],
            )
            .await;
        text(&token["access_token"]).to_owned()
    }

    /// A client with an app+user token of the account's first user.
    pub async fn user(&self, account: &str) -> Client {
        self.nobody().with_token(self.user_token(account).await)
    }

    /// An app+user token of the account's first user.
    pub async fn user_token(&self, account: &str) -> String {
        self.signed_in(account, &self.account(account)["users"][0]).await
    }

    /// A client with an app+user token of the account's first user with this role.
    pub async fn role(&self, account: &str, role: &str) -> Client {
        self.nobody().with_token(self.role_token(account, role).await)
    }

    /// An app+user token of the account's first user with this role.
    pub async fn role_token(&self, account: &str, role: &str) -> String {
        let users = self.account(account)["users"].as_array().expect("users");
        let has = |user: &&Value| user["roles"].as_array().is_some_and(|roles| roles.iter().any(|has| has == role));
        let user = users.iter().find(has).unwrap_or_else(|| panic!("no {role} in {account}"));
        self.signed_in(account, user).await
    }

    /// The scope of Partner Center, in the account's cloud.
    pub fn scope(&self, account: &str) -> &'static str {
        match text(&self.account(account)["cloud"]) {
            "china" => "https://partner.partnercenterapi.microsoftonline.cn/.default",
            _ => "https://api.partnercenter.microsoft.com/.default",
        }
    }

    async fn signed_in(&self, account: &str, user: &Value) -> String {
        let app = &self.account(account)["apps"][0];
        let token = self
            .token(
                self.tenant(account),
                &[
                    ("grant_type", "password"),
                    ("client_id", text(&app["clientId"])),
                    ("client_secret", text(&app["clientSecret"])),
                    ("username", text(&user["userPrincipalName"])),
                    ("password", text(&user["password"])),
                    ("scope", self.scope(account)),
                ],
            )
            .await;
        text(&token["access_token"]).to_owned()
    }

    /// What the token endpoint of a tenant answers to this form; a test of refusals asks [`send`](Self::send).
    pub async fn token(&self, tenant: &str, form: &[(&str, &str)]) -> Value {
        let (status, answer) = self.ask_token(&format!("/{tenant}/oauth2/v2.0/token"), form).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    /// Posts a form to a token endpoint.
    pub async fn ask_token(&self, path: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let escaped =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let body = form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&");
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        let response = self.send(request.body(body).expect("a request")).await;
        (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
    }

    /// Calls the control API, which must succeed. `Null` is no body.
    pub async fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask_control(method, path, body).await;
        assert_eq!(status, StatusCode::OK, "{method} {path}: {answer}");
        answer
    }

    /// Calls the control API.
    pub async fn ask_control(&self, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        let request = Request::builder()
            .method(method)
            .uri(format!("/_backlot/{path}"))
            .header("host", "localhost")
            .header("content-type", "application/json");
        let response = self.send(request.body(bytes).expect("a request")).await;
        (response.status(), serde_json::from_slice(response.body()).unwrap_or_default())
    }

    /// Changes settings of the world.
    pub async fn settings(&self, patch: Value) {
        self.control("PATCH", "settings", &patch).await;
    }

    /// Moves the world's clock on, `"PT24H"`.
    pub async fn advance(&self, by: &str) {
        self.control("PUT", "clock", &serde_json::json!({ "advance": by })).await;
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<impl Into<Bytes>>) -> Response<Bytes> {
        let (head, body) = self.sandbox.handle(request.map(|body| Full::new(body.into()))).await.into_parts();
        let body = body.collect().await.expect("a body in memory").to_bytes();
        Response::from_parts(head, body)
    }
}

/// What the sandboxes of a test binary have in common: the key that they sign with, and a control API without a token.
pub fn builder(place: Place) -> Builder {
    // Making a key takes a good part of a second, so the tests of a binary share one.
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    let key = KEY.get_or_init(|| SigningKey::generate().expect("the system makes a key"));
    Sandbox::builder(place).signing_key(key.clone()).guard(Guard { token: None, loopback: true })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
