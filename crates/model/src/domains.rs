//! Domains: whether a domain name is still free, and domains that customers have besides their initial one.

mod making;

use serde::{Deserialize, Serialize};

use crate::{customers::CustomerPath, open_enum, operation::Nothing, operations};

operations! {
    /// Tells whether a domain belongs to a tenant: 200 where it does, 404 where it is free.
    CheckDomain = HEAD "/v1/domains/{domain}"
        (Either, EVERYWHERE, Nothing) DomainPath, Nothing, Nothing => Nothing, "verify-domain-availability";

    /// Adds a domain that the customer has proven to own. The partner must be a domain registrar.
    AddVerifiedDomain = POST "/v1/customers/{customer_id}/verifieddomain"
        (Either, EVERYWHERE, Customer) CustomerPath, Nothing, VerifiedDomain => Domain,
        "add-a-verified-domain-for-a-customer";
}

/// The path to a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DomainPath {
    /// The whole domain name.
    pub domain: String,
}

/// A domain that a customer has proven to own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct VerifiedDomain {
    /// The name of the domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_domain_name: Option<String>,
    /// The domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// Who signs people in, where the domain is federated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_federation_settings: Option<DomainFederationSettings>,
}

/// A domain of a customer's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Domain {
    /// Who signs people in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication_type: Option<DomainAuthenticationType>,
    /// What the domain is for. The page knows one value, as an example: `Email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capability: Option<String>,
    /// Whether new users get it unless told otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_default: Option<bool>,
    /// Whether the tenant was made with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_initial: Option<bool>,
    /// The name of the domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name of the domain that this one is beneath.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_domain: Option<String>,
    /// Whether it is proven whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<DomainStatus>,
    /// How that was proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification_method: Option<DomainVerificationMethod>,
}

open_enum! {
    /// Who signs in the people of a domain.
    pub enum DomainAuthenticationType {
        /// Azure Active Directory itself.
        Managed = "managed",
        /// A service of the customer's or the partner's.
        Federated = "federated",
    }
}

open_enum! {
    /// Whether it is proven whose a domain is.
    pub enum DomainStatus {
        /// Not yet.
        Unverified = "unverified",
        /// It is.
        Verified = "verified",
        /// The domain is about to go.
        PendingDeletion = "pending_deletion",
    }
}

open_enum! {
    /// How it was proven whose a domain is.
    pub enum DomainVerificationMethod {
        /// Not said.
        Unsaid = "none",
        /// By a record of the domain's.
        DnsRecord = "dns_record",
        /// By e-mail.
        Email = "email",
    }
}

open_enum! {
    /// The form of the tokens of a service that signs people in.
    pub enum AuthenticationProtocol {
        /// WS-Federation.
        WsFed = "ws_fed",
        /// SAML.
        Samlp = "samlp",
    }
}

open_enum! {
    /// What becomes of a client's wish that people sign in anew.
    pub enum PromptLoginBehavior {
        /// It is translated to a sign-in with a fresh password.
        TranslateToFreshPasswordAuth = "translate_to_fresh_password_auth",
        /// It is handed on as it is.
        NativeSupport = "native_support",
        /// It is ignored.
        Disabled = "disabled",
    }
}

/// The service that signs in the people of a federated domain.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct DomainFederationSettings {
    /// Where rich clients sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_log_on_uri: Option<String>,
    /// How people sign in where a program asks them to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_interactive_authentication_method: Option<String>,
    /// The name that people see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federation_brand_name: Option<String>,
    /// Who issues the certificates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer_uri: Option<String>,
    /// Where people sign out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_off_uri: Option<String>,
    /// Where rich clients read about the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata_exchange_uri: Option<String>,
    /// The certificate that comes after the current one, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_signing_certificate: Option<String>,
    /// Where clients of OpenID Connect read about the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_id_connect_discovery_endpoint: Option<String>,
    /// Where requests to sign in go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passive_log_on_uri: Option<String>,
    /// The form of its tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_authentication_protocol: Option<AuthenticationProtocol>,
    /// What becomes of a client's wish that people sign in anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_login_behavior: Option<PromptLoginBehavior>,
    /// The certificate that its tokens are signed with, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_certificate: Option<String>,
    /// How the last change of the certificate went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing_certificate_update_status: Option<String>,
    /// Whether the service asks for a second factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports_mfa: Option<bool>,
}
