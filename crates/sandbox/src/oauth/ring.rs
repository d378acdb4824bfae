//! The keys of a world: the one that signs, and those before it whose tokens may still be good.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};

use super::{
    keys::{Jwk, SigningKey},
    verify::Genuine,
};

/// The name under which it is kept what was before the key that signs.
pub(crate) const BEFORE: &str = "signing-keys-before.json";

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

/// What is kept beside the key that signs.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Kept {
    number: u64,
    before: Vec<KeptKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeptKey {
    number: u64,
    until: Timestamp,
    /// PKCS #8, DER, in base64.
    key: String,
}

impl Ring {
    /// The keys of a world that has known no other one than this.
    pub(crate) fn of(key: SigningKey) -> Self {
        Self::new(0, key, Vec::new())
    }

    fn new(number: u64, key: SigningKey, before: Vec<Retired>) -> Self {
        Self { number, key, before, genuine: Cache::new(GENUINE) }
    }

    /// Reads what is kept: the key that signs, and what was before it. The world knows its number, too, which counts where what
    /// is kept was removed by hand.
    pub(crate) fn read(key: SigningKey, before: Option<&[u8]>, number: u64) -> Result<Self, String> {
        let Some(before) = before else { return Ok(Self::new(number, key, Vec::new())) };
        let kept: Kept = serde_json::from_slice(before).map_err(|error| error.to_string())?;
        let before = kept.before.into_iter().map(|KeptKey { number, until, key }| {
            let key = STANDARD.decode(key).map_err(|error| error.to_string())?;
            let key = SigningKey::read(&key).ok_or("a key before it is no RSA key in PKCS #8")?;
            Ok(Retired { number, key, until })
        });
        let mut before = before.collect::<Result<Vec<Retired>, String>>()?;
        // A process that was killed between the two files of a directory has retired a key that still signs.
        before.retain(|retired| retired.key.id() != key.id());
        Ok(Self::new(kept.number.max(number), key, before))
    }

    /// What is kept beside the key that signs.
    pub(crate) fn kept_before(&self) -> Vec<u8> {
        let before = self.before.iter().map(|Retired { number, key, until }| KeptKey {
            number: *number,
            until: *until,
            key: STANDARD.encode(key.pkcs8()),
        });
        serde_json::to_vec(&Kept { number: self.number, before: before.collect() }).unwrap_or_default()
    }

    /// The keys once this one signs, and the one that signed is good until then for tokens that it gave; or nothing of those
    /// before is good any more.
    pub(crate) fn rotated(&self, key: SigningKey, until: Option<Timestamp>, wall: Timestamp) -> Self {
        let retired = until.map(|until| Retired { number: self.number, key: self.key.clone(), until });
        let before = match retired {
            Some(retired) => std::iter::once(retired).chain(self.good_before(wall).cloned()).collect(),
            None => Vec::new(),
        };
        Self::new(self.number + 1, key, before)
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
        self.before.iter().filter(move |retired| wall < retired.until)
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
