//! Validations: what a country asks of addresses and numbers, and whether an address is one.
//!
//! The rules themselves are those that customers are made by, in `areas/customers/countries` and `address`.

use http::StatusCode;
use partner_center_model::{
    operation::Nothing,
    resource::Attributes,
    validations::{CountryInformation, GetCountryValidationRules, ValidateAddress, Values},
};

use crate::{
    areas::customers::{
        address,
        countries::{self, Country},
    },
    context::{Answer, Call, Cx, Outcome},
    refusal::Refusal,
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![handler::<GetCountryValidationRules>(rules), handler::<ValidateAddress>(validate)]
}

/// Gets what a country asks for. Source: `get-market-specific-validation-data`.
fn rules(_: &mut Cx<'_, '_>, call: Call<GetCountryValidationRules>) -> Outcome<CountryInformation> {
    let country = countries::find(&call.path.country).ok_or_else(|| {
        Refusal::invalid("country", "an ISO 3166-1 alpha-2 code is expected, as in US")
            .explain("No page says how a country that does not exist is answered.")
    })?;
    Ok(Answer::ok(information(country)))
}

fn information(country: Country) -> CountryInformation {
    let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let named = |value: &Vec<String>| Some(Values { value: value.clone() });
    let (languages, cultures) = (owned(country.languages()), owned(country.cultures().collect()));
    let (states, calling_codes) = (owned(country.states().collect()), owned(vec![country.calling_code]));
    let states = country.needs_state().then_some(states);
    let (tax_id_format, tax_id_sample) = country.tax_id().unzip();
    let vat_id_regex = country.vat_id_regex();
    CountryInformation {
        iso2_code: Some(country.code.to_owned()),
        default_culture: cultures.first().cloned(),
        is_state_required: Some(country.needs_state()),
        states: states.as_ref().and_then(named),
        supported_states_list: states,
        supported_languages: named(&languages),
        supported_languages_list: Some(languages),
        supported_cultures: named(&cultures),
        supported_cultures_list: Some(cultures),
        is_postal_code_required: Some(country.needs_postal_code()),
        postal_code_regex: country.postal_code_regex(),
        is_city_required: Some(true),
        is_vat_id_supported: Some(vat_id_regex.is_some()),
        tax_id_format: tax_id_format.map(str::to_owned),
        tax_id_sample: tax_id_sample.map(str::to_owned),
        vat_id_regex,
        phone_number_regex: Some(country.phone_number_regex().to_owned()),
        is_registration_number_supported: Some(country.registers()),
        is_tax_id_supported: Some(tax_id_format.is_some()),
        reseller_agreement_region: Some(country.region.agreement().to_owned()),
        geographic_region: Some(country.region.name().to_owned()),
        country_calling_codes: named(&calling_codes),
        country_calling_codes_list: Some(calling_codes),
        attributes: Some(Attributes::of("CountryInformation")),
    }
}

/// Says whether an address is one: 200 without a body, or a refusal that holds the correction, where one is known.
///
/// Source: `validate-an-address`.
fn validate(_: &mut Cx<'_, '_>, call: Call<ValidateAddress>) -> Outcome<Nothing> {
    address::is_complete(&call.body)?;
    address::check(&call.body).map_err(|flaw| flaw.refusal(&call.body))?;
    Ok(Answer::empty(StatusCode::OK))
}
