//! A refresh token in a file.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};
use tempfile::NamedTempFile;

use super::{Hold, Storing, TokenStore, TokenStoreError};

/// Keeps the token in a file that nobody but its owner can read.
///
/// The file is replaced as a whole: whoever reads it finds the old token or the new one. Programs that share it take turns, by
/// the lock of an empty file beside it. On Windows it has the permissions of its directory.
#[derive(Debug, Clone)]
pub struct FileTokenStore {
    path: PathBuf,
}

impl FileTokenStore {
    /// A store in the file at this path. Its directory is made when it is needed.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

/// The directory of a file, which is made if it is not there.
fn directory(path: &Path) -> io::Result<&Path> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = parent.unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    Ok(directory)
}

impl TokenStore for FileTokenStore {
    fn load(&self) -> Storing<'_, Option<SecretString>> {
        let path = self.path.clone();
        Box::pin(blocking(TokenStoreError::reading, move || match fs::read_to_string(path) {
            Ok(token) => Ok(Some(token.trim()).filter(|token| !token.is_empty()).map(SecretString::from)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }))
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> Storing<'a, ()> {
        let (path, token) = (self.path.clone(), token.clone());
        Box::pin(blocking(TokenStoreError::saving, move || {
            // It is made with owner-only permissions, before anything is in it.
            let mut file = NamedTempFile::new_in(directory(&path)?)?;
            file.write_all(token.expose_secret().as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(path)?;
            Ok(())
        }))
    }

    fn hold(&self) -> Storing<'_, Hold> {
        let path = self.path.clone();
        Box::pin(blocking(TokenStoreError::reading, move || {
            directory(&path)?;
            let mut beside = path.into_os_string();
            beside.push(".lock");
            let file = File::options().create(true).truncate(false).write(true).open(beside)?;
            file.lock()?;
            Ok(Hold::by(file))
        }))
    }
}

/// Does what takes the disk's time where it holds up nobody.
async fn blocking<T: Send + 'static>(
    failed: fn(io::Error) -> TokenStoreError,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, TokenStoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(io::Error::other).flatten().map_err(failed)
}
