//! The access token that a client uses at the time.

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::Mutex, time::Instant};

use super::{Authority, Credential, CredentialError};

/// How long before its end a token is renewed, at most; a short-lived one, when a tenth of its time is left.
const BEFORE: Duration = Duration::from_secs(300);

/// A credential, and the token that it gave last.
pub(crate) struct Session {
    credential: Arc<dyn Credential>,
    /// Whoever finds no good token here gets one while the others wait for it.
    current: Arc<Mutex<Option<Current>>>,
}

#[derive(Clone)]
pub(crate) struct Current {
    pub(crate) secret: SecretString,
    /// When the next one is to be got; none if its end is not known.
    renew: Option<Instant>,
}

impl Current {
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }
}

impl Session {
    pub(crate) fn new(credential: impl Credential) -> Self {
        Self { credential: Arc::new(credential), current: Arc::default() }
    }

    /// A token that is good, as far as is known here.
    pub(crate) async fn token(&self, authority: &Authority) -> Result<Current, CredentialError> {
        let mut current = Arc::clone(&self.current).lock_owned().await;
        let good = |token: &&Current| token.renew.is_none_or(|renew| Instant::now() < renew);
        if let Some(token) = current.as_ref().filter(good) {
            return Ok(token.clone());
        }
        let (credential, authority) = (Arc::clone(&self.credential), authority.clone());
        // A call that is given up meanwhile must not take along the refresh token that is on its way.
        let obtaining = tokio::spawn(async move {
            let asked = Instant::now();
            let token = credential.obtain(&authority).await?;
            let lasting = |lifetime: Duration| asked.checked_add(lifetime - BEFORE.min(lifetime / 10));
            let new = Current { secret: token.secret, renew: token.lifetime.and_then(lasting) };
            *current = Some(new.clone());
            Ok(new)
        });
        obtaining
            .await
            .unwrap_or_else(|error| Err(CredentialError::Unusable(format!("the credential failed: {error}"))))
    }

    /// Gives up a token that the service did not take, so that another one is got.
    pub(crate) async fn give_up(&self, refused: &Current) {
        let mut current = self.current.lock().await;
        if current.as_ref().is_some_and(|token| token.is(refused)) {
            *current = None;
        }
    }
}
