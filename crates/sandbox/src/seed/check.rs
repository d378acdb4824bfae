//! What a world must be like: names and ids that are one's own, partners that fit, quotas where there are quotas.

use std::collections::HashMap;

use aws_lc_rs::digest;
use toml::Spanned;
use uuid::Uuid;

use crate::{
    account::{Account, AccountType, Environment, User, realm},
    areas::{domains, market},
    oauth,
};

use super::{
    WorldFile,
    customers::Checking,
    error::WorldError,
    file::{AccountEntry, File, UserEntry},
};

/// How many certificates an application may have.
const MOST_CERTIFICATES: usize = 8;

/// Checks a file, and makes a world of it.
pub(super) fn check(text: &str, file: File) -> Result<WorldFile, WorldError> {
    if file.accounts.is_empty() {
        return Err(WorldError::at(text, None, "accounts: a world needs at least one account"));
    }
    let links = links(text, &file.accounts)?;
    let mut taken = Taken { text, values: HashMap::new() };
    let mut accounts = Vec::with_capacity(file.accounts.len());
    let mut entries = Vec::with_capacity(file.accounts.len());
    for (at, spanned) in file.accounts.into_iter().enumerate() {
        let here = Here { text, span: spanned.span(), name: spanned.get_ref().name.clone() };
        let mut entry = spanned.into_inner();
        check_account(&here, &entry)?;
        taken.account(&here, &entry)?;
        entries.push(std::mem::take(&mut entry.customers));
        accounts.push(account(entry, links[at].clone()));
    }
    let mut checking = Checking::new(text, &accounts);
    let mut customers = Vec::new();
    for (account, entries) in accounts.iter().zip(entries) {
        customers.extend(checking.customers(account, entries)?);
    }
    Ok(WorldFile { path: None, settings: file.settings, accounts, customers })
}

/// The account that is being checked.
struct Here<'t> {
    text: &'t str,
    span: std::ops::Range<usize>,
    name: String,
}

impl Here<'_> {
    fn wrong(&self, field: &str, problem: impl std::fmt::Display) -> WorldError {
        WorldError::at(self.text, Some(self.span.clone()), format!("account {:?}, {field}: {problem}", self.name))
    }

    fn ensure(&self, holds: bool, field: &str, problem: &str) -> Result<(), WorldError> {
        if holds { Ok(()) } else { Err(self.wrong(field, problem)) }
    }
}

fn check_account(here: &Here<'_>, entry: &AccountEntry) -> Result<(), WorldError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    here.ensure(
        !entry.name.is_empty() && entry.name.chars().all(plain),
        "name",
        "expected lower-case letters, digits and hyphens",
    )?;
    here.ensure(domains::flaw(&entry.domain).is_none(), "domain", "expected a domain such as partner.example")?;
    here.ensure(
        (1..=20).contains(&entry.mpn_id.len()) && entry.mpn_id.bytes().all(|byte| byte.is_ascii_digit()),
        "mpnId",
        "expected digits",
    )?;
    here.ensure(
        market::country(&entry.country) == Some(&entry.country),
        "country",
        "expected the code of a country in capital letters, such as US",
    )?;
    here.ensure(!entry.apps.is_empty(), "apps", "an account needs an app that can get tokens")?;
    for app in &entry.apps {
        here.ensure(
            app.public_client || !app.client_secret.is_empty() || !app.certificates.is_empty(),
            "apps[].clientSecret",
            "must not be empty, unless publicClient = true or there are certificates",
        )?;
        here.ensure(app.certificates.len() <= MOST_CERTIFICATES, "apps[].certificates", "there are more than eight")?;
        for pem in &app.certificates {
            if let Some(flaw) = oauth::assertion::flaw(pem) {
                return Err(here.wrong("apps[].certificates", flaw));
            }
        }
        for uri in &app.redirect_uris {
            if let Some(flaw) = oauth::redirect_flaw(uri) {
                return Err(here.wrong("apps[].redirectUris", format!("{uri:?} {flaw}")));
            }
        }
    }
    here.ensure(
        entry.quotas.is_none() || entry.environment == Environment::Sandbox,
        "quotas",
        "only sandbox accounts have quotas",
    )?;
    for user in &entry.users {
        here.ensure(
            user.user_principal_name
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && domains::flaw(host).is_none()),
            "users[].userPrincipalName",
            "expected a name such as admin@partner.example",
        )?;
        here.ensure(!user.password.is_empty(), "users[].password", "must not be empty")?;
        here.ensure(!user.roles.is_empty(), "users[].roles", "a user needs a role")?;
    }
    Ok(())
}

/// What must not occur twice, with the account that has it.
struct Taken<'t> {
    text: &'t str,
    values: HashMap<(String, String), String>,
}

impl Taken<'_> {
    fn account(&mut self, here: &Here<'_>, entry: &AccountEntry) -> Result<(), WorldError> {
        let realm = realm(entry.cloud, entry.environment);
        self.take(here, "name", entry.name.clone())?;
        self.take(here, "tenantId", entry.tenant_id.to_string())?;
        self.take(here, "domain", entry.domain.to_lowercase())?;
        self.take(here, &format!("mpnId in {realm}"), entry.mpn_id.clone())?;
        for app in &entry.apps {
            self.take(here, "clientId", app.client_id.to_string())?;
        }
        for user in &entry.users {
            self.take(here, "userPrincipalName", user.user_principal_name.to_lowercase())?;
            self.take(here, "objectId", object_id(user).to_string())?;
        }
        Ok(())
    }

    fn take(&mut self, here: &Here<'_>, field: &str, value: String) -> Result<(), WorldError> {
        match self.values.insert((field.to_owned(), value.clone()), here.name.clone()) {
            None => Ok(()),
            Some(holder) => Err(WorldError::at(
                self.text,
                Some(here.span.clone()),
                format!("account {:?}, {field}: {value} is taken by account {holder:?}", here.name),
            )),
        }
    }
}

/// The partners of every account, whichever of the two names the other.
fn links(text: &str, accounts: &[Spanned<AccountEntry>]) -> Result<Vec<Vec<Uuid>>, WorldError> {
    let mut links = vec![Vec::new(); accounts.len()];
    for (at, spanned) in accounts.iter().enumerate() {
        let entry = spanned.get_ref();
        let here = Here { text, span: spanned.span(), name: entry.name.clone() };
        for name in &entry.partners {
            let other = accounts.iter().position(|other| other.get_ref().name == *name);
            let other = other.ok_or_else(|| here.wrong("partners", format!("there is no account {name:?}")))?;
            let partner = accounts[other].get_ref();
            here.ensure(
                pairs(entry.account_type, partner.account_type),
                "partners",
                "a partner link joins an indirect_provider and an indirect_reseller",
            )?;
            here.ensure(
                entry.cloud == partner.cloud
                    && [entry, partner].iter().all(|it| it.environment == Environment::Production),
                "partners",
                "only production accounts of one cloud can be linked; sandboxes know no indirect relationships",
            )?;
            link(&mut links[at], partner.tenant_id);
            link(&mut links[other], entry.tenant_id);
        }
    }
    Ok(links)
}

fn pairs(one: AccountType, other: AccountType) -> bool {
    use AccountType::{IndirectProvider, IndirectReseller};
    matches!((one, other), (IndirectProvider, IndirectReseller) | (IndirectReseller, IndirectProvider))
}

fn link(links: &mut Vec<Uuid>, partner: Uuid) {
    if !links.contains(&partner) {
        links.push(partner);
    }
}

fn account(entry: AccountEntry, partners: Vec<Uuid>) -> Account {
    let quotas = match entry.environment {
        Environment::Sandbox => Some(entry.quotas.unwrap_or_default()),
        Environment::Production => None,
    };
    let user = |user: UserEntry| User {
        object_id: object_id(&user),
        sessions_since: 0,
        tokens_since: 0,
        user_principal_name: user.user_principal_name,
        password: user.password,
        roles: user.roles,
    };
    Account {
        company_name: entry.company_name.unwrap_or_else(|| entry.name.clone()),
        name: entry.name,
        account_type: entry.account_type,
        environment: entry.environment,
        cloud: entry.cloud,
        tenant_id: entry.tenant_id,
        domain: entry.domain,
        mpn_id: entry.mpn_id,
        country: entry.country,
        apps: entry.apps,
        users: entry.users.into_iter().map(user).collect(),
        partners,
        domain_registrar: entry.domain_registrar,
        quotas,
    }
}

/// The id of a person in the directory. Worlds that state none get one that depends on the name alone, so that tokens
/// stay good when a world is planted anew.
fn object_id(user: &UserEntry) -> Uuid {
    user.object_id.unwrap_or_else(|| {
        let name = user.user_principal_name.to_lowercase();
        let digest = digest::digest(&digest::SHA256, name.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.as_ref()[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    })
}
