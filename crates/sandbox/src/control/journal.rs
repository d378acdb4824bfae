//! The journal, newest calls last.

use partner_center_model::read;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Answer, ControlError, encode};
use crate::{journal::Wanted, sandbox::Inner};

/// How many calls are shown where the query does not say, and at most.
const SHOWN: (usize, usize) = (100, 10_000);

/// Which calls one wants to see.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    tenant_id: Option<Uuid>,
    operation: Option<String>,
    correlation_id: Option<String>,
    at_least: Option<u16>,
    after: Option<u64>,
    limit: Option<usize>,
}

/// The calls that the query asks for.
pub(super) async fn read(inner: &Inner, query: &str) -> Answer {
    let unread = |error: read::ReadError| ControlError::bad_request(format!("the query does not read: {error}"));
    let query: Query = read::from_pairs(read::query(query).map_err(unread)?).map_err(unread)?.value;
    let wanted = Wanted {
        tenant: query.tenant_id,
        operation: query.operation,
        correlation_id: query.correlation_id,
        at_least: query.at_least.unwrap_or_default(),
        after: query.after.unwrap_or_default(),
        limit: query.limit.unwrap_or(SHOWN.0).min(SHOWN.1),
    };
    let (rows, recorded) = inner.journal.read(&wanted).await?;
    encode(&json!({ "recorded": recorded, "rows": rows }))
}
