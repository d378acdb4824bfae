//! What was done to the processes and to the database.

use serde::{Deserialize, Serialize};

use crate::engine::Outage;

/// Something that was done to the processes or to the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it had been done.
    pub at: u64,
    /// What.
    pub what: What,
}

/// Something that was done to the processes or to the database, or that they did by themselves.
#[expect(missing_docs, reason = "fields are named for what they hold")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A process was killed.
    Killed { process: usize },
    /// A process was told to end, and did.
    Drained { process: usize, code: Option<i32> },
    /// A process was told to end, and did not.
    Stuck { process: usize },
    /// A process ended by itself.
    Died { process: usize, how: String },
    /// A process listens again.
    Up { process: usize },
    /// A process was held.
    Paused { process: usize },
    /// It was let go.
    GoesOn { process: usize },
    /// A process does not get ready although nothing is in its way.
    Unready { process: usize, said: String },
    /// `backlot database verify` looked at all of it, at the end.
    Verified { sound: bool, said: String },
    /// PostgreSQL was stopped or killed.
    DatabaseDown { how: Outage },
    /// PostgreSQL takes connections again.
    DatabaseUp,
    /// All database connections of a process were cut.
    Cut { process: usize, connections: u64 },
    /// So many database connections were cut, in one way or another, in the whole run.
    CutInAll { connections: u64 },
    /// A process gets no new database connections, or does again.
    Refusing { process: usize, refusing: bool },
    /// An answer to a process was cut short.
    AnswerCut { process: usize, after: usize },
    /// A request of a process to the database was cut short.
    RequestCut { process: usize, after: usize },
    /// The answer to a commit of a process was lost.
    CommitLost { process: usize },
    /// The disk is full for a process: its files may not grow beyond so many bytes.
    DiskFull { process: usize, bytes: u64 },
    /// There is room again.
    DiskFree { process: usize },
    /// Everything of this has been done once more, and all processes were asked whether they are ready.
    Round,
}
