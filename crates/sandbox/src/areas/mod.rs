//! The areas of the API, a folder each, named as in the model.

pub(crate) mod customers;
pub(crate) mod domains;
pub(crate) mod entitlements;
pub(crate) mod filter;
pub(crate) mod market;
pub(crate) mod offers;
pub(crate) mod orders;
pub(crate) mod product;
pub(crate) mod relationships;
pub(crate) mod subscriptions;

use backlot_store::Key;

use crate::{
    records::{Record, Records},
    refusal::Failure,
    serve::Handler,
};

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

/// What is done with a document whose time has come.
pub(crate) type Settle = fn(&mut Records<'_, '_>, &Key) -> Result<(), Failure>;

/// What is done with a document of this kind when its time has come.
pub(crate) fn due(kind: &str) -> Option<Settle> {
    (kind == orders::OrderRecord::KIND).then_some(orders::settle as Settle)
}
