//! Validations over the wire: what countries ask for, and whether an address is one.

use serde_json::{Value, json};

use crate::partners::{ask, stage};

fn address(changes: Value) -> Value {
    let mut address = json!({
        "AddressLine1": "12 Orchard Street",
        "City": "Redmond",
        "State": "WA",
        "PostalCode": "98052",
        "Country": "US",
    });
    for (name, value) in changes.as_object().unwrap() {
        address[name] = value.clone();
    }
    address
}

#[tokio::test]
async fn an_address_that_checks_is_answered_without_a_body() {
    let stage = stage().await;
    let path = "/v1/validations/address";
    for account in ["direct", "sandbox", "direct-china"] {
        for client in [stage.app(account).await, stage.user(account).await] {
            let answer = ask(&client, "POST", path, address(json!({}))).await;
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
        }
    }
    let client = stage.app("direct").await;
    // Elsewhere than in four countries a state may be anything, and some have no postal codes.
    for changes in [
        json!({ "Country": "DE", "State": "Bayern", "PostalCode": "80331" }),
        json!({ "Country": "FJ", "State": null, "PostalCode": null }),
        json!({ "Country": "us", "State": "wa", "City": "REDMOND" }),
        json!({ "Country": "CA", "State": "ON", "PostalCode": "K1A 0B1" }),
    ] {
        ask(&client, "POST", path, address(changes)).await.with(200);
    }
}

#[tokio::test]
async fn a_field_that_is_too_long_is_named() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    for (name, longest, place) in [
        ("AddressLine1", 200, "addressLine1"),
        ("AddressLine2", 200, "addressLine2"),
        ("FirstName", 50, "firstName"),
        ("PostalCode", 20, "postalCode"),
    ] {
        let sent = address(json!({ name: "x".repeat(longest + 1) }));
        let about = ask(&client, "POST", "/v1/validations/address", sent).await.refused(400, 3000);
        assert!(about.contains(&format!("{place}: at most {longest} characters")), "{about}");
    }
    let sent = address(json!({ "AddressLine1": "x".repeat(200), "FirstName": "x".repeat(50) }));
    ask(&client, "POST", "/v1/validations/address", sent).await.with(200);
}

#[tokio::test]
async fn an_address_that_does_not_check_is_corrected() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let path = "/v1/validations/address";
    let described = async |changes: Value| -> Value {
        let description = ask(&client, "POST", path, address(changes)).await.refused(400, 2007);
        serde_json::from_str(&description).unwrap()
    };
    assert_eq!(
        described(json!({ "PostalCode": "98007" })).await,
        json!({
            "code": "60071",
            "reason": "ZipCityInvalid - Details: Field - &#39;City&#39; is corrected from OldValue: &#39;Redmond&#39; \
                       to NewValue: &#39;BELLEVUE&#39;.",
            "corrected_address": {
                "country": "US",
                "region": "WA",
                "city": "BELLEVUE",
                "address_line1": "12 Orchard Street",
                "postal_code": "98007",
            },
            "object_type": "AddressValidation",
            "resource_status": "Active",
        })
    );
    assert_eq!(described(json!({ "State": "CA" })).await["corrected_address"]["region"], "WA");
    for changes in [
        json!({ "State": "XX" }),
        json!({ "PostalCode": "9805" }),
        json!({ "Country": "CA", "PostalCode": "K1A 0B1" }),
        json!({ "Country": "CN", "State": "XX", "PostalCode": "100000" }),
        json!({ "Country": "MX", "State": "XX", "PostalCode": "06000" }),
        json!({ "Country": "GB", "State": null }),
    ] {
        assert_eq!(described(changes).await["corrected_address"], Value::Null, "there is none to tell");
    }
}

#[tokio::test]
async fn an_address_has_what_its_country_asks_for() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    for (field, place) in [
        ("AddressLine1", "addressLine1"),
        ("City", "city"),
        ("State", "state"),
        ("PostalCode", "postalCode"),
        ("Country", "country"),
    ] {
        let asked = address(json!({ (field): " " }));
        let about = ask(&client, "POST", "/v1/validations/address", asked).await.refused(400, 3000);
        assert!(about.contains(place), "{about}");
    }
    let asked = address(json!({ "Country": "XX" }));
    ask(&client, "POST", "/v1/validations/address", asked).await.refused(400, 3000);
}

#[tokio::test]
async fn the_rules_of_a_country_are_those_that_its_customers_are_made_by() {
    let stage = stage().await;
    let client = stage.app("direct").await;
    let rules = async |code: &str| {
        ask(&client, "GET", &format!("/v1/countryvalidationrules/{code}"), Value::Null).await.with(200)
    };
    let states = rules("us").await;
    assert_eq!(states["iso2Code"], "US");
    assert_eq!(states["states"]["value"].as_array().unwrap().len(), 51);
    assert_eq!(states["supportedStatesList"], states["states"]["value"]);
    assert_eq!(states["supportedLanguages"]["value"], json!(["en", "es"]));
    assert_eq!(states["supportedCulturesList"], json!(["en-US", "es-US"]));
    assert_eq!(states["postalCodeRegex"], r"^\d{5}(-\d{4})?$");
    assert_eq!(states["isTaxIdSupported"], true);
    assert_eq!(states["geographicRegion"], "NorthAndLatinAmerica");

    let hungary = rules("HU").await;
    assert_eq!(hungary["isStateRequired"], false);
    assert_eq!(hungary["states"], Value::Null);
    assert_eq!(hungary["isRegistrationNumberSupported"], true);
    assert_eq!(hungary["isVatIdSupported"], true);
    assert_eq!(hungary["vatIdRegex"], r"^HU\d{8}$");
    assert_eq!(hungary["countryCallingCodes"]["value"], json!(["36"]));
    assert_eq!(hungary["defaultCulture"], "hu-HU");

    let fiji = rules("FJ").await;
    assert_eq!((&fiji["isPostalCodeRequired"], &fiji["postalCodeRegex"]), (&json!(false), &Value::Null));
    ask(&client, "GET", "/v1/countryvalidationrules/XX", Value::Null).await.refused(400, 3000);
}
