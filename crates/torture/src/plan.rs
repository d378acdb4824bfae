//! What a run is to do.

use std::{
    ops::RangeInclusive,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use crate::engine::Store;

/// What a run is to do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The `backlot` program.
    pub program: PathBuf,
    /// Where data and logs are kept; a new directory for each run.
    pub directory: PathBuf,
    /// What the processes keep their data in.
    pub store: Store,
    /// How many processes serve.
    pub processes: usize,
    /// How many clients there are.
    pub clients: usize,
    /// It lasts for at least this time,
    pub time: Duration,
    /// until every kind of trouble has come so many times,
    pub rounds: usize,
    /// and until so many writes have been acknowledged;
    pub acknowledged: usize,
    /// but no operation is begun after this time.
    pub limit: Duration,
    /// Set by whoever wants it to end before; what there is by then is judged.
    pub stop: Arc<AtomicBool>,
    /// How long there is peace between two blows.
    pub peace: RangeInclusive<Duration>,
    /// How long a process may take to come up, to get ready or to end, and how long a client asks for one thing.
    pub patience: Duration,
    /// How many of the acknowledged writes are sent once more at the end.
    pub repeats: usize,
    /// What chance goes by.
    pub seed: u64,
}
