//! Which events there are, oldest first: of a customer, of an account, of all.

use std::{fmt, str::FromStr};

use backlot_store::{Listed, Range, Root, Set};
use bytes::Bytes;
use jiff::Timestamp;
use partner_center_model::ids::CustomerId;
use serde::{Deserialize, Deserializer, de};
use uuid::Uuid;

use super::record::{Event, EventOwn, EventRecord};
use crate::{areas::customers::CustomerRecord, records::Records, refusal::Failure};

/// The place of an event among all: by the world's time, by the real time where that stands still, and as they came in one
/// change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position(String);

impl Position {
    pub(super) fn of(event: &Event, own: &EventOwn) -> Self {
        let micros = |time: Timestamp| time.as_microsecond();
        Self(format!("{:020}.{:020}.{:010}", micros(event.time), micros(own.written), own.number))
    }

    /// The place right after an event: what a list goes on from.
    fn after(&self, id: &str) -> Self {
        Self(format!("{self}.{id}"))
    }

    fn range(&self) -> Option<backlot_store::Position> {
        let (sort, id) = self.0.rsplit_once('.')?;
        Some(backlot_store::Position::new(sort, id))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Position {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('.').collect();
        let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        match parts.as_slice() {
            [times @ .., id] if times.len() == 3 && times.iter().all(digits) && id.parse::<Uuid>().is_ok() => {
                Ok(Self(text.to_owned()))
            }
            _ => Err("no place among the events"),
        }
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Which events one asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Of these accounts.
    pub(crate) accounts: Vec<Uuid>,
    /// Of this customer alone.
    pub(crate) customer: Option<CustomerId>,
    /// Those that come after this place.
    pub(crate) after: Option<Position>,
    /// At most so many.
    pub(crate) limit: usize,
}

/// How many events of a set are read at a time, where many sets are looked at for few events.
const PART: usize = 20;

/// An event as it is stored, with the place from which a list goes on behind it.
type Found = (Position, Bytes);

/// The events that are asked for, the oldest first.
pub(crate) fn listed(records: &mut Records<'_, '_>, asked: &Asked) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for account in &asked.accounts {
        for (set, prefix) in sets(records, *account, asked.customer)? {
            add(records, &set, &prefix, asked, &mut found)?;
        }
    }
    Ok(found)
}

/// Adds those events of a set that belong to the first ones of all. No more of it is read, and no more is kept, however
/// many sets there are.
fn add(
    records: &mut Records<'_, '_>,
    set: &Set,
    prefix: &str,
    asked: &Asked,
    found: &mut Vec<Found>,
) -> Result<(), Failure> {
    let part = asked.limit.min(PART);
    let mut after = asked
        .after
        .as_ref()
        .and_then(Position::range)
        .map(|after| backlot_store::Position { sort: format!("{prefix}{}", after.sort), ..after });
    loop {
        let range = Range { after: after.take(), ..Range::first(part).prefix(prefix) };
        let listed = records.list(set, &range)?;
        after = listed.last().map(Listed::position);
        let read = listed.len();
        found.extend(listed.into_iter().map(|listed| {
            let sort = Position(listed.sort.strip_prefix(prefix).unwrap_or_default().to_owned());
            (sort.after(&listed.document.key.id), listed.document.body)
        }));
        let end = found.last().map(|(place, _)| place.clone());
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        found.truncate(asked.limit);
        let full = found.len() == asked.limit;
        if read < part || full && end.as_ref() >= found.last().map(|(place, _)| place) {
            return Ok(());
        }
    }
}

/// The sets in which the events of an account stand, each with what the sorts of those that are asked for begin with.
fn sets(
    records: &mut Records<'_, '_>,
    account: Uuid,
    customer: Option<CustomerId>,
) -> Result<Vec<(Set, String)>, Failure> {
    let root = Root::account(&account.to_string());
    if let Some(customer) = customer {
        let there = EventRecord::of_customer(&CustomerRecord::key(account, customer).root);
        let gone = EventRecord::of_gone_by_customer(&root);
        return Ok(vec![(there, String::new()), (gone, format!("{customer}/"))]);
    }
    let customers = records.tx().keys(&CustomerRecord::ever(account), &Range::all())?;
    let there = customers.into_iter().map(|(_, key)| EventRecord::of_customer(&key.root));
    Ok(there.chain([EventRecord::of_gone(&root)]).map(|set| (set, String::new())).collect())
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_place_reads_as_it_is_written_and_nothing_else_does() {
        let id = "6f9619ff-8b86-4011-b42d-00c04fc964ff";
        let place = format!("00001614600000000000.00001614600000000001.0000000002.{id}");
        assert_eq!(place.parse::<Position>().map(|read| read.to_string()), Ok(place.clone()));
        for other in ["", "x", id, &format!("1.2.{id}"), &format!("1.2.x.{id}"), "1.2.3.x", &format!("1.2.3.4.{id}")] {
            assert!(other.parse::<Position>().is_err(), "{other}");
        }
    }
}
