//! The countries that partners sell in, and what a caller means by one.

use crate::refusal::Refusal;

/// The ISO 3166-1 alpha-2 codes of the page `partner-center-supported-languages-and-locales`, in order.
const COUNTRIES: &str = "\
    AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY \
    BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR \
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IS IT JE JM JO \
    JP KE KG KH KI KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR \
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE \
    RO RS RU RW SA SB SC SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV \
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XE XJ XK XS YE YT ZA ZM ZW";

/// The code of a country as the pages write it, from one in any casing.
pub(crate) fn country(text: &str) -> Option<&'static str> {
    COUNTRIES.split_ascii_whitespace().find(|code| code.eq_ignore_ascii_case(text.trim()))
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
    country(sent).ok_or_else(|| refuse(&format!("{sent:?}")))
}

#[cfg(test)]
mod tests {
    use super::{COUNTRIES, asked, country};

    #[test]
    fn the_codes_are_two_letters_in_order_and_once() {
        let codes: Vec<&str> = COUNTRIES.split_ascii_whitespace().collect();
        assert!(codes.iter().all(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())));
        assert!(codes.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn a_country_is_found_in_any_casing() {
        for (text, found) in [("US", Some("US")), ("us", Some("US")), (" de ", Some("DE")), ("USA", None), ("", None)] {
            assert_eq!(country(text), found, "{text:?}");
            assert_eq!(asked(Some(text)).ok(), found, "{text:?}");
        }
        assert!(asked(None).is_err());
    }
}
