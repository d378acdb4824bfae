//! Query strings: split as a plain model splits them, written and read again, and read as every operation's parameters.

use std::borrow::Cow;

use partner_center_model::{
    all,
    operation::{Operation, Visitor},
    read::{self, ReadError},
};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};
use serde_json::Value;

/// The input is the query string.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let split = read::query(text);
    // Where nothing stands for a separator in the way of some pages, it is a form like any other.
    if !text.contains(['?', '{']) {
        assert_eq!(split.as_ref().ok(), plain(text).as_ref(), "{text}");
    }
    let pairs = match split {
        Ok(pairs) => pairs,
        Err(error) => return explains(&error),
    };
    let written: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    assert_eq!(read::query(&written.join("&")).as_ref(), Ok(&pairs), "{text}");
    all::visit(&mut Each(&pairs));
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// What a form is, in short; none if it is not percent-encoded UTF-8.
fn plain(text: &str) -> Option<Vec<(String, String)>> {
    let decoded = |text: &str| {
        let escapes = text.split('%').skip(1);
        let all_good =
            escapes.into_iter().all(|rest| rest.len() >= 2 && rest.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit));
        let spaced = text.replace('+', " ");
        let bytes = percent_decode(spaced.as_bytes());
        all_good.then(|| bytes.decode_utf8().ok().map(Cow::into_owned)).flatten()
    };
    text.split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| Some((decoded(name)?, decoded(value)?)))
        .collect()
}

/// Reads the pairs as every operation's parameters: what was read is written, and reads as the same.
struct Each<'p>(&'p [(String, String)]);

impl Visitor for Each<'_> {
    fn visit<O: Operation>(&mut self) {
        let name = O::INFO.name;
        match read::from_pairs::<O::Query, _>(self.0.iter().cloned()) {
            Ok(once) => {
                let written = serde_json::to_value(&once.value).expect("parameters are JSON");
                let again =
                    read::from_pairs::<O::Query, _>(pairs(&written)).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(serde_json::to_value(&again.value).ok(), Some(written), "{name}");
            }
            Err(error) => explains(&error),
        }
    }
}

fn pairs(written: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let there = written.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    there.map(|(name, value)| (name.clone(), text(value))).collect()
}

/// The longest text that is repeated, every character of it escaped, and the words around it.
const LONGEST: usize = 80 * "\\u{10ffff}".len() + 100;

/// An error says what was expected and what was there, and is never as long as what was sent.
pub(crate) fn explains(error: &ReadError) {
    assert!(!error.expected.is_empty() && !error.found.is_empty(), "{error:?}");
    assert!(error.found.len() < LONGEST && error.to_string().len() < 4096, "{error:?}");
}
