//! What an application asks for when a person signs in: a resource with permissions, and what comes along.

use partner_center_model::cloud::Cloud;
use serde::{Deserialize, Serialize};

use crate::oauth::{
    errors::{self, Denied},
    request::Version,
    resources::Access,
};

/// What is asked for, as it is kept with a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wish {
    /// The resource; none where version 1.0 names it when the code is redeemed.
    resource: Option<String>,
    /// Empty for whatever was consented to.
    permissions: Vec<String>,
    openid: bool,
    offline: bool,
}

impl Wish {
    /// Reads what is asked for. Version 1.0 may name its resource later.
    pub(super) fn read(
        version: Version,
        cloud: Cloud,
        tenant: &str,
        resource: Option<&str>,
        scope: Option<&str>,
    ) -> Result<Self, Denied> {
        match Access::asked(version, cloud, tenant, resource, scope)? {
            Some(access) => Ok(Self {
                resource: Some(access.audience.claim.clone()),
                permissions: access.permissions().to_vec(),
                openid: access.openid,
                offline: access.offline,
            }),
            None if version == Version::V2 => Err(Denied::new(errors::MISSING_PARAMETER).argument("scope")),
            None => {
                let openid = scope.is_some_and(|scope| scope.split_whitespace().any(|word| word == "openid"));
                Ok(Self { resource: None, permissions: Vec::new(), openid, offline: true })
            }
        }
    }

    /// What a code or a device code is redeemed for. Who redeems it may name some of what was asked for, and no more.
    pub(crate) fn redeem(&self, cloud: Cloud, again: Option<Access>) -> Result<Option<Access>, Denied> {
        let Some(resource) = &self.resource else {
            return Ok(again.map(|mut access| {
                access.openid |= self.openid;
                access
            }));
        };
        let Some(mut whole) = Access::again(cloud, resource, &self.permissions, self.openid) else { return Ok(None) };
        whole.offline = self.offline;
        match again {
            None => Ok(Some(whole)),
            Some(part) if part.is_part_of(&whole) => Ok(Some(whole.narrowed(&part))),
            Some(_) => Err(Denied::new(errors::FOREIGN_GRANT)
                .explain("More is asked for now than when the person signed in; begin anew with all of it.")),
        }
    }

    /// What a person consents to, as it is shown and remembered.
    ///
    /// Version 1.0 knows only the consent to all that an application is registered for.
    pub(super) fn scopes(&self, version: Version) -> Vec<String> {
        let mut scopes = match (version, &self.resource) {
            (Version::V1, _) | (_, None) => vec!["all permissions that it is registered for".to_owned()],
            (Version::V2, Some(resource)) if self.permissions.is_empty() => vec![format!("{resource}/.default")],
            (Version::V2, Some(resource)) => self.permissions.iter().map(|word| format!("{resource}/{word}")).collect(),
        };
        for (wanted, scope) in [(self.openid, "openid"), (self.offline, "offline_access")] {
            if wanted {
                scopes.push(scope.to_owned());
            }
        }
        scopes
    }
}
