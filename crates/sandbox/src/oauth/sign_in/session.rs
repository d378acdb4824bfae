//! Who has signed in in a browser: a record for each person, named by a secret in the browser's cookie.

use backlot_store::Index;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::records::{Record, Stored};

/// For how long a browser needs no password, in real time.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// A person who has signed in, with a password and a second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BrowserSession {
    pub(crate) user: Uuid,
    /// When that was.
    pub(crate) since: Timestamp,
    /// The world's `token_mark` then.
    #[serde(default)]
    pub(crate) mark: u64,
}

impl BrowserSession {
    fn ends(&self) -> Timestamp {
        self.since.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX)
    }

    pub(super) fn has_ended(&self, wall: Timestamp) -> bool {
        self.ends() <= wall
    }
}

impl Record for BrowserSession {
    const KIND: &'static str = "browser-session";
    type Body = BrowserSession;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        Index { expires: Some(stored.body.ends().as_microsecond()), ..Index::default() }
    }
}
