//! An order: the wire resource, and what each line of it bought.

use backlot_store::{Index, Key, Member, Root, Set};
use jiff::Timestamp;
use partner_center_model::{
    ids::{CustomerId, OrderId},
    orders::Order,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    areas::product::Family,
    records::{Record, Stored},
};

/// An order.
#[derive(Debug, Clone)]
pub(crate) struct OrderRecord;

/// What is kept beside the resource.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrderOwn {
    /// What each line bought, in the order of the lines.
    pub(crate) lines: Vec<Bought>,
    /// What is still to happen to the order.
    pub(crate) settling: Option<Settling>,
    /// Orders sort by when they were placed, then as they were placed within one instant.
    pub(crate) placed: Timestamp,
}

/// What a line bought.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bought {
    /// The family of the product.
    pub(crate) family: Family,
    /// Whether the line was cancelled; its entitlements are gone then.
    pub(crate) cancelled: bool,
    /// The reserved instances of a reservation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) reservations: Vec<ReservedInstance>,
}

/// A reserved instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReservedInstance {
    /// The artifact's resource id.
    pub(crate) id: Uuid,
    /// What it is called.
    pub(crate) display_name: String,
    /// From when it holds.
    pub(crate) effective: Timestamp,
    /// Until when it holds.
    pub(crate) expires: Timestamp,
    /// The Azure subscription that it was bought for.
    pub(crate) subscription: Option<Uuid>,
    /// `shared` or `single`.
    pub(crate) scope: String,
    /// How many instances.
    pub(crate) quantity: u32,
}

/// A status that an order is on its way to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Settling {
    /// Where it is going.
    pub(crate) to: Destination,
    /// After how many more reads of this order it arrives, if reads bring it there.
    pub(crate) reads_left: Option<u32>,
    /// When it arrives, if the world's clock brings it there.
    pub(crate) at: Option<Timestamp>,
}

/// Where an order is going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Destination {
    /// To `completed`: it is being provisioned.
    Completed,
    /// To `cancelled`, with every line, or to `completed` with the lines that are marked cancelled at quantity 0.
    Cancelled,
}

impl OrderRecord {
    /// Where an order stands, under its customer's root.
    pub(crate) fn key(customer: &Root, order: &OrderId) -> Key {
        Key::new(customer.clone(), Self::KIND, order.as_str())
    }

    /// The orders of a customer, oldest first.
    pub(crate) fn all(customer: &Root) -> Set {
        Set::new(customer.clone(), "orders")
    }

    /// The root of a customer as an account sees it, for those who have no [`crate::context::Cx`].
    pub(crate) fn customer(account: Uuid, customer: CustomerId) -> Root {
        Root::customer(&account.to_string(), &customer.to_string())
    }
}

impl Record for OrderRecord {
    const KIND: &'static str = "order";
    type Body = Order;
    type Own = OrderOwn;

    fn index(stored: &Stored<Self>) -> Index {
        let sort = format!("{:020}", stored.own.placed.as_microsecond());
        Index {
            sets: vec![Member::new(Self::all(&stored.key.root), sort)],
            unique: Vec::new(),
            due: stored.own.settling.as_ref().and_then(|settling| settling.at).map(Timestamp::as_microsecond),
        }
    }
}
