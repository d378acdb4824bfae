//! Whose tenant a request is about: the one its path names, or the one that follows from what it shows.

use backlot_store::Plan;
use partner_center_model::cloud::Cloud;
use uuid::Uuid;

use super::{
    errors::{self, Denied},
    refresh::Presented,
    request::Grant,
    sign_in::bearer::Shown,
};
use crate::{
    account::{Account, App},
    records::Records,
    refusal::Failure,
};

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
    let known = match Uuid::try_parse(tenant) {
        Ok(id) => Some(id),
        Err(_) => grant.tenant().filter(|_| any(tenant).is_some()),
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
        return Ok(match grant.tenant() {
            Some(tenant) if tenant != account.tenant_id => {
                Err(Denied::new(errors::FOREIGN_GRANT)
                    .explain("The code or refresh token was given by another tenant."))
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
        Grant::Refresh(Presented { tenant, .. })
        | Grant::Code { code: Shown { tenant, .. }, .. }
        | Grant::Device(Shown { tenant, .. }) => {
            let known = records.raw::<Account>(&Account::key(*tenant))?.is_some();
            known.then_some(*tenant).ok_or_else(|| {
                Denied::new(errors::REVOKED_GRANT)
                    .explain("The tenant of this code or refresh token is not of this world.")
            })
        }
    })
}

/// The application of this id, with its account. At `/common` and `/organizations` its own tenant is the one.
pub(crate) fn application(
    records: &mut Records<'_, '_>,
    tenant: &str,
    client_id: &str,
) -> Result<Result<(Account, App), Denied>, Failure> {
    let app = Uuid::try_parse(client_id).ok();
    let account = match (any(tenant), app) {
        (None, _) => match account(records, tenant)? {
            Some(account) => Some(account),
            None => return Ok(Err(unknown(tenant))),
        },
        (Some(_), Some(app)) => holder(records, "app", &app.to_string())?,
        (Some(_), None) => None,
    };
    let found = account.and_then(|account| {
        let app = account.apps.iter().find(|known| Some(known.client_id) == app)?.clone();
        Some((account, app))
    });
    Ok(found.ok_or_else(|| Denied::new(errors::UNKNOWN_APP).argument(client_id).argument(tenant)))
}

/// Where people may be sent who sign out: what the application of this id has registered, or all those of the tenant, or,
/// at `/common`, of the tenants that they are signed in to.
pub(crate) fn registered_addresses(
    records: &mut Records<'_, '_>,
    tenant: &str,
    client_id: Option<&str>,
    signed_in: &[Uuid],
) -> Result<Vec<String>, Failure> {
    if let Some(client_id) = client_id {
        let found = application(records, tenant, client_id)?;
        return Ok(found.map(|(_, app)| app.redirect_uris).unwrap_or_default());
    }
    let mut accounts = Vec::new();
    if any(tenant).is_none() {
        accounts.extend(account(records, tenant)?);
    } else {
        for id in signed_in {
            accounts.extend(records.find::<Account>(&Account::key(*id))?.map(|account| account.body));
        }
    }
    Ok(accounts.into_iter().flat_map(|account| account.apps).flat_map(|app| app.redirect_uris).collect())
}

/// Whether a name stands for whichever tenant it is.
pub(super) fn is_any(tenant: &str) -> bool {
    any(tenant).is_some()
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
