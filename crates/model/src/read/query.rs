//! Query strings as names with values.

use percent_encoding::percent_decode;

use super::{ReadError, node::Node};

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
    ReadError::new("percent-encoded UTF-8", Node::Text(text.into()).to_string()).in_field(name)
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
        let mark = part.match_indices('?').map(|(mark, _)| mark).find(|mark| *mark == 0 || names(part, mark + 1));
        let (first, others) = match mark {
            Some(mark) => (part.get(..mark)?, part.get(mark + 1..)),
            None => (part, None),
        };
        rest = others;
        Some(first)
    })
}

/// Whether `name=` stands there.
fn names(part: &str, at: usize) -> bool {
    let after = part.as_bytes().get(at..).unwrap_or_default();
    let name = after.iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'_').count();
    name > 0 && after.get(name) == Some(&b'=')
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

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn queries_of_clients_and_pages_are_split() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("", &[]),
            ("?", &[]),
            ("&&", &[]),
            ("size=40&seekOperation=Next", &[("size", "40"), ("seekOperation", "Next")]),
            ("?size=40", &[("size", "40")]),
            ("size=1&size=2", &[("size", "1"), ("size", "2")]),
            ("name=A+B%20C", &[("name", "A B C")]),
            ("name=1%2B1%3D2%26", &[("name", "1+1=2&")]),
            ("name=a=b", &[("name", "a=b")]),
            ("flag&empty=", &[("flag", ""), ("empty", "")]),
            ("%73ize=1", &[("size", "1")]),
            ("name=M%C3%BCller", &[("name", "Müller")]),
            ("name=Müller", &[("name", "Müller")]),
            // as links of invoices are printed
            (
                "provider=OneTime&size=2?seekOperation=Next",
                &[("provider", "OneTime"), ("size", "2"), ("seekOperation", "Next")],
            ),
            ("q=why?", &[("q", "why?")]),
            ("q=why?not", &[("q", "why?not")]),
            ("q=1?2=3", &[("q", "1?2=3")]),
            // as two pages print filters
            (r#"filter{"Field":"Name"}"#, &[("filter", r#"{"Field":"Name"}"#)]),
            (r#"filter=%7B%22Value%22%3A%22A+B%22%7D"#, &[("filter", r#"{"Value":"A B"}"#)]),
        ];
        for (text, expected) in cases {
            let expected = expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            assert_eq!(query(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_percent_encoded_utf_8_is_refused_by_name() {
        let cases = [
            ("size=1&name=%", r#"name: expected percent-encoded UTF-8, found text "%""#),
            ("name=%2", r#"name: expected percent-encoded UTF-8, found text "%2""#),
            ("name=100%zz", r#"name: expected percent-encoded UTF-8, found text "100%zz""#),
            ("name=%+1", r#"name: expected percent-encoded UTF-8, found text "%+1""#),
            ("name=%FF", r#"name: expected percent-encoded UTF-8, found text "%FF""#),
            ("n%C3=1", r#"n%C3: expected percent-encoded UTF-8, found text "n%C3""#),
            ("name=%é", r#"name: expected percent-encoded UTF-8, found text "%é""#),
        ];
        for (text, message) in cases {
            assert_eq!(query(text).map_err(|error| error.to_string()), Err(message.to_owned()), "{text}");
        }
    }
}
