//! Who gets a token: pure functions of an account, a request and the time.

use aws_lc_rs::{constant_time, digest};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{
    assertion,
    errors::{self, Denied},
    refresh::{self, RefreshToken},
    request::{Client, Grant, Proof, Request, Version},
    resources::Access,
    sign_in::{
        code::{self, AuthorizationCode},
        device::DeviceCode,
        pkce,
    },
};
use crate::account::{Account, User};

/// What is granted, to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Granted {
    pub(crate) app: Uuid,
    pub(crate) proven: Proven,
    /// The person; none if the application acts for itself.
    pub(crate) person: Option<Person>,
    pub(crate) access: Access,
    /// What the id token repeats, of the request for the code.
    pub(crate) nonce: Option<String>,
}

/// How an application has shown that it is the one it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proven {
    /// Not at all: it is a public client.
    Not,
    BySecret,
    ByCertificate,
}

/// A person who signed in, now or when the refresh token was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) user: User,
    /// Whether that was with a second factor.
    pub(crate) mfa: bool,
    /// The world's `token_mark` when they did.
    pub(crate) mark: u64,
    /// The family of refresh tokens that goes on; none with a new sign-in.
    pub(crate) family: Option<Uuid>,
}

/// An application, and how it has shown that it is the one it says.
pub(crate) type Authenticated = (Uuid, Proven);

/// Judges a request of an application for itself, or for a person whose password was right.
///
/// `tenant` is the tenant as the caller wrote it, for the texts.
pub(crate) fn sign_in(
    account: &Account,
    tenant: &str,
    request: &Request,
    (app, proven): Authenticated,
    person: Option<Person>,
) -> Result<Granted, Denied> {
    let access = asked(account, tenant, request)?.ok_or_else(|| missing_access(request.version))?;
    if person.is_none() && !access.is_default() {
        let scope = request.scope.as_deref().unwrap_or_default();
        return Err(Denied::new(errors::NO_DEFAULT_SCOPE).argument(scope));
    }
    Ok(Granted { app, proven, person, access, nonce: None })
}

/// Judges the use of a refresh token; `record` is what is kept of it.
///
/// A token is good for one use, so that a stolen one cannot be used unseen for long. Azure AD lets the old one live on;
/// clients that do not keep the new one fail here at once and not on the day it expires.
pub(crate) fn refresh(
    account: &Account,
    tenant: &str,
    request: &Request,
    record: Option<&RefreshToken>,
    wall: Timestamp,
) -> Result<Granted, Denied> {
    let (app, proven) = authenticate(account, tenant, request, wall)?;
    let revoked = |why: &str| Denied::new(errors::REVOKED_GRANT).explain(why);
    let record =
        record.ok_or_else(|| revoked("This refresh token was never given in this world, or it is forgotten."))?;
    if record.app != app {
        return Err(Denied::new(errors::FOREIGN_GRANT).explain("The refresh token was given to another application."));
    }
    if record.used.is_some() {
        return Err(revoked(
            "This refresh token was used before; every use gives a new one. Now that is revoked, too.",
        ));
    }
    if record.issued + refresh::LIFETIME <= wall {
        return Err(Denied::new(errors::INACTIVE_GRANT)
            .argument(record.issued.to_string())
            .argument(format!("{}.00:00:00", refresh::LIFETIME.as_hours() / 24)));
    }
    let user = known(account, tenant, record.user, record.mark)?;
    let again = || Access::again(account.cloud, &record.resource, &record.permissions, record.openid);
    let mut access = asked(account, tenant, request)?.or_else(again).ok_or_else(|| missing_access(request.version))?;
    // Whoever had a refresh token gets the next one, whether asked for again or not.
    access.offline = true;
    let person = Person { user, mfa: record.mfa, mark: record.mark, family: Some(record.family) };
    Ok(Granted { app, proven, person: Some(person), access, nonce: None })
}

/// Judges the use of a code; `record` is what is kept of it.
pub(crate) fn redeem_code(
    account: &Account,
    tenant: &str,
    request: &Request,
    record: Option<&AuthorizationCode>,
    wall: Timestamp,
) -> Result<Granted, Denied> {
    let (app, proven) = authenticate(account, tenant, request, wall)?;
    let record = record.filter(|record| wall < record.issued + code::LIFETIME).ok_or_else(|| {
        Denied::new(errors::REVOKED_GRANT).explain("This code is older than ten minutes, or was never given.")
    })?;
    if record.app != app {
        return Err(Denied::new(errors::FOREIGN_GRANT).explain("The code was given to another application."));
    }
    let Grant::Code { redirect_uri, verifier, .. } = &request.grant else {
        return Err(Denied::new(errors::MALFORMED_GRANT));
    };
    if *redirect_uri != record.redirect_uri {
        return Err(Denied::new(errors::OTHER_ADDRESS).argument(redirect_uri));
    }
    pkce::verify(record.challenge.as_ref(), verifier.as_ref().map(ExposeSecret::expose_secret))?;
    // Last: who comes second revokes what the first one got, and so must have all that the first one had.
    if record.used.is_some() {
        return Err(Denied::new(errors::USED_CODE));
    }
    let access = record.wish.redeem(account.cloud, asked(account, tenant, request)?)?;
    let access = access.ok_or_else(|| missing_access(request.version))?;
    let user = known(account, tenant, record.user, record.mark)?;
    let person = Person { user, mfa: true, mark: record.mark, family: Some(record.family) };
    Ok(Granted { app, proven, person: Some(person), access, nonce: record.nonce.clone() })
}

/// Judges the question of a device that waits; `record` is what is kept of it.
pub(crate) fn redeem_device(
    account: &Account,
    tenant: &str,
    request: &Request,
    record: Option<&DeviceCode>,
    wall: Timestamp,
) -> Result<Granted, Denied> {
    let (app, proven) = authenticate(account, tenant, request, wall)?;
    let record = record.filter(|record| record.app == app).ok_or_else(|| Denied::new(errors::UNKNOWN_DEVICE))?;
    let user = known(account, tenant, record.redeem(wall)?, record.mark)?;
    let access = record.wish.redeem(account.cloud, asked(account, tenant, request)?)?;
    let access = access.ok_or_else(|| missing_access(request.version))?;
    let person = Person { user, mfa: true, mark: record.mark, family: None };
    Ok(Granted { app, proven, person: Some(person), access, nonce: None })
}

impl Granted {
    /// What is kept of the refresh token that comes along, if one does.
    pub(crate) fn renewal(&self, new_family: Uuid, wall: Timestamp) -> Option<RefreshToken> {
        let person = self.person.as_ref().filter(|_| self.access.offline)?;
        Some(RefreshToken {
            family: person.family.unwrap_or(new_family),
            app: self.app,
            user: person.user.object_id,
            mfa: person.mfa,
            resource: self.access.audience.claim.clone(),
            permissions: self.access.permissions().to_vec(),
            openid: self.access.openid,
            mark: person.mark,
            issued: wall,
            used: None,
        })
    }
}

/// The application, once it has shown its secret or that it has the key of its certificate; for people, one that cannot keep a secret needs none.
pub(crate) fn authenticate(
    account: &Account,
    tenant: &str,
    request: &Request,
    wall: Timestamp,
) -> Result<Authenticated, Denied> {
    let Client { id, proof } = &request.client;
    let named = Uuid::try_parse(id).ok();
    let app = account.apps.iter().find(|app| Some(app.client_id) == named);
    let app = app.ok_or_else(|| Denied::new(errors::UNKNOWN_APP).argument(id).argument(tenant))?;
    match proof {
        Proof::Secret(secret) if !app.client_secret.is_empty() && is_same(secret, &app.client_secret) => {
            Ok((app.client_id, Proven::BySecret))
        }
        Proof::Secret(_) => Err(Denied::new(errors::WRONG_SECRET).argument(app.client_id.to_string())),
        Proof::Assertion(assertion) => {
            assertion::verify(account, app, assertion.expose_secret(), wall)?;
            Ok((app.client_id, Proven::ByCertificate))
        }
        Proof::Nothing if matches!(request.grant, Grant::ClientCredentials) => Err(Denied::new(errors::NO_APP_SECRET)),
        Proof::Nothing if app.public_client => Ok((app.client_id, Proven::Not)),
        Proof::Nothing => Err(Denied::new(errors::NO_SECRET)),
    }
}

/// The person, once the password is right. The password grant knows no second factor.
pub(crate) fn person(
    account: &Account,
    tenant: &str,
    username: &str,
    password: &SecretString,
    mark: u64,
) -> Result<Person, Denied> {
    let user = account.user(username);
    let user = user.ok_or_else(|| Denied::new(errors::UNKNOWN_USER).argument(tenant))?;
    if !is_same(password, &user.password) {
        return Err(Denied::new(errors::WRONG_PASSWORD));
    }
    Ok(Person { user: user.clone(), mfa: false, mark, family: None })
}

/// The person of this id, if there still is one who has not lost what came of a sign-in at this count.
fn known(account: &Account, tenant: &str, id: Uuid, mark: u64) -> Result<User, Denied> {
    let user = account.users.iter().find(|user| user.object_id == id);
    let user = user.ok_or_else(|| Denied::new(errors::UNKNOWN_USER).argument(tenant))?;
    if user.has_lost(mark) {
        return Err(Denied::new(errors::REVOKED_SESSIONS)
            .explain("All that this person was given until then was revoked through the control API."));
    }
    Ok(user.clone())
}

fn asked(account: &Account, tenant: &str, request: &Request) -> Result<Option<Access>, Denied> {
    Access::asked(request.version, account.cloud, tenant, request.resource.as_deref(), request.scope.as_deref())
}

fn missing_access(version: Version) -> Denied {
    Denied::new(errors::MISSING_PARAMETER).argument(match version {
        Version::V1 => "resource",
        Version::V2 => "scope",
    })
}

/// Whether a secret is the right one. Hashes are compared, so that the time tells neither where they differ nor how long
/// the right one is.
fn is_same(sent: &SecretString, right: &str) -> bool {
    let hash = |secret: &str| digest::digest(&digest::SHA256, secret.as_bytes());
    let (sent, right) = (hash(sent.expose_secret()), hash(right));
    constant_time::verify_slices_are_equal(sent.as_ref(), right.as_ref()).is_ok()
}
