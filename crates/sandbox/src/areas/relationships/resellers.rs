//! The indirect resellers of a customer.

use std::collections::BTreeSet;

use partner_center_model::{ids::CustomerId, subscriptions::SubscriptionStatus};
use uuid::Uuid;

use crate::{
    account::Account,
    areas::{
        customers::{CustomerOwn, CustomerRecord},
        orders::OrderRecord,
        subscriptions::SubscriptionRecord,
    },
    records::{self, Records},
    refusal::Failure,
};

/// The tenants of the resellers that a customer of the account belongs to or buys through: the one that it was created
/// for, and the partners on record of its subscriptions that are not deleted.
///
/// Source: `get-indirect-resellers-of-a-customer`; what makes a reseller the customer's is inferred.
pub(crate) fn resellers(
    records: &mut Records<'_, '_>,
    account: &Account,
    customer: CustomerId,
) -> Result<BTreeSet<Uuid>, Failure> {
    let mut resellers = BTreeSet::new();
    if let Some(document) = records.raw::<CustomerRecord>(&CustomerRecord::key(account.tenant_id, customer))? {
        resellers.extend(records::own::<CustomerRecord>(&document)?.reseller);
    }
    let root = OrderRecord::customer(account.tenant_id, customer);
    let mut on_record = BTreeSet::new();
    for subscription in records.all::<SubscriptionRecord>(&SubscriptionRecord::all(&root))? {
        if subscription.body.status != Some(SubscriptionStatus::Deleted) {
            on_record.extend(subscription.body.partner_id.filter(|mpn_id| !mpn_id.is_empty()));
        }
    }
    let scope = format!("mpn-id/{}", account.realm());
    for mpn_id in on_record {
        let Some(key) = records.holder(&scope, &mpn_id)? else { continue };
        resellers.extend(records.find::<Account>(&key)?.map(|reseller| reseller.body.tenant_id));
    }
    Ok(resellers)
}

/// Whether a customer of the account is one of this reseller's, as [`resellers`] has it.
pub(crate) fn belongs_to(
    records: &mut Records<'_, '_>,
    account: &Account,
    customer: CustomerId,
    own: &CustomerOwn,
    reseller: &Account,
) -> Result<bool, Failure> {
    if own.reseller == Some(reseller.tenant_id) {
        return Ok(true);
    }
    let Ok(mpn_id) = reseller.mpn_id.parse() else { return Ok(false) };
    let root = OrderRecord::customer(account.tenant_id, customer);
    let subscriptions = records.all::<SubscriptionRecord>(&SubscriptionRecord::of_partner(&root, &mpn_id))?;
    Ok(subscriptions.iter().any(|subscription| subscription.body.status != Some(SubscriptionStatus::Deleted)))
}
