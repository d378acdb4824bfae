//! Whether an address exists, as far as the rules of its country tell.

use partner_center_model::{address::Address, errors};
use serde::Serialize;

use super::countries::{self, Country};
use crate::refusal::Refusal;

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
    correction: Option<&'static str>,
}

/// Checks an address: the form of its postal code, its state, and whether the two fit.
///
/// Source: `validate-an-address`. The page names no rules; these are inferred from the rules of countries in
/// `get-market-specific-validation-data`. A country that does not exist is no address at all, and refused elsewhere.
pub(crate) fn check(address: &Address) -> Result<(), Flaw> {
    let Some(country) = address.country.as_deref().and_then(countries::find) else { return Ok(()) };
    check_state(country, text(&address.state))?;
    check_postal_code(country, text(&address.postal_code))?;
    let is_us = text(&address.country).eq_ignore_ascii_case("US");
    match countries::state_of_zip(text(&address.postal_code)) {
        Some(state) if is_us && !state.eq_ignore_ascii_case(text(&address.state)) => Err(Flaw {
            kind: "ZipStateInvalid",
            field: "State",
            found: text(&address.state).to_owned(),
            correction: Some(state),
        }),
        None if is_us => Err(Flaw::of("ZipInvalid", "PostalCode", text(&address.postal_code))),
        _ => Ok(()),
    }
}

fn check_state(country: &Country, state: &str) -> Result<(), Flaw> {
    if country.is_state(state) { Ok(()) } else { Err(Flaw::of("StateInvalid", "State", state)) }
}

fn check_postal_code(country: &Country, code: &str) -> Result<(), Flaw> {
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
        match self.correction {
            Some(correction) => {
                format!("Field - '{field}' is corrected from OldValue: '{found}' to NewValue: '{correction}'")
            }
            None if found.is_empty() => format!("Field - '{field}' is missing"),
            None => format!("Field - '{field}' is not valid: '{found}'"),
        }
    }

    /// The refusal of the address, whose description is JSON. Source: `validate-an-address`.
    pub(crate) fn refusal(&self, address: &Address) -> Refusal {
        let region = self.correction.filter(|_| self.field == "State").map_or(text(&address.state), |state| state);
        let description = Description {
            code: CODE,
            reason: format!("{} - Details: {}.", self.kind, self.reason()),
            corrected_address: self.correction.map(|_| Corrected {
                country: text(&address.country),
                region,
                city: text(&address.city),
                address_line1: text(&address.address_line1),
                postal_code: text(&address.postal_code),
            }),
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
