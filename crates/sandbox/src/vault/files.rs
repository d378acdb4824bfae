//! Secrets as files of a directory, for their owner alone.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use super::VaultError;

/// Keeps a secret instead of what is there.
pub(super) fn put(directory: &Path, name: &str, secret: &[u8]) -> Result<(), VaultError> {
    write_for_good(directory, name, secret).map_err(|source| VaultError::File { path: directory.join(name), source })
}

/// The secret of this name, if there is one.
pub(super) fn find(directory: &Path, name: &str) -> Result<Option<Vec<u8>>, VaultError> {
    let path = directory.join(name);
    match fs::read(&path) {
        Ok(secret) => Ok(Some(secret)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(VaultError::File { path, source }),
    }
}

/// Removes a secret, if it is there.
pub(super) fn remove(directory: &Path, name: &str) -> Result<(), VaultError> {
    let path = directory.join(name);
    match fs::remove_file(&path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(VaultError::File { path, source }),
        _ => Ok(()),
    }
}

/// Writes a file so that it is there in full or not at all, for this user alone.
fn write_for_good(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = directory.join(format!("{name}.new"));
    // One that a crash left behind may be readable by others.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, directory.join(name))?;
    // The name must survive a power cut as surely as the bytes.
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    Ok(())
}
