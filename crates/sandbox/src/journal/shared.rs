//! The journal of many processes: each hands its calls over in batches, off the way of its requests.

use std::{collections::VecDeque, time::Duration};

use backlot_store::journal::{Entry, Wanted as Question};
use serde_json::value::RawValue;

use super::{Journal, Row, Wanted};
use crate::{records, refusal::Failure};

/// How often what was recorded is handed over: others see a call after this at the latest, if the database is well.
pub(super) const PACE: Duration = Duration::from_millis(250);

/// How many calls are handed over at once. Of more than these, reads that went well are dropped: the database would be as
/// busy with writing them down as with answering them, and the journal of all forgets them within seconds anyway.
const BATCH: usize = 1000;

/// The journal that this process's calls are handed over to, one batch at a time.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) journal: backlot_store::Journal,
    /// Held while a batch is on its way, so that calls arrive in the order in which they were recorded.
    turn: tokio::sync::Mutex<()>,
}

impl Shared {
    pub(super) fn new(journal: backlot_store::Journal) -> Self {
        Self { journal, turn: tokio::sync::Mutex::default() }
    }
}

impl Journal {
    /// Hands over what was recorded. What cannot be, for want of the database, stays for the next time.
    pub(super) async fn hand_over(&self, shared: &Shared) -> Result<(), Failure> {
        let _turn = shared.turn.lock().await;
        // What comes meanwhile waits for the next time: otherwise there would be no end to it where calls come fast enough.
        let until = {
            let mut ring = self.ring();
            ring.dropped += thin_out(&mut ring.rows, BATCH);
            ring.recorded
        };
        loop {
            let recorded = |row: &&Row| row.number <= until;
            let batch: Vec<Row> = self.ring().rows.iter().take_while(recorded).take(BATCH).cloned().collect();
            let Some(last) = batch.last().map(|row| row.number) else { return Ok(()) };
            shared.journal.record(&batch.iter().map(entry).collect::<Result<Vec<_>, _>>()?).await?;
            // Some may have made room for newer ones meanwhile.
            let mut ring = self.ring();
            while ring.rows.front().is_some_and(|row| row.number <= last) {
                ring.rows.pop_front();
            }
        }
    }
}

/// Drops the oldest of the reads that went well, until no more than `most` calls are left or none of those is; says how many.
fn thin_out(rows: &mut VecDeque<Row>, most: usize) -> u64 {
    let excess = rows.len().saturating_sub(most);
    let mut dropped = 0;
    rows.retain(|row| {
        let goes = dropped < excess && row.is_plain_read();
        dropped += usize::from(goes);
        !goes
    });
    dropped as u64
}

/// The newest calls of all processes that are wanted, oldest first, and how many were recorded in all.
pub(super) async fn read(shared: &Shared, wanted: &Wanted) -> Result<(Vec<Box<RawValue>>, u64), Failure> {
    let question = Question {
        tenant: wanted.tenant.map(|tenant| tenant.to_string()),
        operation: wanted.operation.clone(),
        correlation: wanted.correlation_id.clone(),
        at_least: wanted.at_least,
        after: wanted.after,
        limit: wanted.limit,
    };
    let recorded = shared.journal.read(&question).await?;
    let rows = recorded.entries.iter().map(|(number, text)| numbered(*number, text)).collect::<Result<_, _>>()?;
    Ok((rows, recorded.count))
}

fn entry(row: &Row) -> Result<Entry, Failure> {
    Ok(Entry {
        tenant: row.tenant.map(|tenant| tenant.to_string()),
        operation: row.operation.map(str::to_owned),
        // PostgreSQL keeps no NUL in text.
        correlation: row.correlation_id.to_string().replace('\0', ""),
        status: row.status,
        text: records::encode(row)?,
    })
}

/// The row with the number that the journal of all gave it.
fn numbered(number: u64, text: &[u8]) -> Result<Box<RawValue>, Failure> {
    let unread = |error: serde_json::Error| Failure::Defect(format!("row {number} of the journal: {error}"));
    let mut row: serde_json::Map<_, _> = serde_json::from_slice(text).map_err(unread)?;
    row.insert("number".to_owned(), number.into());
    serde_json::value::to_raw_value(&row).map_err(unread)
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use http::Request;
    use jiff::Timestamp;

    use super::thin_out;
    use crate::{ids::Ids, journal::Row};

    fn row(number: u64, method: &str, status: u16) -> Row {
        let (head, ()) = Request::builder().method(method).uri("/v1/customers").body(()).unwrap().into_parts();
        Row { number, status, ..Row::new(&head, &Ids::of(&head.headers), Timestamp::UNIX_EPOCH) }
    }

    fn thinned(most: usize) -> (Vec<u64>, u64) {
        let calls = [("GET", 200), ("POST", 201), ("GET", 404), ("HEAD", 200), ("GET", 200), ("PATCH", 400)];
        let mut rows: VecDeque<Row> =
            (1..).zip(calls).map(|(number, (method, status))| row(number, method, status)).collect();
        let dropped = thin_out(&mut rows, most);
        (rows.iter().map(|row| row.number).collect(), dropped)
    }

    #[test]
    fn reads_that_went_well_make_room_the_oldest_first_and_nothing_else_does() {
        assert_eq!(thinned(6), (vec![1, 2, 3, 4, 5, 6], 0));
        assert_eq!(thinned(4), (vec![2, 3, 5, 6], 2));
        assert_eq!(thinned(1), (vec![2, 3, 6], 3));
    }
}
