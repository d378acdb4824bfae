//! The sandbox over its wire, in process.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod ask;
mod carts;
mod clock;
mod codes;
mod control;
mod control_page;
mod coverage;
mod customers;
mod domains;
mod engines;
mod entitlements;
mod events;
mod examples;
mod exposition;
mod hostile;
mod idempotency;
mod isolation;
mod journal;
mod limits;
mod listener;
mod locks;
mod metrics;
mod oauth;
mod offers;
mod orders;
mod partners;
mod probes;
mod processes;
mod products;
mod relationships;
mod subscriptions;
mod terms;
mod upgrade;
mod validations;
mod wire;
