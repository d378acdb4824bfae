//! How a client comes by its access tokens.
//!
//! An [`Application`] signs in by itself ([`AppOnly`]), or for a person: with a browser somewhere ([`DeviceCode`]), with the
//! refresh token of an earlier sign-in ([`RefreshToken`]), at a sandbox with a password ([`UserPassword`]). What else gives
//! tokens can be a [`Credential`], too.

use std::{future::Future, pin::Pin, time::Duration};

use secrecy::SecretString;

mod app_only;
mod application;
mod authority;
mod certificate;
mod device_code;
mod file_token_store;
mod password;
mod person;
mod refresh_token;
mod session;
mod token_store;

pub(crate) use self::session::{Current, Session};
pub use self::{
    app_only::AppOnly,
    application::Application,
    authority::{Authority, Granted},
    certificate::Certificate,
    device_code::{DeviceCode, DevicePrompt, SignedIn},
    file_token_store::FileTokenStore,
    password::UserPassword,
    person::Person,
    refresh_token::RefreshToken,
    token_store::{Hold, MemoryTokenStore, Storing, TokenStore, TokenStoreError},
};
use crate::transport::TransportError;

/// An access token, and for how long it is good from when it was given.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The token.
    pub secret: SecretString,
    /// For how long it is good; none if that is not known.
    pub lifetime: Option<Duration>,
}

impl AccessToken {
    /// A token that is used for as long as the service takes it.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self { secret: secret.into(), lifetime: None }
    }
}

/// A token to come.
pub type Obtaining<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, CredentialError>> + Send + 'a>>;

/// Gets access tokens. The client keeps each until shortly before it expires, and asks for one at a time.
pub trait Credential: Send + Sync + 'static {
    /// Gets an access token from this authority.
    fn obtain<'a>(&'a self, authority: &'a Authority) -> Obtaining<'a>;
}

/// A token that was got in some other way. It is never renewed.
impl Credential for AccessToken {
    fn obtain<'a>(&'a self, _: &'a Authority) -> Obtaining<'a> {
        Box::pin(async { Ok(self.clone()) })
    }
}

/// Why no access token could be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// The directory refused.
    #[error("sign-in was refused: {description} ({error})")]
    Refused {
        /// The error of OAuth: `invalid_client`, `invalid_grant`...
        error: String,
        /// What went wrong, for people; Azure AD's begins with its own code, `AADSTS70008`.
        description: String,
        /// Azure AD's codes.
        codes: Vec<u32>,
    },
    /// The directory was not reached, or did not answer.
    #[error("sign-in failed: {0}")]
    Transport(#[from] TransportError),
    /// The directory answered something that is no token.
    #[error("sign-in failed: the answer is no token ({status})")]
    Answer {
        /// The status of the answer.
        status: http::StatusCode,
    },
    /// Nobody has signed in yet.
    #[error("nobody has signed in")]
    SignedOut,
    /// The refresh token could not be read or kept.
    #[error(transparent)]
    Store(#[from] TokenStoreError),
    /// What the credential consists of cannot be used: a key that does not read.
    #[error("{0}")]
    Unusable(String),
}

impl CredentialError {
    /// Whether a person has to sign in anew before there can be a token.
    pub fn needs_sign_in(&self) -> bool {
        match self {
            Self::SignedOut => true,
            Self::Refused { error, .. } => {
                matches!(
                    error.as_str(),
                    "invalid_grant" | "interaction_required" | "login_required" | "consent_required"
                )
            }
            _ => false,
        }
    }

    /// Whether the directory may answer otherwise when it is asked again.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Transport(_) => true,
            Self::Answer { status } => status.is_server_error() || status.as_u16() == 429,
            Self::Refused { error, .. } => matches!(error.as_str(), "temporarily_unavailable" | "server_error"),
            _ => false,
        }
    }
}
