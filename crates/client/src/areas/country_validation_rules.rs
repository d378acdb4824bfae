//! The rules that addresses, phone numbers and tax ids of a country follow.

use partner_center_model::{
    operation::Nothing,
    validations::{CountryPath, GetCountryValidationRules},
};

use crate::{place::Place, prepared::Prepared};

/// The rules of all countries.
#[derive(Debug, Clone)]
pub struct CountryValidationRules(pub(super) Place<Nothing>);

impl CountryValidationRules {
    /// The rules of this country, an ISO 3166-1 alpha-2 code.
    pub fn by_country(&self, country: impl Into<String>) -> ByCountry {
        ByCountry(self.0.to(|_| Ok(CountryPath { country: country.into() })))
    }
}

/// The rules of a country.
#[derive(Debug, Clone)]
pub struct ByCountry(Place<CountryPath>);

impl ByCountry {
    /// Gets the rules.
    ///
    /// `GET /v1/countryvalidationrules/{country}`. Source: `get-market-specific-validation-data`.
    pub fn get(&self) -> Prepared<GetCountryValidationRules> {
        self.0.call()
    }
}
