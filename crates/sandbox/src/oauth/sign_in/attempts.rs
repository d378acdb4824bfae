//! How often somebody has entered a code that no device shows: counted for all together, as whoever guesses throws cookies away.

use backlot_store::{Index, Key, Root};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    limits::WRONG_USER_CODES,
    records::{Record, Records, Stored},
    refusal::Failure,
};

/// For how long wrong codes are remembered, in real time.
const WHILE: SignedDuration = SignedDuration::from_mins(15);

/// The wrong codes of a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WrongUserCodes {
    count: u32,
    since: Timestamp,
}

impl WrongUserCodes {
    fn forgotten(&self) -> Timestamp {
        self.since.saturating_add(WHILE).unwrap_or(Timestamp::MAX)
    }
}

impl Record for WrongUserCodes {
    const KIND: &'static str = "wrong-user-codes";
    type Body = WrongUserCodes;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        Index { expires: Some(stored.body.forgotten().as_microsecond()), ..Index::default() }
    }
}

/// Where they are counted. They belong to no account.
pub(super) fn place() -> Key {
    Key::new(Root::session("devices", "wrong-user-codes"), WrongUserCodes::KIND, "all")
}

/// Whether everybody has to wait.
pub(super) fn are_too_many(records: &mut Records<'_, '_>, wall: Timestamp) -> Result<bool, Failure> {
    let wrong = records.find::<WrongUserCodes>(&place())?;
    Ok(wrong.is_some_and(|wrong| wrong.body.count >= WRONG_USER_CODES && wall < wrong.body.forgotten()))
}

/// Counts one more.
pub(super) fn count(records: &mut Records<'_, '_>, wall: Timestamp) -> Result<(), Failure> {
    let new = WrongUserCodes { count: 1, since: wall };
    match records.find::<WrongUserCodes>(&place())? {
        None => records.insert::<WrongUserCodes>(place(), new, ()).map(drop),
        Some(mut wrong) => {
            wrong.body = match wrong.body {
                known if known.forgotten() <= wall => new,
                known => WrongUserCodes { count: known.count.saturating_add(1), ..known },
            };
            records.save(&mut wrong)
        }
    }
}
