//! A token request: read from its form, and not yet judged.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    assertion,
    errors::{self, Denied},
    refresh::Presented,
    sign_in::{self, bearer::Shown},
};
use crate::{
    limits::{LONGEST_VALUE, MOST_PARAMETERS},
    stack::Head,
};

/// Which of the two token endpoints is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Version {
    /// `/oauth2/token`.
    V1,
    /// `/oauth2/v2.0/token`.
    V2,
}

/// A token request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) version: Version,
    pub(crate) client: Client,
    pub(crate) grant: Grant,
    pub(crate) resource: Option<String>,
    pub(crate) scope: Option<String>,
    /// Whether the answer shall say who signed in, for the token caches of the libraries.
    pub(crate) client_info: bool,
}

/// The application that asks.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) proof: Proof,
}

/// How an application shows that it is the one it says.
#[derive(Debug)]
pub(crate) enum Proof {
    Nothing,
    Secret(SecretString),
    /// A token that it signed with the key of a certificate.
    Assertion(SecretString),
}

/// What entitles to a token.
#[derive(Debug)]
pub(crate) enum Grant {
    ClientCredentials,
    Password {
        username: String,
        password: SecretString,
    },
    Refresh(Presented),
    /// What the redirect URI was sent, and is redeemed with.
    Code {
        code: Shown,
        redirect_uri: String,
        verifier: Option<SecretString>,
    },
    /// What a device has that waits for somebody to sign in elsewhere.
    Device(Shown),
}

impl Grant {
    /// The tenant that a secret was given by, which is known before anything is looked up.
    pub(crate) fn tenant(&self) -> Option<Uuid> {
        match self {
            Self::ClientCredentials | Self::Password { .. } => None,
            Self::Refresh(token) => Some(token.tenant),
            Self::Code { code, .. } | Self::Device(code) => Some(code.tenant),
        }
    }
}

impl Request {
    /// Reads a request.
    pub(crate) fn read(version: Version, head: &Head, body: &[u8]) -> Result<Self, Denied> {
        let form = Form::read(&head.headers, body)?;
        let grant = match form.need("grant_type")? {
            "client_credentials" => Grant::ClientCredentials,
            "password" => Grant::Password {
                username: form.need("username")?.trim().to_owned(),
                password: form.need("password")?.into(),
            },
            "refresh_token" => {
                let token = form.need("refresh_token")?;
                Grant::Refresh(Presented::read(token).ok_or_else(|| Denied::new(errors::MALFORMED_GRANT))?)
            }
            "authorization_code" => Grant::Code {
                code: Shown::read(form.need("code")?).ok_or_else(|| Denied::new(errors::MALFORMED_GRANT))?,
                redirect_uri: form.need("redirect_uri")?.to_owned(),
                verifier: form.get("code_verifier").map(SecretString::from),
            },
            // Version 1.0 has another name for it, and calls the secret `code`.
            "urn:ietf:params:oauth:grant-type:device_code" | "device_code" => {
                let code = form.get("device_code").map_or_else(|| form.need("code"), Ok)?;
                Grant::Device(Shown::read(code).ok_or_else(|| Denied::new(errors::UNKNOWN_DEVICE))?)
            }
            other => {
                return Err(Denied::new(errors::UNSUPPORTED_GRANT).argument(other).explain(
                    "Known are client_credentials, password, refresh_token, authorization_code and device_code.",
                ));
            }
        };
        let client = client(&head.headers, &form)?;
        // What people have been given remembers what it is for.
        if grant.tenant().is_none() {
            form.need(match version {
                Version::V1 => "resource",
                Version::V2 => "scope",
            })?;
        }
        Ok(Self {
            version,
            client,
            grant,
            resource: form.get("resource").map(str::to_owned),
            scope: form.get("scope").map(str::to_owned),
            client_info: form.get("client_info") == Some("1"),
        })
    }
}

/// The application, by the form or by HTTP Basic. Source: RFC 6749, section 2.3.1: one of them, not both.
fn client(headers: &HeaderMap, form: &Form) -> Result<Client, Denied> {
    let malformed = |why| Denied::new(errors::MALFORMED).explain(why);
    let basic = basic(headers)?;
    let secret = form.get("client_secret");
    let (id, secret) = match &basic {
        None => (form.need("client_id")?, secret),
        Some(_) if secret.is_some() => {
            return Err(malformed("Send the secret in the form or in the Authorization header, not in both."));
        }
        Some((id, _)) if form.get("client_id").is_some_and(|other| !other.eq_ignore_ascii_case(id)) => {
            return Err(malformed("The form and the Authorization header name different applications."));
        }
        Some((id, secret)) => (id.as_str(), Some(secret.as_str()).filter(|secret| !secret.is_empty())),
    };
    let proof = match (secret, form.get("client_assertion")) {
        (Some(_), Some(_)) => return Err(malformed("Send client_secret or client_assertion, not both.")),
        (Some(secret), None) => Proof::Secret(secret.into()),
        (None, Some(assertion)) => {
            if form.need("client_assertion_type")? != assertion::TYPE {
                return Err(malformed("Of assertions, only those of the type jwt-bearer are known."));
            }
            Proof::Assertion(assertion.into())
        }
        (None, None) => Proof::Nothing,
    };
    Ok(Client { id: id.trim().to_owned(), proof })
}

/// Id and secret of `Authorization: Basic`, if that is how the client authenticates.
fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Denied> {
    let malformed = || {
        Denied::new(errors::MALFORMED)
            .explain("Authorization: Basic carries base64 of <client id>:<client secret>, both form-encoded.")
    };
    let Some(header) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let header = header.to_str().map_err(|_| malformed())?;
    let Some((scheme, encoded)) = header.split_once(' ') else { return Ok(None) };
    if !scheme.eq_ignore_ascii_case("basic") {
        return Ok(None);
    }
    let decoded = STANDARD.decode(encoded.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let decoded = decoded.ok_or_else(malformed)?;
    let (id, secret) = decoded.split_once(':').ok_or_else(malformed)?;
    let pair = decode(id).zip(decode(secret)).filter(|(id, _)| !id.is_empty());
    pair.ok_or_else(malformed).map(Some)
}

/// A form without repeated parameters. It holds secrets, and so has no `Debug`.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Denied> {
        let malformed = |why: String| Denied::new(errors::MALFORMED).explain(why);
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(malformed("Send Content-Type: application/x-www-form-urlencoded, and a form as body.".into()));
        }
        Self::parse(str::from_utf8(body).map_err(|_| malformed("The form is not UTF-8.".into()))?)
    }

    /// Reads a form, or a query string.
    pub(super) fn parse(text: &str) -> Result<Self, Denied> {
        let malformed = |why: String| Denied::new(errors::MALFORMED).explain(why);
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = decode(name.trim()).zip(decode(value));
            let (name, value) = decoded.ok_or_else(|| malformed("The form is not UTF-8.".into()))?;
            let name = name.to_ascii_lowercase();
            if value.len() > LONGEST_VALUE {
                return Err(malformed(format!("A value is longer than {LONGEST_VALUE} bytes.")));
            }
            if pairs.iter().any(|(known, _)| *known == name) {
                return Err(malformed(format!("The parameter {name} is repeated.")));
            }
            pairs.push((name, value));
            if pairs.len() > MOST_PARAMETERS {
                return Err(malformed(format!("The form has more than {MOST_PARAMETERS} parameters.")));
            }
        }
        Ok(Self(pairs))
    }

    /// The form as a query string.
    pub(super) fn encoded(&self) -> String {
        let pairs =
            self.0.iter().map(|(name, value)| format!("{}={}", sign_in::escaped(name), sign_in::escaped(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// A parameter's value; one that is empty or blank counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.trim().is_empty())
    }

    pub(super) fn need(&self, name: &str) -> Result<&str, Denied> {
        self.get(name).ok_or_else(|| Denied::new(errors::MISSING_PARAMETER).argument(name))
    }
}

/// Decodes `application/x-www-form-urlencoded`.
fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
