//! Validations: the rules of a country and whether an address exists.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{operation::Nothing, operations};

operations! {
    /// Gets the rules that addresses, phone numbers and tax ids of a country follow.
    GetCountryValidationRules = GET "/v1/countryvalidationrules/{country}"
        (Either, EVERYWHERE, Nothing) CountryPath, Nothing, Nothing => Value, "get-market-specific-validation-data";

    /// Says whether an address is valid.
    ValidateAddress = POST "/v1/validations/address"
        (Either, EVERYWHERE, Nothing) Nothing, Nothing, Value => Nothing, "validate-an-address";
}

/// The path to a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryPath {
    /// The country as an ISO 3166-1 alpha-2 code.
    pub country: String,
}
