//! Products: what can be bought beside licence-based offers.

#[expect(dead_code, reason = "what carts buy is decided by its parts")]
pub(crate) mod catalogue;
