//! Domains: whether a domain name is still free, and domains that customers have besides their initial one.

use partner_center_model::{
    customers::CustomerPath,
    domains::{AddVerifiedDomain, CheckDomain, DomainPath, VerifiedDomain},
    operation::Nothing,
};

use crate::{error::Error, fetched::Content, place::Place, prepared::Prepared};

/// The domains of all tenants.
#[derive(Debug, Clone)]
pub struct Domains(pub(super) Place<Nothing>);

impl Domains {
    /// One domain, by its whole name: `example.onmicrosoft.com`.
    pub fn by_name(&self, name: impl Into<String>) -> ByName {
        ByName(self.0.to(|_| Ok(DomainPath { domain: name.into() })))
    }
}

/// One domain.
#[derive(Debug, Clone)]
pub struct ByName(Place<DomainPath>);

impl ByName {
    /// Whether a tenant has the domain. A domain that none has can be a new customer's.
    ///
    /// `HEAD /v1/domains/{domain}`. Source: `verify-domain-availability`.
    ///
    /// # Errors
    ///
    /// If the service does not say: see [`Error`].
    pub async fn exists(&self) -> Result<bool, Error> {
        match self.0.call::<CheckDomain>().await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The domains that a customer has proven to own.
#[derive(Debug, Clone)]
pub struct VerifiedDomains(pub(super) Place<CustomerPath>);

impl VerifiedDomains {
    /// Adds a domain that the customer has proven to own. The partner must be a domain registrar.
    ///
    /// `POST /v1/customers/{customer_id}/verifieddomain`. Source: `add-a-verified-domain-for-a-customer`.
    pub fn create(&self, domain: &impl Content<VerifiedDomain>) -> Prepared<AddVerifiedDomain> {
        self.0.send(domain)
    }
}
