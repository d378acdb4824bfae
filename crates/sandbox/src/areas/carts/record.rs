//! A cart: the wire resource, and until when it is there.

use backlot_store::{Index, Key, Root};
use jiff::{SignedDuration, Timestamp};
use partner_center_model::{carts::Cart, ids::CartId};
use serde::{Deserialize, Serialize};

use crate::records::{Record, Stored};

/// How long a cart is there. Source: the times of `create-a-cart`.
const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// A cart.
#[derive(Debug, Clone)]
pub(crate) struct CartRecord;

/// What is kept beside the resource.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CartOwn {
    /// When it goes, in the world's time.
    pub(crate) expires: Timestamp,
    /// When it was checked out, in real time: who asks for it at that moment raced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ordered: Option<Timestamp>,
}

impl CartOwn {
    /// Of a cart that is made now.
    pub(super) fn new(now: Timestamp) -> Self {
        Self { expires: now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX), ordered: None }
    }
}

impl CartRecord {
    /// Where a cart stands, under its customer's root.
    pub(crate) fn key(customer: &Root, cart: &CartId) -> Key {
        Key::new(customer.clone(), Self::KIND, cart.folded().into_owned())
    }
}

impl Record for CartRecord {
    const KIND: &'static str = "cart";
    type Body = Cart;
    type Own = CartOwn;

    fn index(stored: &Stored<Self>) -> Index {
        Index { due: Some(stored.own.expires.as_microsecond()), ..Index::default() }
    }
}
