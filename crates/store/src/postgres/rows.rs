//! Rows read as what they stand for.

use bytes::Bytes;
use tokio_postgres::Row;

use super::trouble::Trouble;
use crate::session::{Membership, Stored};
use crate::{Document, Error, Key, Listed, Root, Set, Unique};

/// A document with what a put must know of it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) stored: Stored,
    pub(super) document: Document,
}

/// The key whose three columns begin at `first`.
pub(super) fn key(row: &Row, first: usize) -> Result<Key, Trouble> {
    let (root, kind, id): (String, String, String) =
        (row.try_get(first)?, row.try_get(first + 1)?, row.try_get(first + 2)?);
    Ok(Key::new(Root::stored(root), kind, id))
}

/// The document whose columns begin the row, and its number.
pub(super) fn known(row: &Row) -> Result<Known, Trouble> {
    let bytes = |column| row.try_get(column).map(|bytes: Option<&[u8]>| bytes.map(Bytes::copy_from_slice));
    let (version, shape): (i64, i64) = (row.try_get(3)?, row.try_get(4)?);
    let document = Document {
        key: key(row, 0)?,
        version,
        shape: u32::try_from(shape).map_err(|_| out_of_range("a shape"))?,
        body: bytes(5)?.unwrap_or_default(),
        brief: bytes(6)?,
        own: bytes(7)?,
    };
    Ok(Known { stored: Stored { number: row.try_get(8)?, version }, document })
}

pub(super) fn listed(row: &Row) -> Result<Listed, Trouble> {
    let Known { stored, document } = known(row)?;
    Ok(Listed { sort: row.try_get(9)?, document, number: stored.number })
}

pub(super) fn membership(row: &Row) -> Result<Membership, Trouble> {
    let (root, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    Ok(Membership { set: Set::new(Root::stored(root), name), sort: row.try_get(2)?, set_number: row.try_get(3)? })
}

pub(super) fn unique(row: &Row) -> Result<Unique, Trouble> {
    let (scope, value): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    Ok(Unique::new(scope, value))
}

/// The number of rows in the first column.
pub(super) fn size(row: &Row) -> Result<u64, Trouble> {
    count(row, 0)
}

/// A kind and how many documents it has.
pub(super) fn kind(row: &Row) -> Result<(String, u64), Trouble> {
    Ok((row.try_get(0)?, count(row, 1)?))
}

fn count(row: &Row, column: usize) -> Result<u64, Trouble> {
    let rows: i64 = row.try_get(column)?;
    u64::try_from(rows).map_err(|_| out_of_range("a count"))
}

fn out_of_range(what: &str) -> Trouble {
    Trouble::Failed(Error::Corrupt { reason: format!("{what} is out of range") })
}
