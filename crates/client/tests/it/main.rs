//! The client against sandboxes, and against services of the tests' own where an answer must be bad.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod calls;
mod clouds;
mod coverage;
mod credentials;
mod device_code;
mod errors;
mod examples;
mod fetched;
mod lists;
mod pacing;
mod raw;
mod renewal;
mod retries;
mod scripted;
mod secrets;
