//! Client assertions: tokens that an application signs with its own key, to show that it is the one it says.
//! Source: RFC 7523, and `active-directory-certificate-credentials` of Azure AD.

use aws_lc_rs::{
    digest,
    signature::{
        RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, UnparsedPublicKey, VerificationAlgorithm,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Uri;
use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use serde::{Deserialize, de::IgnoredAny};
use x509_cert::{Certificate, der::Decode, spki::ObjectIdentifier};

use super::{
    directory,
    errors::{self, Denied},
};
use crate::account::{Account, App};

/// What `client_assertion_type` says.
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// By how many seconds the clock of an application may differ.
const LEEWAY: f64 = 300.0;

/// Keys for RSA, in certificates.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// Key lengths that are verified, in bits.
const KEYS: std::ops::RangeInclusive<u32> = 2048..=8192;

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(rename = "x5t")]
    sha1: Option<String>,
    #[serde(rename = "x5t#S256")]
    sha256: Option<String>,
    /// Extensions that one must understand; we understand none.
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    sub: String,
    /// Seconds, and with some libraries parts of one.
    exp: f64,
    nbf: Option<f64>,
}

/// What is wrong with a certificate of a world file.
pub(crate) fn flaw(pem: &str) -> Option<&'static str> {
    let Some(der) = der(pem) else { return Some("must be one certificate in PEM") };
    let Some(key) = rsa_key(&der) else { return Some("must be an X.509 certificate with an RSA key") };
    let length = RsaParameters::public_modulus_len(&key).ok();
    (!length.is_some_and(|length| KEYS.contains(&length))).then_some("must have an RSA key of 2048 to 8192 bits")
}

/// Whether this is the application's assertion.
pub(super) fn verify(account: &Account, app: &App, assertion: &str, wall: Timestamp) -> Result<(), Denied> {
    let malformed = || Denied::new(errors::MALFORMED_ASSERTION);
    let (message, signature) = assertion.rsplit_once('.').ok_or_else(malformed)?;
    let (header, claims) = message.split_once('.').ok_or_else(malformed)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).map_err(|_| malformed());
    let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| malformed())?;
    if header.crit.is_some() {
        return Err(malformed().explain("The header asks for extensions (crit); none is known."));
    }
    let algorithm: &dyn VerificationAlgorithm = match header.alg.as_str() {
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        _ => return Err(malformed().explain("An assertion is signed with RS256 or PS256.")),
    };
    let unknown = |why: &str| Denied::new(errors::UNKNOWN_CERTIFICATE).explain(why);
    if header.sha1.is_none() && header.sha256.is_none() {
        return Err(unknown("The header names no certificate: it has neither x5t nor x5t#S256."));
    }
    let named = |der: &Vec<u8>| {
        let is = |sent: &Option<String>, algorithm| {
            let thumbprint = || URL_SAFE_NO_PAD.encode(digest::digest(algorithm, der));
            sent.as_ref().is_none_or(|sent| sent.trim_end_matches('=') == thumbprint())
        };
        is(&header.sha1, &digest::SHA1_FOR_LEGACY_USE_ONLY) && is(&header.sha256, &digest::SHA256)
    };
    let der = app.certificates.iter().filter_map(|pem| der(pem)).find(named);
    let der = der.ok_or_else(|| unknown("No certificate of the application has the thumbprint that x5t states."))?;
    let key = rsa_key(&der).ok_or_else(|| unknown("The certificate has no RSA key."))?;
    // Nothing that it says is believed before its signature fits.
    UnparsedPublicKey::new(algorithm, &key)
        .verify(message.as_bytes(), &decode(signature)?)
        .map_err(|_| unknown("The certificate is known, but its key has not made this signature."))?;
    if !is_in_time(&der, wall) {
        return Err(unknown("The certificate has expired, or is not good yet."));
    }
    let claims: Claims = serde_json::from_slice(&decode(claims)?).map_err(|_| malformed())?;
    claims.judge(account, app, wall)
}

impl Claims {
    fn judge(&self, account: &Account, app: &App, wall: Timestamp) -> Result<(), Denied> {
        let id = app.client_id.to_string();
        if !self.iss.eq_ignore_ascii_case(&id) || !self.sub.eq_ignore_ascii_case(&id) {
            return Err(Denied::new(errors::FOREIGN_ASSERTION).argument(&self.sub).argument(id));
        }
        if !is_audience(&self.aud, account) {
            return Err(Denied::new(errors::ASSERTION_AUDIENCE)
                .argument(&self.aud)
                .explain("aud is the token endpoint or the issuer of the tenant."));
        }
        let now = wall.as_duration().as_secs_f64();
        if now - LEEWAY >= self.exp || self.nbf.is_some_and(|nbf| now + LEEWAY < nbf) {
            return Err(Denied::new(errors::ASSERTION_TIME).argument(wall.to_string()));
        }
        Ok(())
    }
}

/// Whether an assertion for this is for us: a token endpoint or an issuer of the tenant, at whatever host, as a sandbox goes by
/// any name.
fn is_audience(audience: &str, account: &Account) -> bool {
    let Ok(uri) = audience.parse::<Uri>() else { return false };
    if !matches!(uri.scheme_str(), Some("https" | "http")) {
        return false;
    }
    let path = uri.path().to_ascii_lowercase();
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let tenant = segments.next().unwrap_or_default();
    let rest: Vec<&str> = segments.collect();
    let of_tenant = tenant == account.tenant_id.to_string() || tenant == account.domain.to_lowercase();
    (of_tenant || directory::is_any(tenant))
        && matches!(rest[..], [] | ["v2.0"] | ["oauth2", "token"] | ["oauth2", "v2.0", "token"])
}

fn der(pem: &str) -> Option<Vec<u8>> {
    CertificateDer::from_pem_slice(pem.as_bytes()).ok().map(|der| der.to_vec())
}

/// The RSA key of a certificate, in PKCS #1.
fn rsa_key(der: &[u8]) -> Option<Vec<u8>> {
    let key = Certificate::from_der(der).ok()?.tbs_certificate.subject_public_key_info;
    (key.algorithm.oid == RSA).then(|| key.subject_public_key.raw_bytes().to_vec())
}

fn is_in_time(der: &[u8], wall: Timestamp) -> bool {
    let Ok(certificate) = Certificate::from_der(der) else { return false };
    let validity = certificate.tbs_certificate.validity;
    let second = |time: x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    (second(validity.not_before)..=second(validity.not_after)).contains(&wall.as_second())
}
