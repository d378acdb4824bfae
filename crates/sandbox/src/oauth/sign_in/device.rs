//! Devices that cannot show a page: each waits with a secret of its own, and shows people a short code to type elsewhere.

use backlot_store::{Index, Unique};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::wish::Wish;
use crate::{
    chance::Chance,
    oauth::{
        errors::{self, Denied},
        request::Version,
    },
    records::{Record, Stored},
};

/// Under what the codes that people type are unique.
pub(super) const USER_CODES: &str = "user-code";

/// For how long a device may wait.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// How long after that a device is still told why it gets nothing.
const MEMORY: SignedDuration = SignedDuration::from_mins(15);

/// How many seconds a device waits before it asks again.
pub(crate) const INTERVAL: i64 = 5;

/// The letters of codes that people type: no vowels, so no words, and none that look alike.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// How many of them a code has.
const LENGTH: usize = 9;

/// What is kept of a device that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeviceCode {
    pub(crate) tenant: Uuid,
    pub(crate) app: Uuid,
    /// The endpoint that it asked.
    pub(crate) version: Version,
    pub(crate) user_code: String,
    pub(crate) wish: Wish,
    pub(crate) issued: Timestamp,
    /// When it last asked whether somebody has signed in.
    pub(crate) polled: Option<Timestamp>,
    pub(crate) state: DeviceState,
    /// The world's `token_mark` when the person signed in, once somebody has.
    #[serde(default)]
    pub(crate) mark: u64,
}

/// What has come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum DeviceState {
    Pending,
    Declined,
    /// This person signed in.
    Approved(Uuid),
    /// It has its tokens.
    Redeemed,
}

impl DeviceCode {
    pub(crate) fn has_expired(&self, wall: Timestamp) -> bool {
        self.issued + LIFETIME <= wall
    }

    /// Who signed in, for the device that asks now.
    pub(crate) fn redeem(&self, wall: Timestamp) -> Result<Uuid, Denied> {
        match self.state {
            DeviceState::Redeemed => Err(Denied::new(errors::USED_CODE)),
            _ if self.has_expired(wall) => Err(Denied::new(errors::EXPIRED_DEVICE)),
            DeviceState::Declined => Err(Denied::new(errors::DECLINED_DEVICE)),
            DeviceState::Approved(user) => Ok(user),
            // Networks are not even: a second is given away.
            DeviceState::Pending
                if self.polled.is_some_and(|polled| wall.duration_since(polled).as_secs() < INTERVAL - 1) =>
            {
                Err(Denied::new(errors::SLOW_DOWN).argument(INTERVAL.to_string()))
            }
            DeviceState::Pending => Err(Denied::new(errors::PENDING_DEVICE)),
        }
    }
}

impl Record for DeviceCode {
    const KIND: &'static str = "device-code";
    type Body = DeviceCode;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        let device = &stored.body;
        let forgotten = device.issued.saturating_add(LIFETIME + MEMORY).unwrap_or(Timestamp::MAX);
        Index {
            unique: vec![Unique::new(USER_CODES, device.user_code.as_str())],
            expires: Some(forgotten.as_microsecond()),
            ..Index::default()
        }
    }
}

/// Draws a code for people to type.
pub(crate) fn user_code(chance: &mut Chance) -> String {
    // 240 is the most that 20 divides: beyond it, some letters would come more often.
    let even = |byte: &u8| *byte < 240;
    let mut code = String::new();
    while code.len() < LENGTH {
        let bytes = chance.bytes();
        let letters = bytes.iter().filter(|byte| even(byte)).map(|byte| char::from(LETTERS[usize::from(byte % 20)]));
        code.extend(letters.take(LENGTH - code.len()));
    }
    code
}

/// A code as somebody typed it: in any case, with spaces or hyphens. None if it cannot be one of ours.
pub(super) fn typed(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 1).collect();
    let code = code.to_ascii_uppercase();
    (code.len() == LENGTH && code.bytes().all(|byte| LETTERS.contains(&byte))).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::{typed, user_code};
    use crate::chance::Chance;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let mut chance = Chance::new(b"secret", "codes");
        for _ in 0..100 {
            let code = user_code(&mut chance);
            assert_eq!(typed(&code), Some(code.clone()));
            let sloppy = format!(" {}-{} {}", &code[..3].to_lowercase(), &code[3..6], &code[6..]);
            assert_eq!(typed(&sloppy), Some(code.clone()), "{sloppy}");
            assert_eq!(typed(&code[1..]), None);
            assert_eq!(typed(&format!("{code}B")), None);
        }
        assert_eq!(typed("AEIOU0123"), None);
        assert_eq!(typed("ÄÖÜ"), None);
    }
}
