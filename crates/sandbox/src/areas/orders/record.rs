//! An order: the wire resource, and what each line of it bought.

use backlot_store::{Index, Key, Member, Root, Set};
use jiff::Timestamp;
use partner_center_model::{
    ids::{CustomerId, OrderId},
    orders::{Order, OrderLineItemStatus, OrderStatus},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    areas::{product::Family, when::When},
    etag,
    events::{Resource, Subject},
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
    /// What is still to happen to the order, each at its own time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) settling: Vec<Settling>,
    /// Orders sort by when they were placed.
    pub(crate) placed: Timestamp,
}

impl OrderOwn {
    /// Whether the order is still on its way to being fulfilled.
    pub(crate) fn being_provisioned(&self) -> bool {
        self.settling.iter().any(|settling| settling.to == Destination::Provisioned)
    }

    /// How far a line is provisioned.
    ///
    /// Source: `order-resources`.
    pub(crate) fn provisioned(&self, line: &Bought) -> OrderLineItemStatus {
        if line.cancelled {
            OrderLineItemStatus::Unfulfilled
        } else if self.being_provisioned() {
            OrderLineItemStatus::PrefulfillmentPending
        } else {
            OrderLineItemStatus::Fulfilled
        }
    }

    /// Whether reads bring the order to where it is going.
    pub(crate) fn waits_for_reads(&self) -> bool {
        self.settling.iter().any(|settling| matches!(settling.when, When::Reads(_)))
    }

    /// How the order stands: an order whose lines are all cancelled is, however they came to be so.
    pub(crate) fn status(&self) -> OrderStatus {
        if self.lines.iter().all(|line| line.cancelled) {
            OrderStatus::Cancelled
        } else if self.settling.is_empty() {
            OrderStatus::Completed
        } else {
            OrderStatus::Pending
        }
    }
}

/// What a line bought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bought {
    /// The family of the product.
    pub(crate) family: Family,
    /// Whether the line is cancelled; what it entitled to is gone then.
    pub(crate) cancelled: bool,
    /// When what it bought expires, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<Timestamp>,
    /// Whether it has expired; what it entitled to is gone then, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) expired: bool,
    /// The products that come with it, as `product` and `sku`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) included: Vec<Included>,
    /// What a reservation stands for in Azure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reserved: Option<Reserved>,
}

impl Bought {
    /// A line of this family, nothing more.
    #[cfg(test)]
    pub(crate) fn of(family: Family) -> Self {
        Self { family, cancelled: false, expires: None, expired: false, included: Vec::new(), reserved: None }
    }

    /// Whether what it bought is still there.
    pub(crate) fn is_open(&self) -> bool {
        !self.cancelled && !self.expired
    }
}

/// A product that comes with another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Included {
    /// The product.
    pub(crate) product: String,
    /// Its SKU.
    pub(crate) sku: String,
}

/// What a reservation stands for in Azure: the artifact of its entitlement, and the instances behind that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reserved {
    /// The group of the artifact.
    pub(crate) group: Uuid,
    /// The line of the artifact.
    pub(crate) line: Uuid,
    /// The artifact's resource id.
    pub(crate) resource: Uuid,
    /// The instances.
    pub(crate) instances: Vec<ReservedInstance>,
}

/// A reserved instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReservedInstance {
    /// The reservation's id.
    pub(crate) id: Uuid,
    /// What it is called.
    pub(crate) display_name: String,
    /// From when it holds.
    pub(crate) effective: Timestamp,
    /// Until when it holds.
    pub(crate) expires: Timestamp,
    /// The Azure subscription that alone benefits; none if all of the customer's do.
    pub(crate) subscription: Option<Uuid>,
    /// How many instances.
    pub(crate) quantity: i64,
}

/// Something that is still to happen to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Settling {
    /// Where the order is going.
    pub(crate) to: Destination,
    /// When it arrives there.
    pub(crate) when: When,
}

/// Where an order is going.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Destination {
    /// To being provisioned.
    Provisioned,
    /// To the lines at these places being cancelled.
    Cancelled(Vec<usize>),
}

impl Destination {
    /// The places of the lines that are to be cancelled.
    pub(crate) fn cancels(&self) -> &[usize] {
        match self {
            Self::Provisioned => &[],
            Self::Cancelled(places) => places,
        }
    }
}

impl OrderRecord {
    /// Where an order stands, under its customer's root.
    pub(crate) fn key(customer: &Root, order: &OrderId) -> Key {
        Key::new(customer.clone(), Self::KIND, order.folded().into_owned())
    }

    /// The root of a customer as an account sees it, for those who have no [`crate::context::Cx`].
    pub(crate) fn customer(account: Uuid, customer: CustomerId) -> Root {
        Root::customer(&account.to_string(), &customer.to_string())
    }

    /// The orders of a customer, oldest first.
    pub(crate) fn all(customer: &Root) -> Set {
        Set::new(customer.clone(), "orders")
    }
}

impl Subject for OrderRecord {
    fn resource(stored: &Stored<Self>) -> Resource {
        let Order { id, links, .. } = &stored.body;
        let link = links.as_ref().and_then(|links| links.self_link.as_ref());
        Resource::of("order", id.clone().unwrap_or_default(), link.map(|link| link.uri.clone()).unwrap_or_default())
    }
}

impl Record for OrderRecord {
    const KIND: &'static str = "order";
    type Body = Order;
    type Own = OrderOwn;

    fn index(stored: &Stored<Self>) -> Index {
        let sort = format!("{:020}", stored.own.placed.as_microsecond());
        let times = stored.own.settling.iter().filter_map(|settling| match settling.when {
            When::At(time) => Some(time),
            When::Reads(_) => None,
        });
        let expiries = stored.own.lines.iter().filter(|line| line.is_open()).filter_map(|line| line.expires);
        Index {
            sets: vec![Member::new(Self::all(&stored.key.root), sort)],
            due: times.chain(expiries).min().map(Timestamp::as_microsecond),
            ..Index::default()
        }
    }

    /// Orders from the catalogue show no etag.
    fn stamp(body: &mut Order, version: i64) {
        let Order { id: Some(id), alternate_id: None, attributes, .. } = body else { return };
        let etag = etag::of(id, version);
        attributes.get_or_insert_default().etag = Some(etag);
    }
}
