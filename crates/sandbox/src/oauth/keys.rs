//! A key that signs tokens, and its public half.

use std::sync::Arc;

use aws_lc_rs::{
    digest,
    encoding::AsDer,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use crate::{chance::Chance, refusal::Failure, vault::VaultError};

/// An RSA key of 2048 bits that signs tokens. Cheap to clone.
///
/// A sandbox makes its own at the first start and keeps it with its data. Making one takes a good part of a
/// second, so a test suite makes one and hands it to each of its sandboxes:
/// [`Builder::signing_key`](crate::Builder::signing_key).
#[derive(Clone)]
pub struct SigningKey {
    inner: Arc<Inner>,
}

struct Inner {
    pair: KeyPair,
    public: ParsedPublicKey,
    /// The key's id: the thumbprint of its public half, as RFC 7638 defines it.
    id: String,
    /// What refresh tokens are derived from. It follows from the private key, so that it is as secret and as old.
    secret: [u8; 32],
    pkcs8: Vec<u8>,
}

/// Why there is no signing key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It can neither be read nor kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Something else is in its place.
    #[error(
        "{place} does not hold signing keys: {why}; restore it, or remove it to get a new key, which ends the tokens that were signed"
    )]
    Unreadable {
        /// Where it should be.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// No key could be made.
    #[error("the system could not make an RSA key; try again")]
    NotMade,
}

impl From<backlot_store::Error> for KeyError {
    fn from(error: backlot_store::Error) -> Self {
        VaultError::from(error).into()
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Vault(VaultError::Store(error)) => error.into(),
            error => Self::Defect(error.to_string()),
        }
    }
}

/// The public half of a key, as RFC 7517 writes it.
#[derive(Debug, Serialize)]
pub(crate) struct Jwk<'k> {
    kty: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    kid: &'k str,
    alg: &'static str,
    n: String,
    e: String,
}

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    ///
    /// If the system cannot make one.
    pub fn generate() -> Result<Self, KeyError> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::NotMade)?;
        Self::of(pair).ok_or(KeyError::NotMade)
    }

    /// Reads a key in PKCS #8.
    pub(crate) fn read(pkcs8: &[u8]) -> Option<Self> {
        KeyPair::from_pkcs8(pkcs8).ok().filter(|pair| pair.public_modulus_len() >= 256).and_then(Self::of)
    }

    /// The key in PKCS #8.
    pub(crate) fn pkcs8(&self) -> &[u8] {
        &self.inner.pkcs8
    }

    fn of(pair: KeyPair) -> Option<Self> {
        let pkcs8 = pair.as_der().ok()?.as_ref().to_vec();
        let public = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref()).ok()?;
        let (n, e) = numbers(&pair);
        let thumbprint = format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#);
        let id = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, thumbprint.as_bytes()));
        let secret = digest::digest(&digest::SHA256, &[b"refresh tokens\0", pkcs8.as_slice()].concat());
        let secret = secret.as_ref().try_into().ok()?;
        Some(Self { inner: Arc::new(Inner { pair, public, id, secret, pkcs8 }) })
    }

    /// The key's id.
    pub(crate) fn id(&self) -> &str {
        &self.inner.id
    }

    /// The RS256 signature of a message.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut signature = vec![0; self.inner.pair.public_modulus_len()];
        self.inner
            .pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| Failure::Defect("the signing key does not sign".into()))?;
        Ok(signature)
    }

    /// Whether this is the RS256 signature of the message.
    pub(crate) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        self.inner.public.verify_sig(message, signature).is_ok()
    }

    /// Chance for the refresh token of a request. The world's secret would not do: it is part of every copy of the world,
    /// and from a world no refresh token of it must be had.
    pub(crate) fn chance(&self, nonce: &[u8; 16]) -> Chance {
        Chance::new(&self.inner.secret, nonce.as_slice())
    }

    /// The public half, in PKCS #1.
    #[cfg(test)]
    pub(crate) fn public_der(&self) -> Vec<u8> {
        self.inner.pair.public_key().as_ref().to_vec()
    }

    /// The public half.
    pub(crate) fn jwk(&self) -> Jwk<'_> {
        let (n, e) = numbers(&self.inner.pair);
        Jwk { kty: "RSA", usage: "sig", kid: self.id(), alg: "RS256", n, e }
    }
}

// The private half stays out of logs.
impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.inner.id).finish_non_exhaustive()
    }
}

/// Modulus and exponent, in base64url.
fn numbers(pair: &KeyPair) -> (String, String) {
    let public = pair.public_key();
    let encode = |number: aws_lc_rs::io::Positive<'_>| URL_SAFE_NO_PAD.encode(number.big_endian_without_leading_zero());
    (encode(public.modulus()), encode(public.exponent()))
}

#[cfg(test)]
mod tests {
    use backlot_store::{Options, Store};

    use super::KeyError;
    use crate::oauth::{current::Keys, former, ring::NAME};

    #[test]
    fn a_key_survives_a_restart() {
        let store = Store::open(Options::temporary()).unwrap();
        let open = || Keys::open(&store).unwrap().ring().key().clone();
        let (made, read) = (open(), open());
        assert_eq!(made.id(), read.id());
        assert!(read.has_signed(b"message", &made.sign(b"message").unwrap()));
        assert!(!read.has_signed(b"another", &made.sign(b"message").unwrap()));
        assert_eq!(made.chance(&[1; 16]).bytes(), read.chance(&[1; 16]).bytes());
    }

    #[test]
    fn a_broken_key_is_an_error_and_stays() {
        let store = Store::open(Options::temporary()).unwrap();
        let file = store.path().unwrap().join(NAME);
        for text in ["", "[]", r#"{"keys":[]}"#, r#"{"keys":[{"number":0,"key":"AAAA"}]}"#] {
            std::fs::write(&file, text).unwrap();
            assert!(matches!(Keys::open(&store), Err(KeyError::Unreadable { .. })), "{text}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        }
        let file = store.path().unwrap().join(former::KEY);
        for bytes in [b"".as_slice(), b"no key", &[0x30; 1200]] {
            std::fs::write(&file, bytes).unwrap();
            assert!(matches!(former::bring_over(&store), Err(KeyError::Unreadable { .. })));
            assert_eq!(std::fs::read(&file).unwrap(), bytes);
        }
    }
}
