//! Who signed in.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

/// A person who signed in, as the directory's id token tells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Person {
    /// Their id in the directory, which stays theirs whatever they are called.
    pub id: String,
    /// What they sign in as: `admin@example.onmicrosoft.com`.
    pub name: Option<String>,
}

/// What an id token says of the person. Source: `id-token-claims-reference` of Azure AD.
#[derive(Deserialize)]
struct Claims {
    oid: Option<String>,
    sub: String,
    preferred_username: Option<String>,
}

impl Person {
    /// The person that an id token is about. It is taken at its word, as it comes from the directory itself.
    pub(super) fn of(id_token: &str) -> Option<Self> {
        let claims = URL_SAFE_NO_PAD.decode(id_token.split('.').nth(1)?).ok()?;
        let Claims { oid, sub, preferred_username: name } = serde_json::from_slice(&claims).ok()?;
        Some(Self { id: oid.unwrap_or(sub), name })
    }
}
