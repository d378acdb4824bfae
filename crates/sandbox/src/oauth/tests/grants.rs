//! Who gets a token, and what becomes of refresh tokens.

use jiff::{SignedDuration, Timestamp};
use partner_center_model::cloud::Cloud;
use uuid::Uuid;

use super::{APP, USER, account};
use crate::{
    account::Account,
    oauth::{
        errors::Denied,
        grants::{self, Granted},
        refresh::{self, Presented, RefreshToken},
        request::{Client, Grant, Proof, Request, Version},
    },
};

fn request(grant: Grant) -> Request {
    Request {
        version: Version::V2,
        client: Client { id: APP.to_string(), proof: Proof::Secret("app secret".into()) },
        grant,
        resource: None,
        scope: Some("https://graph.windows.net/.default offline_access".into()),
        client_info: false,
    }
}

fn with_password(username: &str, password: &str) -> Request {
    request(Grant::Password { username: username.into(), password: password.into() })
}

fn number(outcome: Result<Granted, Denied>) -> u32 {
    outcome.unwrap_err().kind.number
}

fn sign_in(request: &Request) -> Result<Granted, Denied> {
    let (account, tenant) = (account(Cloud::Global), "direct.example");
    let app = grants::authenticate(&account, tenant, request, Timestamp::UNIX_EPOCH)?;
    let person = match &request.grant {
        Grant::Password { username, password } => Some(grants::person(&account, tenant, username, password, 7)?),
        _ => None,
    };
    grants::sign_in(&account, tenant, request, app, person)
}

#[test]
fn applications_show_their_own_secret() {
    let proven =
        |id: &str, proof| Request { client: Client { id: id.into(), proof }, ..request(Grant::ClientCredentials) };
    let app = APP.to_string();
    assert_eq!(sign_in(&proven(&app.to_uppercase(), Proof::Secret("app secret".into()))).unwrap().app, APP);
    for secret in ["other secret", "App secret", "app secret ", "app secre", " "] {
        assert_eq!(number(sign_in(&proven(&app, Proof::Secret(secret.into())))), 7000215, "{secret:?}");
    }
    assert_eq!(number(sign_in(&proven(&app, Proof::Nothing))), 7000216);
    assert_eq!(number(sign_in(&proven(&app, Proof::Assertion("e30.e30.e30".into())))), 50027);
    for stranger in [USER.to_string().as_str(), "", "direct", "*"] {
        assert_eq!(number(sign_in(&proven(stranger, Proof::Secret("app secret".into())))), 700016, "{stranger:?}");
    }
    let narrow =
        Request { scope: Some("https://graph.windows.net/User.Read".into()), ..request(Grant::ClientCredentials) };
    assert_eq!(number(sign_in(&narrow)), 1002012);
}

#[test]
fn people_show_their_own_password() {
    let granted = sign_in(&with_password("ADMIN@Direct.example", "user password")).unwrap();
    let person = granted.person.unwrap();
    assert_eq!((person.user.object_id, person.mfa), (USER, false), "a password is one factor");
    for password in ["User password", "user password ", "app secret", "."] {
        assert_eq!(number(sign_in(&with_password("admin@direct.example", password))), 50126, "{password:?}");
    }
    for stranger in ["admin@other.example", "admin", "%", "\0"] {
        assert_eq!(number(sign_in(&with_password(stranger, "user password"))), 50034, "{stranger:?}");
    }
    let mut unproven = with_password("admin@direct.example", "user password");
    unproven.client.proof = Proof::Nothing;
    assert_eq!(number(sign_in(&unproven)), 7000218, "the application is asked first");
}

#[test]
fn a_refresh_token_comes_along_where_it_was_asked_for() {
    let mut asked = with_password("admin@direct.example", "user password");
    let family = Uuid::from_u128(1);
    let record = sign_in(&asked).unwrap().renewal(family, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((record.family, record.user, record.mark, record.used), (family, USER, 7, None));
    asked.scope = Some("https://graph.windows.net/.default".into());
    assert_eq!(sign_in(&asked).unwrap().renewal(family, Timestamp::UNIX_EPOCH), None);
    asked.version = Version::V1;
    asked.resource = Some("https://graph.windows.net".into());
    assert!(sign_in(&asked).unwrap().renewal(family, Timestamp::UNIX_EPOCH).is_some(), "version 1.0 gives it unasked");
    let app = request(Grant::ClientCredentials);
    assert_eq!(sign_in(&app).unwrap().renewal(family, Timestamp::UNIX_EPOCH), None, "an application needs none");
}

#[test]
fn refresh_tokens_are_judged() {
    let token = Presented::read(&format!("0.{}", "A".repeat(64))).unwrap();
    let again = Request { scope: None, ..request(Grant::Refresh(token)) };
    let issued = Timestamp::from_second(1_614_600_000).unwrap();
    let record = RefreshToken {
        family: Uuid::from_u128(1),
        app: APP,
        user: USER,
        mfa: true,
        resource: "https://graph.windows.net/".into(),
        permissions: vec![],
        openid: true,
        mark: 7,
        issued,
        used: None,
    };
    let judge = |account: &Account, record: Option<&RefreshToken>, wall| {
        grants::refresh(account, "direct.example", &again, record, wall)
    };
    let here = account(Cloud::Global);
    let last = issued + refresh::LIFETIME - SignedDuration::from_secs(1);

    let granted = judge(&here, Some(&record), last).unwrap();
    assert_eq!(granted.access.audience.claim, "https://graph.windows.net/");
    let next = granted.renewal(Uuid::from_u128(2), last).unwrap();
    assert_eq!(next, RefreshToken { issued: last, ..record.clone() }, "the next one goes on where this one ends");

    assert_eq!(number(judge(&here, None, issued)), 70008);
    let used = RefreshToken { used: Some(issued), ..record.clone() };
    assert_eq!(number(judge(&here, Some(&used), issued)), 70008);
    assert_eq!(number(judge(&here, Some(&record), issued + refresh::LIFETIME)), 700082);
    let foreign = RefreshToken { app: Uuid::from_u128(0xB2), ..record.clone() };
    assert_eq!(number(judge(&here, Some(&foreign), issued)), 70000);
    let deserted = Account { users: vec![], ..here.clone() };
    assert_eq!(number(judge(&deserted, Some(&record), issued)), 50034);
    let revoked = |since| {
        let mut account = here.clone();
        account.users[0].sessions_since = since;
        account
    };
    assert!(judge(&revoked(7), Some(&record), issued).is_ok(), "the person signed in afterwards");
    assert_eq!(number(judge(&revoked(8), Some(&record), issued)), 50173);
    let moved = account(Cloud::China);
    assert_eq!(number(judge(&moved, Some(&record), issued)), 900144, "its resource is not known any more");
}

#[test]
fn what_is_no_refresh_token_is_not_looked_up() {
    let right = "A".repeat(64);
    let presented = Presented::read(&format!("0.{right}")).unwrap();
    assert_eq!(presented.tenant, Uuid::nil());
    for wrong in ["", "0.", &right, &format!("1.{right}"), &format!("0.{right}A"), &format!("0.{}=", &right[1..])] {
        assert_eq!(Presented::read(wrong), None, "{wrong}");
    }
}
