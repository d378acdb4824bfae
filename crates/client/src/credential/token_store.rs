//! Where refresh tokens are kept from one use to the next.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Mutex, MutexGuard, PoisonError},
};

use secrecy::SecretString;

/// What a store is doing.
pub type Storing<'a, T> = Pin<Box<dyn Future<Output = Result<T, TokenStoreError>> + Send + 'a>>;

/// Keeps the refresh token of one person: a file, the keyring of a system, a vault.
pub trait TokenStore: Send + Sync + 'static {
    /// The token that was saved last; none if nobody has signed in.
    fn load(&self) -> Storing<'_, Option<SecretString>>;

    /// Replaces it. What was there is worth nothing any more.
    fn save<'a>(&'a self, token: &'a SecretString) -> Storing<'a, ()>;

    /// Keeps others from the token for as long as what is returned lives. A token is good for one use, and who uses it a second
    /// time may lose all that came of the sign-in: a store that several programs share waits here for its turn.
    fn hold(&self) -> Storing<'_, Hold> {
        Box::pin(async { Ok(Hold::nothing()) })
    }
}

/// What keeps others from a token until it is dropped.
#[must_use = "others are kept away for as long as it lives"]
pub struct Hold(Option<Box<dyn Send>>);

impl Hold {
    /// Keeps nobody away.
    pub const fn nothing() -> Self {
        Self(None)
    }

    /// Keeps others away by what this is: a locked file, say.
    pub fn by(held: impl Send + 'static) -> Self {
        Self(Some(Box::new(held)))
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Hold").field(&self.0.is_some()).finish()
    }
}

/// A refresh token could not be read or kept.
#[derive(Debug, thiserror::Error)]
#[error("the refresh token cannot be {verb}: {source}")]
pub struct TokenStoreError {
    verb: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TokenStoreError {
    /// A token that cannot be read.
    pub fn reading(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { verb: "read", source: source.into() }
    }

    /// A token that cannot be kept.
    pub fn saving(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { verb: "kept", source: source.into() }
    }
}

/// Keeps the token for as long as the program runs.
#[derive(Default)]
pub struct MemoryTokenStore(Mutex<Option<SecretString>>);

impl MemoryTokenStore {
    /// A store with a token that was got in some other way.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(Mutex::new(Some(token.into())))
    }

    fn token(&self) -> MutexGuard<'_, Option<SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for MemoryTokenStore {
    fn load(&self) -> Storing<'_, Option<SecretString>> {
        Box::pin(async { Ok(self.token().clone()) })
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> Storing<'a, ()> {
        Box::pin(async {
            *self.token() = Some(token.clone());
            Ok(())
        })
    }
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTokenStore").finish_non_exhaustive()
    }
}
