//! The directory of a store, and the lock that keeps a second process out of it.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::Error;

/// What a temporary directory is called before it is one.
pub(crate) const TEMPORARY: &str = "a new temporary directory";

/// A directory that belongs to this process while this value lives.
#[derive(Debug)]
pub(crate) struct Home {
    path: PathBuf,
    // In this order: the lock is let go before a temporary directory is removed.
    lock: File,
    _temporary: Option<TempDir>,
}

impl Home {
    /// Takes a directory, making it if need be.
    pub(crate) fn directory(path: &Path) -> Result<Self, Error> {
        make(path).map_err(|source| Error::Directory { path: path.to_owned(), source })?;
        Self::lock(path.to_owned(), None)
    }

    /// Takes a new directory that is removed at the end.
    pub(crate) fn temporary() -> Result<Self, Error> {
        let directory = tempfile::Builder::new()
            .prefix("backlot-")
            .tempdir()
            .map_err(|source| Error::Directory { path: std::env::temp_dir(), source })?;
        Self::lock(directory.path().to_owned(), Some(directory))
    }

    /// The directory.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The database in it.
    pub(crate) fn database(&self) -> PathBuf {
        database(&self.path)
    }

    fn lock(path: PathBuf, temporary: Option<TempDir>) -> Result<Self, Error> {
        let name = path.join(LOCK);
        let failed = |source| Error::Directory { path: name.clone(), source };
        let mut lock = OpenOptions::new().create(true).truncate(false).write(true).open(&name).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {
                // It is for people who look who has the directory; a full disk must not be in their way.
                let _ = lock.set_len(0).and_then(|()| writeln!(lock, "{}", std::process::id()));
                Ok(Self { path, lock, _temporary: temporary })
            }
            Err(TryLockError::WouldBlock) => Err(Error::InUse { path }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Closing the file would not be enough: a process that is just being started has a copy of it, and the lock
        // would last until that copy is closed too. If it fails, closing is all that is left.
        let _ = self.lock.unlock();
    }
}

/// The file whose lock keeps others out, and which names who has it.
const LOCK: &str = "backlot.lock";

/// Who has this directory open, if somebody has.
pub(crate) fn user(directory: &Path) -> Option<String> {
    let mut lock = File::open(directory.join(LOCK)).ok()?;
    // Let go at once: whoever starts in this very moment would be refused.
    if !matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)) {
        return None;
    }
    let mut process = String::new();
    // Some systems let nobody read what is locked.
    let read = lock.read_to_string(&mut process).is_ok() && !process.trim().is_empty();
    Some(if read { format!("process {}", process.trim()) } else { "another process".to_owned() })
}

/// How many bytes the database in this directory takes.
pub(crate) fn size(directory: &Path) -> u64 {
    let database = database(directory).into_os_string();
    let sizes = ["", "-wal"].map(|companion| {
        let mut name = database.clone();
        name.push(companion);
        // It may have none.
        PathBuf::from(name).metadata().map_or(0, |found| found.len())
    });
    sizes.iter().sum()
}

/// The database in a directory.
pub(crate) fn database(directory: &Path) -> PathBuf {
    directory.join("backlot.sqlite")
}

/// Makes a directory for this user alone, as it will hold secrets; one that exists is left as it is.
fn make(path: &Path) -> io::Result<()> {
    match path.metadata() {
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
        // Making it fails where looking did for a better reason than that it is not there.
        Err(_) => {}
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)?;
    // Its name should survive a power cut as surely as the commits in it; some file systems cannot promise that.
    #[cfg(unix)]
    if let Some(parent) = path.canonicalize()?.parent() {
        let _ = File::open(parent).and_then(|parent| parent.sync_all());
    }
    Ok(())
}
