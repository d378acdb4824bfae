//! Customers: the account's customers, and the tie between the two.

mod record;

use partner_center_model::ids::CustomerId;

pub(crate) use self::record::CustomerRecord;
use crate::{account::Account, records::Records, refusal::Failure, serve::Handler};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    Vec::new()
}

/// Whether the customer is one of the account's now.
pub(crate) fn is_tied(records: &mut Records<'_, '_>, account: &Account, customer: CustomerId) -> Result<bool, Failure> {
    let key = CustomerRecord::key(account.tenant_id, customer);
    Ok(records.find::<CustomerRecord>(&key)?.is_some_and(|customer| customer.own.removed.is_none()))
}

/// The customer accepts the relationship that the partner asked for.
pub(crate) fn accept_relationship_request(
    _records: &mut Records<'_, '_>,
    _account: &Account,
    _customer: CustomerId,
) -> Result<(), Failure> {
    Err(Failure::NotEmulated)
}
