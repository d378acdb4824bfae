//! The same request answered twice does its work once.
//!
//! A request is the same if account, principal, method, path, `MS-RequestId` and body are the same; another body under
//! the same id is another request, because clients and the pages reuse ids. Answers are kept for 24 hours of real time,
//! each in a root of its own below the account: a repeated DELETE finds its own, equal requests wait for one another
//! wherever they come in, and others do not. Refusals are not kept, be they within an
//! answer: they are judged again.

use aws_lc_rs::digest;
use backlot_store::{Index, Key, Root};
use bytes::Bytes;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use partner_center_model::{
    ids::CustomerId,
    operation::{OperationInfo, Root as Changes},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    records::{Record, Records, Stored},
    refusal::Failure,
    serve::{Finished, RawCall},
};

/// For how long an answer is kept, in real time.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// An answer that was given.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Reply {
    status: u16,
    body: Option<String>,
    location: Option<String>,
    explanation: Option<String>,
    given: Timestamp,
}

impl Record for Reply {
    const KIND: &'static str = "reply";
    type Body = Reply;
    type Own = ();

    fn index(stored: &Stored<Self>) -> Index {
        let expires = stored.body.given.saturating_add(KEPT).unwrap_or(Timestamp::MAX);
        Index { expires: Some(expires.as_microsecond()), ..Index::default() }
    }
}

/// Where the answer to a call is kept; none for a read, and for a call whose sender did not name it.
pub(crate) fn place(info: &OperationInfo, call: &RawCall) -> Option<Key> {
    if info.root == Changes::Nothing {
        return None;
    }
    Some(kept_at(call.identity.tenant, &key(info, call, call.request_id.as_deref()?)))
}

/// Where the answer to a request of this account stands.
pub(crate) fn kept_at(account: Uuid, key: &str) -> Key {
    Key::new(Root::request(&account.to_string(), key), Reply::KIND, key)
}

/// What tells this request from every other one.
fn key(info: &OperationInfo, call: &RawCall, request_id: &str) -> String {
    let mut hash = digest::Context::new(&digest::SHA256);
    let identity = &call.identity;
    let user = identity.user.map(|user| user.to_string()).unwrap_or_default();
    let values: Vec<String> = call.parameters.iter().map(|(_, value)| canonical(value)).collect();
    let parts = [identity.tenant.as_bytes(), identity.app.as_bytes(), user.as_bytes(), info.name.as_bytes()];
    let values = values.iter().map(String::as_bytes);
    for part in parts.into_iter().chain(values).chain([call.query.as_bytes(), request_id.as_bytes(), &call.body]) {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
    hash.finish().as_ref().iter().flat_map(digits).collect()
}

/// A value of the path as all its spellings have it: GUIDs have no casing, other ids may differ in nothing else.
fn canonical(value: &str) -> String {
    if value.parse::<CustomerId>().is_ok() { value.to_ascii_lowercase() } else { value.to_owned() }
}

/// The answer that this request was given before.
pub(crate) fn recall(records: &mut Records<'_, '_>, place: &Key, wall: Timestamp) -> Result<Option<Finished>, Failure> {
    let Some(reply) = records.find::<Reply>(place)? else { return Ok(None) };
    if reply.body.given + KEPT < wall {
        // Nobody has swept it away yet.
        records.delete(&reply.key)?;
        return Ok(None);
    }
    Ok(Some(Finished {
        status: StatusCode::from_u16(reply.body.status).map_err(|error| Failure::Defect(error.to_string()))?,
        body: reply.body.body.map(Bytes::from),
        location: reply.body.location,
        explanation: reply.body.explanation,
        kept: true,
    }))
}

/// Keeps an answer.
pub(crate) fn remember(
    records: &mut Records<'_, '_>,
    place: Key,
    finished: &Finished,
    wall: Timestamp,
) -> Result<(), Failure> {
    let body = match &finished.body {
        Some(bytes) => Some(String::from_utf8(bytes.to_vec()).map_err(|error| Failure::Defect(error.to_string()))?),
        None => None,
    };
    let reply = Reply {
        status: finished.status.as_u16(),
        body,
        location: finished.location.clone(),
        explanation: finished.explanation.clone(),
        given: wall,
    };
    records.insert::<Reply>(place, reply, ())?;
    Ok(())
}
