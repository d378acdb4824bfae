//! Families of refresh tokens that are worth nothing any more: all that came of one sign-in, should it be in wrong hands.

use backlot_store::{Index, Key, Root, Unique};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::refresh;
use crate::{
    records::{Record, Records, Stored},
    refusal::Failure,
};

/// Under what revoked families are known. It is looked up without a lock, so that nobody who refreshes waits: a token that
/// is given at the same moment belongs to the family too, and its use is refused.
const REVOKED: &str = "revoked-family";

/// That a family has been revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevokedFamily {
    family: Uuid,
    /// When, in real time.
    at: Timestamp,
}

impl Record for RevokedFamily {
    const KIND: &'static str = "revoked-family";
    type Body = RevokedFamily;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        // By then, the last token of the family has expired.
        let forgotten = stored.body.at.saturating_add(refresh::LIFETIME).unwrap_or(Timestamp::MAX);
        Index {
            unique: vec![Unique::new(REVOKED, stored.body.family.to_string())],
            expires: Some(forgotten.as_microsecond()),
            ..Index::default()
        }
    }
}

/// Whether a family has been revoked.
pub(super) fn is_revoked(records: &mut Records<'_, '_>, family: Uuid) -> Result<bool, Failure> {
    Ok(records.holder(REVOKED, &family.to_string())?.is_some())
}

/// Revokes a family of this tenant.
pub(super) fn revoke(
    records: &mut Records<'_, '_>,
    tenant: Uuid,
    family: Uuid,
    wall: Timestamp,
) -> Result<(), Failure> {
    let id = family.to_string();
    let key = Key::new(Root::session(&tenant.to_string(), &id), RevokedFamily::KIND, id);
    if records.find::<RevokedFamily>(&key)?.is_none() {
        records.insert::<RevokedFamily>(key, RevokedFamily { family, at: wall }, ())?;
    }
    Ok(())
}
