//! An event as it is kept.

use std::collections::BTreeMap;

use backlot_store::{Index, Key, Member, Root, Set};
use jiff::{SignedDuration, Timestamp};
use partner_center_model::ids::CustomerId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Actor, What, listing::Position};
use crate::records::{Record, Stored};

/// For how long an event is kept, in real time: audit records can be had for as many days.
///
/// Source: `get-a-record-of-partner-center-activity-by-user`.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// An event.
#[derive(Debug, Clone)]
pub(crate) struct EventRecord;

/// What happened, as the control API lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    /// The event's own id.
    pub(crate) id: Uuid,
    /// What happened.
    pub(crate) what: What,
    /// When, in the world's time.
    pub(crate) time: Timestamp,
    /// The tenant of the account.
    pub(crate) account_id: Uuid,
    /// The customer.
    pub(crate) customer_id: CustomerId,
    /// To what.
    pub(crate) resource: Resource,
    /// The webhook event that tells of it, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) webhook: Option<String>,
    /// The operation type of the audit record of it, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operation_type: Option<String>,
    /// Who of the account did it; nobody if time or somebody else did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<Actor>,
    /// A few words more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) details: BTreeMap<String, String>,
}

/// What something happened to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Resource {
    /// The resource type that audit records and webhooks call it by: `subscription`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Its id.
    pub(crate) id: String,
    /// Where it is read, as links in answers have it.
    pub(crate) uri: String,
}

impl Resource {
    /// A resource of this kind, at this path below its customer's.
    pub(crate) fn of(kind: &str, id: impl Into<String>, uri: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), id: id.into(), uri: uri.into() }
    }
}

/// What is kept beside it: what it is sorted by where the world's time stands still, and when it goes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EventOwn {
    /// When it was written, in real time.
    pub(crate) written: Timestamp,
    /// Counts the events of one change.
    pub(crate) number: u32,
}

impl EventRecord {
    /// Where an event stands: beneath its customer, or beneath the account if the customer is gone.
    pub(super) fn key(home: Root, id: Uuid) -> Key {
        Key::new(home, Self::KIND, id.to_string())
    }

    /// The events of a customer, oldest first. The account has no such set: every change beneath it would wait for every
    /// other one to count its event.
    pub(super) fn of_customer(customer: &Root) -> Set {
        Set::new(customer.clone(), "events")
    }

    /// The events of all customers of an account that are gone.
    pub(super) fn of_gone(account: &Root) -> Set {
        Set::new(account.clone(), "events-of-gone")
    }

    /// The events of customers of an account that are gone, by customer.
    pub(super) fn of_gone_by_customer(account: &Root) -> Set {
        Set::new(account.clone(), "events-of-gone-by-customer")
    }
}

impl Record for EventRecord {
    const KIND: &'static str = "event";
    type Body = Event;
    type Own = EventOwn;

    fn index(stored: &Stored<Self>) -> Index {
        let Stored { key, body, own, .. } = stored;
        let sort = Position::of(body, own).to_string();
        let sets = match key.root.above() {
            Some(_) => vec![Member::new(Self::of_customer(&key.root), sort)],
            None => vec![
                Member::new(Self::of_gone_by_customer(&key.root), format!("{}/{sort}", body.customer_id)),
                Member::new(Self::of_gone(&key.root), sort),
            ],
        };
        let expires = own.written.saturating_add(KEPT).ok().map(Timestamp::as_microsecond);
        Index { sets, expires, ..Index::default() }
    }
}
