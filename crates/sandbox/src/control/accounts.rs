//! The accounts of the world, what they have used of their quotas, and what counts for whose incentives.

use backlot_store::{Plan, Range, Root};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, account, encode};
use crate::{
    account::{Account, accounts},
    areas::{customers::CustomerRecord, orders, subscriptions::SubscriptionRecord},
    listing::Listing,
    records,
    sandbox::Inner,
};

/// Every account, as `backlot accounts --json` prints it.
pub(super) async fn list(inner: &Inner) -> Answer {
    let accounts = inner.look(Plan::new().lists(), |records, _| records.all::<Account>(&accounts())).await?;
    encode(&accounts.into_iter().map(|account| Listing::from(account.body)).collect::<Vec<_>>())
}

/// What a sandbox account has used of its quotas; a production account has none.
pub(super) async fn quota(inner: &Inner, tenant: Uuid) -> Answer {
    let report = inner.look(Plan::new().lists(), move |records, _| {
        let account = account(records, tenant)?.body;
        let Some(quotas) = account.quotas.clone() else {
            return Ok(json!({ "account": account.name, "environment": account.environment, "quotas": null }));
        };
        let customers = CustomerRecord::all(tenant);
        let used = records.count(&customers)?;
        let mut each = Vec::new();
        for listed in records.list(&customers, &Range::all())? {
            let customer = records::parse::<CustomerRecord>(&listed.document)?;
            let root: &Root = &customer.key.root;
            each.push(json!({
                "customerId": customer.key.id,
                "subscriptions": records.count(&SubscriptionRecord::counted(root))?,
                "reservations": orders::reserved_instances(records, root)?,
            }));
        }
        Ok(json!({
            "account": account.name,
            "environment": account.environment,
            "quotas": quotas,
            "used": { "customers": used, "byCustomer": each },
        }))
    });
    encode(&report.await?)
}

/// Which sales are recorded for which indirect reseller, and which for none.
pub(super) async fn incentives(inner: &Inner, tenant: Uuid) -> Answer {
    let report = inner.look(Plan::new().lists(), move |records, _| {
        let account = account(records, tenant)?.body;
        orders::incentives(records, &account)
    });
    encode(&report.await?)
}
