//! The incentive report: which sales are recorded for which indirect reseller, and which for none.

use std::collections::BTreeMap;

use backlot_store::Range;
use serde::Serialize;

use super::record::OrderRecord;
use crate::{
    account::{Account, AccountType},
    areas::{customers::CustomerRecord, subscriptions::SubscriptionRecord},
    records::Records,
    refusal::Failure,
};

/// The sales of an account, by the MPN id of the partner on record.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Incentives {
    /// A partner on record each.
    partners: Vec<Partner>,
    /// What an indirect provider sold without one, which may not count for anybody.
    without_partner: Sales,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Partner {
    mpn_id: String,
    orders: Vec<String>,
    subscriptions: Vec<String>,
}

/// Ids of orders and subscriptions.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Sales {
    orders: Vec<String>,
    subscriptions: Vec<String>,
}

/// Which sales of the account are recorded for whom; what was sold to a customer counts when it is removed, too.
///
/// Source: `create-an-order-for-a-customer-of-an-indirect-reseller`.
pub(crate) fn incentives(records: &mut Records<'_, '_>, account: &Account) -> Result<Incentives, Failure> {
    let mut by_partner: BTreeMap<Option<String>, Sales> = BTreeMap::new();
    for listed in records.list(&CustomerRecord::ever(account.tenant_id), &Range::all())? {
        let customer = listed.document.key.root;
        for order in records.all::<OrderRecord>(&OrderRecord::all(&customer))? {
            let lines = order.body.line_items.iter().zip(&order.own.lines);
            let partners = lines.map(|(line, bought)| (line.partner_id_on_record.clone(), bought));
            // Software and reservations earn nobody an incentive that could be missed.
            let recorded = partners.filter(|(partner, bought)| partner.is_some() || !bought.family.entitles());
            let mut partners: Vec<_> = recorded.map(|(partner, _)| partner).collect();
            partners.sort();
            partners.dedup();
            for partner in partners {
                by_partner.entry(partner).or_default().orders.extend(order.body.id.clone());
            }
        }
        for subscription in records.all::<SubscriptionRecord>(&SubscriptionRecord::all(&customer))? {
            let sales = by_partner.entry(subscription.body.partner_id).or_default();
            sales.subscriptions.extend(subscription.body.id);
        }
    }
    let without = by_partner.remove(&None).unwrap_or_default();
    let provider = account.account_type == AccountType::IndirectProvider;
    let named = by_partner.into_iter().filter_map(|(mpn_id, Sales { orders, subscriptions })| {
        Some(Partner { mpn_id: mpn_id?, orders, subscriptions })
    });
    Ok(Incentives { partners: named.collect(), without_partner: if provider { without } else { Sales::default() } })
}
