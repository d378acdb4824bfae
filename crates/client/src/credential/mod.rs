//! How a client comes by its access tokens.

use std::{future::Future, pin::Pin, time::Duration};

use secrecy::SecretString;

mod authority;
mod session;

pub use self::authority::{Authority, Granted};
pub(crate) use self::session::Session;
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
    /// What the credential consists of cannot be used: a key that does not read, a file that cannot be written.
    #[error("{0}")]
    Unusable(String),
}
