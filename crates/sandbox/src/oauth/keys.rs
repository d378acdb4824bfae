//! The key that signs tokens: made at the first start, kept in the data directory, and never published.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use aws_lc_rs::{
    digest,
    encoding::AsDer,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use crate::{chance::Chance, refusal::Failure};

/// The key's name in the data directory; PKCS #8, DER.
const FILE: &str = "signing-key.der";

/// An RSA key of 2048 bits that signs tokens. Cheap to clone.
///
/// A sandbox makes its own at the first start and keeps it in the data directory. Making one takes a good part of a
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
    /// The file can neither be read nor written.
    #[error("{} cannot be used: {source}; check that this user may read and write it", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds something else.
    #[error(
        "{} does not hold an RSA key in PKCS #8; restore it, or remove it to get a new key, which ends every session",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
    },
    /// No key could be made.
    #[error("the system could not make an RSA key; try again")]
    NotMade,
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

    /// The key of this directory; if there is none, a new one is put there.
    pub(crate) fn open(directory: &Path) -> Result<Self, KeyError> {
        let path = directory.join(FILE);
        match fs::read(&path) {
            Ok(pkcs8) => {
                let pair = KeyPair::from_pkcs8(&pkcs8).ok().filter(|pair| pair.public_modulus_len() >= 256);
                pair.and_then(Self::of).ok_or(KeyError::Unreadable { path })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = Self::generate()?;
                write_for_good(directory, &key.inner.pkcs8).map_err(|source| KeyError::File { path, source })?;
                Ok(key)
            }
            Err(source) => Err(KeyError::File { path, source }),
        }
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

    /// Chance for the refresh token of a request. The world's secret would not do: it stands in the database, and there
    /// must be nothing in the database that refresh tokens can be had from.
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

/// Writes the key file so that it is there in full or not at all, for this user alone.
fn write_for_good(directory: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = directory.join(format!("{FILE}.new"));
    // One that a crash left behind may be readable by others.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, directory.join(FILE))?;
    // The name must survive a power cut as surely as the bytes.
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{FILE, KeyError, SigningKey};

    #[test]
    fn a_key_survives_a_restart_and_is_readable_by_its_user_alone() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(format!("{FILE}.new")), "half a key").unwrap();
        let made = SigningKey::open(directory.path()).unwrap();
        let read = SigningKey::open(directory.path()).unwrap();
        assert_eq!(made.id(), read.id());
        assert!(read.has_signed(b"message", &made.sign(b"message").unwrap()));
        assert!(!read.has_signed(b"another", &made.sign(b"message").unwrap()));
        assert_eq!(made.chance(&[1; 16]).bytes(), read.chance(&[1; 16]).bytes());
        let names: Vec<_> = directory.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE], "no draft is left");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(directory.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_broken_key_file_is_an_error_and_stays() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(FILE);
        for bytes in [b"".as_slice(), b"no key", &[0x30; 1200]] {
            std::fs::write(&file, bytes).unwrap();
            assert!(matches!(SigningKey::open(directory.path()), Err(KeyError::Unreadable { .. })));
            assert_eq!(std::fs::read(&file).unwrap(), bytes);
        }
    }
}
