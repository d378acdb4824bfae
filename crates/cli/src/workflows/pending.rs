//! What is being created and has no reply yet, kept on the disk so that nobody who is killed creates it twice.
//!
//! Each has a file of its own, for this user alone, which holds the `MS-RequestId` that it is sent under. Whoever is asked
//! for the same later finds it and sends it again under that id, which the service knows. A process that is at work holds
//! the lock of its file, so two that are to place equal orders place two.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::signer::Signer;

/// For how long the service is trusted to know an id again. It keeps an answer for 24 hours; a call may take its time.
const KNOWN: SignedDuration = SignedDuration::from_hours(23);

/// What tells something that is to be created from everything else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Intent {
    /// Where Partner Center is, and whose it is.
    pub(crate) account: String,
    /// Who creates it.
    pub(crate) by: Signer,
    /// The path of where it is created.
    pub(crate) path: String,
    /// What is created, as it is sent.
    pub(crate) body: Value,
}

impl Intent {
    fn is_for_the_same_as(&self, other: &Self) -> bool {
        (&self.account, &self.path, &self.body) == (&other.account, &other.path, &other.body)
    }
}

/// What stands in such a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Note {
    request_id: Uuid,
    begun: Timestamp,
    /// What was there before and might be taken for it, by id.
    known: Vec<String>,
    intent: Intent,
}

/// Why something under way cannot be kept or found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PendingError {
    /// The disk does not do what it should.
    #[error("{} cannot be used to keep track of what is under way ({source}); check the directory", path.display())]
    Disk {
        /// The file or the directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something else stands in the file.
    #[error("{} does not read ({source}); look whether what it tells of is there, then remove the file", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The id would not be known again.
    #[error(
        "the same was begun {by} and its reply never came; run the command again with that profile as it was, or look whether it is there and remove {}",
        path.display()
    )]
    AnotherSigner {
        /// Who began it.
        by: Signer,
        /// The file.
        path: PathBuf,
    },
}

/// What is under way for this user.
#[derive(Debug, Clone)]
pub(crate) struct PendingCreations {
    directory: PathBuf,
}

/// Something under way. The file stays until [`end`](Self::end).
#[derive(Debug)]
pub(crate) struct Pending {
    note: Note,
    path: PathBuf,
    /// Locked for as long as this process is at it.
    _lock: File,
}

impl PendingCreations {
    /// Those that are kept in this directory, which is made when it is needed.
    pub(crate) fn in_directory(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// The same, if it was begun before and the process that began it is gone.
    pub(crate) fn find(&self, intent: &Intent, now: Timestamp) -> Result<Option<Pending>, PendingError> {
        let entries = match fs::read_dir(&self.directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(disk(&self.directory, source)),
        };
        for entry in entries {
            let path = entry.map_err(|source| disk(&self.directory, source))?.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            // Only what is the same is locked: whoever looks for something else must not be taken for one at work on this.
            let Some(pending) = Pending::open(&path, intent)? else { continue };
            // An id that the service has forgotten is nobody's.
            if pending.is_known(now) && !pending.note.intent.by.is(&intent.by) {
                return Err(PendingError::AnotherSigner { by: pending.note.intent.by, path });
            }
            return Ok(Some(pending));
        }
        Ok(None)
    }

    /// Begins something: when this returns, it is on the disk.
    pub(crate) fn begin(
        &self,
        intent: Intent,
        request_id: Uuid,
        known: Vec<String>,
        now: Timestamp,
    ) -> Result<Pending, PendingError> {
        let note = Note { request_id, begun: now, known, intent };
        let path = self.directory.join(format!("{request_id}.json"));
        let lock = self.write(&note, &path).map_err(|source| disk(&path, source))?;
        Ok(Pending { note, path, _lock: lock })
    }

    fn write(&self, note: &Note, path: &Path) -> io::Result<File> {
        fs::create_dir_all(&self.directory)?;
        // A file that is half written never has the name by which it is found.
        let draft = path.with_extension("draft");
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        file.lock()?;
        file.write_all(&serde_json::to_vec_pretty(note)?)?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        #[cfg(unix)]
        File::open(&self.directory)?.sync_all()?;
        Ok(file)
    }
}

impl Pending {
    /// Opens the file of the same; none if it is of something else, somebody is at it, or it has just ended.
    fn open(path: &Path, intent: &Intent) -> Result<Option<Self>, PendingError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(disk(path, source)),
        };
        let text = io::read_to_string(&file).map_err(|source| disk(path, source))?;
        let note: Note =
            serde_json::from_str(&text).map_err(|source| PendingError::Unreadable { path: path.to_owned(), source })?;
        if !note.intent.is_for_the_same_as(intent) {
            return Ok(None);
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Ok(None),
            Err(fs::TryLockError::Error(source)) => return Err(disk(path, source)),
        }
        // It may have ended between the two; names are never used again.
        if !path.exists() {
            return Ok(None);
        }
        Ok(Some(Self { note, path: path.to_owned(), _lock: file }))
    }

    /// The id that it is sent under.
    pub(crate) fn request_id(&self) -> Uuid {
        self.note.request_id
    }

    /// When it was begun.
    pub(crate) fn begun(&self) -> Timestamp {
        self.note.begun
    }

    /// Whether the service surely knows the id again, if it has seen it.
    pub(crate) fn is_known(&self, now: Timestamp) -> bool {
        let age = now.duration_since(self.note.begun);
        (SignedDuration::ZERO..KNOWN).contains(&age)
    }

    /// Whether what has this id was there before.
    pub(crate) fn had(&self, id: &str) -> bool {
        self.note.known.iter().any(|known| known == id)
    }

    /// Forgets it, as its reply is in.
    pub(crate) fn end(self) -> Result<(), PendingError> {
        fs::remove_file(&self.path).map_err(|source| disk(&self.path, source))
    }
}

fn disk(path: &Path, source: io::Error) -> PendingError {
    PendingError::Disk { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
