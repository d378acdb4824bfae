//! Whose tenant a request is about: the one its path names, or the one that follows from what it shows.

use backlot_store::Key;
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
    let account = match key(records, tenant)? {
        Some(key) => records.find::<Account>(&key)?,
        None => None,
    };
    let directory = account.map(|account| Directory::Tenant(account.body.cloud, account.body.tenant_id));
    Ok(directory.ok_or_else(|| unknown(tenant)))
}

/// Where the account of a token request stands.
pub(crate) fn locate(
    records: &mut Records<'_, '_>,
    tenant: &str,
    grant: &Grant,
) -> Result<Result<Key, Denied>, Failure> {
    if any(tenant).is_none() {
        let Some(key) = key(records, tenant)? else { return Ok(Err(unknown(tenant))) };
        return Ok(match grant {
            Grant::Refresh(token) if Account::key(token.tenant) != key => {
                Err(Denied::new(errors::FOREIGN_GRANT).explain("The refresh token was given by another tenant."))
            }
            _ => Ok(key),
        });
    }
    Ok(match grant {
        // Azure AD once gave tokens of a tenant of its own here, which nobody could use. Now it refuses.
        Grant::ClientCredentials => Err(Denied::new(errors::NO_TENANT)
            .explain("An application without a person has no tenant of its own; name one in the path.")),
        Grant::Password { username, .. } => {
            held(records, "user", username)?.ok_or_else(|| Denied::new(errors::UNKNOWN_USER).argument(tenant))
        }
        Grant::Refresh(token) => {
            let key = Account::key(token.tenant);
            let known = records.raw(&key)?.is_some();
            known.then_some(key).ok_or_else(|| {
                Denied::new(errors::REVOKED_GRANT).explain("The tenant of this refresh token is not of this world.")
            })
        }
    })
}

fn any(tenant: &str) -> Option<&'static str> {
    ANY.into_iter().find(|any| any.eq_ignore_ascii_case(tenant))
}

/// Where the account with this tenant id or domain stands.
fn key(records: &mut Records<'_, '_>, tenant: &str) -> Result<Option<Key>, Failure> {
    match Uuid::try_parse(tenant) {
        Ok(id) => {
            let key = Account::key(id);
            Ok(records.raw(&key)?.map(|_| key))
        }
        Err(_) => held(records, "account-domain", tenant),
    }
}

/// Who holds a unique name. What no name looks like is not looked up.
fn held(records: &mut Records<'_, '_>, scope: &str, name: &str) -> Result<Option<Key>, Failure> {
    if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Ok(None);
    }
    records.holder(scope, &name.to_lowercase())
}

fn unknown(tenant: &str) -> Denied {
    Denied::new(errors::UNKNOWN_TENANT)
        .argument(tenant)
        .explain("No partner account of this world has this tenant id or domain; GET /_backlot/accounts lists them.")
}
