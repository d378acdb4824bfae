//! The rules of orders: pure functions of documents, input and time.

pub(super) mod appending;
mod azure;
pub(super) mod billing;
pub(super) mod cancelling;
pub(super) mod items;
pub(super) mod lines;
pub(super) mod partner;
pub(super) mod placing;
