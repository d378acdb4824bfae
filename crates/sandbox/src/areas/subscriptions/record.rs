//! A subscription: the wire resource, and what bought it.

use backlot_store::{Index, Key, Member, Root, Set};
use jiff::Timestamp;
use partner_center_model::{
    ids::{MpnId, OfferId, SubscriptionId},
    subscriptions::{Subscription, SubscriptionStatus, SupportContact},
};
use serde::{Deserialize, Serialize};

use super::{due, later};
use crate::{
    areas::{product::Family, when::When},
    etag,
    events::{Resource, Subject},
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
    /// Subscriptions sort by when they were made.
    pub(crate) made: Timestamp,
    /// The number of the order's line that bought it.
    pub(crate) line_item_number: u32,
    /// Whether a marketplace subscription was activated; everything else is from the beginning.
    pub(crate) activated: bool,
    /// How many active Azure subscriptions an Azure plan has.
    #[serde(default)]
    pub(crate) azure_subscriptions: u32,
    /// Whether it was registered, so that reservations can be bought for it.
    #[serde(default)]
    pub(crate) registered: bool,
    /// When it is registered, if it is being.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) registering: Option<When>,
    /// When its licences are provided, if they are being.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) provisioning: Option<When>,
    /// Who supports the customer with it, if somebody was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) support: Option<SupportContact>,
    /// Where terms are counted from, if not from the start date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) term_anchor: Option<Timestamp>,
    /// The offer of the trial that it was before it was converted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) converted_from: Option<OfferId>,
}

impl Default for SubscriptionOwn {
    fn default() -> Self {
        Self {
            family: Family::License,
            made: Timestamp::UNIX_EPOCH,
            line_item_number: 0,
            activated: true,
            azure_subscriptions: 0,
            registered: false,
            registering: None,
            provisioning: None,
            support: None,
            term_anchor: None,
            converted_from: None,
        }
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

    /// Those that count to the quota: they are neither suspended nor deleted, nor has their last term ended.
    pub(crate) fn counted(customer: &Root) -> Set {
        Set::new(customer.clone(), "subscriptions-counted")
    }

    /// Those that were bought on top of one.
    pub(crate) fn add_ons(parent: &Stored<Self>) -> Set {
        Self::on_top_of(&parent.key.root, &parent.key.id)
    }

    fn on_top_of(customer: &Root, parent: &str) -> Set {
        Set::new(customer.clone(), format!("subscriptions-on-top-of/{parent}"))
    }

    /// Those with this partner on record.
    pub(crate) fn of_partner(customer: &Root, partner: &MpnId) -> Set {
        Set::new(customer.clone(), format!("subscriptions-of-partner/{}", partner.folded()))
    }

    /// The CSP Azure subscriptions of all customers of an account that count to its quota. Where there is one, whoever buys
    /// or reactivates one counts them first, and so holds the account.
    pub(crate) fn azure(account: &Root) -> Set {
        Set::new(account.clone(), "subscriptions-azure")
    }

    /// The Azure plans of all customers of an account; suspended ones are among them, deleted ones not.
    pub(crate) fn azure_plans(account: &Root) -> Set {
        Set::new(account.clone(), "subscriptions-azure-plans")
    }
}

impl Subject for SubscriptionRecord {
    fn resource(stored: &Stored<Self>) -> Resource {
        let link = stored.body.links.as_ref().and_then(|links| links.self_link.as_ref());
        Resource::of("subscription", &stored.key.id, link.map(|link| link.uri.clone()).unwrap_or_default())
    }
}

impl Record for SubscriptionRecord {
    const KIND: &'static str = "subscription";
    type Body = Subscription;
    type Own = SubscriptionOwn;

    fn index(stored: &Stored<Self>) -> Index {
        let Stored { body, own, key, .. } = stored;
        let customer = &key.root;
        let deleted = body.status == Some(SubscriptionStatus::Deleted);
        let rests = matches!(body.status, Some(SubscriptionStatus::Suspended | SubscriptionStatus::Expired));
        let mut sets = vec![Self::all(customer)];
        let counts = !deleted && !rests;
        if counts {
            sets.push(Self::counted(customer));
        }
        if let Some(partner) = body.partner_id.as_deref().and_then(|id| id.parse().ok()) {
            sets.push(Self::of_partner(customer, &partner));
        }
        let parent = body.parent_subscription_id.as_deref().and_then(|id| id.parse::<SubscriptionId>().ok());
        if let Some(parent) = parent {
            sets.push(Self::on_top_of(customer, &parent.to_string()));
        }
        let of_account = match own.family {
            Family::Azure if counts => Some(Self::azure as fn(&Root) -> Set),
            Family::AzurePlan if !deleted => Some(Self::azure_plans as fn(&Root) -> Set),
            _ => None,
        };
        if let Some(set) = of_account
            && let Some(account) = customer.above()
        {
            sets.push(set(&account));
        }
        let sort = format!("{:020}/{:010}", own.made.as_microsecond(), own.line_item_number);
        Index {
            sets: sets.into_iter().map(|set| Member::new(set, sort.clone())).collect(),
            due: [due::due(body, own), later::due(own)].into_iter().flatten().min().map(Timestamp::as_microsecond),
            ..Index::default()
        }
    }

    fn stamp(body: &mut Subscription, version: i64) {
        let etag = etag::of(body.id.as_deref().unwrap_or_default(), version);
        body.attributes.get_or_insert_default().etag = Some(etag);
    }
}
