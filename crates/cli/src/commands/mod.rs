//! The commands, a file each.

pub(crate) mod accounts;
pub(crate) mod customer;
pub(crate) mod database;
pub(crate) mod entitlement;
pub(crate) mod generate;
pub(crate) mod login;
pub(crate) mod order;
pub(crate) mod profile;
pub(crate) mod relationship;
pub(crate) mod serve;
pub(crate) mod session;
pub(crate) mod subscription;
pub(crate) mod world;
