//! Tokens: had from the endpoints as clients do, read by another implementation, and shown to the API.

mod api;
mod discovery;
mod grants;
mod refusals;
mod rotation;
pub(crate) mod stage;
