//! Events: what happened to a customer and to what it has, each a document that is written with the change it tells of.
//!
//! Whoever changes something says so in the same transaction ([`Records::tell`]); a change that is undone has no event.
//! An event stands beneath its customer, whose lock the change holds anyhow, and outlives it ([`outlive`]): the record of
//! a partner's activity tells of deletions too, and whoever is told of changes should hear of the last ones. 90 days of
//! real time after it was written it is swept away, however far the clock was moved meanwhile.

mod listing;
mod record;
mod what;

use backlot_store::{Range, Root};
use partner_center_model::ids::CustomerId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use self::{
    listing::{Asked, Position, listed},
    record::{Event, EventOwn, EventRecord, Resource},
    what::What,
};
use crate::{
    records::{Record, Records, Stored},
    refusal::Failure,
};

/// A kind of document that events are about. Such a document stands beneath its customer.
pub(crate) trait Subject: Record {
    /// How an event names the document.
    fn resource(stored: &Stored<Self>) -> Resource;
}

/// Who of the account does what is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Actor {
    /// The application.
    pub(crate) application_id: Uuid,
    /// The person, if there is one behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_principal_name: Option<String>,
}

impl Records<'_, '_> {
    /// Writes down that this happened to a document, as it is now, with a few words more about it.
    pub(crate) fn tell<'d, R: Subject>(
        &mut self,
        what: What,
        about: &Stored<R>,
        details: impl IntoIterator<Item = (&'d str, String)>,
    ) -> Result<(), Failure> {
        let root = about.key.root.clone();
        self.tell_of(what, &root.clone(), root, R::resource(about), details)
    }

    /// As [`tell`](Self::tell), about a document of a customer whose root is gone: the event stands beneath the account.
    pub(crate) fn tell_of_gone<'d, R: Subject>(
        &mut self,
        what: What,
        about: &Stored<R>,
        details: impl IntoIterator<Item = (&'d str, String)>,
    ) -> Result<(), Failure> {
        let customer = about.key.root.clone();
        let account = customer.above().ok_or_else(|| strange(&customer))?;
        self.tell_of(what, &customer, account, R::resource(about), details)
    }

    fn tell_of<'d>(
        &mut self,
        what: What,
        customer: &Root,
        home: Root,
        resource: Resource,
        details: impl IntoIterator<Item = (&'d str, String)>,
    ) -> Result<(), Failure> {
        let (account_id, customer_id) = ids(customer)?;
        let number = self.told;
        self.told += 1;
        let id = self.chance.aside(&format!("event {number} of {customer}"), self.now);
        let event = Event {
            id,
            what,
            time: self.now,
            account_id,
            customer_id,
            resource,
            webhook: what.webhook().map(str::to_owned),
            // Audit records are of what somebody of the partner's did.
            operation_type: what.operation().filter(|_| self.actor.is_some()).map(str::to_owned),
            by: self.actor.clone(),
            details: details.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        };
        let own = EventOwn { written: self.wall, number };
        self.insert::<EventRecord>(EventRecord::key(home, id), event, own)?;
        Ok(())
    }
}

/// Takes the events of a customer out of its root, which is about to be dropped, and keeps them beneath the account,
/// which is held.
pub(crate) fn outlive(records: &mut Records<'_, '_>, customer: &Root) -> Result<(), Failure> {
    let account = customer.above().ok_or_else(|| strange(customer))?;
    for listed in records.list(&EventRecord::of_customer(customer), &Range::all())? {
        let event = crate::records::parse::<EventRecord>(&listed.document)?;
        records.delete(&event.key)?;
        records.insert::<EventRecord>(EventRecord::key(account.clone(), event.body.id), event.body, event.own)?;
    }
    Ok(())
}

/// The account and the customer whose root this is.
fn ids(customer: &Root) -> Result<(Uuid, CustomerId), Failure> {
    let mut ids = customer.as_str().split('/').skip(1).step_by(2);
    let account = ids.next().and_then(|id| id.parse().ok());
    let id = ids.next().and_then(|id| id.parse().ok());
    account.zip(id).ok_or_else(|| strange(customer))
}

fn strange(root: &Root) -> Failure {
    Failure::Defect(format!("{root} is no customer's"))
}
