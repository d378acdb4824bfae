//! The `backlot` binary as people run it.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod accounts;
mod commands;
mod control;
mod database;
mod drain;
mod earlier;
#[cfg(target_os = "linux")]
mod full_disk;
mod log;
mod metrics;
mod moving;
mod procedures;
mod program;
mod proxy;
mod readme;
mod refusals;
mod remote;
mod serve;
mod socket;
mod tls;
mod torture;
#[cfg(feature = "otel")]
mod traces;
mod upkeep;
