//! Tokens that somebody made up, changed or kept too long: each is refused, for its own reason, and nothing panics.

use aws_lc_rs::{encoding::AsDer, hmac, rsa::PublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{APP, TENANT, USER, key, ring};
use crate::{
    chance::Chance,
    identity::Identity,
    oauth::{SigningKey, tokens::sign, verify::BadToken},
};

const NOW: i64 = 1_614_600_000;

fn wall() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

fn header() -> Value {
    json!({ "typ": "JWT", "alg": "RS256", "kid": key().id() })
}

fn claims() -> Value {
    json!({
        "aud": "https://graph.windows.net", "iss": format!("https://sts.windows.net/{TENANT}/"), "iat": NOW, "nbf": NOW,
        "exp": NOW + 3600, "tid": TENANT, "appid": APP, "oid": USER, "idtyp": "user", "amr": ["pwd"], "ver": "1.0",
    })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name).unwrap();
    object
}

fn signed_by(key: &SigningKey, header: &Value, claims: &Value) -> String {
    sign(key, header.to_string().as_bytes(), claims.to_string().as_bytes()).unwrap()
}

/// Claims that we signed, as only a defect of ours could.
fn claiming(claims: &Value) -> String {
    signed_by(key(), &header(), claims)
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

/// HS256, with the public key as its secret.
fn hmac_signed(secret: &[u8]) -> String {
    let message = unsigned(&with(header(), "alg", json!("HS256")), &claims());
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

#[test]
fn a_token_says_who_calls() {
    let identity = Identity { tenant: TENANT, app: APP, user: Some(USER), mfa: false, key: 0, mark: 0 };
    assert_eq!(ring().verify(&claiming(&claims()), wall()), Ok(identity.clone()));
    let mfa = with(claims(), "amr", json!(["pwd", "mfa"]));
    assert_eq!(ring().verify(&claiming(&mfa), wall()), Ok(Identity { mfa: true, ..identity.clone() }));
    let app = with(without(claims(), "amr"), "idtyp", json!("app"));
    assert_eq!(ring().verify(&claiming(&app), wall()), Ok(Identity { user: None, ..identity }));
}

#[test]
fn forged_tokens() {
    let other = SigningKey::generate().unwrap();
    let valid = claiming(&claims());
    let (message, signature) = valid.rsplit_once('.').unwrap();
    let jwk = serde_json::to_value(key().jwk()).unwrap();
    let modulus = URL_SAFE_NO_PAD.decode(jwk["n"].as_str().unwrap()).unwrap();
    let public = key().public_der();
    let spki = PublicKey::from_der(&public).unwrap().as_der().unwrap().as_ref().to_vec();
    let alg = |alg: &str| with(header(), "alg", json!(alg));
    let kid = |kid: Value| with(header(), "kid", kid);
    let elsewhere = claiming(&with(claims(), "oid", json!(APP)));
    let (foreign_message, foreign_signature) = elsewhere.rsplit_once('.').unwrap();

    let cases: Vec<(&str, String, BadToken)> = vec![
        ("alg none without a signature", format!("{}.", unsigned(&alg("none"), &claims())), BadToken::Algorithm),
        ("alg None", format!("{}.", unsigned(&alg("None"), &claims())), BadToken::Algorithm),
        ("alg none with our signature", signed_by(key(), &alg("none"), &claims()), BadToken::Algorithm),
        ("alg empty", signed_by(key(), &alg(""), &claims()), BadToken::Algorithm),
        ("alg rs256", signed_by(key(), &alg("rs256"), &claims()), BadToken::Algorithm),
        ("alg RS384", signed_by(key(), &alg("RS384"), &claims()), BadToken::Algorithm),
        ("alg PS256", signed_by(key(), &alg("PS256"), &claims()), BadToken::Algorithm),
        ("HS256 with the modulus", hmac_signed(&modulus), BadToken::Algorithm),
        ("HS256 with the PKCS #1 key", hmac_signed(&public), BadToken::Algorithm),
        ("HS256 with the X.509 key", hmac_signed(&spki), BadToken::Algorithm),
        ("HS256 with the key's id", hmac_signed(key().id().as_bytes()), BadToken::Algorithm),
        ("no alg", signed_by(key(), &without(header(), "alg"), &claims()), BadToken::Malformed),
        ("alg twice", sign(key(), br#"{"alg":"RS256","alg":"none"}"#, b"{}").unwrap(), BadToken::Malformed),
        ("another key", signed_by(&other, &kid(json!(other.id())), &claims()), BadToken::Key),
        (
            "another key with its jwk",
            signed_by(&other, &with(kid(Value::Null), "jwk", json!(other.jwk())), &claims()),
            BadToken::Key,
        ),
        ("no kid", signed_by(key(), &without(header(), "kid"), &claims()), BadToken::Key),
        ("kid is a path", signed_by(key(), &kid(json!("../../dev/null")), &claims()), BadToken::Key),
        ("another key under our id", signed_by(&other, &header(), &claims()), BadToken::Signature),
        (
            "an extension that must be understood",
            signed_by(key(), &with(header(), "crit", json!(["b64"])), &claims()),
            BadToken::Malformed,
        ),
        ("no signature", format!("{message}."), BadToken::Signature),
        ("half a signature", format!("{message}.{}", &signature[..100]), BadToken::Signature),
        ("the signature of another token", format!("{message}.{foreign_signature}"), BadToken::Signature),
        ("other claims", format!("{foreign_message}.{signature}"), BadToken::Signature),
        ("a padded signature", format!("{valid}=="), BadToken::Malformed),
        ("a fourth part", format!("{valid}.{signature}"), BadToken::Malformed),
        ("two parts", message.to_owned(), BadToken::Malformed),
        ("white space within", format!("{message}. {signature}"), BadToken::Malformed),
    ];
    for (name, token, why) in cases {
        assert_eq!(ring().verify(&token, wall()), Err(why), "{name}");
    }
}

#[test]
fn claims_that_do_not_admit() {
    let issuer = |issuer: String| with(claims(), "iss", json!(issuer));
    let audience = |audience: Value| with(claims(), "aud", audience);
    let cases: Vec<(&str, Value, BadToken)> = vec![
        ("expired", with(claims(), "exp", json!(NOW - 5)), BadToken::Expired),
        ("expired before time began", with(claims(), "exp", json!(i64::MIN)), BadToken::Expired),
        ("not good yet", with(claims(), "nbf", json!(NOW + 6)), BadToken::NotYet),
        ("never good", with(claims(), "nbf", json!(i64::MAX)), BadToken::NotYet),
        ("no exp", without(claims(), "exp"), BadToken::Claims),
        ("no nbf", without(claims(), "nbf"), BadToken::Claims),
        ("exp as text", with(claims(), "exp", json!("9999999999")), BadToken::Claims),
        ("issued by another tenant", issuer(format!("https://sts.windows.net/{APP}/")), BadToken::Issuer),
        ("issued by a stranger", issuer(format!("https://sts.example/{TENANT}/")), BadToken::Issuer),
        ("of version 2.0", issuer(format!("https://login.microsoftonline.com/{TENANT}/v2.0")), BadToken::Issuer),
        ("no issuer", without(claims(), "iss"), BadToken::Claims),
        ("for Microsoft Graph", audience(json!("https://graph.microsoft.com")), BadToken::Audience),
        ("an id token", audience(json!(APP)), BadToken::Audience),
        ("for a host that begins alike", audience(json!("https://graph.windows.net.example")), BadToken::Audience),
        ("with a path", audience(json!("https://graph.windows.net/x")), BadToken::Audience),
        ("with two slashes", audience(json!("https://graph.windows.net//")), BadToken::Audience),
        ("for nothing", audience(json!("")), BadToken::Audience),
        ("for several", audience(json!(["https://graph.windows.net"])), BadToken::Claims),
        ("for another cloud", audience(json!("https://graph.chinacloudapi.cn")), BadToken::Audience),
        ("from another cloud", issuer(format!("https://sts.chinacloudapi.cn/{TENANT}/")), BadToken::Audience),
        ("neither an app's nor a person's", with(claims(), "idtyp", json!("device")), BadToken::Claims),
        ("tenant that is no GUID", with(claims(), "tid", json!("direct.example")), BadToken::Claims),
        ("no tenant", without(claims(), "tid"), BadToken::Claims),
        ("no application", without(claims(), "appid"), BadToken::Claims),
        ("no object", without(claims(), "oid"), BadToken::Claims),
        ("no object at all", json!([]), BadToken::Claims),
    ];
    for (name, claims, why) in cases {
        assert_eq!(ring().verify(&claiming(&claims), wall()), Err(why), "{name}");
    }
    let twice = claims().to_string().replacen('{', r#"{"tid":"00000000-0000-0000-0000-000000000000","#, 1);
    let twice = sign(key(), header().to_string().as_bytes(), twice.as_bytes()).unwrap();
    assert_eq!(ring().verify(&twice, wall()), Err(BadToken::Claims), "a claim that is there twice");
}

#[test]
fn clocks_may_differ_a_little() {
    for (name, at) in [("exp", NOW - 4), ("nbf", NOW + 5)] {
        assert!(ring().verify(&claiming(&with(claims(), name, json!(at))), wall()).is_ok(), "{name}");
    }
    for end in [Timestamp::MIN, Timestamp::MAX] {
        assert!(ring().verify(&claiming(&claims()), end).is_err());
    }
}

#[test]
fn every_change_of_one_character_is_noticed() {
    let valid = claiming(&claims());
    assert!(ring().verify(&valid, wall()).is_ok());
    for (at, old) in valid.char_indices() {
        let new = if old == 'A' { 'B' } else { 'A' };
        let mut changed = valid.clone();
        changed.replace_range(at..at + 1, &new.to_string());
        assert!(ring().verify(&changed, wall()).is_err(), "{old} at {at} became {new}");
    }
}

#[test]
fn a_token_that_was_good_expires_all_the_same() {
    let token = claiming(&claims());
    let at = |second| ring().verify(&token, Timestamp::from_second(second).unwrap());
    assert!(at(NOW).is_ok());
    assert_eq!(at(NOW), at(NOW + 3600), "within the leeway, and remembered");
    assert_eq!(at(NOW + 3605), Err(BadToken::Expired));
    assert_eq!(at(0), Err(BadToken::NotYet));
    assert!(at(NOW).is_ok());
}

#[test]
fn garbage_of_any_length() {
    let deep = URL_SAFE_NO_PAD.encode("[".repeat(5000));
    let dots = ".".repeat(8000);
    let fixed = [
        "",
        ".",
        "..",
        "...",
        "a",
        "a.b",
        "a.b.c",
        "\0.\0.\0",
        "é.é.é",
        "{}.{}.{}",
        "e30.e30.e30",
        "bnVsbA.bnVsbA.",
        &dots,
    ];
    for token in fixed.into_iter().chain([deep.as_str(), &format!("{deep}.e30.e30")]) {
        assert!(ring().verify(token, wall()).is_err(), "{token:.40}");
    }
    for length in [8 * 1024 + 1, 1024 * 1024] {
        assert_eq!(ring().verify(&"a".repeat(length), wall()), Err(BadToken::TooLong));
    }
    let letters: Vec<char> = "Ae0_-.=+/ {\"}\u{7f}\u{e9}".chars().collect();
    let mut chance = Chance::new(b"garbage", "tokens");
    for round in 0..2000 {
        let bytes: Vec<u8> = (0..round % 7).flat_map(|_| chance.bytes()).collect();
        let token: String = bytes.iter().map(|byte| letters[usize::from(*byte) % letters.len()]).collect();
        assert!(ring().verify(&token, wall()).is_err(), "{token}");
    }
}
