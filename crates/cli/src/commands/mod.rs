//! The commands, a file each.

pub(crate) mod accounts;
pub(crate) mod customer;
pub(crate) mod database;
pub(crate) mod serve;
pub(crate) mod session;
pub(crate) mod world;
