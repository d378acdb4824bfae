//! Etags: what a version looks like on the wire, and whether a caller still has the right one.

use base64::{Engine, engine::general_purpose::STANDARD};
use partner_center_model::{errors, resource::Attributes};

use crate::refusal::Refusal;

/// The etag of a version of a resource: base64 of `{"id":"<lower-case id>","version":n}`.
pub(crate) fn of(id: &str, version: i64) -> String {
    STANDARD.encode(format!(r#"{{"id":"{}","version":{version}}}"#, id.to_lowercase()))
}

/// Refuses a change of anything but the current version. `If-Match` wins over the etag in the body's attributes; a
/// caller who names neither changes whatever version there is.
pub(crate) fn check(current: &str, if_match: Option<&str>, attributes: Option<&Attributes>) -> Result<(), Refusal> {
    sent(if_match, attributes).map_or(Ok(()), |sent| compare(current, sent))
}

/// As [`check`], where a caller must name a version.
pub(crate) fn required(current: &str, if_match: Option<&str>, attributes: Option<&Attributes>) -> Result<(), Refusal> {
    match sent(if_match, attributes) {
        Some(sent) => compare(current, sent),
        None => Err(Refusal::invalid("If-Match", "an etag is needed")
            .explain("Read the resource, and send the etag of its attributes in If-Match or within the body.")),
    }
}

fn sent<'e>(if_match: Option<&'e str>, attributes: Option<&'e Attributes>) -> Option<&'e str> {
    let in_body = attributes.and_then(|attributes| attributes.etag.as_deref());
    [if_match, in_body].into_iter().flatten().map(bare).find(|etag| !etag.is_empty())
}

fn compare(current: &str, sent: &str) -> Result<(), Refusal> {
    if sent == "*" || sent == current {
        return Ok(());
    }
    Err(Refusal::new(errors::ETAG_NOT_VALID)
        .explain("The resource has changed since this etag was answered: read it again and repeat the change."))
}

/// An etag without its quotes and the mark of a weak one.
fn bare(etag: &str) -> &str {
    let etag = etag.trim();
    etag.strip_prefix("W/").unwrap_or(etag).trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_etag_of_the_page_that_creates_an_order() {
        let etag = of("3EDDCAC6-63b2-4c40-b0b6-f47e18301492", 1);
        assert_eq!(etag, "eyJpZCI6IjNlZGRjYWM2LTYzYjItNGM0MC1iMGI2LWY0N2UxODMwMTQ5MiIsInZlcnNpb24iOjF9");
    }

    #[test]
    fn the_header_wins_over_the_body_and_empty_is_nothing() {
        let body = |etag: &str| Some(Attributes::versioned(etag, "Order"));
        for (if_match, attributes, passes) in [
            (None, None, true),
            (None, body("current"), true),
            (None, body("old"), false),
            (None, body(""), true),
            (Some("current"), body("old"), true),
            (Some("old"), body("current"), false),
            (Some("\"\""), body("old"), false),
            (Some(""), body("current"), true),
            (Some("W/\"current\""), None, true),
            (Some("*"), None, true),
        ] {
            let checked = check("current", if_match, attributes.as_ref());
            assert_eq!(checked.is_ok(), passes, "{if_match:?} {attributes:?}");
        }
    }
}
