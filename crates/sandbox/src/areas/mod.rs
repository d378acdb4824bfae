//! The areas of the API, a folder each, named as in the model.

pub(crate) mod customers;

use crate::serve::Handler;

/// Every handler there is.
pub(crate) fn handlers() -> Vec<Handler> {
    [customers::handlers()].into_iter().flatten().collect()
}
