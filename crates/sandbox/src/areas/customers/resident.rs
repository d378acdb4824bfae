//! A customer as whoever sells to it asks for it: where it buys, and what stands beside it. Every sale asks for this, so no
//! more of the document is parsed than that.

use backlot_store::Document;
use partner_center_model::ids::CustomerId;
use serde::Deserialize;
use uuid::Uuid;

use super::record::{CustomerOwn, CustomerRecord};
use crate::{
    areas::market,
    records::{self, Records},
    refusal::Failure,
};

/// The country of a customer whose address names none that is known.
const USUAL_COUNTRY: &str = "US";

/// A customer in its country.
pub(crate) struct Resident {
    /// The country of the billing address.
    pub(crate) country: &'static str,
    /// What is kept beside the resource.
    pub(crate) own: CustomerOwn,
}

/// The customer of an account that a call is about.
pub(crate) fn resident(
    records: &mut Records<'_, '_>,
    account: Uuid,
    customer: CustomerId,
) -> Result<Resident, Failure> {
    let key = CustomerRecord::key(account, customer);
    let found = records.raw::<CustomerRecord>(&key)?;
    let found = found.ok_or_else(|| Failure::Defect(format!("{key} is asked for, and is not there")))?;
    Ok(Resident { country: country(&found)?, own: records::own::<CustomerRecord>(&found)? })
}

fn country(customer: &Document) -> Result<&'static str, Failure> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Customer {
        billing_profile: Option<Billing>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Billing {
        default_address: Option<Address>,
    }
    #[derive(Deserialize)]
    struct Address {
        country: Option<String>,
    }
    let address = records::body::<Customer>(customer)?.billing_profile.and_then(|billing| billing.default_address);
    let country = address.and_then(|address| address.country);
    Ok(country.as_deref().and_then(market::country).unwrap_or(USUAL_COUNTRY))
}

#[cfg(test)]
mod tests {
    use backlot_store::{Document, Key, Root};

    use super::country;

    #[test]
    fn a_customer_buys_in_the_country_of_its_billing_address_or_in_the_usual_one() {
        for (body, expected) in [
            (
                r#"{"id":"c","billingProfile":{"email":"a@b.example","defaultAddress":{"city":"Ulm","country":"de"}}}"#,
                "DE",
            ),
            (r#"{"billingProfile":{"defaultAddress":{"country":"no such country"}}}"#, "US"),
            (r#"{"billingProfile":{"defaultAddress":{"country":null}}}"#, "US"),
            (r#"{"billingProfile":{"defaultAddress":null}}"#, "US"),
            (r#"{"billingProfile":null}"#, "US"),
            ("{}", "US"),
        ] {
            let document = Document::new(Key::new(Root::world(), "customer", "c"), body.to_owned());
            assert_eq!(country(&document).ok(), Some(expected), "{body}");
        }
    }
}
