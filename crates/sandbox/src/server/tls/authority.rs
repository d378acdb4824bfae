//! The authority that signs the server's certificates: made at the first start, kept in the vault, good for ten years.

use backlot_store::Place;
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, Error, IsCa, Issuer, KeyPair, KeyUsagePurpose, PublicKeyData,
    SerialNumber,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use x509_cert::der::{Decode, Encode};

use super::{TlsError, moment};
use crate::vault::{self, Vault};

/// The name under which key and certificate are kept, as PEM; in a data directory, of its file.
pub(crate) const NAME: &str = "tls-ca-key.pem";

/// How long a new authority is good: whoever trusts it once need not do so again for as long.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

/// How long before its end a start makes another one, so that no server that runs for long outlives its own.
const RENEWED: SignedDuration = SignedDuration::from_hours(365 * 24);

/// How much later than ours the clock of a client may be.
pub(super) const SKEW: SignedDuration = SignedDuration::from_hours(1);

/// A key that signs certificates, and its own one.
pub(super) struct Authority {
    pub(super) issuer: Issuer<'static, KeyPair>,
    /// What clients trust.
    pub(super) pem: String,
    /// The end of it.
    pub(super) until: Timestamp,
}

impl Authority {
    /// The authority of this vault; if there is none, or it is about to end, a new one is put there.
    pub(super) fn open(vault: Vault<'_>, now: Timestamp) -> Result<Self, TlsError> {
        let read = |kept: &[u8]| Self::read(kept).ok_or_else(|| TlsError::Unreadable { place: vault.place(NAME) });
        let Some(kept) = vault.find(NAME)? else {
            return read(&vault.keep(NAME, make(now)?)?);
        };
        let authority = read(&kept)?;
        if now < authority.until - RENEWED { Ok(authority) } else { read(&vault.renew(NAME, kept, make(now)?)?) }
    }

    fn read(kept: &[u8]) -> Option<Self> {
        let key = KeyPair::try_from(&PrivateKeyDer::from_pem_slice(kept).ok()?).ok()?;
        let der = CertificateDer::from_pem_slice(kept).ok()?;
        let certificate = x509_cert::Certificate::from_der(&der).ok()?.tbs_certificate;
        let own = certificate.subject_public_key_info.to_der().ok()? == key.subject_public_key_info();
        let until = i64::try_from(certificate.validity.not_after.to_unix_duration().as_secs()).ok()?;
        let until = Timestamp::from_second(until).ok()?;
        let pem = public(kept)?;
        own.then(|| Self { issuer: Issuer::new(parameters(&key), key), pem, until })
    }
}

/// The certificate that clients of the servers on this place trust, as PEM, whether or not one runs; none before the first
/// start that served TLS.
///
/// # Errors
///
/// If it cannot be read.
pub fn certificate_at(place: &Place) -> Result<Option<String>, TlsError> {
    Ok(vault::look(place, NAME)?.and_then(|kept| public(&kept)))
}

/// The certificate without the key.
fn public(kept: &[u8]) -> Option<String> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    let kept = str::from_utf8(kept).ok()?;
    kept.find(BEGIN).map(|begin| kept[begin..].to_owned())
}

/// A new authority, as it is kept: the key first, its certificate after it.
fn make(now: Timestamp) -> Result<Vec<u8>, TlsError> {
    let made = || {
        let key = KeyPair::generate()?;
        let mut parameters = parameters(&key);
        parameters.not_before = moment(now - SKEW);
        parameters.not_after = moment(now + GOOD_FOR);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        // Positive, and its own: it belongs to no other certificate.
        parameters.serial_number = Some(SerialNumber::from_slice(&parameters.key_identifier(&key)[..16]));
        let certificate = parameters.self_signed(&key)?;
        Ok::<_, Error>(format!("{}{}", key.serialize_pem(), certificate.pem()))
    };
    Ok(made()?.into_bytes())
}

/// What is the same in each certificate of this key. The name tells authorities apart, as programs look for one by it.
fn parameters(key: &KeyPair) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    let id: String = parameters.key_identifier(key).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(DnType::OrganizationName, "Backlot");
    parameters.distinguished_name.push(DnType::CommonName, format!("Backlot authority {id}"));
    parameters
}

#[cfg(test)]
mod tests {
    use backlot_store::{Options, Place, Store};
    use jiff::{SignedDuration, Timestamp};

    use super::{Authority, GOOD_FOR, NAME, RENEWED, certificate_at};
    use crate::{server::tls::TlsError, vault::Vault};

    fn now() -> Timestamp {
        "2026-01-02T03:04:05Z".parse().unwrap()
    }

    #[test]
    fn it_is_made_once_and_anew_before_it_ends() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(Options::directory(home.path()).durable(false)).unwrap();
        let at = |now| Authority::open(Vault::of(&store), now).unwrap();
        let first = at(now());
        assert_eq!(first.until, now() + GOOD_FOR);
        let last = now() + GOOD_FOR - RENEWED - SignedDuration::from_secs(1);
        assert_eq!(at(last).pem, first.pem);
        for late in [SignedDuration::from_secs(2), GOOD_FOR * 2] {
            let next = at(last + late);
            assert_eq!(next.until, last + late + GOOD_FOR);
            assert_eq!(at(last + late).pem, next.pem, "it is kept");
        }
        let place = Place::Directory(home.path().to_owned());
        let shown = certificate_at(&place).unwrap().unwrap();
        assert!(shown.starts_with("-----BEGIN CERTIFICATE-----") && !shown.contains("KEY"), "{shown}");
    }

    #[test]
    fn what_is_no_authority_is_not_taken_for_one() {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(Options::directory(home.path()).durable(false)).unwrap();
        let vault = Vault::of(&store);
        Authority::open(vault, now()).unwrap();
        let file = home.path().join(NAME);
        let text = |kept: Vec<u8>| String::from_utf8(kept).unwrap();
        let one = text(std::fs::read(&file).unwrap());
        let other = text(super::make(now()).unwrap());
        let [one, other] = [&one, &other].map(|pem| pem.split_at(pem.find("-----BEGIN CERTIFICATE").unwrap()));
        let ((key, certificate), (_, foreign)) = (one, other);
        for bad in ["", key, certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            std::fs::write(&file, bad).unwrap();
            assert!(matches!(Authority::open(vault, now()), Err(TlsError::Unreadable { .. })), "{bad}");
        }
        std::fs::write(&file, format!("{key}{foreign}")).unwrap();
        assert!(matches!(Authority::open(vault, now()), Err(TlsError::Unreadable { .. })), "another key's certificate");
        std::fs::write(&file, format!("{key}{certificate}")).unwrap();
        assert_eq!(Authority::open(vault, now()).unwrap().pem, certificate);
    }
}
