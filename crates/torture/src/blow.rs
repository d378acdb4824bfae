//! What can be done to the processes and to their database, and in which order.

use fastrand::Rng;

use crate::engine::{Outage, Store};

/// Something that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blow {
    /// A process is killed.
    Kill,
    /// Two are, or the same one twice.
    KillTwo,
    /// A process is told to end.
    Drain,
    /// A process is held for a while, with all that it has locked.
    Pause,
    /// A process finds its disk full.
    FillDisk,
    /// The database ends and comes back.
    Outage(Outage),
    /// All database connections of a process are cut.
    Cut,
    /// The same, and it gets no new ones for a while.
    Refuse,
    /// An answer of the database is cut short.
    CutAnswer,
    /// A request to the database is cut short.
    CutRequest,
    /// A commit is carried out, and its answer lost.
    LoseCommit,
}

const SQLITE: &[Blow] =
    &[Blow::Kill, Blow::Kill, Blow::Kill, Blow::Drain, Blow::Pause, Blow::FillDisk, Blow::FillDisk, Blow::FillDisk];

const POSTGRES: &[Blow] = &[
    Blow::Kill,
    Blow::Kill,
    Blow::KillTwo,
    Blow::Drain,
    Blow::Pause,
    Blow::Outage(Outage::Fast),
    Blow::Outage(Outage::Immediate),
    Blow::Outage(Outage::Kill),
    Blow::Cut,
    Blow::Refuse,
    Blow::CutAnswer,
    Blow::CutRequest,
    Blow::LoseCommit,
    Blow::LoseCommit,
];

/// Everything that can be done, in an order of chance: whatever comes, all else comes before it comes again.
pub(crate) fn round(store: Store, rng: &mut Rng) -> Vec<Blow> {
    let mut blows = match store {
        Store::Sqlite => SQLITE.to_vec(),
        Store::Postgres => POSTGRES.to_vec(),
    };
    rng.shuffle(&mut blows);
    blows
}
