//! Access tokens: a token that this sandbox did not give, letter for letter, lets nobody in.

use std::sync::OnceLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderValue, Request};

use crate::scene::{ACCOUNT, is_refusal, runtime, scene};

/// The first byte says how a token is made of the rest, the second one picks tokens that were given.
pub fn check(data: &[u8]) {
    let [way, pick, rest @ ..] = data else { return };
    let given = given();
    let (base, other) = (&given[usize::from(pick & 15) % given.len()], &given[usize::from(pick >> 4) % given.len()]);
    let parts: Vec<&str> = base.split('.').collect();
    let encoded = URL_SAFE_NO_PAD.encode(rest);
    let token: Vec<u8> = match way % 8 {
        // Anything.
        0 => rest.to_vec(),
        // Another header, other claims, another signature.
        1 => format!("{encoded}.{}.{}", parts[1], parts[2]).into_bytes(),
        2 => format!("{}.{encoded}.{}", parts[0], parts[2]).into_bytes(),
        3 => format!("{}.{}.{encoded}", parts[0], parts[1]).into_bytes(),
        // Letters of a given one changed, taken out, put in.
        4 => edited(base, rest),
        // Parts of two.
        5 => {
            let theirs: Vec<&str> = other.split('.').collect();
            let of = |at: usize| if way >> (3 + at) & 1 == 0 { parts[at] } else { theirs[at] };
            [of(0), of(1), of(2)].join(".").into_bytes()
        }
        // Bytes of a part changed.
        6 => {
            let at = usize::from(way >> 3) % 3;
            let mut bytes = URL_SAFE_NO_PAD.decode(parts[at]).expect("a part of a token");
            for change in rest.chunks_exact(3) {
                let place = usize::from(u16::from_be_bytes([change[0], change[1]])) % bytes.len();
                bytes[place] ^= change[2];
            }
            let changed = URL_SAFE_NO_PAD.encode(bytes);
            let of = |place: usize| if place == at { changed.as_str() } else { parts[place] };
            [of(0), of(1), of(2)].join(".").into_bytes()
        }
        // As it was given.
        _ => base.clone().into_bytes(),
    };
    let Ok(header) = HeaderValue::from_bytes(&[b"Bearer ".as_slice(), &token].concat()) else { return };
    let request = Request::get("/v1/offers?country=US&size=1").header("authorization", header);
    let answer = scene().send(request.body(Vec::new()).expect("a request"));
    let is_given = given.iter().any(|given| given.as_bytes() == token.trim_ascii());
    assert_eq!(answer.status() == 200, is_given, "{}", String::from_utf8_lossy(&token));
    if !is_given {
        assert!(answer.status() == 401 && is_refusal(&answer));
    }
}

/// A token with letters changed, taken out or put in, three bytes an edit.
fn edited(token: &str, edits: &[u8]) -> Vec<u8> {
    let mut bytes = token.as_bytes().to_vec();
    for edit in edits.chunks_exact(3) {
        let at = usize::from(u16::from_be_bytes([edit[0] & 0x3f, edit[1]])) % bytes.len().max(1);
        match edit[0] >> 6 {
            0 if !bytes.is_empty() => bytes[at] = edit[2],
            1 if !bytes.is_empty() => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            _ => bytes.insert(at.min(bytes.len()), edit[2]),
        }
    }
    bytes
}

/// Tokens of an application and of a person, of two accounts.
fn given() -> &'static [String] {
    static GIVEN: OnceLock<Vec<String>> = OnceLock::new();
    GIVEN.get_or_init(|| {
        let stage = &scene().stage;
        let mut given = vec![scene().token.clone()];
        let others = async { [stage.app_token(ACCOUNT).await, stage.user_token("direct").await] };
        given.extend(runtime().block_on(others));
        given
    })
}
