//! What can go wrong, each with what to do about it.

use std::path::{Path, PathBuf};

use crate::{Key, Root};

/// What the engine said.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document is not in the version that the put expected.
    #[error("{key} has been changed, created or removed meanwhile; read it again and decide anew")]
    Stale {
        /// The document.
        key: Key,
    },

    /// Another document has this unique value.
    #[error("{value:?} is taken in {scope} by {holder}; choose another value")]
    Taken {
        /// Where the value must be unique.
        scope: String,
        /// The value.
        value: String,
        /// Who has it.
        holder: Box<Key>,
    },

    /// A name or value that no engine could keep, or a call at the wrong time: a mistake of the caller.
    #[error("{what}; the caller has to mend this")]
    Invalid {
        /// What is wrong with which argument.
        what: String,
    },

    /// A write was tried where only reading is possible.
    #[error("a read cannot write; use a write instead")]
    ReadOnly,

    /// A write beneath a root that its transaction does not hold; nothing has changed. Run it again with the root in its
    /// [plan](crate::Plan).
    #[error("{root} is to be written and is not locked; name it in the plan of the write")]
    Unlocked {
        /// The root.
        root: Root,
    },

    /// Another process has the directory open.
    #[error("{} is in use by another process; stop that one, or choose another directory", path.display())]
    InUse {
        /// The directory.
        path: PathBuf,
    },

    /// There is nothing to look at.
    #[error("{place} holds no data yet; start the server on it first")]
    Missing {
        /// The directory, or the database.
        place: String,
    },

    /// A store that is to be filled holds something.
    #[error("there are documents already; choose a new directory or schema")]
    NotEmpty,

    /// The directory cannot be used.
    #[error("{} cannot be used: {source}; check that it is a directory that this user may write", path.display())]
    Directory {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// A file that is to be made is there.
    #[error("{} is there already; choose another name", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },

    /// A file cannot be made.
    #[error("{} cannot be written: {source}; check that this user may write there", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },

    /// The database was written by a newer release.
    #[error("the database has schema {found} and this release knows {known}; use the newer release that wrote it")]
    Newer {
        /// The schema of the database.
        found: i64,
        /// The newest schema that this release knows.
        known: i64,
    },

    /// The database was last written by an older release, and a look cannot migrate it.
    #[error(
        "the database has schema {found} and this release needs {known}; bring it up to date with `backlot database migrate`"
    )]
    Older {
        /// The schema of the database.
        found: i64,
        /// The schema that this release reads.
        known: i64,
    },

    /// The database is damaged, or the file is something else.
    #[error("the database cannot be read: {reason}; restore a copy of it, or start with an empty directory")]
    Corrupt {
        /// What the engine found.
        reason: String,
    },

    /// The disk is full or failed; nothing of this write was kept.
    ///
    /// After a failed sync of the disk, a crash before the next commit may still bring it back.
    #[error(
        "the disk refused the write and nothing of it was kept: {source}; make room or check the disk, then repeat it"
    )]
    Disk {
        /// What the engine said.
        source: Cause,
    },

    /// The address of a database does not read, or what it names cannot be used.
    #[error("the database's address cannot be used: {source}; it reads like postgres://user:password@host:5432/name")]
    Address {
        /// What is wrong with it.
        source: Cause,
    },

    /// The database could not be reached, or not in time; nothing of this was kept.
    #[error("the database cannot be reached or does not answer in time: {source}; repeat the call")]
    Unavailable {
        /// What the engine said.
        source: Cause,
    },

    /// The connection was lost while the database committed, and the database could not be asked since.
    #[error("whether the write was kept is not known: {source}; repeat it in a way that does it only once")]
    Unsure {
        /// What the engine said.
        source: Cause,
    },

    /// A statement of this transaction failed before, so nothing of it can be kept.
    #[error("an earlier statement of this transaction failed and nothing of it was kept; repeat the whole write")]
    Broken,

    /// The closure of this write panicked; nothing of this write was kept, others are unharmed.
    #[error("the handler of this write panicked and nothing of it was kept; report this with the log's backtrace")]
    Panicked,

    /// The store has been closed.
    #[error("the store is closed; open it again")]
    Closed,

    /// Anything else that the engine said.
    #[error("the database failed: {source}; repeat the call, and report this if it stays")]
    Engine {
        /// What the engine said.
        source: Cause,
    },
}

impl Error {
    /// An [`Error::Invalid`] of this sentence.
    pub(crate) fn invalid(what: impl Into<String>) -> Self {
        Self::Invalid { what: what.into() }
    }

    /// Documents that are all new cannot all be kept.
    pub(crate) fn contradiction(said: &dyn std::fmt::Display) -> Self {
        Self::invalid(format!("two documents have the same key or unique value ({said})"))
    }

    /// The same, and which database it is about where only a human can help.
    pub(crate) fn naming(self, database: &Path) -> Self {
        match self {
            Self::Corrupt { reason } => Self::Corrupt { reason: format!("{reason} ({})", database.display()) },
            error => error,
        }
    }
}
