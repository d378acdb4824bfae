//! What a new customer must look like.

use partner_center_model::{
    address::Address,
    customers::{Customer, CustomerBillingProfile, CustomerCompanyProfile},
    errors::{self, ErrorCode},
};
use serde_json::{Value, json};

use super::{
    super::{address, countries, request},
    TENANT, place,
};

fn seattle() -> Address {
    let text = |text: &str| Some(text.to_owned());
    Address {
        country: text("US"),
        city: text("Seattle"),
        state: text("WA"),
        address_line1: text("1 Pike Street"),
        postal_code: text("98101"),
        first_name: text("Accounts"),
        last_name: text("Payable"),
        ..Address::default()
    }
}

fn asked() -> Customer {
    let text = |text: &str| Some(text.to_owned());
    Customer {
        company_profile: Some(CustomerCompanyProfile {
            domain: text("example.onmicrosoft.com"),
            ..CustomerCompanyProfile::default()
        }),
        billing_profile: Some(CustomerBillingProfile {
            email: text("accounts@example.com"),
            culture: text("EN-US"),
            language: text("En"),
            company_name: text("Larch Works"),
            default_address: Some(seattle()),
            ..CustomerBillingProfile::default()
        }),
        ..Customer::default()
    }
}

/// What a change of the request leads to: nothing, or a code and the place that it names.
fn outcome(change: impl FnOnce(&mut Customer)) -> Option<(ErrorCode, String)> {
    let mut customer = asked();
    change(&mut customer);
    request::read(&customer).err().map(|refusal| (refusal.code, place(&refusal)))
}

fn address_of(customer: &mut Customer) -> &mut Address {
    customer.billing_profile.get_or_insert_default().default_address.get_or_insert_default()
}

fn set(field: &mut Option<String>, value: &str) {
    *field = Some(value.to_owned());
}

#[test]
fn a_minimal_request_is_taken_and_tidied() {
    let asked = request::read(&asked()).unwrap();
    let company = asked.company.unwrap();
    assert_eq!(company.billing.culture.as_deref(), Some("en-US"), "the page answers EN-US so");
    assert_eq!(company.billing.language.as_deref(), Some("En"));
    assert_eq!(company.name, "Larch Works", "the company is called what the bill says");
    assert_eq!((asked.tenant, asked.reseller), (None, None));
}

#[test]
fn what_clients_send_along_is_ignored() {
    assert_eq!(
        outcome(|customer| {
            set(&mut customer.id, "not a GUID");
            set(&mut customer.associated_partner_id, "");
            customer.relationship_to_partner = Some("unknown".into());
            customer.custom_domains = vec!["-".to_owned()];
        }),
        None
    );
}

#[test]
fn every_place_is_named() {
    type Change = fn(&mut Customer);
    let cases: &[(&str, Change)] = &[
        ("billingProfile", |customer| customer.billing_profile = None),
        ("companyProfile.domain", |customer| customer.company_profile = None),
        ("companyProfile.domain", |customer| set(&mut customer.company_profile.get_or_insert_default().domain, " ")),
        ("companyProfile.domain", |customer| set(&mut customer.company_profile.get_or_insert_default().domain, "a")),
        ("companyProfile.tenantId", |customer| {
            set(&mut customer.company_profile.get_or_insert_default().tenant_id, "7");
        }),
        ("companyProfile.companyName", |customer| {
            set(&mut customer.company_profile.get_or_insert_default().company_name, &"x".repeat(257));
        }),
        ("associatedPartnerId", |customer| set(&mut customer.associated_partner_id, "9000005")),
        ("billingProfile.companyName", |customer| customer.billing_profile.get_or_insert_default().company_name = None),
        ("billingProfile.companyName", |customer| {
            set(&mut customer.billing_profile.get_or_insert_default().company_name, "a\0b");
        }),
        ("billingProfile.email", |customer| customer.billing_profile.get_or_insert_default().email = None),
        ("billingProfile.email", |customer| {
            set(&mut customer.billing_profile.get_or_insert_default().email, "accounts")
        }),
        ("billingProfile.culture", |customer| {
            set(&mut customer.billing_profile.get_or_insert_default().culture, "en-XX");
        }),
        ("billingProfile.language", |customer| {
            set(&mut customer.billing_profile.get_or_insert_default().language, "xx");
        }),
        ("billingProfile.defaultAddress", |customer| {
            customer.billing_profile.get_or_insert_default().default_address = None;
        }),
        ("billingProfile.defaultAddress.country", |customer| set(&mut address_of(customer).country, "XX")),
        ("billingProfile.defaultAddress.country", |customer| set(&mut address_of(customer).country, "USA")),
        ("billingProfile.defaultAddress.city", |customer| address_of(customer).city = None),
        ("billingProfile.defaultAddress.addressLine1", |customer| {
            set(&mut address_of(customer).address_line1, &"x".repeat(201));
        }),
        ("billingProfile.defaultAddress.firstName", |customer| {
            set(&mut address_of(customer).first_name, &"x".repeat(51));
        }),
        ("billingProfile.defaultAddress.lastName", |customer| address_of(customer).last_name = None),
        ("billingProfile.defaultAddress.phoneNumber", |customer| set(&mut address_of(customer).phone_number, "555")),
        ("billingProfile.defaultAddress.phoneNumber", |customer| {
            set(&mut address_of(customer).phone_number, "call me");
        }),
    ];
    for (place, change) in cases {
        assert_eq!(outcome(change), Some((errors::INVALID_PROPERTY, (*place).to_owned())), "{place}");
    }
}

#[test]
fn registration_and_phone_numbers_where_the_country_asks() {
    let of = |country: &str, number: Option<&str>, phone: Option<&str>| {
        let (country, number, phone) = (country.to_owned(), number.map(str::to_owned), phone.map(str::to_owned));
        outcome(move |customer| {
            customer.company_profile.get_or_insert_default().organization_registration_number = number;
            let address = address_of(customer);
            address.country = Some(country);
            address.phone_number = phone;
        })
        .map(|(code, _)| code)
    };
    let phone = Some("+36 1 234 5678");
    assert_eq!(of("HU", Some("12345678"), phone), None);
    assert_eq!(of("hu", None, phone), Some(errors::REGISTRATION_NUMBER_MISSING));
    assert_eq!(of("HU", Some("123"), phone), Some(errors::REGISTRATION_NUMBER_INVALID));
    assert_eq!(of("HU", Some("1234567x"), phone), Some(errors::REGISTRATION_NUMBER_INVALID));
    assert_eq!(of("HU", Some("12345678"), None), Some(errors::PHONE_NUMBER_MISSING));
    assert_eq!(of("US", Some("12345678"), None), Some(errors::REGISTRATION_NUMBER_NOT_SUPPORTED));
    let asking = ["AM", "AZ", "BY", "HU", "KZ", "KG", "MD", "RU", "TJ", "UZ", "UA"];
    assert!(asking.iter().all(|code| countries::find(code).is_some_and(|country| country.registers())));
    let pattern = countries::find("RU").map(|country| country.registration_pattern());
    assert_eq!(pattern.as_deref(), Some(r"^(\d{10}|\d{12})$"));
}

#[test]
fn addresses() {
    let check = |country: &str, state: &str, code: &str| {
        let address = Address {
            country: Some(country.to_owned()),
            city: Some("Redmond".to_owned()),
            state: Some(state.to_owned()),
            postal_code: Some(code.to_owned()),
            ..seattle()
        };
        address::check(&address).err().map(|flaw| flaw.refusal(&address))
    };
    for (country, state, code) in [
        ("US", "WA", "98052"),
        ("us", "wa", "98052-6399"),
        ("US", "TX", "73301"),
        ("CA", "ON", "K1A 0B1"),
        ("CA", "on", "k1a0b1"),
        ("CN", "BJ", "100000"),
        ("MX", "CMX", "06000"),
        ("GB", "", "SW1A 1AA"),
        ("NL", "", "1011 AB"),
        ("DE", "Bayern", "80331"),
        ("FJ", "", ""),
    ] {
        assert_eq!(check(country, state, code), None, "{country} {state} {code}");
    }
    for (country, state, code) in [
        ("US", "WA", "9805"),
        ("US", "WA", ""),
        ("US", "WA", "99800"),
        ("US", "", "98052"),
        ("US", "XX", "98052"),
        ("US", "CA", "98052"),
        ("US", "WA", "00100"),
        ("CA", "WA", "K1A 0B1"),
        ("CA", "ON", "98052"),
        ("CN", "XX", "100000"),
        ("MX", "XX", "06000"),
        ("GB", "", "12345"),
    ] {
        let refusal = check(country, state, code);
        assert_eq!(refusal.map(|refusal| refusal.code), Some(errors::ADDRESS_INVALID), "{country} {state} {code}");
    }
}

#[test]
fn an_address_is_refused_in_the_form_of_its_page() {
    let address = Address { state: Some("CA".to_owned()), ..seattle() };
    let refusal = address::check(&address).unwrap_err().refusal(&address);
    let description: Value = serde_json::from_str(&refusal.arguments[0]).unwrap();
    assert_eq!(
        description,
        json!({
            "code": "60071",
            "reason": "ZipStateInvalid - Details: Field - &#39;State&#39; is corrected from OldValue: \
                       &#39;CA&#39; to NewValue: &#39;WA&#39;.",
            "corrected_address": {
                "country": "US", "region": "WA", "city": "Seattle",
                "address_line1": "1 Pike Street", "postal_code": "98101",
            },
            "object_type": "AddressValidation",
            "resource_status": "Active",
        })
    );
}

#[test]
fn a_tenant_that_is_known_needs_no_profile() {
    let customer = Customer {
        company_profile: Some(CustomerCompanyProfile {
            tenant_id: Some(TENANT.to_uppercase()),
            ..CustomerCompanyProfile::default()
        }),
        ..Customer::default()
    };
    let asked = request::read(&customer).unwrap();
    assert_eq!(asked.tenant.map(|id| id.to_string()).as_deref(), Some(TENANT));
    assert_eq!((asked.company, asked.domain), (None, None));
}
