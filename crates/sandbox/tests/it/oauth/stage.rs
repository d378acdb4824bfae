//! A sandbox with a real clock that tests move, and token requests as clients send them.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicI64, Ordering},
};

use backlot_sandbox::{Place, Sandbox, SigningKey, account::Account, control::Guard, seed::WorldFile, wall::Wall};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

pub(crate) const PARTNER_CENTER: &str = "https://api.partnercenter.microsoft.com";
pub(crate) const GRAPH: &str = "https://graph.windows.net";
pub(crate) const START: i64 = 1_614_600_000;

/// A real clock that stands still until a test moves it.
#[derive(Clone)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Wall for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

impl Hands {
    pub(crate) fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) hands: Hands,
    pub(crate) world: WorldFile,
}

pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    #[track_caller]
    pub(crate) fn granted(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self.body
    }

    /// The refusal, in Azure AD's form in full.
    #[track_caller]
    pub(crate) fn refused(self, status: u16, error: &str, number: u32) -> Self {
        let form = &self.body;
        let found = (self.status.as_u16(), form["error"].as_str(), form["error_codes"][0].as_u64());
        assert_eq!(found, (status, Some(error), Some(u64::from(number))), "{form}");
        let description = form["error_description"].as_str().unwrap();
        let (trace, correlation) = (form["trace_id"].as_str().unwrap(), form["correlation_id"].as_str().unwrap());
        let end = format!(
            "\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {}",
            form["timestamp"].as_str().unwrap()
        );
        assert!(description.starts_with(&format!("AADSTS{number}: ")), "{description}");
        assert!(description.ends_with(&end), "{description}");
        assert!(!description.contains("{}"), "{description}");
        assert!(form["error_uri"].as_str().unwrap().ends_with(&format!("/error?code={number}")));
        assert_eq!(self.headers["cache-control"], "no-store");
        assert!(self.headers["content-type"].to_str().unwrap().starts_with("application/json"));
        self
    }

    pub(crate) fn explanation(&self) -> &str {
        self.headers.get("backlot-explanation").map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::at(backlot_testkit::place())
    }

    pub(crate) fn at(place: Place) -> Self {
        static KEY: OnceLock<SigningKey> = OnceLock::new();
        let key = KEY.get_or_init(|| SigningKey::generate().unwrap());
        let hands = Hands(Arc::new(AtomicI64::new(START)));
        let guard = Guard { token: None, loopback: true };
        let sandbox = Sandbox::builder(place).wall(hands.clone()).signing_key(key.clone()).guard(guard).open().unwrap();
        Self { sandbox, hands, world: WorldFile::demo().unwrap() }
    }

    pub(crate) fn account(&self, name: &str) -> &Account {
        self.world.accounts().iter().find(|account| account.name == name).unwrap()
    }

    pub(crate) async fn send(&self, request: Request<impl Into<Bytes>>) -> Reply {
        let response = self.sandbox.handle(request.map(|body| Full::new(body.into()))).await;
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply { status: head.status, headers: head.headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).header("host", "sandbox.test:7070").body("").unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(encoded(form)).unwrap()).await
    }

    /// A call of the control API.
    pub(crate) async fn control(&self, method: &str, path: &str, body: &Value) -> Reply {
        let request = Request::builder().method(method).uri(format!("/_backlot/{path}")).header("host", "localhost");
        self.send(request.header("content-type", "application/json").body(body.to_string()).unwrap()).await
    }

    /// What the API's own token endpoint of old answers to this token.
    pub(crate) async fn exchange(&self, token: &str) -> Reply {
        let request = Request::post("/generatetoken")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body("grant_type=jwt_token").unwrap()).await
    }

    /// What the API answers to this token.
    pub(crate) async fn call(&self, token: &str) -> Reply {
        let request = Request::get("/v1/customers").header("authorization", format!("Bearer {token}"));
        self.send(request.body("").unwrap()).await
    }
}

pub(crate) fn encoded(form: &[(&str, &str)]) -> String {
    let pairs = form.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    pairs.collect::<Vec<_>>().join("&")
}

pub(crate) type Form = Vec<(&'static str, String)>;

pub(crate) fn borrowed(form: &Form) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// The form with other values for some parameters; an empty one takes it away.
pub(crate) fn changed(form: &Form, changes: &[(&'static str, &str)]) -> Form {
    let mut changed = form.clone();
    for (name, value) in changes {
        changed.retain(|(known, _)| known != name);
        if !value.is_empty() {
            changed.push((name, (*value).to_owned()));
        }
    }
    changed
}

pub(crate) fn credentials(account: &Account) -> Form {
    let app = &account.apps[0];
    vec![("client_id", app.client_id.to_string()), ("client_secret", app.client_secret.clone())]
}

/// A complete request of an application, for the second version.
pub(crate) fn app_form(account: &Account) -> Form {
    changed(&credentials(account), &[("grant_type", "client_credentials"), ("scope", &format!("{GRAPH}/.default"))])
}

/// A complete request of the account's first person, for the second version.
pub(crate) fn user_form(account: &Account) -> Form {
    let user = &account.users[0];
    let scope = format!("{PARTNER_CENTER}/user_impersonation offline_access openid profile");
    let person = [("username", user.user_principal_name.as_str()), ("password", user.password.as_str())];
    changed(&changed(&credentials(account), &person), &[("grant_type", "password"), ("scope", &scope)])
}

pub(crate) fn v1(account: &Account) -> String {
    format!("/{}/oauth2/token", account.tenant_id)
}

pub(crate) fn v2(account: &Account) -> String {
    format!("/{}/oauth2/v2.0/token", account.tenant_id)
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
