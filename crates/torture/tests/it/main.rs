//! The checker, by histories that somebody made up, and runs that break off.
#![expect(clippy::panic, reason = "a test fails by panicking")]

mod made_up;
mod objections;
mod orders_of_events;
mod robustness;
