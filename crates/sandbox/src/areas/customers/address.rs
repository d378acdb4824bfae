//! Whether an address exists, as far as the rules of its country tell.

use std::fmt;

use partner_center_model::{address::Address, errors};
use serde::Serialize;

use super::countries::{self, Country, zip};
use crate::refusal::Refusal;

/// The longest line of an address. Source: `utility-resources`.
const LONGEST_LINE: usize = 200;
/// The longest name of a person, region and telephone number. Source: `utility-resources`, for names.
const LONGEST_PERSON: usize = 50;
/// The longest city. No page names a length for it.
const LONGEST_CITY: usize = 256;
/// The longest state and postal code. `utility-resources` says 2 for states, which the states of Mexico do not fit.
const LONGEST_CODE: usize = 20;

/// The code inside the description; the page prints this one for a ZIP code that does not fit.
const CODE: &str = "60071";

/// What is wrong with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// The kind of mistake, as one word.
    kind: &'static str,
    /// The field, as the page names it.
    field: &'static str,
    /// What stands in the field.
    found: String,
    /// What should stand there, where that is known.
    correction: Option<String>,
}

/// Checks an address: the form of its postal code, its state, and whether the two and the city fit.
///
/// Source: `validate-an-address`, `get-market-specific-validation-data`. That states are checked in four countries is the
/// page's; what is wrong with a code is inferred from the rules of the country. A country that does not exist is no
/// address at all, and refused elsewhere.
pub(crate) fn check(address: &Address) -> Result<(), Flaw> {
    let Some(country) = address.country.as_deref().and_then(countries::find) else { return Ok(()) };
    let (state, city, code) = (text(&address.state), text(&address.city), text(&address.postal_code));
    check_state(country, state)?;
    check_postal_code(country, code)?;
    if country.code != "US" {
        return Ok(());
    }
    match zip::state(code) {
        None => return Err(Flaw::of("ZipInvalid", "PostalCode", code)),
        Some(known) if !known.eq_ignore_ascii_case(state) => {
            return Err(Flaw { correction: Some(known.to_owned()), ..Flaw::of("ZipStateInvalid", "State", state) });
        }
        Some(_) => {}
    }
    match zip::city(code) {
        // The page corrects to capitals.
        Some(known) if !known.eq_ignore_ascii_case(city) => {
            Err(Flaw { correction: Some(known.to_uppercase()), ..Flaw::of("ZipCityInvalid", "City", city) })
        }
        _ => Ok(()),
    }
}

/// Whether every field of an address has a length and characters that it may have; `place` stands before their names.
pub(super) fn fits(address: &Address, place: &str) -> Result<(), Refusal> {
    for (name, field, longest) in [
        ("country", &address.country, 2),
        ("region", &address.region, LONGEST_PERSON),
        ("city", &address.city, LONGEST_CITY),
        ("state", &address.state, LONGEST_CODE),
        ("addressLine1", &address.address_line1, LONGEST_LINE),
        ("addressLine2", &address.address_line2, LONGEST_LINE),
        ("postalCode", &address.postal_code, LONGEST_CODE),
        ("firstName", &address.first_name, LONGEST_PERSON),
        ("middleName", &address.middle_name, LONGEST_PERSON),
        ("lastName", &address.last_name, LONGEST_PERSON),
        ("phoneNumber", &address.phone_number, LONGEST_PERSON),
    ] {
        bounded(format_args!("{place}{name}"), text(field), longest)?;
    }
    Ok(())
}

/// Whether a text is no longer than it may be, and one line.
pub(super) fn bounded(place: impl fmt::Display, text: &str, longest: usize) -> Result<(), Refusal> {
    if text.chars().count() > longest {
        return Err(Refusal::invalid(place, format_args!("at most {longest} characters are allowed")));
    }
    if text.chars().any(char::is_control) {
        return Err(Refusal::invalid(place, "control characters are not allowed"));
    }
    Ok(())
}

/// Whether an address has what its country asks for at all, and nothing that is longer than it may be.
///
/// Source: `validate-an-address` marks all of it as required; that state and postal code are so only where a country has
/// them is what `get-market-specific-validation-data` says of each country.
pub(crate) fn is_complete(address: &Address) -> Result<(), Refusal> {
    fits(address, "")?;
    let missing = |place: &str| Err(Refusal::invalid(place, "a value is needed"));
    for (place, field) in
        [("country", &address.country), ("addressLine1", &address.address_line1), ("city", &address.city)]
    {
        if text(field).is_empty() {
            return missing(place);
        }
    }
    let Some(country) = countries::find(text(&address.country)) else {
        return Err(Refusal::invalid("country", "an ISO 3166-1 alpha-2 code is expected, as in US"));
    };
    match () {
        () if country.needs_state() && text(&address.state).is_empty() => missing("state"),
        () if country.needs_postal_code() && text(&address.postal_code).is_empty() => missing("postalCode"),
        () => Ok(()),
    }
}

fn check_state(country: Country, state: &str) -> Result<(), Flaw> {
    if country.is_state(state) { Ok(()) } else { Err(Flaw::of("StateInvalid", "State", state)) }
}

fn check_postal_code(country: Country, code: &str) -> Result<(), Flaw> {
    if country.is_postal_code(code) { Ok(()) } else { Err(Flaw::of("ZipInvalid", "PostalCode", code)) }
}

fn text(field: &Option<String>) -> &str {
    field.as_deref().map_or("", str::trim)
}

impl Flaw {
    fn of(kind: &'static str, field: &'static str, found: &str) -> Self {
        Self { kind, field, found: found.to_owned(), correction: None }
    }

    /// What is wrong, as a sentence without its end.
    pub(crate) fn reason(&self) -> String {
        let Self { field, found, .. } = self;
        match &self.correction {
            Some(correction) => {
                format!("Field - '{field}' is corrected from OldValue: '{found}' to NewValue: '{correction}'")
            }
            None if found.is_empty() => format!("Field - '{field}' is missing"),
            None => format!("Field - '{field}' is not valid: '{found}'"),
        }
    }

    /// The refusal of the address, whose description is JSON. Source: `validate-an-address`.
    pub(crate) fn refusal(&self, address: &Address) -> Refusal {
        let corrected = |field: &str, found| match &self.correction {
            Some(correction) if self.field == field => correction.as_str(),
            _ => found,
        };
        let corrected_address = self.correction.as_ref().map(|_| Corrected {
            country: text(&address.country),
            region: corrected("State", text(&address.state)),
            city: corrected("City", text(&address.city)),
            address_line1: text(&address.address_line1),
            postal_code: text(&address.postal_code),
        });
        // The page prints quotes within the reason as HTML writes them.
        let description = Description {
            code: CODE,
            reason: format!("{} - Details: {}.", self.kind, self.reason().replace('\'', "&#39;")),
            corrected_address,
            object_type: "AddressValidation",
            resource_status: "Active",
        };
        // Texts always encode.
        let description = serde_json::to_string(&description).unwrap_or_default();
        Refusal::new(errors::ADDRESS_INVALID).argument(description)
    }
}

/// The description as the page prints it.
#[derive(Serialize)]
struct Description<'a> {
    code: &'a str,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected_address: Option<Corrected<'a>>,
    object_type: &'a str,
    resource_status: &'a str,
}

#[derive(Serialize)]
struct Corrected<'a> {
    country: &'a str,
    region: &'a str,
    city: &'a str,
    address_line1: &'a str,
    postal_code: &'a str,
}
