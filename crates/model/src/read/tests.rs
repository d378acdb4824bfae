//! What the reader takes, what it refuses, and where it says the fault is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{ReadError, Reader};
use crate::{ids::CustomerId, open_enum};

mod bodies;
mod random;
mod values;

open_enum! {
    /// How often.
    enum Cycle {
        /// Not said.
        Unspecified = "unknown" (0),
        /// Every month.
        Monthly = "monthly" (1),
        /// Once.
        OneTime = "one_time" (4),
        /// Not numbered.
        Triennial = "triennial",
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

/// What was read of a body with how many tolerances, or the message.
fn read<T: DeserializeOwned>(body: impl AsRef<[u8]>) -> Result<(T, u32), String> {
    read_by(Reader::REQUESTS, body)
}

fn read_by<T: DeserializeOwned>(reader: Reader, body: impl AsRef<[u8]>) -> Result<(T, u32), String> {
    let read = reader.slice(body.as_ref()).map_err(|error: ReadError| error.to_string())?;
    Ok((read.value, read.tolerances))
}

fn order(body: &str) -> Result<(Order, u32), String> {
    read(body)
}
