//! The sandbox over its wire, in process.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod coverage;
mod customers;
mod oauth;
mod offers;
mod partners;
mod relationships;
mod subscriptions;
