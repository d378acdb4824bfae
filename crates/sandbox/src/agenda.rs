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
