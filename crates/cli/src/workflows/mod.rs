//! The documented procedures as library code: each reads what there is, plans, and carries the plan out.
//!
//! A plan is made by a pure function of what the service answered, and can be printed before anything is changed. Whoever
//! carries it out may be stopped at any point: run again, a procedure goes on from what the service says then. How fast it
//! goes is an argument ([`Limits`]), and whom it tells how far it has come, too ([`Reporter`]).

mod cancel;
pub(crate) mod creation;
pub(crate) mod customer;
pub(crate) mod delete;
mod failure;
mod limits;
pub(crate) mod order;
pub(crate) mod pending;
pub(crate) mod remove;
mod reporter;
pub(crate) mod reseller;
pub(crate) mod signer;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    cancel::{Cancellation, cancel, is_cancelled},
    failure::{Failure, Kind},
    limits::Limits,
    reporter::{Phase, Reporter, State},
};
