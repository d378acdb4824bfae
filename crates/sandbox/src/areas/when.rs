//! When something that the service does later is done: after some reads of it, or at a time of the world's clock.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::settings::Settle;

/// When something happens that the service does later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum When {
    /// After so many more reads.
    Reads(u32),
    /// At this time of the world's clock.
    At(Timestamp),
}

impl When {
    /// When what begins now is done, if it is not done at once.
    pub(crate) fn after(settle: Settle, now: Timestamp) -> Option<Self> {
        match settle {
            Settle::Immediate | Settle::AfterReads(0) | Settle::AfterSeconds(0) => None,
            Settle::AfterReads(reads) => Some(Self::Reads(reads)),
            Settle::AfterSeconds(seconds) => {
                let after = SignedDuration::from_secs(i64::from(seconds));
                // The end of time is as good as any other time that is never reached.
                Some(Self::At(now.saturating_add(after).unwrap_or(Timestamp::MAX)))
            }
        }
    }

    /// What is left after one more read; none if that was the last one that it waited for.
    pub(crate) fn read(self) -> Option<Self> {
        match self {
            Self::Reads(left) => left.checked_sub(1).filter(|left| *left > 0).map(Self::Reads),
            at @ Self::At(_) => Some(at),
        }
    }

    /// The time that it waits for, if it is one.
    pub(crate) fn time(self) -> Option<Timestamp> {
        match self {
            Self::Reads(_) => None,
            Self::At(time) => Some(time),
        }
    }
}
