//! A customer accepts the relationship that a partner asked for.

use partner_center_model::{errors, ids::CustomerId};

use super::{
    record::{CustomerOwn, CustomerRecord},
    resource,
    tenant::TenantRecord,
};
use crate::{
    account::Account,
    capabilities::{self, Capability},
    events::What,
    records::Records,
    refusal::{Failure, Refusal},
};

/// What became of an accepted request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// The account has a new customer.
    Related,
    /// The account has a customer again that it was removed from, with its profiles, orders and subscriptions.
    Restored,
    /// It was a customer of the account's already.
    Unchanged,
}

/// The customer accepts: from now on it is a customer of the account's. Any production tenant of the world may accept.
///
/// Source: `request-reseller-relationship`, `remove-a-reseller-relationship-with-a-customer`.
pub(crate) fn accept_relationship_request(
    records: &mut Records<'_, '_>,
    account: &Account,
    customer: CustomerId,
) -> Result<Accepted, Failure> {
    capabilities::need(Capability::RequestRelationships, account)?;
    let unknown = || {
        Refusal::new(errors::TENANT_NOT_FOUND)
            .explain(format!("No production tenant {customer} is known in the cloud {}.", account.cloud.as_str()))
    };
    let mut tenant = TenantRecord::known_to(records, account, customer)?.ok_or_else(unknown)?;
    TenantRecord::tie(records, &mut tenant, account.tenant_id)?;

    let key = CustomerRecord::key(account.tenant_id, customer);
    match records.find::<CustomerRecord>(&key)? {
        Some(tied) if tied.own.removed.is_none() => Ok(Accepted::Unchanged),
        Some(mut removed) => {
            removed.own.removed = None;
            records.save(&mut removed)?;
            records.tell(What::CustomerAccepted, &removed, [])?;
            Ok(Accepted::Restored)
        }
        None => {
            let billing = tenant.body.billing.clone();
            let body = resource::customer(&tenant.body, billing, None, &mut records.chance);
            let customer = records.insert_chosen::<CustomerRecord>(key, body, CustomerOwn::default())?;
            records.tell(What::CustomerAccepted, &customer, [])?;
            Ok(Accepted::Related)
        }
    }
}
