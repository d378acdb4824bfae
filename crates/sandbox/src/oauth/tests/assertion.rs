//! Assertions of an application.

use std::sync::OnceLock;

use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use partner_center_model::cloud::Cloud;
use serde_json::{Value, json};

use super::{APP, account};
use crate::{
    account::Account,
    oauth::assertion::{flaw, verify},
};

/// The time for which certificates are made here.
const NOW: i64 = 1_614_600_000;

struct Identity {
    certificate: rcgen::Certificate,
    key: rcgen::KeyPair,
}

fn made(key: rcgen::KeyPair) -> Identity {
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
    (parameters.not_before, parameters.not_after) =
        (rcgen::date_time_ymd(2021, 1, 1), rcgen::date_time_ymd(2022, 1, 1));
    Identity { certificate: parameters.self_signed(&key).unwrap(), key }
}

fn rsa() -> Identity {
    made(rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap())
}

/// The one that the application has registered, and another one.
fn identities() -> &'static [Identity; 2] {
    static IDENTITIES: OnceLock<[Identity; 2]> = OnceLock::new();
    IDENTITIES.get_or_init(|| [rsa(), rsa()])
}

fn registered() -> Account {
    let mut account = account(Cloud::Global);
    account.apps.iter_mut().for_each(|app| app.certificates = vec![identities()[0].certificate.pem()]);
    account
}

fn claims() -> Value {
    let aud = format!("https://login.microsoftonline.com/{}/oauth2/v2.0/token", registered().tenant_id);
    json!({ "aud": aud, "iss": APP, "sub": APP, "nbf": NOW, "exp": NOW + 600, "jti": "1" })
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims();
    claims[name] = value.into();
    claims
}

/// Signed by one, in the name of another.
fn signed(by: &Identity, named: &Identity, algorithm: &str, claims: &Value) -> String {
    let thumbprint = |algorithm| URL_SAFE_NO_PAD.encode(digest::digest(algorithm, named.certificate.der()));
    let header = if algorithm == "PS256" {
        json!({ "alg": algorithm, "x5t#S256": thumbprint(&digest::SHA256) })
    } else {
        json!({ "alg": algorithm, "x5t": thumbprint(&digest::SHA1_FOR_LEGACY_USE_ONLY) })
    };
    sealed(by, &header, claims)
}

fn sealed(by: &Identity, header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let padding: &dyn RsaEncoding = if header["alg"] == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
    let key = RsaKeyPair::from_pkcs8(by.key.serialized_der()).unwrap();
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(padding, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The number of the refusal of an assertion; none if it is good.
fn refused(assertion: &str, at: i64) -> Option<u32> {
    let account = registered();
    let app = account.apps.iter().find(|app| app.client_id == APP).unwrap();
    verify(&account, app, assertion, Timestamp::from_second(at).unwrap()).err().map(|denied| denied.kind.number)
}

#[test]
fn both_ways_to_sign_and_name_a_certificate_do() {
    let [known, other] = identities();
    for algorithm in ["RS256", "PS256"] {
        assert_eq!(refused(&signed(known, known, algorithm, &claims()), NOW), None);
        assert_eq!(refused(&signed(other, other, algorithm, &claims()), NOW), Some(700027), "a foreign certificate");
        assert_eq!(refused(&signed(other, known, algorithm, &claims()), NOW), Some(700027), "a foreign key");
    }
}

#[test]
fn it_is_for_one_application_one_tenant_and_a_while() {
    let [known, _] = identities();
    let judged = |claims: Value, at| refused(&signed(known, known, "RS256", &claims), at);
    let tenant = registered().tenant_id;
    for aud in [
        format!("https://localhost:7070/{tenant}/oauth2/token"),
        format!("https://sts.windows.net/{tenant}/"),
        format!("https://login.microsoftonline.com/{tenant}/v2.0"),
        "https://login.microsoftonline.com/common/oauth2/v2.0/token".into(),
    ] {
        assert_eq!(judged(with("aud", aud.clone()), NOW), None, "{aud}");
    }
    for aud in ["", "x", "https://sts.windows.net/", "https://sts.windows.net/other.example/", "ftp://x/common/v2.0"] {
        assert_eq!(judged(with("aud", aud), NOW), Some(700023), "{aud}");
    }
    assert_eq!(judged(with("aud", format!("https://h/{tenant}/oauth2/token/x")), NOW), Some(700023));
    for name in ["iss", "sub"] {
        assert_eq!(judged(with(name, "b0000000-0000-4000-8000-00000000ffff"), NOW), Some(700021), "{name}");
    }
    assert_eq!(judged(with("exp", NOW as f64 + 0.5), NOW), None, "as libraries in Python have it");
    assert_eq!(judged(claims(), NOW + 600 + 299), None, "clocks differ");
    assert_eq!(judged(claims(), NOW + 600 + 300), Some(700024));
    assert_eq!(judged(claims(), NOW - 301), Some(700024));
    assert_eq!(judged(with("exp", "soon"), NOW), Some(50027));
    let late = 1_700_000_000;
    assert_eq!(judged(with("exp", late + 60), late), Some(700027), "the certificate has expired");
}

#[test]
fn what_is_no_assertion_is_refused() {
    let [known, _] = identities();
    let good = signed(known, known, "RS256", &claims());
    for broken in ["", ".", "..", "a.b.c", &good[1..], good.rsplit_once('.').unwrap().0] {
        assert!(refused(broken, NOW).is_some(), "{broken}");
    }
    let unsigned = format!("{}.e30.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none","x5t":"x"}"#));
    assert_eq!(refused(&unsigned, NOW), Some(50027));
    let (head, _) = good.rsplit_once('.').unwrap();
    assert_eq!(refused(&format!("{head}.AAAA"), NOW), Some(700027));
    let thumbprint = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, known.certificate.der()));
    let critical = json!({ "alg": "RS256", "x5t#S256": thumbprint, "crit": ["b64"], "b64": true });
    assert_eq!(refused(&sealed(known, &critical, &claims()), NOW), Some(50027), "what must be understood is not");
}

#[test]
fn a_world_has_certificates_with_rsa_keys() {
    assert_eq!(flaw(&identities()[0].certificate.pem()), None);
    assert!(flaw("no certificate").is_some());
    assert!(flaw(&identities()[0].key.serialize_pem()).is_some(), "a key is none");
    assert!(flaw(&made(rcgen::KeyPair::generate().unwrap()).certificate.pem()).is_some(), "another kind of key");
}
