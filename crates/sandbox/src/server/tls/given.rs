//! A certificate and its key from files that somebody else made.

use std::path::Path;

use jiff::Timestamp;
use rustls::{
    Error, InconsistentKeys,
    crypto::CryptoProvider,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{Error as PemError, PemObject},
    },
    sign::CertifiedKey,
};
use x509_cert::der::Decode;

use super::TlsError;

/// The chain of one file with the key of another one. They may be the same file.
pub(super) fn read(
    certificate: &Path,
    key: &Path,
    now: Timestamp,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, TlsError> {
    let wrong = |file: &Path, why: String| TlsError::Given { file: file.to_owned(), why };
    let unreadable = |file: &Path, error: PemError, what| match error {
        PemError::Io(error) => wrong(file, format!("cannot be read ({error})")),
        PemError::NoItemsFound => wrong(file, format!("holds no {what} in PEM")),
        // A damaged key is still none of the log's business, so nothing of it is repeated.
        _ => wrong(file, "is damaged: it is no PEM".to_owned()),
    };
    let chain: Result<Vec<_>, PemError> = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
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
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, error, "private key"))?;
    CertifiedKey::from_der(chain, secret, provider).map_err(|error| match error {
        Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
            wrong(key, format!("is not the key of the first certificate in {}", certificate.display()))
        }
        Error::InvalidCertificate(error) => wrong(certificate, format!("holds no certificate for a server ({error})")),
        error => wrong(key, format!("holds no key that can be used ({error})")),
    })
}
