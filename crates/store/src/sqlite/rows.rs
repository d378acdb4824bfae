//! Rows read as what they stand for.

use bytes::Bytes;
use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::{Document, Key, Root};

/// The number of rows in the first column.
pub(super) fn size(row: &Row<'_>) -> rusqlite::Result<u64> {
    count(row, 0)
}

/// A kind and how many documents it has.
pub(super) fn kind(row: &Row<'_>) -> rusqlite::Result<(String, u64)> {
    Ok((row.get(0)?, count(row, 1)?))
}

/// The key whose three columns begin at `first`.
pub(super) fn key(row: &Row<'_>, first: usize) -> rusqlite::Result<Key> {
    let (root, kind, id): (String, String, String) = (row.get(first)?, row.get(first + 1)?, row.get(first + 2)?);
    Ok(Key::new(Root::stored(root), kind, id))
}

/// The document whose columns begin the row.
pub(super) fn document(row: &Row<'_>) -> rusqlite::Result<Document> {
    content_from(3, key(row, 0)?, row)
}

/// The document with this key whose other columns begin the row.
pub(super) fn content(key: Key, row: &Row<'_>) -> rusqlite::Result<Document> {
    content_from(0, key, row)
}

fn content_from(first: usize, key: Key, row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        key,
        version: row.get(first)?,
        shape: row.get(first + 1)?,
        body: Bytes::copy_from_slice(row.get_ref(first + 2)?.as_blob()?),
        brief: bytes(row, first + 3)?,
        own: bytes(row, first + 4)?,
    })
}

fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Bytes>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        value => Ok(Some(Bytes::copy_from_slice(value.as_blob()?))),
    }
}

fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let rows: i64 = row.get(column)?;
    u64::try_from(rows).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, rows))
}
