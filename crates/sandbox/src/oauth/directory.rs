//! Whose tenant a request is about: the one its path names, or the one that follows from what it shows.

use backlot_store::Plan;
use partner_center_model::cloud::Cloud;
use uuid::Uuid;

use super::{
    errors::{self, Denied},
    request::Grant,
};
use crate::{account::Account, records::Records, refusal::Failure};

/// Names in a path that stand for whichever tenant the person belongs to.
const ANY: [&str; 2] = ["common", "organizations"];

/// The longest name that is looked up; a domain and a user name are shorter.
const LONGEST_NAME: usize = 320;

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Directory {
    /// Any tenant: `common` or `organizations`.
    Any(&'static str),
    /// A tenant of this cloud.
    Tenant(Cloud, Uuid),
}

/// What a path names, if it names anything.
pub(crate) fn named(records: &mut Records<'_, '_>, tenant: &str) -> Result<Result<Directory, Denied>, Failure> {
    if let Some(any) = any(tenant) {
        return Ok(Ok(Directory::Any(any)));
    }
    let account = account(records, tenant)?;
    let directory = account.map(|account| Directory::Tenant(account.cloud, account.tenant_id));
    Ok(directory.ok_or_else(|| unknown(tenant)))
}

/// What [`locate`] reads, as far as that is known.
pub(crate) fn reads(tenant: &str, grant: &Grant) -> Plan {
    let known = match (Uuid::try_parse(tenant), grant) {
        (Ok(id), _) => Some(id),
        (Err(_), Grant::Refresh(token)) if any(tenant).is_some() => Some(token.tenant),
        _ => None,
    };
    known.map_or_else(|| Plan::new().more(), |id| Plan::new().fetch(Account::key(id)))
}

/// The tenant of the account that a token request is about.
pub(crate) fn locate(
    records: &mut Records<'_, '_>,
    tenant: &str,
    grant: &Grant,
) -> Result<Result<Uuid, Denied>, Failure> {
    if any(tenant).is_none() {
        let Some(account) = account(records, tenant)? else { return Ok(Err(unknown(tenant))) };
        return Ok(match grant {
            Grant::Refresh(token) if token.tenant != account.tenant_id => {
                Err(Denied::new(errors::FOREIGN_GRANT).explain("The refresh token was given by another tenant."))
            }
            _ => Ok(account.tenant_id),
        });
    }
    Ok(match grant {
        // Azure AD once gave tokens of a tenant of its own here, which nobody could use. Now it refuses.
        Grant::ClientCredentials => Err(Denied::new(errors::NO_TENANT)
            .explain("An application without a person has no tenant of its own; name one in the path.")),
        Grant::Password { username, .. } => {
            let account = holder(records, "user", username)?;
            account.map(|account| account.tenant_id).ok_or_else(|| Denied::new(errors::UNKNOWN_USER).argument(tenant))
        }
        Grant::Refresh(token) => {
            let known = records.raw::<Account>(&Account::key(token.tenant))?.is_some();
            known.then_some(token.tenant).ok_or_else(|| {
                Denied::new(errors::REVOKED_GRANT).explain("The tenant of this refresh token is not of this world.")
            })
        }
    })
}

fn any(tenant: &str) -> Option<&'static str> {
    ANY.into_iter().find(|any| any.eq_ignore_ascii_case(tenant))
}

/// The account with this tenant id or domain.
fn account(records: &mut Records<'_, '_>, tenant: &str) -> Result<Option<Account>, Failure> {
    match Uuid::try_parse(tenant) {
        Ok(id) => Ok(records.find::<Account>(&Account::key(id))?.map(|account| account.body)),
        Err(_) => holder(records, "account-domain", tenant),
    }
}

/// The account that holds a unique name. What no name looks like is not looked up.
fn holder(records: &mut Records<'_, '_>, scope: &str, name: &str) -> Result<Option<Account>, Failure> {
    if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Ok(None);
    }
    let Some(key) = records.holder(scope, &name.to_lowercase())? else { return Ok(None) };
    Ok(records.find::<Account>(&key)?.map(|account| account.body))
}

fn unknown(tenant: &str) -> Denied {
    Denied::new(errors::UNKNOWN_TENANT)
        .argument(tenant)
        .explain("No partner account of this world has this tenant id or domain; GET /_backlot/accounts lists them.")
}
