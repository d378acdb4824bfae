//! What countries ask of an address, a phone number and a registration number: one table for the rules and for what is
//! told of them.

mod forms;
mod pattern;
mod table;
pub(crate) mod zip;

use self::{
    forms::{Forms, KNOWN, PLAIN, VAT_IDS},
    pattern::{matches, regex},
    table::COUNTRIES,
};

/// The form of phone numbers in North America. Source: `get-market-specific-validation-data`.
const NORTH_AMERICAN_NUMBER: &str = r"^(1[\-\/\.]?)?(\((\d{3})\)|(\d{3}))[\-\/\.]?(\d{3})[\-\/\.]?(\d{4})$";

/// What is asked of a phone number where its form is not known: digits, and what people write between them.
const ANY_NUMBER: &str = r"^[ +\-.\/()]*(\d[ +\-.\/()]*){4,15}$";

/// A country that partners sell in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Country {
    /// Its ISO 3166-1 alpha-2 code.
    pub(crate) code: &'static str,
    cultures: &'static str,
    /// What its phone numbers begin with, seen from abroad.
    pub(crate) calling_code: &'static str,
    /// Where it is.
    pub(crate) region: Region,
    forms: &'static Forms,
}

/// A part of the world, as the service divides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Region {
    /// North and South America.
    Americas,
    /// Asia and the Pacific.
    AsiaPacific,
    /// Europe, the Middle East and Africa.
    Emea,
}

impl Region {
    /// The name of the region.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Americas => "NorthAndLatinAmerica",
            Self::AsiaPacific => "AsiaPacific",
            Self::Emea => "EuropeMiddleEastAndAfrica",
        }
    }

    /// Whose agreement resellers sign there: that of the operations center of the region.
    pub(crate) const fn agreement(self) -> &'static str {
        match self {
            Self::Americas => "AOC",
            Self::AsiaPacific => "APOC",
            Self::Emea => "EOC",
        }
    }
}

/// The country of this code, in any casing; none if there is no such country.
pub(crate) fn find(code: &str) -> Option<Country> {
    let code = code.trim();
    let known = COUNTRIES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(code))?;
    let &(code, cultures, calling_code, region) = known;
    let forms = KNOWN.iter().find(|forms| forms.code == code).unwrap_or(&PLAIN);
    Some(Country { code, cultures, calling_code, region, forms })
}

fn cultures() -> impl Iterator<Item = &'static str> {
    COUNTRIES.iter().flat_map(|(_, cultures, ..)| cultures.split_whitespace())
}

/// The culture of this name, in any casing, as it is written.
pub(crate) fn culture(name: &str) -> Option<&'static str> {
    cultures().find(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a culture is in this language.
pub(crate) fn is_language(code: &str) -> bool {
    cultures().any(|known| language(known).eq_ignore_ascii_case(code))
}

fn language(culture: &str) -> &str {
    culture.split('-').next().unwrap_or(culture)
}

impl Country {
    /// The cultures of its customers, the default one first.
    pub(crate) fn cultures(&self) -> impl Iterator<Item = &'static str> {
        self.cultures.split_whitespace()
    }

    /// The languages of these cultures, each once.
    pub(crate) fn languages(&self) -> Vec<&'static str> {
        let mut languages = Vec::new();
        for language in self.cultures().map(language) {
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        languages
    }

    /// The codes of its states; none where they are not checked.
    pub(crate) fn states(&self) -> impl Iterator<Item = &'static str> {
        self.forms.states.split_whitespace()
    }

    /// Whether an address there must name a state.
    pub(crate) fn needs_state(&self) -> bool {
        !self.forms.states.is_empty()
    }

    /// Whether an address there must have a postal code.
    pub(crate) fn needs_postal_code(&self) -> bool {
        !self.forms.postal_codes.is_empty()
    }

    /// Whether this is one of its postal codes, as far as the form tells.
    pub(crate) fn is_postal_code(&self, code: &str) -> bool {
        !self.needs_postal_code() || self.forms.postal_codes.iter().any(|pattern| matches(pattern, code))
    }

    /// The form of its postal codes as a regular expression, where it is checked.
    pub(crate) fn postal_code_regex(&self) -> Option<String> {
        regex(self.forms.postal_codes)
    }

    /// Whether this is the code of one of its states, in any casing.
    pub(crate) fn is_state(&self, code: &str) -> bool {
        !self.needs_state() || self.states().any(|known| known.eq_ignore_ascii_case(code))
    }

    /// Whether this can be dialled there.
    pub(crate) fn is_phone_number(&self, number: &str) -> bool {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let written = number.chars().all(|c| c.is_ascii_digit() || " +-./()".contains(c));
        let forms = self.forms.phone_numbers;
        let known = forms.is_empty() || forms.iter().any(|pattern| matches(pattern, &digits));
        written && (4..=15).contains(&digits.len()) && known
    }

    /// The form of its phone numbers as a regular expression.
    pub(crate) fn phone_number_regex(&self) -> &'static str {
        if self.forms.phone_numbers.is_empty() { ANY_NUMBER } else { NORTH_AMERICAN_NUMBER }
    }

    /// Whether organizations there are registered under a number, which then must be given.
    pub(crate) fn registers(&self) -> bool {
        !self.forms.registration_digits.is_empty()
    }

    /// Whether this is one of its registration numbers, as far as the form tells.
    pub(crate) fn is_registration_number(&self, number: &str) -> bool {
        number.bytes().all(|byte| byte.is_ascii_digit()) && self.forms.registration_digits.contains(&number.len())
    }

    /// The form of its registration numbers as a regular expression, which is how the error text names it.
    pub(crate) fn registration_pattern(&self) -> String {
        let digits = self.forms.registration_digits.iter();
        let forms: Vec<String> = digits.map(|digits| format!("\\d{{{digits}}}")).collect();
        format!("^({})$", forms.join("|"))
    }

    /// The forms of its numbers for value-added tax; none where it has no such number.
    fn vat_ids(&self) -> &'static [&'static str] {
        VAT_IDS.iter().find(|(code, _)| *code == self.code).map_or(&[], |(_, forms)| forms)
    }

    /// The form of its numbers for value-added tax as a regular expression, where it has such numbers.
    pub(crate) fn vat_id_regex(&self) -> Option<String> {
        regex(self.vat_ids())
    }

    /// The form of its tax ids, with `#` for a digit, and one of them, where these are known.
    /// Source: `get-market-specific-validation-data`.
    pub(crate) fn tax_id(&self) -> Option<(&'static str, &'static str)> {
        (self.code == "US").then_some(("US######", "US999965"))
    }
}

#[cfg(test)]
mod tests {
    use super::{COUNTRIES, KNOWN, VAT_IDS, culture, cultures, find, is_language};

    #[test]
    fn cultures_have_the_form_of_one() {
        let is = |text: &str, form: fn(&str) -> bool| text.bytes().all(|byte| byte.is_ascii_alphabetic()) && form(text);
        for culture in cultures() {
            let parts: Vec<&str> = culture.split('-').collect();
            let (&[language, country] | &[language, _, country]) = parts.as_slice() else { panic!("{culture}") };
            assert!(is(language, |text| text.len() == 2 && text == text.to_lowercase()), "{culture}");
            assert!(is(country, |text| text.len() == 2 && text == text.to_uppercase()), "{culture}");
            assert!(parts.len() == 2 || is(parts[1], |text| text.len() == 4), "{culture}");
        }
        assert_eq!(culture("SW-ke"), Some("sw-KE"));
        assert!(is_language("sw") && !is_language("ke"));
    }

    #[test]
    fn countries_are_in_order_and_complete() {
        assert!(COUNTRIES.is_sorted_by(|one, next| one.0 < next.0));
        for (code, cultures, calling_code, _) in COUNTRIES {
            assert!(code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()), "{code}");
            assert!(!cultures.is_empty() && calling_code.parse::<u16>().is_ok(), "{code}");
        }
        for code in KNOWN.iter().map(|forms| forms.code).chain(VAT_IDS.iter().map(|(code, _)| *code)) {
            assert!(find(code).is_some(), "{code}");
        }
    }
}
