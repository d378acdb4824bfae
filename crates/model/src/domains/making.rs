//! Domains to be added.

use super::{
    Domain, DomainAuthenticationType, DomainFederationSettings, DomainStatus, DomainVerificationMethod, VerifiedDomain,
};

impl VerifiedDomain {
    /// A domain whose people Azure Active Directory itself signs in, proven by a record of it.
    #[must_use]
    pub fn managed(name: impl Into<String>) -> Self {
        let name = name.into();
        let domain = Domain {
            authentication_type: Some(DomainAuthenticationType::Managed),
            capability: Some("Email".to_owned()),
            name: Some(name.clone()),
            status: Some(DomainStatus::Verified),
            verification_method: Some(DomainVerificationMethod::DnsRecord),
            ..Domain::default()
        };
        Self { verified_domain_name: Some(name), domain: Some(domain), domain_federation_settings: None }
    }

    /// The same with a service of its own that signs them in.
    #[must_use]
    pub fn federated(mut self, settings: DomainFederationSettings) -> Self {
        self.domain.get_or_insert_default().authentication_type = Some(DomainAuthenticationType::Federated);
        Self { domain_federation_settings: Some(settings), ..self }
    }
}
