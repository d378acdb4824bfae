//! Addresses: where customers and partners are.

use serde::{Deserialize, Serialize};

/// A postal address, with who is there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Address {
    /// The country as an ISO 3166-1 alpha-2 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The region, where the country has regions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The state or province, at most 2 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The first line, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line1: Option<String>,
    /// The second line, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<String>,
    /// The postal code, in the country's pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The first name of the contact, at most 50 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The middle name of the contact, at most 50 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// The last name of the contact, at most 50 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The contact's phone number, in the country's pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

impl Address {
    /// An address in this country, an ISO 3166-1 alpha-2 code.
    #[must_use]
    pub fn new(country: impl Into<String>, city: impl Into<String>, line: impl Into<String>) -> Self {
        Self {
            country: Some(country.into()),
            city: Some(city.into()),
            address_line1: Some(line.into()),
            ..Self::default()
        }
    }

    /// In this state or province, at most 2 characters.
    #[must_use]
    pub fn state(self, state: impl Into<String>) -> Self {
        Self { state: Some(state.into()), ..self }
    }

    /// With this postal code.
    #[must_use]
    pub fn postal_code(self, code: impl Into<String>) -> Self {
        Self { postal_code: Some(code.into()), ..self }
    }

    /// With this person to ask for.
    #[must_use]
    pub fn contact(self, first_name: impl Into<String>, last_name: impl Into<String>) -> Self {
        Self { first_name: Some(first_name.into()), last_name: Some(last_name.into()), ..self }
    }

    /// With this phone number.
    #[must_use]
    pub fn phone(self, number: impl Into<String>) -> Self {
        Self { phone_number: Some(number.into()), ..self }
    }
}
