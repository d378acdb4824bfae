//! The keys of a world: the one that signs, and those before it whose tokens may still be good.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};

use super::{
    keys::{Jwk, SigningKey},
    verify::Genuine,
};

/// The name under which they are kept.
pub(crate) const NAME: &str = "signing-keys.json";

/// How many genuine tokens are remembered.
const GENUINE: usize = 4096;

/// The keys of a world, as one process knows them. They never change: when the key is rotated, others take their place.
pub(crate) struct Ring {
    /// Counts the keys that there were.
    number: u64,
    /// The one that signs.
    key: SigningKey,
    /// Those before it, the last one first.
    before: Vec<Retired>,
    /// Those with a smaller number were forgotten.
    since: u64,
    /// Tokens that were found to be genuine, those in use: 4,096 of less than 2 KiB each.
    pub(super) genuine: Cache<String, Genuine>,
}

/// A key that signs no more.
#[derive(Clone)]
struct Retired {
    number: u64,
    key: SigningKey,
    /// When the last of its tokens expires, in real time.
    until: Timestamp,
}

/// What is kept: the last key first.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    keys: Vec<KeptKey>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeptKey {
    pub(super) number: u64,
    /// Absent from the last one, which signs until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<Timestamp>,
    /// PKCS #8, DER, in base64.
    pub(super) key: String,
}

impl Ring {
    /// The keys of a world that has known so many others than this, none of which is good any more.
    pub(crate) fn of(key: SigningKey, number: u64) -> Self {
        Self { number, key, before: Vec::new(), since: 0, genuine: Cache::new(GENUINE) }
    }

    /// Reads what is kept, where the world says these numbers: of the key that signs, and of the first one that is not forgotten.
    pub(crate) fn read(kept: &[u8], number: u64, since: u64) -> Result<Self, String> {
        let Kept { keys } = serde_json::from_slice(kept).map_err(|error| error.to_string())?;
        Self::of_kept(keys, number, since)
    }

    /// The world is changed after the keys are kept: one with a higher number is of a rotation that came to nothing.
    pub(super) fn of_kept(keys: Vec<KeptKey>, number: u64, since: u64) -> Result<Self, String> {
        // Where nothing else is left, somebody has put an older world back by hand.
        let first = keys.iter().position(|key| key.number <= number).unwrap_or_default();
        let mut keys = keys.into_iter().skip(first).map(|KeptKey { number, until, key }| {
            let key = STANDARD.decode(key).map_err(|error| error.to_string())?;
            let key = SigningKey::read(&key).ok_or("a key of it is no RSA key in PKCS #8")?;
            Ok(Retired { number, key, until: until.unwrap_or(Timestamp::MAX) })
        });
        let signs = keys.next().ok_or("it holds none")??;
        let before = keys.collect::<Result<_, String>>()?;
        Ok(Self { before, since, ..Self::of(signs.key, signs.number.max(number)) })
    }

    /// What is to be kept of them.
    pub(crate) fn kept(&self) -> Vec<u8> {
        let kept = |number, key: &SigningKey, until| KeptKey { number, until, key: STANDARD.encode(key.pkcs8()) };
        let before = self.before.iter().map(|retired| kept(retired.number, &retired.key, Some(retired.until)));
        let keys = std::iter::once(kept(self.number, &self.key, None)).chain(before).collect();
        serde_json::to_vec(&Kept { keys }).unwrap_or_default()
    }

    /// The keys once this one signs. Those before it are good until the last of their tokens expires, `until` for the one that
    /// signed; or they are forgotten, and kept only for the case that the world never comes to know of it.
    pub(crate) fn rotated(&self, key: SigningKey, until: Timestamp, forget: bool, wall: Timestamp) -> Self {
        let retired = Retired { number: self.number, key: self.key.clone(), until };
        let before = std::iter::once(retired).chain(self.good_before(wall).cloned()).collect();
        let number = self.number + 1;
        Self { before, since: if forget { number } else { self.since }, ..Self::of(key, number) }
    }

    /// Counts the keys that there were.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The key that signs.
    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The keys before it whose tokens may still be good, each with the end of that; the last one first.
    pub(crate) fn before(&self, wall: Timestamp) -> impl Iterator<Item = (&SigningKey, Timestamp)> {
        self.good_before(wall).map(|retired| (&retired.key, retired.until))
    }

    fn good_before(&self, wall: Timestamp) -> impl Iterator<Item = &Retired> {
        self.before.iter().filter(move |retired| self.since <= retired.number && wall < retired.until)
    }

    /// All keys whose tokens may be good, each with its number; the one that signs first.
    pub(super) fn good(&self, wall: Timestamp) -> impl Iterator<Item = (u64, &SigningKey)> {
        let before = self.good_before(wall).map(|retired| (retired.number, &retired.key));
        std::iter::once((self.number, &self.key)).chain(before)
    }

    /// Forgets which tokens were found to be genuine.
    pub(crate) fn forget_tokens(&self) {
        self.genuine.clear();
    }

    /// The public halves of all keys whose tokens may be good.
    pub(super) fn published(&self, wall: Timestamp) -> Vec<Jwk<'_>> {
        self.good(wall).map(|(_, key)| key.jwk()).collect()
    }
}
