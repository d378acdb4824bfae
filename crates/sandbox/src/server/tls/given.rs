//! A certificate and its key from files that somebody else made, and makes anew before it ends.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use rustls::{
    Error, InconsistentKeys,
    crypto::CryptoProvider,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{Error as PemError, PemObject},
    },
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use x509_cert::der::Decode;

use super::TlsError;
use crate::wall::SharedWall;

/// How long a look at the files lasts; whoever shakes hands later has them looked at again.
const LOOKED_AT: SignedDuration = SignedDuration::from_secs(10);

/// The chain of one file with the key of another one. They may be the same file.
pub(super) struct Given {
    certificate: PathBuf,
    key: PathBuf,
    wall: SharedWall,
    provider: CryptoProvider,
    shown: Mutex<Shown>,
}

/// What is shown, and what was in the files when they were last looked at.
struct Shown {
    certified: Arc<CertifiedKey>,
    files: Result<Files, String>,
    looked: Timestamp,
}

#[derive(PartialEq, Eq)]
struct Files {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Given {
    /// Reads the files.
    pub(super) fn open(
        certificate: &Path,
        key: &Path,
        wall: SharedWall,
        provider: CryptoProvider,
    ) -> Result<Self, TlsError> {
        let now = wall.now();
        let files = Files::read(certificate, key)?;
        let certified = Arc::new(files.certified(certificate, key, now, &provider)?);
        let shown = Mutex::new(Shown { certified, files: Ok(files), looked: now });
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned(), wall, provider, shown })
    }

    /// What the files hold; while that is not as it should be, as one of two that were renewed is not, what they held before.
    fn show(&self) -> Arc<CertifiedKey> {
        let now = self.wall.now();
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if (SignedDuration::ZERO..LOOKED_AT).contains(&now.duration_since(shown.looked)) {
            return Arc::clone(&shown.certified);
        }
        shown.looked = now;
        let (certificate, key) = (self.certificate.as_path(), self.key.as_path());
        let files = Files::read(certificate, key).map_err(|error| error.to_string());
        if files != shown.files {
            let certified = match &files {
                Ok(files) => files.certified(certificate, key, now, &self.provider).map_err(|error| error.to_string()),
                Err(why) => Err(why.clone()),
            };
            match certified {
                Ok(certified) => {
                    tracing::info!(file = %certificate.display(), "another certificate is shown from now on");
                    shown.certified = Arc::new(certified);
                }
                Err(why) => tracing::warn!(%why, "the certificate that was shown before is shown on"),
            }
            shown.files = files;
        }
        Arc::clone(&shown.certified)
    }
}

impl ResolvesServerCert for Given {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.show())
    }
}

// Keys stay out of logs.
impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Given").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

fn wrong(file: &Path, why: String) -> TlsError {
    TlsError::Given { file: file.to_owned(), why }
}

impl Files {
    fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let read = |file: &Path| fs::read(file).map_err(|error| wrong(file, format!("cannot be read ({error})")));
        Ok(Self { certificate: read(certificate)?, key: read(key)? })
    }

    /// The certificate with its key, both from files of these names.
    fn certified(
        &self,
        certificate: &Path,
        key: &Path,
        now: Timestamp,
        provider: &CryptoProvider,
    ) -> Result<CertifiedKey, TlsError> {
        let unreadable = |file: &Path, error: PemError, what| match error {
            PemError::NoItemsFound => wrong(file, format!("holds no {what} in PEM")),
            // A damaged key is still none of the log's business, so nothing of it is repeated.
            _ => wrong(file, "is damaged: it is no PEM".to_owned()),
        };
        let chain: Result<Vec<_>, PemError> = CertificateDer::pem_slice_iter(&self.certificate).collect();
        let chain = match chain {
            Ok(chain) if chain.is_empty() => Err(PemError::NoItemsFound),
            chain => chain,
        };
        let chain = chain.map_err(|error| unreadable(certificate, error, "certificate"))?;
        for one in &chain {
            let Ok(one) = x509_cert::Certificate::from_der(one) else {
                return Err(wrong(certificate, "holds a certificate that does not read".to_owned()));
            };
            let until = one.tbs_certificate.validity.not_after.to_unix_duration().as_secs();
            if i64::try_from(until).is_ok_and(|until| until <= now.as_second()) {
                return Err(wrong(certificate, format!("has expired, for {}", one.tbs_certificate.subject)));
            }
        }
        let secret = PrivateKeyDer::from_pem_slice(&self.key).map_err(|error| unreadable(key, error, "private key"))?;
        CertifiedKey::from_der(chain, secret, provider).map_err(|error| match error {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                wrong(key, format!("is not the key of the first certificate in {}", certificate.display()))
            }
            Error::InvalidCertificate(error) => {
                wrong(certificate, format!("holds no certificate for a server ({error})"))
            }
            error => wrong(key, format!("holds no key that can be used ({error})")),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        sync::{
            Arc,
            atomic::{AtomicI64, Ordering},
        },
    };

    use jiff::Timestamp;
    use rcgen::{CertificateParams, KeyPair};
    use rustls::crypto::aws_lc_rs::default_provider;

    use super::{Given, LOOKED_AT};
    use crate::wall::Wall;

    /// A clock that a test sets, in seconds.
    struct Set(AtomicI64);

    impl Wall for Arc<Set> {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
        }
    }

    /// A certificate and its key.
    fn made() -> [String; 2] {
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(vec!["sandbox.example".to_owned()]).unwrap();
        [parameters.self_signed(&key).unwrap().pem(), key.serialize_pem()]
    }

    #[test]
    fn files_that_were_renewed_are_shown_once_both_of_them_are_there() {
        let home = tempfile::tempdir().unwrap();
        let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| home.path().join(name));
        let [first, second] = [made(), made()];
        let write = |[one, other]: [&str; 2]| {
            fs::write(&certificate, one).unwrap();
            fs::write(&key, other).unwrap();
        };
        write([&first[0], &first[1]]);
        let clock = Arc::new(Set(AtomicI64::new(1_800_000_000)));
        let wall = Arc::new(Arc::clone(&clock));
        let given = Given::open(&certificate, &key, wall, default_provider()).unwrap();
        let shown = || given.show().cert[0].clone();
        let later = || {
            clock.0.fetch_add(LOOKED_AT.as_secs(), Ordering::Relaxed);
            shown()
        };
        let old = shown();
        for halfway in [[&*second[0], &*first[1]], [&*second[0], "half a key"], ["", ""]] {
            write(halfway);
            assert_eq!(later(), old, "{halfway:?}");
        }
        fs::remove_file(&key).unwrap();
        assert_eq!(later(), old);
        write([&second[0], &second[1]]);
        assert_eq!(shown(), old, "it was looked at just now");
        let new = later();
        assert_ne!(new, old);
        write([&first[0], &first[1]]);
        // A clock that is set back hides nothing.
        clock.0.fetch_sub(3600, Ordering::Relaxed);
        assert_eq!(shown(), old);
    }
}
