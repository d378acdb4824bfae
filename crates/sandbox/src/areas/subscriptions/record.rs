//! A subscription: the wire resource, and what bought it.

use backlot_store::{Index, Key, Member, Root, Set};
use jiff::Timestamp;
use partner_center_model::{ids::SubscriptionId, subscriptions::Subscription};
use serde::{Deserialize, Serialize};

use crate::{
    areas::product::Family,
    records::{Record, Stored},
};

/// A subscription.
#[derive(Debug, Clone)]
pub(crate) struct SubscriptionRecord;

/// What is kept beside the resource.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubscriptionOwn {
    /// The family of the product.
    pub(crate) family: Family,
    /// Whether it counts to the customer's quota: it is neither suspended nor deleted.
    pub(crate) counts: bool,
    /// Subscriptions sort by when they were made.
    pub(crate) made: Timestamp,
    /// The number of the order's line that bought it.
    pub(crate) line_item_number: u32,
}

impl Default for SubscriptionOwn {
    fn default() -> Self {
        Self { family: Family::License, counts: true, made: Timestamp::UNIX_EPOCH, line_item_number: 0 }
    }
}

impl SubscriptionRecord {
    /// Where a subscription stands, under its customer's root.
    pub(crate) fn key(customer: &Root, subscription: SubscriptionId) -> Key {
        Key::new(customer.clone(), Self::KIND, subscription.to_string())
    }

    /// The subscriptions of a customer, oldest first.
    pub(crate) fn all(customer: &Root) -> Set {
        Set::new(customer.clone(), "subscriptions")
    }

    /// Those that count to the quota.
    pub(crate) fn counted(customer: &Root) -> Set {
        Set::new(customer.clone(), "subscriptions-counted")
    }
}

impl Record for SubscriptionRecord {
    const KIND: &'static str = "subscription";
    type Body = Subscription;
    type Own = SubscriptionOwn;

    fn index(stored: &Stored<Self>) -> Index {
        let sort = format!("{:020}", stored.own.made.as_microsecond());
        let customer = &stored.key.root;
        let mut sets = vec![Member::new(Self::all(customer), sort.clone())];
        if stored.own.counts {
            sets.push(Member::new(Self::counted(customer), sort));
        }
        Index { sets, ..Index::default() }
    }
}
