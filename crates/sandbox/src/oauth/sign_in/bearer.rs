//! Secrets that whoever shows them may use, kept as hashes: codes, sessions of browsers, device codes.
//!
//! Each is base64url of the tenant's id with 32 secret bytes; so its account is known before anything is looked up, at
//! `/common` too. What is kept of one stands in a root of its own.

use aws_lc_rs::digest;
use backlot_store::{Key, Root};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::records::Record;

/// The letters of 48 bytes in base64url.
const LENGTH: usize = 64;

/// A secret as it was shown: whose it is, and its hash.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shown {
    pub(crate) tenant: Uuid,
    hash: String,
}

impl Shown {
    /// Reads a secret; none if it cannot be one of ours.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(Some(text).filter(|text| text.len() == LENGTH)?).ok()?;
        let (tenant, _) = bytes.split_first_chunk::<16>()?;
        Some(Self { tenant: Uuid::from_bytes(*tenant), hash: hash(text) })
    }

    /// Where what is kept of it stands.
    pub(crate) fn key<R: Record>(&self) -> Key {
        Key::new(Root::session(&self.tenant.to_string(), &self.hash), R::KIND, self.hash.as_str())
    }
}

/// The secret of this tenant with these bytes, drawn by chance.
pub(crate) fn make(bytes: &[u8; 32], tenant: Uuid) -> (String, Shown) {
    let text = URL_SAFE_NO_PAD.encode([tenant.as_bytes().as_slice(), bytes].concat());
    let shown = Shown { tenant, hash: hash(&text) };
    (text, shown)
}

/// The hash of a text, as keys name it.
pub(super) fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}
