//! Certificates: an application signs with its key instead of showing a secret.

use std::fmt;

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::CredentialError;
use crate::{chance, wall};

/// For how long an assertion is good.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// A certificate that is registered with an application, and its RSA key.
#[derive(Clone)]
pub struct Certificate {
    key: EncodingKey,
    /// The certificate's SHA-256 hash in base64url, by which Azure AD knows it.
    thumbprint: String,
}

/// What an assertion says. Source: `active-directory-certificate-credentials` of Azure AD.
#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    sub: &'a str,
    jti: String,
    nbf: i64,
    iat: i64,
    exp: i64,
}

impl Certificate {
    /// Reads a key and its certificate, both in PEM. They may be one text, as many tools write them; of a chain, the first
    /// certificate counts.
    ///
    /// # Errors
    ///
    /// If one of them does not read, or the key is none for RSA.
    pub fn from_pem(key: impl Into<SecretString>, certificate: &str) -> Result<Self, CredentialError> {
        let unusable = |what: &str| CredentialError::Unusable(format!("the {what} does not read as PEM"));
        let certificate =
            CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(|_| unusable("certificate"))?;
        let key = private_key(key.into().expose_secret())
            .and_then(|pem| EncodingKey::from_rsa_pem(pem.as_bytes()).ok())
            .ok_or_else(|| unusable("RSA key of the certificate"))?;
        let thumbprint = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &certificate));
        Ok(Self { key, thumbprint })
    }

    /// What shows this audience that the application is the one it says.
    pub(super) fn assertion(&self, client_id: &str, audience: &str) -> Result<SecretString, CredentialError> {
        self.assertion_at(client_id, audience, wall::now())
    }

    fn assertion_at(&self, client_id: &str, audience: &str, now: Timestamp) -> Result<SecretString, CredentialError> {
        let header = Header { x5t_s256: Some(self.thumbprint.clone()), ..Header::new(Algorithm::PS256) };
        let iat = now.as_second();
        let claims = Claims {
            aud: audience,
            iss: client_id,
            sub: client_id,
            jti: chance::id().to_string(),
            nbf: iat,
            iat,
            exp: iat.saturating_add(LIFETIME.as_secs()),
        };
        let signed = jsonwebtoken::encode(&header, &claims, &self.key);
        signed
            .map(SecretString::from)
            .map_err(|error| CredentialError::Unusable(format!("the key does not sign: {error}")))
    }
}

/// The private key in a text that may hold a certificate, too.
fn private_key(pem: &str) -> Option<&str> {
    let start = pem.match_indices("-----BEGIN ").map(|(at, _)| at).find(|at| {
        let title = pem[*at..].lines().next().unwrap_or_default();
        title.trim_end().ends_with("PRIVATE KEY-----")
    })?;
    let rest = &pem[start..];
    let end = rest.find("-----END ")?;
    let tail = rest[end..].find('\n').map_or(rest.len(), |line| end + line);
    Some(&rest[..tail])
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("thumbprint", &self.thumbprint).finish_non_exhaustive()
    }
}
