//! What is due, settled in time order, several documents in one transaction.

use std::collections::BTreeSet;

use backlot_store::Key;
use jiff::Timestamp;

use crate::{areas, records::Records, refusal::Failure};

/// How many documents are settled in one transaction at most. Whoever settles holds the world alone, so that everybody
/// waits meanwhile; with one document in each, most of the time would go to commits.
const AT_ONCE: usize = 64;

/// What is due up to some moment, as it is known without asking the store again after each document.
struct Agenda {
    items: BTreeSet<(i64, Key)>,
    /// Up to where the items are all that there are.
    until: (i64, Option<Key>),
}

impl Agenda {
    /// What is due first at or before `until`, without the documents that are to be left alone.
    fn read(records: &mut Records<'_, '_>, until: Timestamp, skipped: &[Key]) -> Result<Self, Failure> {
        let asked = AT_ONCE + skipped.len();
        let due = records.due(until, asked)?;
        let last = due.last().filter(|_| due.len() == asked).cloned();
        let until = last.map_or((until.as_microsecond(), None), |(at, key)| (at, Some(key)));
        let items = due.into_iter().filter(|(_, key)| !skipped.contains(key)).collect();
        Ok(Self { items, until })
    }

    /// Takes over when a document that was written is due from now on.
    fn change(&mut self, key: &Key, due: Option<i64>) {
        self.items.retain(|(_, known)| known != key);
        let Some(at) = due else { return };
        let known = match &self.until {
            (until, None) => at <= *until,
            (until, Some(last)) => (at, key) <= (*until, last),
        };
        if known {
            self.items.insert((at, key.clone()));
        }
    }
}

/// The first document that is due at or before `until`, and when.
pub(crate) fn first_due(
    records: &mut Records<'_, '_>,
    until: Timestamp,
    skipped: &[Key],
) -> Result<Option<(i64, Key)>, Failure> {
    let due = records.due(until, skipped.len() + 1)?;
    Ok(due.into_iter().find(|(_, key)| !skipped.contains(key)))
}

/// Settles the documents that are due first at or before `until`, each at its own time, in the order of (time, key) that
/// they have after each other one; says at which time the last of them was. If one cannot be settled, nobody keeps what
/// became of the others.
pub(crate) fn settle(
    records: &mut Records<'_, '_>,
    until: Timestamp,
    skipped: &[Key],
) -> Result<Option<Timestamp>, Failure> {
    let mut agenda = Agenda::read(records, until, skipped)?;
    let mut last = None;
    for _ in 0..AT_ONCE {
        let Some((at, key)) = agenda.items.pop_first() else { break };
        last = last.max(Some(settle_one(records, at, &key, &mut agenda, skipped)?));
    }
    Ok(last)
}

fn settle_one(
    records: &mut Records<'_, '_>,
    at: i64,
    key: &Key,
    agenda: &mut Agenda,
    skipped: &[Key],
) -> Result<Timestamp, Failure> {
    let unsettled = |why: &str| Failure::Unsettled { key: key.clone(), why: why.to_owned() };
    let settle = areas::due(&key.kind).ok_or_else(|| unsettled("nobody knows what to do"))?;
    records.now = Timestamp::from_microsecond(at).map_err(|_| unsettled("it is due at no time"))?;
    // The same comes of it however the clock got there.
    records.chance = records.chance.of(format!("due {at} {key}"));
    records.told = 0;
    records.written = Some(Vec::new());
    settle(records, key).map_err(|failure| match failure {
        // What the store could not do is no document's fault.
        Failure::Store(_) => failure,
        failure => unsettled(&format!("{failure:?}")),
    })?;
    let written = records.written.take().unwrap_or_default();
    let now = written.iter().rev().find(|(written, _)| written == key);
    if now.is_none_or(|(_, due)| *due == Some(at)) {
        return Err(unsettled("it still is due after it was settled"));
    }
    for (written, due) in written.iter().filter(|(written, _)| !skipped.contains(written)) {
        agenda.change(written, *due);
    }
    Ok(records.now)
}

#[cfg(test)]
mod tests {
    use backlot_store::{Decision, Document, Expect, Index, Key, Options, Root, Store};
    use jiff::{SignedDuration, Timestamp};
    use partner_center_model::orders::{Order, OrderStatus};

    use super::{AT_ONCE, settle};
    use crate::{
        areas::orders::{Bought, OrderOwn, OrderRecord},
        areas::product::Family,
        records::Records,
        refusal::Failure,
    };

    const NOON: Timestamp = Timestamp::constant(1_614_600_000, 0);

    fn customer() -> Root {
        Root::customer("a0000000-0000-4000-8000-000000000001", "d0000000-0000-4000-8000-000000000001")
    }

    fn key(number: usize) -> Key {
        OrderRecord::key(&customer(), &format!("f0000000-0000-4000-8000-{number:012}").parse().unwrap())
    }

    /// Does this in a transaction, which is kept if it goes well.
    fn write<T: Send + 'static>(
        store: &Store,
        act: impl Fn(&mut Records<'_, '_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let written = store.write_blocking(Root::world(), move |tx| {
            Ok(match act(&mut Records::timeless(tx, true)) {
                Ok(value) => Decision::Commit(Ok(value)),
                Err(failure) => Decision::Rollback(Err(failure)),
            })
        });
        written.unwrap()
    }

    /// An order whose line ends then.
    fn ends(records: &mut Records<'_, '_>, number: usize, at: Timestamp) -> Result<(), Failure> {
        let line = Bought { expires: Some(at), ..Bought::of(Family::Reservation) };
        let own = OrderOwn { lines: vec![line], ..OrderOwn::default() };
        let body = Order { id: Some(key(number).id), status: Some(OrderStatus::Completed), ..Order::default() };
        records.insert::<OrderRecord>(key(number), body, own).map(drop)
    }

    #[test]
    fn what_cannot_be_settled_stops_nothing_behind_it() {
        let store = Store::open(Options::temporary()).unwrap();
        let riddle = Key::new(customer(), "riddle", "r");
        let second = SignedDuration::from_secs(1);
        let unknown = riddle.clone();
        write(&store, move |records| {
            ends(records, 1, NOON)?;
            let document = Document { version: 1, ..Document::new(unknown.clone(), "{}") };
            let index = Index { due: Some((NOON + second).as_microsecond()), ..Index::default() };
            records.tx().put(&document, &index, Expect::Absent)?;
            ends(records, 2, NOON + second * 2)
        })
        .unwrap();
        let failure = write(&store, move |records| settle(records, NOON + second * 2, &[])).unwrap_err();
        assert!(matches!(&failure, Failure::Unsettled { key, .. } if *key == riddle), "{failure:?}");
        let settled = write(&store, move |records| {
            let mut expired = |number| {
                let order = records.find::<OrderRecord>(&key(number))?;
                Ok::<_, Failure>(order.is_some_and(|order| order.own.lines[0].expired))
            };
            assert_eq!([expired(1)?, expired(2)?], [false; 2], "what was done beside it is undone");
            let leave = std::slice::from_ref(&riddle);
            assert_eq!(settle(records, NOON + second, leave)?, Some(NOON));
            assert_eq!(settle(records, NOON + second * 2, leave)?, Some(NOON + second * 2));
            settle(records, NOON + second * 2, leave)
        });
        assert_eq!(settled.unwrap(), None);
    }

    #[test]
    fn no_more_is_settled_at_once_than_others_can_wait_for() {
        let store = Store::open(Options::temporary()).unwrap();
        let micros = |number: usize| SignedDuration::from_micros(i64::try_from(number).unwrap());
        write(&store, move |records| {
            (0..AT_ONCE + 2).try_for_each(|number| ends(records, number, NOON + micros(number)))
        })
        .unwrap();
        for (until, last) in [(1000, AT_ONCE - 1), (AT_ONCE, AT_ONCE), (1000, AT_ONCE + 1)] {
            let settled = write(&store, move |records| settle(records, NOON + micros(until), &[]));
            assert_eq!(settled.unwrap(), Some(NOON + micros(last)));
        }
    }
}
