//! Where refresh tokens are kept from one use to the next.

use std::{fmt, future::Future, io::Write, path::PathBuf, pin::Pin, sync::Mutex};

use secrecy::{ExposeSecret, SecretString};
use tempfile::NamedTempFile;

/// What a store is doing.
pub type Storing<'a, T> = Pin<Box<dyn Future<Output = Result<T, TokenStoreError>> + Send + 'a>>;

/// Keeps the refresh token of one person: a file, the keyring of a system, a vault.
pub trait TokenStore: Send + Sync + 'static {
    /// The token that was saved last; none if nobody has signed in.
    fn load(&self) -> Storing<'_, Option<SecretString>>;

    /// Replaces it. What was there is worth nothing any more.
    fn save<'a>(&'a self, token: &'a SecretString) -> Storing<'a, ()>;
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

    fn token(&self) -> std::sync::MutexGuard<'_, Option<SecretString>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
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

/// Keeps the token in a file that nobody but its owner can read.
///
/// The file is replaced as a whole: whoever reads it finds the old token or the new one. On Windows it has the permissions of
/// its directory.
#[derive(Debug, Clone)]
pub struct FileTokenStore {
    path: PathBuf,
}

impl FileTokenStore {
    /// A store in the file at this path. Its directory is made when a token is saved.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl TokenStore for FileTokenStore {
    fn load(&self) -> Storing<'_, Option<SecretString>> {
        let path = self.path.clone();
        Box::pin(blocking(TokenStoreError::reading, move || match std::fs::read_to_string(path) {
            Ok(token) => Ok(Some(token.trim()).filter(|token| !token.is_empty()).map(SecretString::from)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }))
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> Storing<'a, ()> {
        let (path, token) = (self.path.clone(), token.clone());
        Box::pin(blocking(TokenStoreError::saving, move || {
            let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            let directory = directory.unwrap_or(std::path::Path::new("."));
            std::fs::create_dir_all(directory)?;
            // It is made with owner-only permissions, before anything is in it.
            let mut file = NamedTempFile::new_in(directory)?;
            file.write_all(token.expose_secret().as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(path)?;
            Ok(())
        }))
    }
}

/// Does what takes the disk's time where it holds up nobody.
async fn blocking<T: Send + 'static>(
    failed: fn(std::io::Error) -> TokenStoreError,
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, TokenStoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(std::io::Error::other).flatten().map_err(failed)
}
