//! The journal of a store that several processes share: the calls that all of them have answered.

use bytes::Bytes;

/// How many rows are kept.
pub const KEPT: i64 = 100_000;

/// A call that was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Whose account it concerned.
    pub tenant: Option<String>,
    /// The operation, by its name.
    pub operation: Option<String>,
    /// Its correlation id.
    pub correlation: String,
    /// How it was answered.
    pub status: u16,
    /// All that is kept of it, as the caller of the journal wrote it.
    pub text: Bytes,
}

/// Which calls one wants to see.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    /// Only those of this account.
    pub tenant: Option<String>,
    /// Only those of this operation, in any casing.
    pub operation: Option<String>,
    /// Only those with this correlation id, in any casing.
    pub correlation: Option<String>,
    /// The lowest status.
    pub at_least: u16,
    /// Only those after this number.
    pub after: u64,
    /// At most so many, the newest.
    pub limit: usize,
}

/// Calls that were recorded.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recorded {
    /// Their numbers and texts, oldest first. Numbers grow by one with each call, over all processes.
    pub entries: Vec<(u64, Bytes)>,
    /// How many calls were recorded in all.
    pub count: u64,
}
