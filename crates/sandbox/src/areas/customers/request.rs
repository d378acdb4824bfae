//! What is asked for when a customer is created, checked as far as the request itself tells.

use partner_center_model::{
    address::Address,
    customers::{Customer, CustomerBillingProfile},
    errors,
    ids::CustomerId,
};
use uuid::Uuid;

use super::{
    address,
    countries::{self, Country},
};
use crate::{areas::domains, refusal::Refusal};

/// The longest name of a company and the longest e-mail address. The pages name no lengths for them.
const LONGEST_NAME: usize = 256;
/// The longest name of a person. Source: `utility-resources`.
const LONGEST_PERSON: usize = 50;
/// The longest culture and language.
const LONGEST_CODE: usize = 20;
/// Where the body of a create says how the customer is billed.
const BILLING: &str = "billingProfile.";

/// A customer to be made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    /// The tenant that is to become a customer; none if one is to be made.
    pub(super) tenant: Option<CustomerId>,
    /// The initial domain of the tenant.
    pub(super) domain: Option<String>,
    /// The company and how it is billed; left out only where the tenant is known.
    pub(super) company: Option<Company>,
    /// The tenant of the indirect reseller that it is made for.
    pub(super) reseller: Option<Uuid>,
}

/// A company and how it is billed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Company {
    pub(super) name: String,
    pub(super) registration_number: Option<String>,
    pub(super) billing: CustomerBillingProfile,
}

/// Reads the body of a create. What it says of ids, links, credentials or the relationship is the service's to say, and
/// ignored. Source: `create-a-customer`, `create-a-customer-for-an-indirect-reseller`.
pub(super) fn read(customer: &Customer) -> Result<Asked, Refusal> {
    let profile = customer.company_profile.as_ref();
    let field = |field: fn(&_) -> &Option<String>| profile.and_then(|profile| present(field(profile)));
    let tenant = field(|profile| &profile.tenant_id).map(|id| guid("companyProfile.tenantId", id)).transpose()?;
    let domain = field(|profile| &profile.domain);
    match domain {
        Some(domain) => {
            domains::flaw(domain).map_or(Ok(()), |flaw| Err(Refusal::invalid("companyProfile.domain", flaw)))?
        }
        None if tenant.is_none() => return Err(missing("companyProfile.domain")),
        None => {}
    }
    let registration_number = field(|profile| &profile.organization_registration_number);
    let company = match &customer.billing_profile {
        Some(billing) => Some(company(billing, field(|profile| &profile.company_name), registration_number)?),
        None if tenant.is_none() => return Err(missing("billingProfile")),
        None => None,
    };
    let reseller = present(&customer.associated_partner_id).map(|id| guid("associatedPartnerId", id)).transpose()?;
    Ok(Asked { tenant: tenant.map(CustomerId), domain: domain.map(str::to_owned), company, reseller })
}

fn company(
    billing: &CustomerBillingProfile,
    name: Option<&str>,
    registration_number: Option<&str>,
) -> Result<Company, Refusal> {
    let billing = read_billing(billing, BILLING)?;
    check_registration_number(country(&billing, BILLING)?, registration_number)?;
    let name = optional("companyProfile.companyName", name, LONGEST_NAME)?;
    let name = name.or(billing.company_name.as_deref()).unwrap_or_default().to_owned();
    Ok(Company { name, registration_number: registration_number.map(str::to_owned), billing })
}

/// Reads how a customer is billed; `place` is where the body says it. Ids, links and attributes are the service's to say.
/// Source: `create-a-customer`, `update-a-customer-s-billing-profile`.
pub(super) fn read_billing(billing: &CustomerBillingProfile, place: &str) -> Result<CustomerBillingProfile, Refusal> {
    let at = |name: &str| format!("{place}{name}");
    let company_name = required(&at("companyName"), &billing.company_name, LONGEST_NAME)?;
    let email = required(&at("email"), &billing.email, LONGEST_NAME)?;
    if !is_email(email) {
        return Err(Refusal::invalid(at("email"), "an e-mail address is expected, as in someone@example.com"));
    }
    let culture = required(&at("culture"), &billing.culture, LONGEST_CODE)?;
    let culture = countries::culture(culture)
        .ok_or_else(|| Refusal::invalid(at("culture"), "the culture is not supported; en-US is one that is"))?;
    let language = required(&at("language"), &billing.language, LONGEST_CODE)?;
    if !countries::is_language(language) {
        return Err(Refusal::invalid(at("language"), "the language is not supported; en is one that is"));
    }
    let address = billing.default_address.as_ref().ok_or_else(|| missing(&at("defaultAddress")))?;
    let read = CustomerBillingProfile {
        first_name: optional_text(&at("firstName"), &billing.first_name, LONGEST_PERSON)?,
        last_name: optional_text(&at("lastName"), &billing.last_name, LONGEST_PERSON)?,
        email: Some(email.to_owned()),
        culture: Some(culture.to_owned()),
        language: Some(language.to_owned()),
        company_name: Some(company_name.to_owned()),
        default_address: Some(read_address(address, &at("defaultAddress."))?),
        ..CustomerBillingProfile::default()
    };
    check_phone_number(country(&read, place)?, &read, place)?;
    Ok(read)
}

fn read_address(address: &Address, place: &str) -> Result<Address, Refusal> {
    address::fits(address, place)?;
    let needed = |name: &str, value| match present(value) {
        None => Err(missing(&format!("{place}{name}"))),
        text => Ok(text),
    };
    let owned = |value| present(value).map(str::to_owned);
    Ok(Address {
        country: needed("country", &address.country)?.map(str::to_ascii_uppercase),
        region: owned(&address.region),
        city: needed("city", &address.city)?.map(str::to_owned),
        state: owned(&address.state),
        address_line1: needed("addressLine1", &address.address_line1)?.map(str::to_owned),
        address_line2: owned(&address.address_line2),
        postal_code: owned(&address.postal_code),
        first_name: needed("firstName", &address.first_name)?.map(str::to_owned),
        middle_name: owned(&address.middle_name),
        last_name: needed("lastName", &address.last_name)?.map(str::to_owned),
        phone_number: owned(&address.phone_number),
    })
}

/// The country of the address of what was read at this place.
pub(super) fn country(billing: &CustomerBillingProfile, place: &str) -> Result<Country, Refusal> {
    let code = billing.default_address.as_ref().and_then(|address| address.country.as_deref());
    code.and_then(countries::find).ok_or_else(|| {
        let place = format_args!("{place}defaultAddress.country");
        Refusal::invalid(place, "an ISO 3166-1 alpha-2 code is expected, as in US")
    })
}

/// Whether the country asks for such a number. Source: `error-codes`, 600002, 600049 and 600050.
pub(super) fn check_registration_number(country: Country, number: Option<&str>) -> Result<(), Refusal> {
    match number {
        None if country.registers() => Err(Refusal::new(errors::REGISTRATION_NUMBER_MISSING)
            .explain("Send companyProfile.organizationRegistrationNumber: the customer's country asks for it.")),
        Some(_) if !country.registers() => Err(Refusal::new(errors::REGISTRATION_NUMBER_NOT_SUPPORTED)
            .explain("Leave out companyProfile.organizationRegistrationNumber: the customer's country has none.")),
        Some(number) if !country.is_registration_number(number) => {
            Err(Refusal::new(errors::REGISTRATION_NUMBER_INVALID).argument(country.registration_pattern()))
        }
        _ => Ok(()),
    }
}

/// Whether the country asks for a phone number, and whether this can be one of its own. Source: `error-codes`, 600051.
fn check_phone_number(country: Country, billing: &CustomerBillingProfile, place: &str) -> Result<(), Refusal> {
    match billing.default_address.as_ref().and_then(|address| address.phone_number.as_deref()) {
        None if country.registers() => Err(Refusal::new(errors::PHONE_NUMBER_MISSING)
            .explain(format!("Send {place}defaultAddress.phoneNumber: the customer's country asks for it."))),
        Some(phone) if !country.is_phone_number(phone) => Err(Refusal::invalid(
            format_args!("{place}defaultAddress.phoneNumber"),
            "the number cannot be one of the customer's country; it may be left out",
        )),
        _ => Ok(()),
    }
}

/// A value without the blanks around it; clients send empty texts for what they do not know.
fn present(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn required<'v>(place: &str, value: &'v Option<String>, longest: usize) -> Result<&'v str, Refusal> {
    optional(place, present(value), longest)?.ok_or_else(|| missing(place))
}

fn optional_text(place: &str, value: &Option<String>, longest: usize) -> Result<Option<String>, Refusal> {
    Ok(optional(place, present(value), longest)?.map(str::to_owned))
}

fn optional<'v>(place: &str, value: Option<&'v str>, longest: usize) -> Result<Option<&'v str>, Refusal> {
    address::bounded(place, value.unwrap_or_default(), longest)?;
    Ok(value)
}

fn guid(place: &str, text: &str) -> Result<Uuid, Refusal> {
    text.parse::<CustomerId>().map(|id| id.0).map_err(|_| Refusal::invalid(place, "a GUID is expected"))
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    plain && parts.is_some_and(|(name, domain)| !name.is_empty() && domains::flaw(domain).is_none())
}

fn missing(place: &str) -> Refusal {
    Refusal::invalid(place, "a value is needed")
}
