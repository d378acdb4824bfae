//! Verification of access tokens: ours, unchanged, in time, and meant for Partner Center; whatever else comes is refused.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Deserialize, de::IgnoredAny};
use uuid::Uuid;

use super::{
    keys::SigningKey,
    resources::{self, Mismatch},
    ring::Ring,
};
use crate::{identity::Identity, limits::LONGEST_TOKEN};

/// By how many seconds the clocks of two processes may differ.
const LEEWAY: i64 = 5;

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadToken {
    /// It is longer than any token of ours.
    #[error("it is longer than {LONGEST_TOKEN} bytes")]
    TooLong,
    /// It is no signed token in the compact form.
    #[error("it is no signed JSON web token")]
    Malformed,
    /// It is signed in another way than ours, or not at all.
    #[error("its alg is not RS256")]
    Algorithm,
    /// It names another key.
    #[error("it is signed with a key that is not of this sandbox; get a token from this sandbox's token endpoint")]
    Key,
    /// It is no token of ours, or was changed.
    #[error("its signature does not fit")]
    Signature,
    /// Its time has passed.
    #[error("it has expired")]
    Expired,
    /// Its time has not come.
    #[error("it is not good yet")]
    NotYet,
    /// Another tenant than its own issued it, or it is no access token.
    #[error("its issuer is not the one of its tenant")]
    Issuer,
    /// It is for another resource.
    #[error("its audience is not Partner Center; ask for another resource or scope")]
    Audience,
    /// It lacks claims, or they contradict each other.
    #[error("its claims are not those of an access token")]
    Claims,
}

/// The header, as far as it matters.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that one must understand; we understand none.
    crit: Option<IgnoredAny>,
}

/// The claims, as far as they matter.
#[derive(Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    nbf: i64,
    exp: i64,
    tid: Uuid,
    appid: Uuid,
    oid: Uuid,
    idtyp: String,
    /// Absent from tokens that earlier releases gave.
    #[serde(default)]
    mark: u64,
    #[serde(default)]
    amr: Vec<String>,
}

/// A token that is ours and unchanged; it may not be in time.
#[derive(Debug, Clone)]
pub(super) struct Genuine {
    identity: Identity,
    nbf: i64,
    exp: i64,
}

impl Genuine {
    fn judge(&self, wall: Timestamp) -> Result<Identity, BadToken> {
        let now = wall.as_second();
        if now.saturating_sub(LEEWAY) >= self.exp {
            return Err(BadToken::Expired);
        }
        if now.saturating_add(LEEWAY) < self.nbf {
            return Err(BadToken::NotYet);
        }
        Ok(self.identity.clone())
    }
}

impl Ring {
    /// What a token says of its bearer at the real time `wall`.
    ///
    /// That a token is genuine is remembered, whole, as it stays so as long as these keys do; its time is judged at each use,
    /// and whether its key, its application and its person are still there, the frame asks the store.
    ///
    /// # Errors
    ///
    /// What is wrong with it. Nothing in a token is believed before its signature has been checked.
    pub(crate) fn verify(&self, token: &str, wall: Timestamp) -> Result<Identity, BadToken> {
        if token.len() > LONGEST_TOKEN {
            return Err(BadToken::TooLong);
        }
        if let Some(genuine) = self.genuine.get(token) {
            return genuine.judge(wall);
        }
        let genuine = self.examine(token, wall)?;
        let identity = genuine.judge(wall)?;
        self.genuine.insert(token.to_owned(), genuine);
        Ok(identity)
    }

    fn examine(&self, token: &str, wall: Timestamp) -> Result<Genuine, BadToken> {
        let (message, signature) = token.rsplit_once('.').ok_or(BadToken::Malformed)?;
        let (header, claims) = message.split_once('.').ok_or(BadToken::Malformed)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| BadToken::Malformed);
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| BadToken::Malformed)?;
        // The keys are for one algorithm; a token does not choose how it is checked.
        if header.alg != "RS256" {
            return Err(BadToken::Algorithm);
        }
        let named = |(_, key): &(u64, &SigningKey)| header.kid.as_deref() == Some(key.id());
        let (number, key) = self.good(wall).find(named).ok_or(BadToken::Key)?;
        if header.crit.is_some() {
            return Err(BadToken::Malformed);
        }
        let (claims, signature) = (decode(claims)?, decode(signature)?);
        if !key.has_signed(message.as_bytes(), &signature) {
            return Err(BadToken::Signature);
        }
        let claims: Claims = serde_json::from_slice(&claims).map_err(|_| BadToken::Claims)?;
        claims.read(number)
    }
}

impl Claims {
    fn read(self, key: u64) -> Result<Genuine, BadToken> {
        resources::accepted(&self.aud, &self.iss, self.tid).map_err(|mismatch| match mismatch {
            Mismatch::Issuer => BadToken::Issuer,
            Mismatch::Audience => BadToken::Audience,
        })?;
        let user = match self.idtyp.as_str() {
            "app" => None,
            "user" => Some(self.oid),
            _ => return Err(BadToken::Claims),
        };
        let mfa = self.amr.iter().any(|method| method == "mfa");
        let identity = Identity { tenant: self.tid, app: self.appid, user, mfa, key, mark: self.mark };
        Ok(Genuine { identity, nbf: self.nbf, exp: self.exp })
    }
}
