//! What a run is to do.

use std::{ops::RangeInclusive, path::PathBuf, time::Duration};

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
    /// After so many operations, a client has done enough.
    pub operations: u64,
    /// After this time, no operation is begun.
    pub time: Duration,
    /// How long there is peace between two blows.
    pub peace: RangeInclusive<Duration>,
    /// How many of the acknowledged writes are sent once more at the end.
    pub repeats: usize,
    /// What chance goes by.
    pub seed: u64,
}
