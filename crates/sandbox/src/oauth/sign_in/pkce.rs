//! Proof Key for Code Exchange: whoever redeems a code is the one that asked for it. Source: RFC 7636.

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::oauth::errors::{self, Denied};

/// How long challenges and verifiers are.
const LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// What came with the request for a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Challenge {
    method: Method,
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Method {
    Plain,
    S256,
}

impl Challenge {
    /// Reads a challenge; none if there is none. Without a method, the challenge is the verifier itself.
    pub(super) fn read(value: Option<&str>, method: Option<&str>) -> Result<Option<Self>, Denied> {
        let Some(value) = value else {
            let size = || Denied::new(errors::CHALLENGE_SIZE);
            return if method.is_some() { Err(size()) } else { Ok(None) };
        };
        let method = match method {
            None => Method::Plain,
            Some(method) if method.eq_ignore_ascii_case("plain") => Method::Plain,
            Some(method) if method.eq_ignore_ascii_case("S256") => Method::S256,
            Some(_) => return Err(Denied::new(errors::UNSUPPORTED_VALUE).argument("code_challenge_method")),
        };
        if !is_verifier(value) {
            return Err(Denied::new(errors::CHALLENGE_SIZE));
        }
        Ok(Some(Self { method, value: value.to_owned() }))
    }
}

/// Whether the verifier fits the challenge. One without the other does not: whoever could take away the challenge would
/// need no verifier.
pub(crate) fn verify(challenge: Option<&Challenge>, verifier: Option<&str>) -> Result<(), Denied> {
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(Denied::new(errors::NO_VERIFIER)),
        (None, Some(_)) => Err(Denied::new(errors::WRONG_VERIFIER)
            .explain("The code was asked for without a code_challenge; leave code_verifier out, or send both.")),
        (Some(challenge), Some(verifier)) => {
            let shown = match challenge.method {
                Method::Plain => verifier.to_owned(),
                Method::S256 => URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes())),
            };
            let same = constant_time::verify_slices_are_equal(shown.as_bytes(), challenge.value.as_bytes()).is_ok();
            if is_verifier(verifier) && same { Ok(()) } else { Err(Denied::new(errors::WRONG_VERIFIER)) }
        }
    }
}

fn is_verifier(text: &str) -> bool {
    LENGTHS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::{Challenge, verify};

    /// The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn number<T>(result: Result<T, crate::oauth::errors::Denied>) -> Option<u32> {
        result.err().map(|denied| denied.kind.number)
    }

    #[test]
    fn the_example_of_the_standard_fits() {
        let hashed = Challenge::read(Some(CHALLENGE), Some("S256")).unwrap();
        assert_eq!(number(verify(hashed.as_ref(), Some(VERIFIER))), None);
        assert_eq!(number(verify(hashed.as_ref(), Some(CHALLENGE))), Some(501481));
        assert_eq!(number(verify(hashed.as_ref(), Some(&VERIFIER.replace('d', "e")))), Some(501481));
        assert_eq!(number(verify(hashed.as_ref(), None)), Some(50148));
        assert_eq!(number(verify(None, Some(VERIFIER))), Some(501481), "a challenge was taken away");
        assert_eq!(number(verify(None, None)), None);
    }

    #[test]
    fn plain_is_the_method_where_none_is_named() {
        for method in [None, Some("plain")] {
            let plain = Challenge::read(Some(VERIFIER), method).unwrap();
            assert_eq!(number(verify(plain.as_ref(), Some(VERIFIER))), None);
            assert_eq!(number(verify(plain.as_ref(), Some(CHALLENGE))), Some(501481));
        }
    }

    #[test]
    fn what_is_no_challenge_is_refused() {
        assert_eq!(Challenge::read(None, None).unwrap(), None);
        for (value, method, refusal) in [
            (None, Some("S256"), 501491),
            (Some("short"), Some("S256"), 501491),
            (Some("a".repeat(129).as_str()), None, 501491),
            (Some(&"a b".repeat(20)), None, 501491),
            (Some(CHALLENGE), Some("S512"), 90023),
        ] {
            assert_eq!(number(Challenge::read(value, method)), Some(refusal), "{value:?} {method:?}");
        }
    }
}
