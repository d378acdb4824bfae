//! Validations: the rules of a country and whether an address exists.

use serde::{Deserialize, Serialize};

use crate::{address::Address, operation::Nothing, operations, resource::Attributes};

operations! {
    /// Gets the rules that addresses, phone numbers and tax ids of a country follow.
    GetCountryValidationRules = GET "/v1/countryvalidationrules/{country}"
        (Either, EVERYWHERE, Nothing) CountryPath, Nothing, Nothing => CountryInformation,
        "get-market-specific-validation-data";

    /// Says whether an address is valid.
    ValidateAddress = POST "/v1/validations/address"
        (Either, EVERYWHERE, Nothing) Nothing, Nothing, Address => Nothing, "validate-an-address";
}

/// The path to a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CountryPath {
    /// The country as an ISO 3166-1 alpha-2 code.
    pub country: String,
}

/// What a country asks of addresses, phone numbers and numbers of companies.
///
/// The example of the page and the table of properties name the four lists differently, and clients read either, so that
/// each is there under both names.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CountryInformation {
    /// The country as an ISO 3166-1 alpha-2 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso2_code: Option<String>,
    /// The culture of a customer there, where nothing else is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_culture: Option<String>,
    /// Whether an address must name a state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_state_required: Option<bool>,
    /// The codes of the states, where an address must name one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<Values>,
    /// The same as `states`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_states_list: Option<Vec<String>>,
    /// The languages that a customer there can be written to in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_languages: Option<Values>,
    /// The same as `supported_languages`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_languages_list: Option<Vec<String>>,
    /// The cultures that a customer there can have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_cultures: Option<Values>,
    /// The same as `supported_cultures`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_cultures_list: Option<Vec<String>>,
    /// Whether an address must have a postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_postal_code_required: Option<bool>,
    /// The form of postal codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code_regex: Option<String>,
    /// Whether an address must name a city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_city_required: Option<bool>,
    /// Whether companies there have a number for value-added tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_vat_id_supported: Option<bool>,
    /// The form of tax ids, with `#` for a digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id_format: Option<String>,
    /// A tax id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_id_sample: Option<String>,
    /// The form of numbers for value-added tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_id_regex: Option<String>,
    /// The form of phone numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_regex: Option<String>,
    /// Whether companies there are registered under a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_registration_number_supported: Option<bool>,
    /// Whether companies there have a tax id, other than the number for value-added tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_tax_id_supported: Option<bool>,
    /// The region whose agreement a reseller there signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reseller_agreement_region: Option<String>,
    /// Where the country is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geographic_region: Option<String>,
    /// What phone numbers there begin with, seen from abroad.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_calling_codes: Option<Values>,
    /// The same as `country_calling_codes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_calling_codes_list: Option<Vec<String>>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

/// A list, as the page prints those of a country.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Values {
    /// The members.
    pub value: Vec<String>,
}
