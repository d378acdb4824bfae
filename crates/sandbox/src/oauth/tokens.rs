//! Tokens and the answers that carry them.
//!
//! Access tokens are of version 1.0 from both endpoints. The resource decides that and not the endpoint: Partner Center
//! and the Azure AD Graph never asked for version 2.0 in their registrations, so clients that look into their tokens
//! see `appid`, `upn` and `https://sts.windows.net/`. An id token is for the application, and follows the endpoint.

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    grants::{Granted, Person, Proven},
    keys::SigningKey,
    request::Version,
    resources,
};
use crate::{
    account::{Account, Role},
    refusal::Failure,
};

/// The directory role of global administrators: the same template in every tenant.
const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// The directory role that every member of a tenant has.
const MEMBER: &str = "b79fbf4d-3ef9-4689-8143-76b194e85509";

/// What an answer is made of.
pub(crate) struct Minting<'m> {
    pub(crate) key: &'m SigningKey,
    pub(crate) account: &'m Account,
    pub(crate) version: Version,
    pub(crate) client_info: bool,
    /// For how many seconds the access token is good.
    pub(crate) lifetime: u32,
    /// How often access tokens were expired on demand before.
    pub(crate) mark: u64,
    /// Sets this token apart from every other one.
    pub(crate) trace_id: Uuid,
    pub(crate) wall: Timestamp,
}

/// The answer of a token endpoint. Version 1.0 writes its numbers as strings.
#[derive(Serialize)]
pub(crate) struct Answer {
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    expires_in: Value,
    ext_expires_in: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_info: Option<String>,
}

impl Minting<'_> {
    /// Signs what was granted.
    pub(crate) fn answer(&self, granted: &Granted, refresh_token: Option<&SecretString>) -> Result<Answer, Failure> {
        let (begin, end) = self.span();
        let person = granted.person.as_ref();
        let seconds = |seconds: u32| match self.version {
            Version::V1 => Value::from(seconds.to_string()),
            Version::V2 => Value::from(seconds),
        };
        let only_v1 = |text: String| (self.version == Version::V1).then_some(text);
        let id_token = person.filter(|_| granted.access.openid).map(|person| self.id_token(granted, person));
        Ok(Answer {
            token_type: "Bearer",
            scope: person.map(|_| match self.version {
                Version::V1 => granted.access.granted(),
                Version::V2 => granted.access.granted_in_full(),
            }),
            expires_in: seconds(self.lifetime),
            ext_expires_in: seconds(self.lifetime),
            expires_on: only_v1(end.to_string()),
            not_before: only_v1(begin.to_string()),
            resource: only_v1(granted.access.audience.claim.clone()),
            access_token: signed(self.key, &self.access_claims(granted))?,
            refresh_token: refresh_token.map(|token| token.expose_secret().to_owned()),
            id_token: id_token.transpose()?,
            client_info: person.filter(|_| self.client_info).map(|person| self.client_info(person)),
        })
    }

    /// From when until when the token is good, in seconds.
    fn span(&self) -> (i64, i64) {
        let begin = self.wall.as_second();
        (begin, begin + i64::from(self.lifetime))
    }

    fn access_claims(&self, granted: &Granted) -> AccessClaims {
        let (begin, end) = self.span();
        let tenant = self.account.tenant_id;
        let issuer = resources::issuer_v1(self.account.cloud, &tenant.to_string());
        let (idtyp, oid, sub) = match &granted.person {
            None => {
                let principal = service_principal(tenant, granted.app);
                ("app", principal, principal.to_string())
            }
            Some(person) => ("user", person.user.object_id, subject(granted.app, person)),
        };
        let person = granted.person.as_ref();
        let name = || person.map(|person| person.user.user_principal_name.clone());
        AccessClaims {
            aud: granted.access.audience.claim.clone(),
            idp: issuer.clone(),
            iss: issuer,
            iat: begin,
            mark: self.mark,
            nbf: begin,
            exp: end,
            acr: person.map(|_| "1"),
            amr: person.map(methods),
            appid: granted.app,
            appidacr: match granted.proven {
                Proven::Not => "0",
                Proven::BySecret => "1",
                Proven::ByCertificate => "2",
            },
            idtyp,
            oid,
            roles: person.map(|person| person.user.roles.clone()),
            scp: person.map(|_| granted.access.granted()),
            sub,
            tid: tenant,
            unique_name: name(),
            upn: name(),
            uti: self.token_id(),
            ver: "1.0",
            wids: person.map(directory_roles),
        }
    }

    /// An id token, as the endpoint's version has it.
    fn id_token(&self, granted: &Granted, person: &Person) -> Result<String, Failure> {
        let app = granted.app;
        let (iat, exp) = self.span();
        let (tid, cloud, name) = (self.account.tenant_id, self.account.cloud, &person.user.user_principal_name);
        let mut claims = json!({
            "aud": app, "iat": iat, "nbf": iat, "exp": exp, "oid": person.user.object_id,
            "sub": subject(app, person), "tid": tid, "uti": self.token_id(),
        });
        let more = match self.version {
            Version::V1 => json!({
                "iss": resources::issuer_v1(cloud, &tid.to_string()), "ver": "1.0", "amr": methods(person),
                "unique_name": name, "upn": name,
            }),
            Version::V2 => json!({
                "iss": resources::issuer_v2(cloud, &tid.to_string()), "ver": "2.0", "preferred_username": name,
            }),
        };
        if let (Value::Object(claims), Value::Object(more)) = (&mut claims, more) {
            claims.extend(more);
            claims.extend(granted.nonce.iter().map(|nonce| ("nonce".to_owned(), nonce.as_str().into())));
        }
        signed(self.key, &claims)
    }

    /// Who signed in, as the libraries key their caches.
    fn client_info(&self, person: &Person) -> String {
        let info = json!({ "uid": person.user.object_id, "utid": self.account.tenant_id });
        URL_SAFE_NO_PAD.encode(info.to_string())
    }

    fn token_id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.trace_id.as_bytes())
    }
}

/// A token that says this.
pub(super) fn signed(key: &SigningKey, claims: &impl Serialize) -> Result<String, Failure> {
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": key.id() });
    let claims = serde_json::to_vec(claims).map_err(|error| Failure::Defect(error.to_string()))?;
    sign(key, header.to_string().as_bytes(), &claims)
}

/// A token of these parts, in the compact form of RFC 7515.
pub(crate) fn sign(key: &SigningKey, header: &[u8], claims: &[u8]) -> Result<String, Failure> {
    let mut token = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

/// The claims of an access token of version 1.0.
#[derive(Serialize)]
struct AccessClaims {
    aud: String,
    iss: String,
    iat: i64,
    /// Ours alone: at which count of expirations it was given.
    mark: u64,
    nbf: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amr: Option<Vec<&'static str>>,
    appid: Uuid,
    /// How the application authenticated: 0 is not at all, 1 is by a secret, 2 by a certificate.
    appidacr: &'static str,
    idp: String,
    idtyp: &'static str,
    oid: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<Role>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scp: Option<String>,
    sub: String,
    tid: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    unique_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upn: Option<String>,
    uti: String,
    ver: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    wids: Option<Vec<&'static str>>,
}

/// How the person signed in.
fn methods(person: &Person) -> Vec<&'static str> {
    if person.mfa { vec!["pwd", "mfa"] } else { vec!["pwd"] }
}

/// The directory roles. Partner Center's agents are groups of the tenant, and so are among `roles` alone.
fn directory_roles(person: &Person) -> Vec<&'static str> {
    let admin = person.user.roles.contains(&Role::GlobalAdmin).then_some(GLOBAL_ADMINISTRATOR);
    admin.into_iter().chain([MEMBER]).collect()
}

/// The object of an application in its tenant: always the same one.
fn service_principal(tenant: Uuid, app: Uuid) -> Uuid {
    let hash = hash(&[b"service principal", tenant.as_bytes(), app.as_bytes()]);
    let mut id = [0; 16];
    id.iter_mut().zip(hash.as_ref()).for_each(|(byte, hashed)| *byte = *hashed);
    uuid::Builder::from_random_bytes(id).into_uuid()
}

/// A person as one application knows them: another application sees another subject.
fn subject(app: Uuid, person: &Person) -> String {
    URL_SAFE_NO_PAD.encode(hash(&[b"subject", app.as_bytes(), person.user.object_id.as_bytes()]))
}

fn hash(parts: &[&[u8]]) -> digest::Digest {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    context.finish()
}
