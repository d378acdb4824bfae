//! The journal: who called what, what was answered, and why.
//!
//! A bounded ring in memory; where several processes share a store, it holds what is yet to be handed over to the journal
//! of them all.
//!
//! It never holds a secret: neither headers nor bodies are kept, and query strings only of the API's operations, which
//! take no secrets there; parameters that are named like secrets all the same are masked.

use std::{
    borrow::Cow,
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use backlot_store::Store;
use http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use self::shared::Shared;
use crate::{
    ids::{Id, Ids},
    refusal::Failure,
    stack::Head,
    under_way::known,
};

mod shared;

/// How many calls are kept.
const KEPT: usize = 10_000;

/// How much of a path with its query, and of an explanation, is kept, in characters.
const LONGEST_TEXT: usize = 2_048;

/// What the names of secrets have in common.
const SECRETS: [&str; 5] = ["token", "secret", "password", "assertion", "authorization"];

/// One call.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row {
    /// Counts the calls since the sandbox started; where several processes share a store, those of them all.
    pub(crate) number: u64,
    /// When it came in, in real time.
    pub(crate) at: Timestamp,
    /// How long it took.
    pub(crate) microseconds: i64,
    pub(crate) method: Cow<'static, str>,
    /// Path and query as the client sent them.
    pub(crate) target: String,
    /// The name of the operation, if the path led to one.
    pub(crate) operation: Option<&'static str>,
    pub(crate) tenant: Option<Uuid>,
    pub(crate) app: Option<Uuid>,
    pub(crate) user: Option<Uuid>,
    pub(crate) request_id: Id,
    pub(crate) correlation_id: Id,
    pub(crate) status: u16,
    /// The error code of a refusal.
    pub(crate) code: Option<u32>,
    /// Which rule decided, what blocks, what to do next; or what a success deserves to be warned of.
    pub(crate) explanation: Option<String>,
}

/// The beginning of a text that may be as long as the caller likes.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST_TEXT { text.to_owned() } else { text.chars().take(LONGEST_TEXT).collect() }
}

impl Row {
    /// The row of a call that has just come in.
    pub(crate) fn new(head: &Head, ids: &Ids, wall: Timestamp) -> Self {
        Self {
            number: 0,
            at: wall,
            microseconds: 0,
            method: known(&head.method).map_or_else(|| shortened(head.method.as_str()).into(), Cow::Borrowed),
            target: shortened(head.uri.path()),
            operation: None,
            tenant: None,
            app: None,
            user: None,
            request_id: ids.request.clone(),
            correlation_id: ids.correlation.clone(),
            status: 0,
            code: None,
            explanation: None,
        }
    }

    /// The path led to this operation, whose query is worth keeping. Elsewhere a query may be anything, such as the
    /// secrets of a client that took the wrong path for the token endpoint's.
    pub(crate) fn led_to(&mut self, operation: &'static str, query: Option<&str>) {
        self.operation = Some(operation);
        if let Some(query) = query {
            self.target = shortened(&format!("{}?{}", self.target, masked(query)));
        }
    }

    /// Whether it changed nothing and says nothing but that it went well.
    fn is_plain_read(&self) -> bool {
        matches!(&*self.method, "GET" | "HEAD") && self.status < 400
    }

    /// Why it was refused, or what a success was warned of.
    pub(crate) fn explained(&mut self, code: Option<u32>, explanation: Option<&str>) {
        self.code = code;
        self.explanation = explanation.map(shortened);
    }
}

/// The query without the values of parameters that the API does not know and that are named like secrets.
fn masked(query: &str) -> String {
    let mask = |parameter: &str| match parameter.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}=***"),
        _ => parameter.to_owned(),
    };
    query.split('&').map(mask).collect::<Vec<_>>().join("&")
}

/// Whether a parameter's name says that its value is a secret. `continuationToken` is none.
fn is_secret(name: &str) -> bool {
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy().to_lowercase();
    !name.starts_with("continuation") && SECRETS.iter().any(|word| name.contains(word))
}

/// The last calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    ring: Mutex<Ring>,
    /// The journal of all processes that share the store, if others may.
    shared: Option<Shared>,
}

#[derive(Debug, Default)]
struct Ring {
    rows: VecDeque<Row>,
    recorded: u64,
    dropped: u64,
}

/// What the journal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figures {
    /// The calls since the sandbox started.
    pub(crate) recorded: u64,
    /// Those of them that made room for others.
    pub(crate) dropped: u64,
}

/// Which calls one wants to see.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) tenant: Option<Uuid>,
    pub(crate) operation: Option<String>,
    pub(crate) correlation_id: Option<String>,
    /// The lowest status; 400 shows what was refused.
    pub(crate) at_least: u16,
    /// Rows after this number.
    pub(crate) after: u64,
    pub(crate) limit: usize,
}

impl Wanted {
    fn matches(&self, row: &Row) -> bool {
        let same = |wanted: &str, found: Option<&str>| found.is_some_and(|found| found.eq_ignore_ascii_case(wanted));
        row.number > self.after
            && row.status >= self.at_least
            && self.tenant.is_none_or(|tenant| row.tenant == Some(tenant))
            && self.operation.as_deref().is_none_or(|operation| same(operation, row.operation))
            && self.correlation_id.as_deref().is_none_or(|id| row.correlation_id.is(id))
    }
}

impl Journal {
    /// The journal of a process that uses this store.
    pub(crate) fn of(store: &Store) -> Self {
        Self { ring: Mutex::default(), shared: store.journal().map(Shared::new) }
    }

    /// Records a call that was answered at the real time `wall`.
    pub(crate) fn record(&self, mut row: Row, status: StatusCode, wall: Timestamp) {
        row.status = status.as_u16();
        row.microseconds = wall.as_microsecond() - row.at.as_microsecond();
        let mut ring = self.ring();
        ring.recorded += 1;
        row.number = ring.recorded;
        if ring.rows.len() == KEPT {
            ring.rows.pop_front();
            ring.dropped += 1;
        }
        ring.rows.push_back(row);
    }

    /// The newest calls that are wanted, oldest first, and how many were recorded in all.
    pub(crate) async fn read(&self, wanted: &Wanted) -> Result<(Vec<Box<RawValue>>, u64), Failure> {
        if let Some(shared) = &self.shared {
            // Whoever asks here wants to see what was answered here.
            self.hand_over(shared).await?;
            return shared::read(shared, wanted).await;
        }
        let ring = self.ring();
        let rows = ring.rows.iter().rev().filter(|row| wanted.matches(row)).take(wanted.limit);
        let mut rows = rows.map(serde_json::value::to_raw_value).collect::<Result<Vec<_>, _>>().map_err(unread)?;
        rows.reverse();
        Ok((rows, ring.recorded))
    }

    /// What was counted so far.
    pub(crate) fn figures(&self) -> Figures {
        let ring = self.ring();
        Figures { recorded: ring.recorded, dropped: ring.dropped }
    }

    /// Forgets every call.
    pub(crate) async fn clear(&self) -> Result<(), Failure> {
        self.ring().rows.clear();
        match &self.shared {
            Some(shared) => Ok(shared.journal.forget().await?),
            None => Ok(()),
        }
    }

    /// Hands calls over to the journal of all processes, until it is dropped.
    pub(crate) async fn keep(&self) {
        let Some(shared) = &self.shared else { return std::future::pending().await };
        loop {
            tokio::time::sleep(shared::PACE).await;
            if let Err(failure) = self.hand_over(shared).await {
                tracing::debug!(?failure, "the journal could not be handed over, and waits");
            }
        }
    }

    /// Hands over what is left, at the end.
    pub(crate) async fn finish(&self) {
        if let Some(shared) = &self.shared
            && let Err(failure) = self.hand_over(shared).await
        {
            tracing::warn!(?failure, "the last calls are missing from the journal");
        }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        // Nothing panics while holding it.
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unread(error: serde_json::Error) -> Failure {
    Failure::Defect(format!("a row of the journal: {error}"))
}
