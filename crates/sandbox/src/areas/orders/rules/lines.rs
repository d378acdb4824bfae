//! How many lines an order has.

use partner_center_model::errors;

use crate::refusal::Refusal;

/// The most lines that an order may have. No page names a number; this one bounds what a single call can ask for.
pub(in crate::areas::orders) const MOST: usize = 200;

/// Whether an order may have this many lines.
///
/// Source: `error-codes`; the number is inferred.
pub(crate) fn fit(count: usize) -> Result<(), Refusal> {
    if count <= MOST {
        return Ok(());
    }
    Err(Refusal::new(errors::INVALID_INPUT)
        .about(format!("lineItems: {count} lines, of {MOST} at most"))
        .explain(format!("An order has {MOST} lines at most: place several orders.")))
}
