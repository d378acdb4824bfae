//! Refresh tokens: kept as hashes, good for one use each, every one of a sign-in in one family; each in a root of its own,
//! so that whoever signs in holds up nobody else.

use aws_lc_rs::digest;
use backlot_store::{Index, Key, Root};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    chance::Chance,
    records::{Record, Stored},
};

/// For how long an unused refresh token is good, in real time: Azure AD's 90 days.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What a refresh token begins with. Azure AD's begin so too; nobody should look further into one.
const PREFIX: &str = "0.";

/// What is kept of a refresh token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefreshToken {
    /// Shared by all that descend from one sign-in.
    pub(crate) family: Uuid,
    /// The application that may use it.
    pub(crate) app: Uuid,
    /// The person who signed in.
    pub(crate) user: Uuid,
    /// Whether that was with a second factor.
    pub(crate) mfa: bool,
    /// The resource that was asked for, and is again unless another is named.
    pub(crate) resource: String,
    /// The permissions that were asked for; empty for whatever was consented to.
    pub(crate) permissions: Vec<String>,
    /// Whether an id token was asked for.
    pub(crate) openid: bool,
    /// The world's `token_mark` when the person signed in.
    #[serde(default)]
    pub(crate) mark: u64,
    pub(crate) issued: Timestamp,
    /// When it was used. It is kept until it would have expired, so that a second use is known as one.
    pub(crate) used: Option<Timestamp>,
}

impl Record for RefreshToken {
    const KIND: &'static str = "refresh-token";
    type Body = RefreshToken;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        let expires = stored.body.issued.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
        Index { expires: Some(expires.as_microsecond()), ..Index::default() }
    }
}

/// A refresh token as a client shows it: whose it is, and its hash.
///
/// The token is `0.` and base64url of the tenant's id with 32 secret bytes; so its account is known before anything is
/// looked up, at `/common` too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Presented {
    pub(crate) tenant: Uuid,
    hash: String,
}

impl Presented {
    /// Reads a token; none if it cannot be one of ours.
    pub(crate) fn read(token: &str) -> Option<Self> {
        let token = token.trim();
        let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(PREFIX).filter(|rest| rest.len() == 64)?).ok()?;
        let (tenant, _) = bytes.split_first_chunk::<16>()?;
        Some(Self { tenant: Uuid::from_bytes(*tenant), hash: hash(token) })
    }

    /// Where what is kept of it stands.
    pub(crate) fn key(&self) -> Key {
        place(self.tenant, &self.hash)
    }
}

/// Where what is kept of the token with this hash stands.
pub(crate) fn place(tenant: Uuid, hash: &str) -> Key {
    Key::new(Root::session(&tenant.to_string(), hash), RefreshToken::KIND, hash)
}

/// A token that may be given, drawn before anything is read.
pub(crate) struct Drawn {
    pub(crate) token: SecretString,
    /// The family that it begins, unless it goes on with another one.
    pub(crate) family: Uuid,
    /// Where what is kept of it will stand.
    pub(crate) key: Key,
}

/// Draws a token for this tenant.
pub(crate) fn draw(chance: &mut Chance, tenant: Uuid) -> Drawn {
    let family = chance.guid();
    let bytes = [tenant.as_bytes().as_slice(), &chance.bytes()].concat();
    let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
    let key = place(tenant, &hash(&token));
    Drawn { token: SecretString::from(token), family, key }
}

/// The hash of a secret, as keys name it.
pub(super) fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, token.as_bytes()))
}
