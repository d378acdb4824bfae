//! The application that signs in, and how it shows that it is the one it says.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::{Authority, Certificate, CredentialError, Granted};

/// An application that is registered in Azure AD: its tenant, its id, and what it proves itself with.
#[derive(Clone)]
pub struct Application {
    pub(super) tenant: String,
    pub(super) client_id: String,
    proof: Proof,
}

#[derive(Clone)]
enum Proof {
    Nothing,
    Secret(SecretString),
    Certificate(Certificate),
}

impl Application {
    /// One that can keep no secret, such as a program on somebody's desk: people alone sign in with it. The tenant is an id or
    /// a domain, the client id that of the registration.
    pub fn public(tenant: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self { tenant: tenant.into(), client_id: client_id.into(), proof: Proof::Nothing }
    }

    /// One that shows a client secret.
    pub fn with_secret(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> Self {
        Self { proof: Proof::Secret(secret.into()), ..Self::public(tenant, client_id) }
    }

    /// One that signs with the key of a certificate.
    pub fn with_certificate(tenant: impl Into<String>, client_id: impl Into<String>, certificate: Certificate) -> Self {
        Self { proof: Proof::Certificate(certificate), ..Self::public(tenant, client_id) }
    }

    /// Asks for a token, as this application.
    pub(super) async fn ask(&self, authority: &Authority, grant: &[(&str, &str)]) -> Result<Granted, CredentialError> {
        let mut form = vec![("client_id", self.client_id.as_str())];
        form.extend(grant);
        let assertion;
        match &self.proof {
            Proof::Nothing => {}
            Proof::Secret(secret) => form.push(("client_secret", secret.expose_secret())),
            Proof::Certificate(certificate) => {
                assertion = certificate.assertion(&self.client_id, &authority.token_endpoint(&self.tenant))?;
                form.push(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
                form.push(("client_assertion", assertion.expose_secret()));
            }
        }
        authority.token(&self.tenant, &form).await
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tenant, client_id, .. } = self;
        f.debug_struct("Application").field("tenant", tenant).field("client_id", client_id).finish_non_exhaustive()
    }
}
