//! The world's own document: its generation, its clock, its settings and the secret that chance is derived from.

use backlot_store::{Index, Key, Root};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    records::{Record, Stored},
    settings::Settings,
};

/// What holds for everything that one store contains.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct World {
    /// Counts resets. What was cached under another generation no longer holds.
    pub generation: u64,
    /// The time that every rule goes by.
    pub clock: Clock,
    /// What one may change about the sandbox's behaviour.
    pub settings: Settings,
    /// The key of `chance`, in hexadecimal digits.
    pub secret: String,
    /// Where the secrets of apps and people come from, whenever the world is planted.
    #[serde(default)]
    pub secrets: Secrets,
    /// Counts how often access tokens were expired on demand. Each token says the count at which it was given: no two
    /// clocks are compared.
    #[serde(default)]
    pub token_mark: u64,
    /// Tokens with a smaller count are expired.
    #[serde(default)]
    pub tokens_since: u64,
    /// The release of the derivation by which its documents are found; see `upgrade.rs`.
    #[serde(default)]
    pub derivation: u32,
}

/// Where the secrets of apps and people come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Secrets {
    /// The world file states them.
    #[default]
    Stated,
    /// They are derived from the world's secret: a published file must not open a sandbox that others can reach.
    Derived,
}

impl World {
    /// Where the world's document stands.
    pub fn key() -> Key {
        Key::new(Root::world(), Self::KIND, "world")
    }
}

impl Record for World {
    const KIND: &'static str = "world";
    const OF_THE_WORLD: bool = true;
    type Body = World;
    type Own = ();

    fn index(_: &Stored<Self>) -> Index {
        Index::default()
    }
}

/// The world's time: the real time moved by an offset, or standing still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Clock {
    /// Runs with the real time, this many microseconds ahead.
    Offset(i64),
    /// Stands still.
    Frozen(Timestamp),
}

impl Default for Clock {
    fn default() -> Self {
        Self::Offset(0)
    }
}

impl Clock {
    /// The world's time at the real time `wall`.
    pub fn now(self, wall: Timestamp) -> Timestamp {
        whole(match self {
            Self::Offset(micros) => wall.saturating_add(SignedDuration::from_micros(micros)).unwrap_or(wall),
            Self::Frozen(at) => at,
        })
    }

    /// The clock that shows `to` at the real time `wall`, and goes on as this one does.
    pub fn moved(self, to: Timestamp, wall: Timestamp) -> Self {
        match self {
            Self::Offset(_) => Self::Offset(to.as_microsecond() - wall.as_microsecond()),
            Self::Frozen(_) => Self::Frozen(to),
        }
    }
}

/// A time in microseconds: nothing is due at a finer one, nor is it kept.
pub(crate) fn whole(time: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time)
}
