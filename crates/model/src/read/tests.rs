//! What the reader takes, what it refuses, and where it says the fault is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Read, ReadError, from_slice};
use crate::{ids::CustomerId, open_enum};

open_enum! {
    /// How often.
    enum Cycle {
        /// Not said.
        Unspecified = "unknown" (0),
        /// Every month.
        Monthly = "monthly" (1),
        /// Once.
        OneTime = "one_time" (4),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Direction {
    Ascending,
    Descending,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    id: Option<String>,
    reference_customer_id: Option<CustomerId>,
    billing_cycle: Option<Cycle>,
    direction: Option<Direction>,
    creation_date: Option<Timestamp>,
    is_trial: Option<bool>,
    total_price: Option<f64>,
    #[serde(default)]
    line_items: Vec<Line>,
    context: Option<BTreeMap<String, String>>,
    anything: Option<Value>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    quantity: Option<u32>,
    change: Option<i64>,
    mpn_ids: Option<Vec<String>>,
    seats: Option<Vec<Option<u8>>>,
}

fn order(body: &str) -> Result<Read<Order>, ReadError> {
    from_slice(body.as_bytes())
}

#[test]
fn bodies_of_existing_clients_are_read() -> Result<(), ReadError> {
    let read = order(
        r#"{"Id":null,"LineItems":[{"Quantity":"5"},{"quantity":5.0}],"BillingCycle":"OneTime","Context":{"A_b":1}}"#,
    )?;
    let lines = vec![Line { quantity: Some(5), ..Line::default() }; 2];
    let context = Some(BTreeMap::from([("A_b".to_owned(), "1".to_owned())]));
    let expected = Order { billing_cycle: Some(Cycle::OneTime), line_items: lines, context, ..Order::default() };
    assert_eq!(read, Read { value: expected, tolerances: 10 });
    Ok(())
}

#[test]
fn errors_name_the_place() {
    let cases = [
        (
            r#"{"lineItems":[{},{"Quantity":"five"}]}"#,
            r#"lineItems[1].quantity: expected a whole number, found text "five""#,
        ),
        (r#"{"referenceCustomerId":"x"}"#, r#"referenceCustomerId: expected a customer id (a GUID), found text "x""#),
        ("", "the body: expected an object, found nothing"),
    ];
    for (body, message) in cases {
        assert_eq!(order(body).map_err(|error| error.to_string()), Err(message.to_owned()));
    }
}
