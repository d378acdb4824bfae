//! Customers over the wire: made, listed, read, deleted, removed, invited.

mod blockers;
mod create;
mod list;
mod profiles;
mod removal;
mod tying;
