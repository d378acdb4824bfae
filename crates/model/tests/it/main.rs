//! The model against the published documentation, as data.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod enums;
mod examples;
mod making;
mod published;
mod resources;
mod table;
