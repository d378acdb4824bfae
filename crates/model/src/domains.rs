//! Domains: whether a domain name is still free.

use serde::{Deserialize, Serialize};

use crate::{operation::Nothing, operations};

operations! {
    /// Tells whether a domain belongs to a tenant: 200 where it does, 404 where it is free.
    CheckDomain = HEAD "/v1/domains/{domain}"
        (Either, EVERYWHERE, Nothing) DomainPath, Nothing, Nothing => Nothing, "verify-domain-availability";
}

/// The path to a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainPath {
    /// The whole domain name.
    pub domain: String,
}
