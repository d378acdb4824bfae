//! Query strings as names with values.

use percent_encoding::percent_decode;

use super::{
    ReadError,
    node::{Node, shorten},
};

/// Splits a query string, without its leading `?`, into decoded names and values.
///
/// A space may be `+` or `%20`. Doubled separators count as one, and a `?` among the parameters separates like `&`:
/// links that the service itself prints have it so. Of several equal names all are returned, in order; the reader takes
/// the last.
///
/// # Errors
/// When a name or a value is not percent-encoded UTF-8. The error names the parameter.
pub fn query(query: &str) -> Result<Vec<(String, String)>, ReadError> {
    parameters(query)
        .map(|(name, value)| {
            let decoded = |text| decode(text).ok_or_else(|| refusal(name, text));
            Ok((decoded(name)?, decoded(value)?))
        })
        .collect()
}

fn refusal(name: &str, text: &str) -> ReadError {
    ReadError::new("percent-encoded UTF-8", Node::Text(text.into()).to_string()).in_field(&shorten(name))
}

fn parameters(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').flat_map(stray).filter(|parameter| !parameter.is_empty()).map(|parameter| {
        match parameter.split_once('=') {
            Some(parameter) => parameter,
            // Two pages print a filter as `filter{...}`.
            None => parameter.find('{').map_or((parameter, ""), |brace| parameter.split_at(brace)),
        }
    })
}

/// The parameters of a part that has a stray `?`. A `?` is one only before `name=`: elsewhere it belongs to the value.
fn stray(part: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(part);
    std::iter::from_fn(move || {
        let part = rest?;
        let mark = part.match_indices('?').map(|(mark, _)| mark).find(|mark| {
            let name = part.get(mark + 1..).and_then(|after| after.split_once('=')).map_or("", |(name, _)| name);
            *mark == 0 || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_'))
        });
        let (first, others) = match mark {
            Some(mark) => (part.get(..mark)?, part.get(mark + 1..)),
            None => (part, None),
        };
        rest = others;
        Some(first)
    })
}

fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let escaped = |at: usize| bytes.get(at..at + 2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    if bytes.iter().enumerate().any(|(at, byte)| *byte == b'%' && !escaped(at + 1)) {
        return None;
    }
    let spaced: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
