//! The access token that a client uses at the time.

use std::time::Duration;

use secrecy::SecretString;
use tokio::{sync::Mutex, time::Instant};

use super::{Authority, Credential, CredentialError};

/// How long before its end a token is renewed, at most; a short-lived one, when a tenth of its time is left.
const BEFORE: Duration = Duration::from_secs(300);

/// A credential, and the token that it gave last.
pub(crate) struct Session {
    credential: Box<dyn Credential>,
    /// Whoever finds no good token here gets one while the others wait for it.
    current: Mutex<Option<Current>>,
}

#[derive(Clone)]
pub(crate) struct Current {
    pub(crate) secret: SecretString,
    /// When the next one is to be got.
    renew: Option<Instant>,
    /// Counts the tokens, so that one is only given up by those who used it.
    number: u64,
}

impl Session {
    pub(crate) fn new(credential: impl Credential) -> Self {
        Self { credential: Box::new(credential), current: Mutex::new(None) }
    }

    /// A token that is good, as far as is known here.
    pub(crate) async fn token(&self, authority: &Authority) -> Result<Current, CredentialError> {
        let mut current = self.current.lock().await;
        let now = Instant::now();
        if let Some(good) = current.as_ref().filter(|token| token.renew.is_none_or(|renew| now < renew)) {
            return Ok(good.clone());
        }
        let number = current.as_ref().map_or(0, |token| token.number) + 1;
        let token = self.credential.obtain(authority).await?;
        let renew = token.lifetime.map(|lifetime| now + lifetime.saturating_sub(BEFORE.min(lifetime / 10)));
        let new = Current { secret: token.secret, renew, number };
        *current = Some(new.clone());
        Ok(new)
    }

    /// Gives up a token that the service did not take. Tells whether another one may be.
    pub(crate) async fn give_up(&self, refused: &Current) -> bool {
        let mut current = self.current.lock().await;
        let Some(token) = current.as_mut() else { return true };
        // Without a known end it came from outside, and asking again would bring the same.
        if token.renew.is_none() {
            return false;
        }
        if token.number == refused.number {
            token.renew = Some(Instant::now());
        }
        true
    }
}
