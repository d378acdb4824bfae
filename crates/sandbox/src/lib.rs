//! A Partner Center that anyone can run: the server as a library.
//!
//! A request goes through `stack` into the `frame`, which runs one handler of an area in a transaction of its own.
//! Layout, in the order of a request:
//! - `stack`: the way of a request, every step in order
//! - `route`: from method and path to the line of the operation table
//! - `oauth`: tokens given and verified
//! - `frame`: the transaction around a handler; `capabilities` admits, `idempotency` remembers
//! - `transaction`, `records`: transactions in general, and what is read and written in them; `known`: what each one reads
//! - `areas`: a folder per area of the API: handlers, rules, documents
//! - `problem`: how a failure looks on the wire
//! - `under_way`, `metrics` and `journal`: what is told of a request afterwards
//! - `control`: the control API; `scheduler`: what happens when a document's time comes; `seed`: the worlds
//! - `vault`: what all processes must share beside the world; `sweep`: what has expired; `upgrade`: earlier releases
//! - `moving`: a whole world as a file, and as a copy; `listing`: its accounts

pub mod account;
mod agenda;
mod areas;
mod bodies;
pub mod capabilities;
mod chance;
mod context;
pub mod control;
mod entropy;
mod etag;
mod events;
mod frame;
mod idempotency;
mod identity;
mod ids;
mod journal;
mod known;
pub mod limits;
pub mod listing;
mod metrics;
pub mod moving;
mod oauth;
mod problem;
mod records;
mod refusal;
mod route;
mod sandbox;
mod scheduler;
pub mod seed;
mod serve;
pub mod server;
pub mod settings;
mod shapes;
mod stack;
mod sweep;
mod transaction;
mod under_way;
mod upgrade;
mod vault;
pub mod wall;
pub mod world;

pub use backlot_store::{Place, Server};

pub use self::{
    oauth::{KeyError, SigningKey},
    sandbox::{Builder, Sandbox, StartError},
    serve::emulated,
    under_way::TraceParent,
    vault::VaultError,
};
