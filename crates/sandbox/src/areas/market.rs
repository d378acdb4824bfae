//! The countries that partners sell in, and what a caller means by one.

use crate::{
    areas::customers::countries,
    refusal::{Refusal, shortened},
};

/// The code of a country as the pages write it, from one in any casing.
pub(crate) fn country(text: &str) -> Option<&'static str> {
    countries::find(text).map(|country| country.code)
}

/// The country of a query, which the page marks as required.
///
/// Source: `get-a-list-of-offers-for-a-market`.
pub(crate) fn asked(sent: Option<&str>) -> Result<&'static str, Refusal> {
    let refuse = |found: &str| {
        Refusal::invalid("country", format_args!("expected an ISO 3166-1 alpha-2 code, found {found}"))
            .explain("The catalogue is read for one country: add ?country= and a code of two letters, such as US.")
    };
    let sent = sent.ok_or_else(|| refuse("nothing"))?;
    country(sent).ok_or_else(|| refuse(&format!("{:?}", shortened(sent))))
}

#[cfg(test)]
mod tests {
    use super::{asked, country};

    #[test]
    fn a_country_is_found_in_any_casing() {
        for (text, found) in [("US", Some("US")), ("us", Some("US")), (" de ", Some("DE")), ("USA", None), ("", None)] {
            assert_eq!(country(text), found, "{text:?}");
            assert_eq!(asked(Some(text)).ok(), found, "{text:?}");
        }
        assert!(asked(None).is_err());
        let long = asked(Some(&"x".repeat(10_000))).unwrap_err();
        assert!(long.about.unwrap().len() < 200, "a refusal repeats little of what was sent");
    }
}
