//! A new file that is there in full or not at all, for this user alone.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::Error;

/// A new file under another name, which goes unless it is [kept](Draft::keep). Nobody but this user can read it.
#[derive(Debug)]
pub struct Draft {
    draft: NamedTempFile,
    file: PathBuf,
}

impl Draft {
    /// A draft of this file, beside it.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] if the file is there, [`Error::File`] if none can be made there.
    pub fn of(file: &Path) -> Result<Self, Error> {
        if file.try_exists().map_err(|source| unusable(file, source))? {
            return Err(Error::Exists { path: file.to_owned() });
        }
        let name = file.file_name().ok_or_else(|| unusable(file, io::ErrorKind::InvalidFilename.into()))?;
        let prefix = format!(".{}.", name.display());
        // Each has a name of its own: two that are made at the same time are not mixed up.
        let draft = tempfile::Builder::new().prefix(&prefix).suffix(".partial").tempfile_in(folder(file));
        Ok(Self { draft: draft.map_err(|source| unusable(file, source))?, file: file.to_owned() })
    }

    /// Where it is for the time being.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.draft.path()
    }

    /// What is written into it.
    pub fn contents(&mut self) -> &mut File {
        self.draft.as_file_mut()
    }

    /// Gives it its name, which survives a power cut as surely as its contents.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] if somebody has made a file of this name meanwhile, [`Error::File`] if the disk fails.
    pub fn keep(self) -> Result<(), Error> {
        let Self { draft, file } = self;
        // Whoever wrote it may have done so by its path.
        let synced = File::open(draft.path()).and_then(|draft| draft.sync_all());
        synced.map_err(|source| unusable(&file, source))?;
        draft.persist_noclobber(&file).map_err(|refused| match refused.error.kind() {
            io::ErrorKind::AlreadyExists => Error::Exists { path: file.clone() },
            _ => unusable(&file, refused.error),
        })?;
        // Some file systems cannot promise that.
        #[cfg(unix)]
        let _ = File::open(folder(&file)).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// The folder that a file is in.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn unusable(file: &Path, source: io::Error) -> Error {
    Error::File { path: file.to_owned(), source }
}
