//! Carts over the wire: filled, read, changed, checked out, expired.

mod catalogue;
mod checkout;
mod fill;

use serde_json::{Value, json};

use crate::orders::Desk;

const INTUNE: &str = "DB2E705F-B82A-4024-A3D5-D88E12F2DB35";
const E1: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";
const EXCHANGE: &str = "195416C1-3447-423A-B37B-EE59A99A19C4";
const TRIAL: &str = "C0BD2E08-11AC-4836-BDC7-3712E744922F";
const ARCHIVING: &str = "2828BE95-46BA-4F91-B2FD-0BEF192ECF60";

/// A cart with these lines, which is made.
async fn filled(desk: &Desk, lines: Value) -> Value {
    desk.send("POST", "carts", json!({ "lineItems": lines })).await.expect(201)
}

/// The path to a cart.
fn path(cart: &Value) -> String {
    format!("carts/{}", cart["id"].as_str().unwrap())
}

/// The code in the error of each line.
fn errors(cart: &Value) -> Vec<Option<u64>> {
    cart["lineItems"].as_array().unwrap().iter().map(|line| line["error"]["errorCode"].as_u64()).collect()
}
