//! The journal of many processes: each hands its calls over in batches, off the way of its requests.

use std::time::Duration;

use backlot_store::journal::{Entry, Wanted as Question};
use serde_json::value::RawValue;

use super::{Journal, Row, Wanted};
use crate::{records, refusal::Failure};

/// How often what was recorded is handed over: others see a call after this at the latest, if the database is well.
pub(super) const PACE: Duration = Duration::from_millis(250);

/// How many calls are handed over at once.
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
        loop {
            let batch: Vec<Row> = self.ring().rows.iter().take(BATCH).cloned().collect();
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
        correlation: row.correlation_id.replace('\0', ""),
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
