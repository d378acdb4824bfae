//! What countries ask of an address, a phone number and a registration number, as data.
//!
//! Sources: `partner-center-supported-languages-and-locales` for cultures,
//! `get-market-specific-validation-data` for the rules of the United States, `error-codes` for the countries that ask
//! for a registration number. The patterns of other countries are those of their postal services, and inferred.

use crate::areas::market;

/// Cultures that a billing profile can name.
const CULTURES: &str = "\
    am-ET ar-AE ar-BH ar-DZ ar-EG ar-IQ ar-JO ar-KW ar-LB ar-LY ar-MA ar-OM ar-QA ar-SA ar-TN ar-YE az-Latn-AZ \
    be-BY bg-BG bn-BD bs-Latn-BA ca-ES cs-CZ da-DK de-AT de-CH de-DE de-LI de-LU dv-MV el-GR en-AU en-BZ en-GB \
    en-IE en-IN en-JM en-MY en-NZ en-PH en-SG en-TT en-US en-ZA en-ZW es-AR es-BO es-CL es-CO es-CR es-DO es-EC \
    es-ES es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-PY es-SV es-US es-UY es-VE et-EE eu-ES fi-FI fo-FO fr-BE \
    fr-CA fr-CH fr-FR fr-LU fr-MC gl-ES ha-Latn-NG he-IL hi-IN hr-HR hu-HU hy-AM id-ID is-IS it-CH it-IT ja-JP \
    ka-GE kk-KZ km-KH ko-KR ky-KG lo-LA lt-LT lv-LV mk-MK mn-MN ms-BN mt-MT nb-NO ne-NP nl-BE nl-NL pl-PL ps-AF \
    pt-BR pt-CV pt-PT ro-RO ru-RU rw-RW si-LK sk-SK sl-SI sq-AL sr-Cyrl-RS sr-Latn-ME sr-Latn-RS sv-FI sv-SE sw-KE \
    tg-Cyrl-TJ th-TH tk-TM tr-TR uk-UA ur-PK uz-Latn-UZ vi-VN wo-SN zh-CN zh-HK zh-MO zh-SG zh-TW";

/// What a country asks for. In patterns `9` stands for a digit, `A` for a letter, anything else for itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Country {
    code: &'static str,
    /// The forms of its postal code; none where it is not checked.
    postal_codes: &'static [&'static str],
    /// The codes of its states; none where they are not checked.
    states: &'static str,
    /// The forms of its phone numbers, without separators; none where only the characters are checked.
    phone_numbers: &'static [&'static str],
    /// How many digits its registration numbers have; none where it has no such number.
    registration_digits: &'static [usize],
}

const PLAIN: Country =
    Country { code: "", postal_codes: &[], states: "", phone_numbers: &[], registration_digits: &[] };

const fn postal(code: &'static str, postal_codes: &'static [&'static str]) -> Country {
    Country { code, postal_codes, ..PLAIN }
}

/// A country that asks for a registration number and a phone number. The lengths are inferred: they are those of the
/// tax numbers that the countries issue to organizations.
const fn registering(
    code: &'static str,
    postal_codes: &'static [&'static str],
    registration_digits: &'static [usize],
) -> Country {
    Country { code, postal_codes, registration_digits, ..PLAIN }
}

/// The countries of which more is known than that they exist.
const KNOWN: &[Country] = &[
    Country {
        postal_codes: &["99999", "99999-9999"],
        states: "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY \
                 OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY",
        phone_numbers: &["9999999999", "19999999999"],
        ..postal("US", &[])
    },
    Country {
        postal_codes: &["A9A 9A9", "A9A9A9"],
        states: "AB BC MB NB NL NS NT NU ON PE QC SK YT",
        phone_numbers: &["9999999999", "19999999999"],
        ..postal("CA", &[])
    },
    Country {
        postal_codes: &["999999"],
        states: "AH BJ CQ FJ GD GS GX GZ HA HB HE HI HL HN JL JS JX LN NM NX QH SC SD SH SN SX TJ XJ XZ YN ZJ",
        ..postal("CN", &[])
    },
    Country {
        postal_codes: &["99999"],
        states: "AGU BCN BCS CAM CHH CHP CMX COA COL DUR GRO GUA HID JAL MEX MIC MOR NAY NLE OAX PUE QUE ROO SIN SLP SON \
                 TAB TAM TLA VER YUC ZAC",
        ..postal("MX", &[])
    },
    registering("AM", &["9999", "999999"], &[8]),
    registering("AZ", &["AZ9999", "AZ 9999", "9999"], &[10]),
    registering("BY", &["999999"], &[9]),
    registering("HU", &["9999"], &[8, 11]),
    registering("KG", &["999999"], &[14]),
    registering("KZ", &["999999", "A99A9A9"], &[12]),
    registering("MD", &["MD-9999", "MD9999", "9999"], &[13]),
    registering("RU", &["999999"], &[10, 12]),
    registering("TJ", &["999999"], &[9]),
    registering("UA", &["99999"], &[8, 10]),
    registering("UZ", &["999999"], &[9]),
    postal("AT", &["9999"]),
    postal("AU", &["9999"]),
    postal("BE", &["9999"]),
    postal("BG", &["9999"]),
    postal("BR", &["99999-999", "99999999"]),
    postal("CH", &["9999"]),
    postal("CZ", &["999 99", "99999"]),
    postal("DE", &["99999"]),
    postal("DK", &["9999"]),
    postal("EE", &["99999"]),
    postal("ES", &["99999"]),
    postal("FI", &["99999"]),
    postal("FR", &["99999"]),
    postal(
        "GB",
        &[
            "A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA", "A99AA", "A999AA", "AA99AA", "AA999AA",
            "A9A9AA", "AA9A9AA",
        ],
    ),
    postal("GR", &["999 99", "99999"]),
    postal("HR", &["99999"]),
    postal("IN", &["999999", "999 999"]),
    postal("IT", &["99999"]),
    postal("JP", &["999-9999", "9999999"]),
    postal("KR", &["99999"]),
    postal("LT", &["LT-99999", "99999"]),
    postal("LU", &["L-9999", "9999"]),
    postal("LV", &["LV-9999"]),
    postal("NL", &["9999 AA", "9999AA"]),
    postal("NO", &["9999"]),
    postal("NZ", &["9999"]),
    postal("PL", &["99-999"]),
    postal("PT", &["9999-999"]),
    postal("RO", &["999999"]),
    postal("SE", &["999 99", "99999"]),
    postal("SI", &["9999"]),
    postal("SK", &["999 99", "99999"]),
    postal("TR", &["99999"]),
    postal("ZA", &["9999"]),
];

/// First and last of the three-digit beginnings of ZIP codes, with their state.
const ZIP_CODES: &[(u16, u16, &str)] = &[
    (5, 5, "NY"),
    (10, 27, "MA"),
    (28, 29, "RI"),
    (30, 38, "NH"),
    (39, 49, "ME"),
    (50, 54, "VT"),
    (55, 55, "MA"),
    (56, 59, "VT"),
    (60, 69, "CT"),
    (70, 89, "NJ"),
    (100, 149, "NY"),
    (150, 196, "PA"),
    (197, 199, "DE"),
    (200, 200, "DC"),
    (201, 201, "VA"),
    (202, 205, "DC"),
    (206, 219, "MD"),
    (220, 246, "VA"),
    (247, 268, "WV"),
    (270, 289, "NC"),
    (290, 299, "SC"),
    (300, 319, "GA"),
    (320, 349, "FL"),
    (350, 369, "AL"),
    (370, 385, "TN"),
    (386, 397, "MS"),
    (398, 399, "GA"),
    (400, 427, "KY"),
    (430, 459, "OH"),
    (460, 479, "IN"),
    (480, 499, "MI"),
    (500, 528, "IA"),
    (530, 549, "WI"),
    (550, 567, "MN"),
    (569, 569, "DC"),
    (570, 577, "SD"),
    (580, 588, "ND"),
    (590, 599, "MT"),
    (600, 629, "IL"),
    (630, 658, "MO"),
    (660, 679, "KS"),
    (680, 693, "NE"),
    (700, 714, "LA"),
    (716, 729, "AR"),
    (730, 732, "OK"),
    (733, 733, "TX"),
    (734, 749, "OK"),
    (750, 799, "TX"),
    (800, 816, "CO"),
    (820, 831, "WY"),
    (832, 838, "ID"),
    (840, 847, "UT"),
    (850, 865, "AZ"),
    (870, 884, "NM"),
    (885, 885, "TX"),
    (889, 898, "NV"),
    (900, 961, "CA"),
    (967, 968, "HI"),
    (970, 979, "OR"),
    (980, 994, "WA"),
    (995, 999, "AK"),
];

/// What the country of this code, in any casing, asks for; none if there is no such country.
pub(crate) fn find(code: &str) -> Option<&'static Country> {
    let code = market::country(code)?;
    Some(KNOWN.iter().find(|known| known.code == code).unwrap_or(&PLAIN))
}

/// The culture of this name, in any casing, as it is written.
pub(crate) fn culture(name: &str) -> Option<&'static str> {
    CULTURES.split_whitespace().find(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a culture is in this language.
pub(crate) fn is_language(code: &str) -> bool {
    let mut languages = CULTURES.split_whitespace().filter_map(|culture| culture.split('-').next());
    languages.any(|known| known.eq_ignore_ascii_case(code))
}

/// The state that ZIP codes like this belong to.
pub(crate) fn state_of_zip(zip: &str) -> Option<&'static str> {
    let beginning: u16 = zip.get(..3)?.parse().ok()?;
    ZIP_CODES.iter().find(|(first, last, _)| (*first..=*last).contains(&beginning)).map(|(.., state)| *state)
}

impl Country {
    /// Whether this is one of its postal codes, as far as the form tells.
    pub(crate) fn is_postal_code(&self, code: &str) -> bool {
        self.postal_codes.is_empty() || self.postal_codes.iter().any(|pattern| matches(pattern, code))
    }

    /// Whether this is the code of one of its states, in any casing.
    pub(crate) fn is_state(&self, code: &str) -> bool {
        self.states.is_empty() || self.states.split_whitespace().any(|known| known.eq_ignore_ascii_case(code))
    }

    /// Whether this can be dialled there.
    pub(crate) fn is_phone_number(&self, number: &str) -> bool {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let written = number.chars().all(|c| c.is_ascii_digit() || " +-./()".contains(c));
        let known = self.phone_numbers.is_empty() || self.phone_numbers.iter().any(|pattern| matches(pattern, &digits));
        written && (4..=15).contains(&digits.len()) && known
    }

    /// Whether organizations there are registered under a number, which then must be given.
    pub(crate) fn registers(&self) -> bool {
        !self.registration_digits.is_empty()
    }

    /// Whether this is one of its registration numbers, as far as the form tells.
    pub(crate) fn is_registration_number(&self, number: &str) -> bool {
        number.bytes().all(|byte| byte.is_ascii_digit()) && self.registration_digits.contains(&number.len())
    }

    /// The form of its registration numbers as a regular expression, which is how the error text names it.
    pub(crate) fn registration_pattern(&self) -> String {
        let forms: Vec<String> = self.registration_digits.iter().map(|digits| format!("\\d{{{digits}}}")).collect();
        format!("^({})$", forms.join("|"))
    }
}

/// Whether `text` has the form of `pattern`.
fn matches(pattern: &str, text: &str) -> bool {
    let mut chars = text.chars();
    pattern.chars().all(|expected| {
        chars.next().is_some_and(|found| match expected {
            '9' => found.is_ascii_digit(),
            'A' => found.is_ascii_alphabetic(),
            other => found.eq_ignore_ascii_case(&other),
        })
    }) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::{CULTURES, culture, is_language};

    #[test]
    fn cultures_have_the_form_of_one() {
        let is = |text: &str, form: fn(&str) -> bool| text.bytes().all(|byte| byte.is_ascii_alphabetic()) && form(text);
        for culture in CULTURES.split_ascii_whitespace() {
            let parts: Vec<&str> = culture.split('-').collect();
            let (&[language, country] | &[language, _, country]) = parts.as_slice() else { panic!("{culture}") };
            assert!(is(language, |text| text.len() == 2 && text == text.to_lowercase()), "{culture}");
            assert!(is(country, |text| text.len() == 2 && text == text.to_uppercase()), "{culture}");
            assert!(parts.len() == 2 || is(parts[1], |text| text.len() == 4), "{culture}");
        }
        assert!(CULTURES.split_ascii_whitespace().is_sorted_by(|one, next| one < next));
        assert_eq!(culture("SW-ke"), Some("sw-KE"));
        assert!(is_language("sw") && !is_language("ke"));
    }
}
