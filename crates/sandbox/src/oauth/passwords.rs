//! Wrong passwords: counted for each person, who has to wait after too many of them.

use backlot_store::{Index, Key, Root};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    errors::{self, Denied},
    refresh,
};
use crate::{
    account::Account,
    limits::{SHORTEST_LOCKOUT, WRONG_PASSWORDS},
    records::{Record, Records, Stored},
    refusal::Failure,
};

/// The longest time that a person has to wait.
const LONGEST_LOCKOUT: SignedDuration = SignedDuration::from_hours(1);

/// For how long wrong passwords are remembered after the last one, in real time.
const WHILE: SignedDuration = SignedDuration::from_hours(24);

/// The wrong passwords of a person since the last right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WrongPasswords {
    count: u32,
    last: Timestamp,
}

impl WrongPasswords {
    /// Until when no password counts, the right one included: for a minute after too many, and for twice as long after
    /// each further one.
    fn locked_until(self) -> Option<Timestamp> {
        let further = self.count.checked_sub(WRONG_PASSWORDS)?;
        let seconds = SHORTEST_LOCKOUT.as_secs().saturating_mul(1 << further.min(16));
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX).min(LONGEST_LOCKOUT.as_secs());
        self.last.checked_add(SignedDuration::from_secs(seconds)).ok()
    }

    fn is_locked(self, wall: Timestamp) -> bool {
        self.locked_until().is_some_and(|until| wall < until)
    }

    fn forgotten(self) -> Timestamp {
        self.last.saturating_add(WHILE).unwrap_or(Timestamp::MAX)
    }
}

impl Record for WrongPasswords {
    const KIND: &'static str = "wrong-passwords";
    type Body = WrongPasswords;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        Index { expires: Some(stored.body.forgotten().as_microsecond()), ..Index::default() }
    }
}

/// Where those of a person are counted, by the name with which the person signs in.
pub(super) fn place(tenant: Uuid, login: &str) -> Key {
    let id = refresh::hash(&format!("wrong passwords of {}", login.to_lowercase()));
    Key::new(Root::session(&tenant.to_string(), &id), WrongPasswords::KIND, id)
}

/// Judges a password, and counts it if it is wrong. Names that nobody has are not counted: there is no end to them.
///
/// Passwords of a person are judged one after another: of many that are sent at once, no more than of others are looked at.
/// Those of a person who has to wait cost no write.
pub(super) fn judge<T>(
    records: &mut Records<'_, '_>,
    account: &Account,
    login: &str,
    wall: Timestamp,
    judge: impl FnOnce() -> Result<T, Denied>,
) -> Result<Result<T, Denied>, Failure> {
    if account.user(login).is_none() {
        return Ok(judge());
    }
    let key = place(account.tenant_id, login);
    let counted = records.find::<WrongPasswords>(&key)?;
    let remembered = counted.as_ref().map(|counted| counted.body).filter(|wrong| wall < wrong.forgotten());
    if remembered.is_some_and(|wrong| wrong.is_locked(wall)) {
        return Ok(Err(Denied::new(errors::LOCKED_USER)));
    }
    records.need_write()?;
    let judged = judge();
    match (&judged, counted) {
        (Err(denied), counted) if denied.kind == errors::WRONG_PASSWORD => {
            let count = remembered.map_or(1, |wrong| wrong.count.saturating_add(1));
            let wrong = WrongPasswords { count, last: wall };
            match counted {
                Some(counted) => records.save(&mut Stored { body: wrong, ..counted })?,
                None => records.insert::<WrongPasswords>(key, wrong, ()).map(drop)?,
            }
        }
        (Ok(_), Some(_)) => {
            records.delete(&key)?;
        }
        _ => {}
    }
    Ok(judged)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{WRONG_PASSWORDS, WrongPasswords};

    #[test]
    fn each_further_wrong_one_doubles_the_time_up_to_an_hour() {
        let last = Timestamp::UNIX_EPOCH;
        let lockout = |count| WrongPasswords { count, last }.locked_until().map(|until| until - last);
        let seconds = |count| lockout(count).map(|span| SignedDuration::try_from(span).unwrap().as_secs());
        assert_eq!(seconds(WRONG_PASSWORDS - 1), None);
        assert_eq!(seconds(WRONG_PASSWORDS), Some(60));
        assert_eq!(seconds(WRONG_PASSWORDS + 1), Some(120));
        assert_eq!(seconds(WRONG_PASSWORDS + 5), Some(1920));
        for many in [WRONG_PASSWORDS + 6, u32::MAX] {
            assert_eq!(seconds(many), Some(3600));
        }
    }
}
