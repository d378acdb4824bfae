//! The directory that gives tokens.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::{AccessToken, CredentialError, Person};
use crate::{transport::Transport, wire};

/// The directory of a cloud, and what tokens of it are for.
#[derive(Clone)]
pub struct Authority {
    pub(crate) login: Arc<str>,
    pub(crate) resource: Arc<str>,
    pub(crate) transport: Arc<dyn Transport>,
}

/// What a directory gave.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Granted {
    /// For the calls.
    pub access_token: AccessToken,
    /// For the next access token, where a person signed in.
    pub refresh_token: Option<SecretString>,
    /// Who signed in, where a person did and the directory says so.
    pub person: Option<Person>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: SecretString,
    /// Seconds; version 1.0 answers them as text.
    #[serde(default)]
    expires_in: Value,
    refresh_token: Option<SecretString>,
    id_token: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    error_codes: Vec<u32>,
}

impl Authority {
    /// Where people and programs sign in: `https://login.microsoftonline.com`.
    pub fn login(&self) -> &str {
        &self.login
    }

    /// What tokens are for: `https://api.partnercenter.microsoft.com`.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// What an application asks for that signs in by itself: all that it was given in this resource.
    pub fn scope(&self) -> String {
        format!("{}/.default", self.resource)
    }

    /// The same in a person's name, with a refresh token and an id token that says who that is.
    pub fn scope_for_people(&self) -> String {
        format!("{} offline_access openid profile", self.scope())
    }

    /// The token endpoint of a tenant, version 2.0.
    pub(crate) fn token_endpoint(&self, tenant: &str) -> String {
        self.address(tenant, "oauth2/v2.0/token")
    }

    fn address(&self, tenant: &str, endpoint: &str) -> String {
        format!("{}/{}/{endpoint}", self.login, utf8_percent_encode(tenant, wire::ESCAPED))
    }

    /// Asks the token endpoint of a tenant, version 2.0.
    ///
    /// # Errors
    ///
    /// If the directory refuses, or does not answer with a token.
    pub async fn token(&self, tenant: &str, form: &[(&str, &str)]) -> Result<Granted, CredentialError> {
        let answer: TokenAnswer = self.post(tenant, "oauth2/v2.0/token", form).await?;
        let seconds = answer.expires_in.as_u64().or_else(|| answer.expires_in.as_str()?.parse().ok());
        Ok(Granted {
            access_token: AccessToken { secret: answer.access_token, lifetime: seconds.map(Duration::from_secs) },
            refresh_token: answer.refresh_token,
            person: answer.id_token.as_deref().and_then(Person::of),
        })
    }

    /// Posts a form to an endpoint of a tenant and reads the answer.
    pub(crate) async fn post<T: for<'de> Deserialize<'de>>(
        &self,
        tenant: &str,
        endpoint: &str,
        form: &[(&str, &str)],
    ) -> Result<T, CredentialError> {
        let mut body = String::new();
        for (name, value) in form {
            if !body.is_empty() {
                body.push('&');
            }
            body.push_str(name);
            body.push('=');
            body.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
        }
        let request = Request::builder().method("POST").uri(self.address(tenant, endpoint)).body(Bytes::from(body));
        let mut request =
            request.map_err(|error| CredentialError::Unusable(format!("the tenant {tenant:?}: {error}")))?;
        let json = HeaderValue::from_static("application/json");
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().extend([(header::ACCEPT, json), (header::CONTENT_TYPE, form)]);
        let answer = self.transport.carry(request).await?;
        let unread = || CredentialError::Answer { status: answer.status() };
        if answer.status().is_success() {
            return serde_json::from_slice(answer.body()).map_err(|_| unread());
        }
        let refusal: Refusal = serde_json::from_slice(answer.body()).map_err(|_| unread())?;
        Err(CredentialError::Refused {
            error: refusal.error,
            // Azure AD adds ids and times in lines of their own.
            description: refusal.error_description.lines().next().unwrap_or_default().to_owned(),
            codes: refusal.error_codes,
        })
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { login, resource, .. } = self;
        f.debug_struct("Authority").field("login", login).field("resource", resource).finish_non_exhaustive()
    }
}
