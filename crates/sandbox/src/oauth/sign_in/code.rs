//! Authorization codes: kept as hashes, good once and for ten minutes of real time.

use backlot_store::Index;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{pkce::Challenge, wish::Wish};
use crate::records::{Record, Stored};

/// For how long a code is good.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// What is kept of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuthorizationCode {
    /// The application that may redeem it.
    pub(crate) app: Uuid,
    /// The person who signed in.
    pub(crate) user: Uuid,
    /// Where the person was sent back to; who redeems it says the same.
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
    /// What the id token repeats.
    pub(crate) nonce: Option<String>,
    pub(crate) wish: Wish,
    /// The family of the refresh tokens that come of it.
    pub(crate) family: Uuid,
    /// The world's `token_mark` when the person signed in.
    #[serde(default)]
    pub(crate) mark: u64,
    pub(crate) issued: Timestamp,
    /// When it was redeemed. It is kept until it would have expired, so that a second use is known as one.
    pub(crate) used: Option<Timestamp>,
}

impl Record for AuthorizationCode {
    const KIND: &'static str = "authorization-code";
    type Body = AuthorizationCode;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        let expires = stored.body.issued.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        Index { expires: Some(expires.as_microsecond()), ..Index::default() }
    }
}
