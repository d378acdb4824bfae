//! Refresh tokens: kept as hashes, good for one use each, every one of a sign-in in one family.

use aws_lc_rs::digest;
use backlot_store::{Index, Key, Member, Range, Root, Set};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    chance::Chance,
    records::{Record, Records, Stored, parse},
    refusal::Failure,
};

/// For how long an unused refresh token is good, in real time: Azure AD's 90 days.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What a refresh token begins with. Azure AD's begin so too; nobody should look further into one.
const PREFIX: &str = "0.";

/// How many expired tokens each new one clears away; more than one, so that they die out.
const CLEARED_AT_ONCE: usize = 2;

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
    pub(crate) issued: Timestamp,
    /// When it was used. It is kept until it would have expired, so that a second use is known as one.
    pub(crate) used: Option<Timestamp>,
}

impl Record for RefreshToken {
    const KIND: &'static str = "refresh-token";
    type Body = RefreshToken;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        let sort = format!("{:020}", stored.body.issued.as_microsecond());
        Index { sets: vec![Member::new(tokens(&stored.key.root), sort)], ..Index::default() }
    }
}

/// The refresh tokens of an account, oldest first.
fn tokens(account: &Root) -> Set {
    Set::new(account.clone(), "refresh-tokens")
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
        let hash = digest::digest(&digest::SHA256, token.as_bytes());
        Some(Self { tenant: Uuid::from_bytes(*tenant), hash: URL_SAFE_NO_PAD.encode(hash) })
    }

    /// Where what is kept of it stands.
    pub(crate) fn key(&self) -> Key {
        Key::new(Root::account(&self.tenant.to_string()), RefreshToken::KIND, self.hash.as_str())
    }
}

/// Makes a token of this account and keeps its record.
pub(crate) fn issue(
    records: &mut Records<'_, '_>,
    chance: &mut Chance,
    tenant: Uuid,
    record: RefreshToken,
) -> Result<SecretString, Failure> {
    records.need_write()?;
    let bytes = [tenant.as_bytes().as_slice(), &chance.bytes()].concat();
    let token = SecretString::from(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)));
    let presented = Presented::read(token.expose_secret())
        .ok_or_else(|| Failure::Defect("a new refresh token does not read".into()))?;
    let key = presented.key();
    for listed in records.list(&tokens(&key.root), &Range::first(CLEARED_AT_ONCE))? {
        if parse::<RefreshToken>(&listed.document)?.body.issued + LIFETIME <= record.issued {
            records.delete(&listed.document.key)?;
        }
    }
    records.insert::<RefreshToken>(key, record, ())?;
    Ok(token)
}
