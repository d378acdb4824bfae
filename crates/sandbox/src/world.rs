//! The world's own document: its generation, its clock, its settings and the secret that chance is derived from.

use backlot_store::{Index, Key, Root};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    records::{Record, Stored},
    settings::Settings,
    upgrade,
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
    /// Counts how often something that was given to those who signed in was taken back. All that is given remembers the
    /// count: no two clocks are compared.
    #[serde(default)]
    pub token_mark: u64,
    /// Access tokens with a smaller count are expired.
    #[serde(default)]
    pub tokens_since: u64,
    /// Counts the keys that signed tokens: the number of the one that does.
    #[serde(default)]
    pub key_number: u64,
    /// Tokens that a key with a smaller number signed are not taken any more.
    #[serde(default)]
    pub keys_since: u64,
    /// The longest that access tokens were good, in seconds, before the settings were changed.
    #[serde(default)]
    pub longest_lifetime: u32,
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
    /// A world that has just begun.
    pub(crate) fn new(secret: String, secrets: Secrets, settings: Settings) -> Self {
        Self {
            generation: 1,
            clock: Clock::default(),
            settings,
            secret,
            secrets,
            token_mark: 0,
            tokens_since: 0,
            key_number: 0,
            keys_since: 0,
            longest_lifetime: 0,
            derivation: upgrade::DERIVATION,
        }
    }

    /// The longest that an access token which was given may be good, in seconds.
    pub(crate) fn longest_lifetime(&self) -> u32 {
        self.longest_lifetime.max(self.settings.auth.token_lifetime)
    }

    /// The count from which on something is given anew, once all of it has been taken back.
    pub(crate) fn next_mark(&mut self) -> u64 {
        self.token_mark += 1;
        self.token_mark
    }

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
