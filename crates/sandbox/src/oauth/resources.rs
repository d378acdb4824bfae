//! What tokens are for: the directories and resources of each national cloud, and the scopes that name them.

use partner_center_model::cloud::Cloud;
use uuid::Uuid;

use super::{
    errors::{self, Denied},
    request::Version,
};

/// The permission of a person's token for Partner Center.
const IMPERSONATE: &str = "user_impersonation";

/// Whatever the administrator consented to.
const DEFAULT: &str = ".default";

/// Something that tokens can be for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// Its identifiers, the first one foremost: URIs without a trailing slash, and its application's id.
    names: &'static [&'static str],
    /// Whether Partner Center takes its tokens. Azure AD gives tokens for other resources as well, and a client that
    /// asked for the wrong one learns it from Partner Center.
    accepted: bool,
    /// What `.default` stands for.
    consented: &'static str,
    /// The permissions that exist; if empty, there are too many to list.
    permissions: &'static [&'static str],
}

const fn partner_center(names: &'static [&'static str]) -> Resource {
    Resource { names, accepted: true, consented: IMPERSONATE, permissions: &[IMPERSONATE] }
}

const fn azure_ad_graph(names: &'static [&'static str]) -> Resource {
    Resource { names, accepted: true, consented: IMPERSONATE, permissions: &[] }
}

const fn microsoft_graph(names: &'static [&'static str]) -> Resource {
    Resource { names, accepted: false, consented: "User.Read", permissions: &[] }
}

const fn azure_management(names: &'static [&'static str]) -> Resource {
    Resource { names, accepted: false, consented: IMPERSONATE, permissions: &[IMPERSONATE] }
}

static GLOBAL: [Resource; 4] = [
    partner_center(&["https://api.partnercenter.microsoft.com", "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"]),
    azure_ad_graph(&["https://graph.windows.net", "00000002-0000-0000-c000-000000000000"]),
    microsoft_graph(&["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"]),
    azure_management(&["https://management.azure.com", "https://management.core.windows.net"]),
];

static CHINA: [Resource; 4] = [
    partner_center(&["https://partner.partnercenterapi.microsoftonline.cn"]),
    azure_ad_graph(&["https://graph.chinacloudapi.cn", "00000002-0000-0000-c000-000000000000"]),
    microsoft_graph(&["https://microsoftgraph.chinacloudapi.cn", "00000003-0000-0000-c000-000000000000"]),
    azure_management(&["https://management.chinacloudapi.cn", "https://management.core.chinacloudapi.cn"]),
];

static GERMANY: [Resource; 4] = [
    partner_center(&["https://api.partnercenter.microsoft.com"]),
    azure_ad_graph(&["https://graph.cloudapi.de", "00000002-0000-0000-c000-000000000000"]),
    microsoft_graph(&["https://graph.microsoft.de", "00000003-0000-0000-c000-000000000000"]),
    azure_management(&["https://management.microsoftazure.de", "https://management.core.cloudapi.de"]),
];

static US_GOVERNMENT: [Resource; 4] = [
    partner_center(&["https://api.partnercenter.microsoft.com"]),
    azure_ad_graph(&["https://graph.windows.net", "00000002-0000-0000-c000-000000000000"]),
    microsoft_graph(&["https://graph.microsoft.us", "00000003-0000-0000-c000-000000000000"]),
    azure_management(&["https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net"]),
];

fn resources(cloud: Cloud) -> &'static [Resource; 4] {
    match cloud {
        Cloud::Global => &GLOBAL,
        Cloud::China => &CHINA,
        Cloud::Germany => &GERMANY,
        Cloud::UsGovernment => &US_GOVERNMENT,
    }
}

/// Who issues the cloud's tokens of version 1.0 for this tenant.
pub(crate) fn issuer_v1(cloud: Cloud, tenant: &str) -> String {
    let host = match cloud {
        Cloud::Global | Cloud::UsGovernment => "sts.windows.net",
        Cloud::China => "sts.chinacloudapi.cn",
        Cloud::Germany => "sts.microsoftonline.de",
    };
    format!("https://{host}/{tenant}/")
}

/// Who issues the cloud's tokens of version 2.0 for this tenant.
pub(crate) fn issuer_v2(cloud: Cloud, tenant: &str) -> String {
    format!("https://login.{}/{tenant}/v2.0", instance(cloud))
}

/// The name of the cloud, to which its login belongs.
pub(super) fn instance(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Global => "microsoftonline.com",
        Cloud::China => "partner.microsoftonline.cn",
        Cloud::Germany => "microsoftonline.de",
        Cloud::UsGovernment => "microsoftonline.us",
    }
}

/// The clouds in which this is the issuer of a tenant.
fn clouds_of(issuer: &str, tenant: Uuid) -> impl Iterator<Item = Cloud> {
    let tenant = tenant.to_string();
    Cloud::ALL.into_iter().filter(move |cloud| issuer == issuer_v1(*cloud, &tenant))
}

/// The name of Partner Center in the cloud of an issuer.
pub(super) fn partner_center_of(issuer: &str, tenant: Uuid) -> Option<&'static str> {
    let [partner_center, ..] = resources(clouds_of(issuer, tenant).next()?);
    partner_center.names.first().copied()
}

/// Whether Partner Center takes tokens with this audience and issuer.
pub(crate) fn accepted(audience: &str, issuer: &str, tenant: Uuid) -> Result<(), Mismatch> {
    let mut clouds = clouds_of(issuer, tenant).peekable();
    if clouds.peek().is_none() {
        return Err(Mismatch::Issuer);
    }
    let takes = |cloud| find(cloud, audience).is_some_and(|audience| audience.resource.accepted);
    if clouds.any(takes) { Ok(()) } else { Err(Mismatch::Audience) }
}

/// What is wrong with a token that we signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mismatch {
    Issuer,
    Audience,
}

/// A resource as the caller named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Audience {
    resource: &'static Resource,
    /// The `aud` claim: as Azure AD does in version 1.0, with the trailing slash if the caller sent one.
    pub(crate) claim: String,
}

/// The resource of this name.
fn find(cloud: Cloud, name: &str) -> Option<Audience> {
    let bare = name.strip_suffix('/').unwrap_or(name);
    resources(cloud).iter().find_map(|resource| {
        let known = resource.names.iter().find(|known| known.eq_ignore_ascii_case(bare))?;
        Some(Audience { resource, claim: format!("{known}{}", &name[bare.len()..]) })
    })
}

/// What a token is asked for: a resource, with which permissions, and what comes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) audience: Audience,
    /// Without prefix; empty for whatever was consented to.
    permissions: Vec<String>,
    /// Whether no resource was named, but only what comes along.
    implied: bool,
    /// Whether an id token comes along.
    pub(crate) openid: bool,
    /// Whether a refresh token comes along.
    pub(crate) offline: bool,
}

impl Access {
    /// What a request asks for; none if it does not say.
    ///
    /// Version 1.0 names a `resource`, and gives people a refresh token unasked; version 2.0 names scopes, and wants
    /// `offline_access` for that. The scopes of version 1.0 say nothing but whether an id token is wanted.
    pub(crate) fn asked(
        version: Version,
        cloud: Cloud,
        tenant: &str,
        resource: Option<&str>,
        scope: Option<&str>,
    ) -> Result<Option<Self>, Denied> {
        match (version, resource, scope) {
            (Version::V1, Some(resource), scope) => {
                let audience = find(cloud, resource).ok_or_else(|| unknown(cloud, resource, tenant))?;
                let openid = scope.is_some_and(|scope| scope.split_whitespace().any(|word| word == "openid"));
                Ok(Some(Self { audience, permissions: Vec::new(), implied: false, openid, offline: true }))
            }
            (Version::V2, _, Some(scope)) => Self::scopes(cloud, tenant, scope).map(Some),
            _ => Ok(None),
        }
    }

    /// What was asked for when a refresh token was given; none if the resource is not known any more.
    pub(crate) fn again(cloud: Cloud, resource: &str, permissions: &[String], openid: bool) -> Option<Self> {
        let audience = find(cloud, resource)?;
        Some(Self { audience, permissions: permissions.to_vec(), implied: false, openid, offline: true })
    }

    fn scopes(cloud: Cloud, tenant: &str, scope: &str) -> Result<Self, Denied> {
        let invalid = || Denied::new(errors::INVALID_SCOPE).argument(scope);
        let (mut openid, mut offline, mut default) = (false, false, false);
        let mut audience: Option<Audience> = None;
        let mut permissions = Vec::new();
        for word in scope.split_whitespace() {
            match word {
                "openid" => openid = true,
                "offline_access" => offline = true,
                "profile" | "email" => {}
                _ => {
                    // A permission without a resource is one of Microsoft Graph, and so is having none at all.
                    let (name, permission) = word.rsplit_once('/').unwrap_or((microsoft_graph_of(cloud), word));
                    if name.ends_with(":/") || !is_permission(permission) {
                        return Err(invalid().explain("A scope is a resource, a slash, and .default or a permission."));
                    }
                    let named = find(cloud, name).ok_or_else(|| unknown(cloud, name, tenant))?;
                    let other = |known: &Audience| known.resource != named.resource;
                    if audience.as_ref().is_some_and(other) {
                        return Err(Denied::new(errors::MANY_RESOURCES).argument(scope));
                    }
                    let known = named.resource.permissions;
                    if permission.eq_ignore_ascii_case(DEFAULT) {
                        default = true;
                    } else if known.is_empty() || known.iter().any(|known| known.eq_ignore_ascii_case(permission)) {
                        permissions.push(permission.to_owned());
                    } else {
                        return Err(invalid().explain(format!("The permissions of {name} are {}.", known.join(", "))));
                    }
                    audience = Some(named);
                }
            }
        }
        if default && !permissions.is_empty() {
            return Err(invalid().explain("/.default cannot be combined with permissions of its resource."));
        }
        let implied = audience.is_none();
        let audience = audience.or_else(|| find(cloud, microsoft_graph_of(cloud))).ok_or_else(invalid)?;
        Ok(Self { audience, permissions, implied, openid, offline })
    }

    /// Whether everything that was consented to is asked for, as an application without a person must.
    pub(crate) fn is_default(&self) -> bool {
        self.permissions.is_empty()
    }

    /// Whether nothing is asked for beyond `whole`.
    pub(crate) fn is_part_of(&self, whole: &Self) -> bool {
        let known = |word: &String| {
            let consented = whole.is_default().then_some(whole.audience.resource.consented);
            let mut known = whole.permissions.iter().map(String::as_str).chain(consented);
            known.any(|known| known.eq_ignore_ascii_case(word))
        };
        self.implied || (self.audience.resource == whole.audience.resource && self.permissions.iter().all(known))
    }

    /// This with no more permissions than `part` names, if it names any.
    pub(crate) fn narrowed(mut self, part: &Self) -> Self {
        if !part.permissions.is_empty() {
            self.permissions.clone_from(&part.permissions);
        }
        self
    }

    /// The permissions as they were asked for, to be asked for again.
    pub(crate) fn permissions(&self) -> &[String] {
        &self.permissions
    }

    /// The `scp` claim.
    pub(crate) fn granted(&self) -> String {
        if self.is_default() { self.audience.resource.consented.to_owned() } else { self.permissions.join(" ") }
    }

    /// The `scope` of an answer in version 2.0: the granted permissions with their resource.
    pub(crate) fn granted_in_full(&self) -> String {
        let default = self.is_default().then_some(DEFAULT);
        let resource = &self.audience.claim;
        let granted = self.granted();
        let words: Vec<_> = granted.split(' ').chain(default).map(|word| format!("{resource}/{word}")).collect();
        words.join(" ")
    }
}

fn microsoft_graph_of(cloud: Cloud) -> &'static str {
    let [_, _, graph, _] = resources(cloud);
    graph.names.first().copied().unwrap_or_default()
}

fn is_permission(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn unknown(cloud: Cloud, name: &str, tenant: &str) -> Denied {
    let accepted: Vec<_> = resources(cloud).iter().filter(|r| r.accepted).filter_map(|r| r.names.first()).collect();
    let accepted = accepted.iter().map(|name| **name).collect::<Vec<_>>().join(" and ");
    Denied::new(errors::UNKNOWN_RESOURCE)
        .argument(name)
        .argument(tenant)
        .explain(format!("In the cloud of this tenant Partner Center takes tokens for {accepted}."))
}
