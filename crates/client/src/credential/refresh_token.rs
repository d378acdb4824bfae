//! Refresh tokens: a person signed in once, and the application goes on in their name.

use std::{fmt, sync::Arc};

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::{AccessToken, Application, Authority, Credential, CredentialError, Granted, Obtaining, TokenStore};

/// App+user tokens of a person who signed in once.
///
/// Each refresh token is good for one use: the one that replaces it is handed to the [`TokenStore`] before the access token is
/// used.
#[derive(Clone)]
pub struct RefreshToken {
    application: Application,
    store: Arc<dyn TokenStore>,
    /// What the store did not take, so that a full disk does not end the session.
    kept: Arc<Mutex<Option<SecretString>>>,
}

impl RefreshToken {
    /// Tokens at this application, from the refresh token in this store.
    pub fn new(application: Application, store: impl TokenStore) -> Self {
        Self { application, store: Arc::new(store), kept: Arc::default() }
    }

    pub(super) const fn application(&self) -> &Application {
        &self.application
    }

    /// Stores the refresh token of a new sign-in, when nobody else is about to store another one.
    pub(super) async fn begin(&self, granted: Granted) -> Result<AccessToken, CredentialError> {
        let _hold = self.store.hold().await?;
        self.keep(granted).await
    }

    /// Stores the refresh token that came, and hands on the access token.
    async fn keep(&self, granted: Granted) -> Result<AccessToken, CredentialError> {
        if let Some(token) = granted.refresh_token {
            self.kept.lock().await.replace(token);
            self.store_kept().await?;
        }
        Ok(granted.access_token)
    }

    async fn store_kept(&self) -> Result<(), CredentialError> {
        let mut kept = self.kept.lock().await;
        if let Some(token) = kept.as_ref() {
            self.store.save(token).await?;
        }
        *kept = None;
        Ok(())
    }

    async fn newest(&self) -> Result<SecretString, CredentialError> {
        if let Some(token) = self.kept.lock().await.clone() {
            return Ok(token);
        }
        self.store.load().await?.ok_or(CredentialError::SignedOut)
    }
}

impl Credential for RefreshToken {
    fn obtain<'a>(&'a self, authority: &'a Authority) -> Obtaining<'a> {
        Box::pin(async {
            let _hold = self.store.hold().await?;
            let token = self.newest().await?;
            let scope = authority.scope_for_people();
            let grant =
                [("grant_type", "refresh_token"), ("refresh_token", token.expose_secret()), ("scope", scope.as_str())];
            self.keep(self.application.ask(authority, &grant).await?).await
        })
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken").field("application", &self.application).finish_non_exhaustive()
    }
}
