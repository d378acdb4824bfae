//! What anybody can send to Backlot, by chance: a module for each target of the fuzzer, which says what must hold whatever
//! is sent.

pub mod access_tokens;
pub mod bodies;
pub mod continuations;
pub mod filters;
pub mod queries;
pub mod routes;
mod scene;
pub mod sign_in;
pub mod store_files;
pub mod token_requests;
pub mod world_files;
