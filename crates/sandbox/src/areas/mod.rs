//! The areas of the API, a folder each, named as in the model.

pub(crate) mod customers;
pub(crate) mod domains;
pub(crate) mod entitlements;
pub(crate) mod market;
pub(crate) mod offers;
pub(crate) mod orders;
pub(crate) mod product;
pub(crate) mod relationships;
pub(crate) mod subscriptions;

use crate::serve::Handler;

/// Every handler there is.
pub(crate) fn handlers() -> Vec<Handler> {
    [
        customers::handlers(),
        domains::handlers(),
        entitlements::handlers(),
        offers::handlers(),
        orders::handlers(),
        relationships::handlers(),
        subscriptions::handlers(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
