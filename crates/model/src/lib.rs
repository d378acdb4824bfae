//! The Partner Center REST API as types.
//!
//! One line per operation, the resources that requests and answers carry, and the documented error codes. No I/O: the
//! sandbox serves these operations and the client `partner-center` calls them, and neither repeats the other.
//!
//! Layout:
//! - [`operation`]: what an operation is, and the table's macro
//! - [`read`]: the tolerant reader of what clients send
//! - [`open_enum!`], [`ids`], [`resource`]: what the resources of every area are made of
//! - [`errors`]: the documented error codes
//! - [`all`]: every operation of every area
//! - `schema`, a feature: the types as JSON Schema
//! - [`resource`], [`address`], [`billing`], [`money`], [`filter`], [`ids`]: what the areas share
//! - a module per area of the API: its resources and its lines of the table

pub mod address;
pub mod agreements;
pub mod all;
pub mod analytics;
pub mod application_consents;
pub mod audit;
pub mod billing;
pub mod carts;
pub mod cloud;
pub mod customers;
pub mod devices;
pub mod domains;
pub mod entitlements;
pub mod errors;
pub mod filter;
pub mod ids;
pub mod invoices;
pub mod licenses;
pub mod mfa;
pub mod money;
pub mod offers;
pub mod open_enum;
pub mod operation;
pub mod orders;
pub mod product_upgrades;
pub mod products;
pub mod profiles;
pub mod qualifications;
pub mod rate_cards;
pub mod read;
pub mod relationships;
pub mod resource;
#[cfg(feature = "schema")]
pub mod schema;
pub mod self_serve_policies;
pub mod service_requests;
pub mod subscriptions;
pub mod transfers;
pub mod usage;
pub mod users;
pub mod validations;
pub mod webhooks;
