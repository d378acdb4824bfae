//! Handlers that recur, as plain functions: one stored document, a list of stored documents.

use backlot_store::{Key, Listed};
use bytes::Bytes;
use partner_center_model::resource::Links;

use crate::{
    context::{Answer, Cx},
    records::{self, Record},
    refusal::{Failure, Refusal},
};

/// Answers one document as it is stored; `missing` where there is none.
pub(crate) fn one<R: Record, T>(
    cx: &mut Cx<'_, '_>,
    key: &Key,
    missing: impl FnOnce() -> Refusal,
) -> Result<Answer<T>, Failure> {
    let document = cx.raw::<R>(key)?.ok_or_else(missing)?;
    Ok(Answer::stored(document.body))
}

/// Answers a page of a list without parsing its items. A page that has a next one says so in its links, and with the
/// token that those carry.
pub(crate) fn page<'d, T>(
    items: impl IntoIterator<Item = &'d Bytes>,
    total: u64,
    links: &Links,
    continuation: Option<&str>,
) -> Result<Answer<T>, Failure> {
    let links = records::encode(links)?;
    let start = match continuation {
        Some(token) => format!("{{\"continuationToken\":{},", serde_json::Value::from(token)),
        None => "{".to_owned(),
    };
    Ok(collection(start, items, total, Some(&links)))
}

/// Answers a list without parsing its items: `{"totalCount", "items", "attributes"}`, and `links` on a page that has
/// a next one.
pub(crate) fn list<'d, T>(items: impl IntoIterator<Item = &'d Bytes>, total: u64, links: Option<&[u8]>) -> Answer<T> {
    collection("{".to_owned(), items, total, links)
}

fn collection<'d, T>(
    start: String,
    items: impl IntoIterator<Item = &'d Bytes>,
    total: u64,
    links: Option<&[u8]>,
) -> Answer<T> {
    let mut body = format!("{start}\"totalCount\":{total},\"items\":[").into_bytes();
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        body.extend_from_slice(item);
    }
    body.push(b']');
    if let Some(links) = links {
        body.extend_from_slice(b",\"links\":");
        body.extend_from_slice(links);
    }
    body.extend_from_slice(br#","attributes":{"objectType":"Collection"}}"#);
    Answer::stored(Bytes::from(body))
}

/// A listed document in the form that lists show.
pub(crate) fn brief(listed: &Listed) -> &Bytes {
    listed.document.brief.as_ref().unwrap_or(&listed.document.body)
}
