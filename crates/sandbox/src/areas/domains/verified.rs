//! A domain that a customer has proven to own, added to its tenant by the registrar that it bought the domain from.

use partner_center_model::{
    domains::{
        AddVerifiedDomain, Domain, DomainAuthenticationType, DomainFederationSettings, DomainStatus,
        DomainVerificationMethod, VerifiedDomain,
    },
    errors,
};

use super::{flaw, fold, is_taken};
use crate::{
    account::Account,
    areas::customers::{CustomerRecord, TenantRecord},
    context::{Answer, Call, Cx, Outcome},
    events::What,
    refusal::{Failure, Refusal},
};

/// The longest text of the settings, in characters; certificates take the most.
const LONGEST: usize = 8192;
/// The longest name of a capability, in characters.
const LONGEST_CAPABILITY: usize = 50;

/// Adds a domain to the customer's tenant.
///
/// Source: `add-a-verified-domain-for-a-customer`. No page says when a domain is taken; as for initial domains, what one
/// environment of a cloud has, another has not.
pub(super) fn add(cx: &mut Cx<'_, '_>, call: Call<AddVerifiedDomain>) -> Outcome<Domain> {
    may_add(&cx.account)?;
    let domain = read(&call.body)?;
    let name = domain.name.clone().unwrap_or_default();
    let id = call.path.customer_id;
    let key = TenantRecord::key(id);
    cx.hold([key.root.clone()])?;
    let (cloud, environment) = (cx.account.cloud, cx.account.environment);
    if is_taken(cx, cloud, environment, &name)? {
        return Err(Refusal::invalid("VerifiedDomainName", "the domain is taken")
            .explain(format!("HEAD /v1/domains/{name} answers 404 for a domain that is free."))
            .into());
    }
    let mut tenant = cx.find::<TenantRecord>(&key)?.ok_or_else(|| missing("tenant"))?;
    tenant.body.verified_domains.push(name.clone());
    cx.save(&mut tenant)?;
    let key = CustomerRecord::key(cx.account.tenant_id, id);
    let mut customer = cx.find::<CustomerRecord>(&key)?.ok_or_else(|| missing("customer"))?;
    customer.body.custom_domains.push(name.clone());
    cx.save(&mut customer)?;
    cx.tell(What::CustomerDomainAdded, &customer, [("domain", name)])?;
    Ok(Answer::created(domain))
}

/// The frame has seen that the customer is one of the account's.
fn missing(what: &str) -> Failure {
    Failure::Defect(format!("the {what} that a domain is added to is not there"))
}

/// Whether the account is that of a registrar. The code is inferred.
fn may_add(account: &Account) -> Result<(), Refusal> {
    if account.domain_registrar {
        return Ok(());
    }
    Err(Refusal::new(errors::ACCESS_DENIED).explain(
        "Only a partner that is a domain registrar adds verified domains: domainRegistrar = true of an account in the \
         world file makes it one.",
    ))
}

/// The domain as it is answered. Source: `add-a-verified-domain-for-a-customer`, which says what is required. That both
/// names must be the same, and that the domain must be verified, is inferred.
pub(super) fn read(body: &VerifiedDomain) -> Result<Domain, Refusal> {
    let name = required("VerifiedDomainName", body.verified_domain_name.as_deref())?;
    if let Some(flaw) = flaw(name) {
        return Err(Refusal::invalid("VerifiedDomainName", flaw));
    }
    let domain = body.domain.as_ref().ok_or_else(|| Refusal::invalid("Domain", "a value is needed"))?;
    if fold(required("Domain.Name", domain.name.as_deref())?) != fold(name) {
        return Err(Refusal::invalid("Domain.Name", "the name is not VerifiedDomainName"));
    }
    let authentication_type = present("Domain.AuthenticationType", &domain.authentication_type)?;
    // The page names one capability as an example: any is taken, and answered in small letters, as that one is.
    let capability = required("Domain.Capability", domain.capability.as_deref())?;
    if capability.chars().count() > LONGEST_CAPABILITY {
        let why = format_args!("at most {LONGEST_CAPABILITY} characters are allowed");
        return Err(Refusal::invalid("Domain.Capability", why));
    }
    let root = domain.root_domain.as_deref().map(str::trim).filter(|root| !root.is_empty());
    if let Some(flaw) = root.and_then(flaw) {
        return Err(Refusal::invalid("Domain.RootDomain", flaw));
    }
    let status = present("Domain.Status", &domain.status)?;
    if status != DomainStatus::Verified {
        return Err(Refusal::invalid("Domain.Status", format_args!("verified is expected, found {status}")));
    }
    let method = present("Domain.VerificationMethod", &domain.verification_method)?;
    if authentication_type == DomainAuthenticationType::Federated {
        let settings = body.domain_federation_settings.as_ref();
        check(settings.ok_or_else(|| Refusal::invalid("DomainFederationSettings", "a federated domain needs them"))?)?;
    }
    Ok(Domain {
        authentication_type: Some(authentication_type),
        capability: Some(capability.to_lowercase()),
        is_default: Some(domain.is_default.unwrap_or(false)),
        // The tenant was made with another one.
        is_initial: Some(false),
        name: Some(name.to_owned()),
        root_domain: root.map(str::to_owned),
        status: Some(status),
        // The page asks with none, and is answered so.
        verification_method: Some(match method {
            DomainVerificationMethod::Unsaid => DomainVerificationMethod::DnsRecord,
            method => method,
        }),
    })
}

fn check(settings: &DomainFederationSettings) -> Result<(), Refusal> {
    let DomainFederationSettings { issuer_uri, log_off_uri, passive_log_on_uri, signing_certificate, .. } = settings;
    for (name, value) in [
        ("IssuerUri", issuer_uri),
        ("LogOffUri", log_off_uri),
        ("PassiveLogOnUri", passive_log_on_uri),
        ("SigningCertificate", signing_certificate),
    ] {
        required(&format!("DomainFederationSettings.{name}"), value.as_deref())?;
    }
    present("DomainFederationSettings.PreferredAuthenticationProtocol", &settings.preferred_authentication_protocol)?;
    present("DomainFederationSettings.PromptLoginBehavior", &settings.prompt_login_behavior)?;
    Ok(())
}

fn required<'v>(place: &str, value: Option<&'v str>) -> Result<&'v str, Refusal> {
    let value = value.map(str::trim).filter(|value| !value.is_empty());
    let value = value.ok_or_else(|| Refusal::invalid(place, "a value is needed"))?;
    if value.chars().count() > LONGEST {
        return Err(Refusal::invalid(place, format_args!("at most {LONGEST} characters are allowed")));
    }
    Ok(value)
}

fn present<T: Clone>(place: &str, value: &Option<T>) -> Result<T, Refusal> {
    value.clone().ok_or_else(|| Refusal::invalid(place, "a value is needed"))
}
