//! The commands, a file each.

pub(crate) mod accounts;
pub(crate) mod database;
pub(crate) mod serve;
pub(crate) mod world;
