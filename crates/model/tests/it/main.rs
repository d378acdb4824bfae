//! The model against the published documentation, as data.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "a test that has nothing to check says so")]

mod enums;
mod examples;
mod published;
mod resources;
mod table;
