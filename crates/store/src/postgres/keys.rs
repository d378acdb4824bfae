//! Documents by their keys, many at once.

use std::collections::HashMap;

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::rows::{self, Known};
use super::trouble::Trouble;
use crate::Key;

/// Documents by their keys.
pub(super) const FETCH: &str = "SELECT d.root, d.kind, d.id, d.version, d.shape, d.body, d.brief, d.own, d.number \
    FROM (SELECT unnest($1::text[]) AS root, unnest($2::text[]) AS kind, unnest($3::text[]) AS id) AS w \
    JOIN documents d ON d.root = w.root AND d.kind = w.kind AND d.id = w.id";

/// The parameters of [`FETCH`], a column each.
pub(super) struct KeyColumns<'k> {
    roots: Vec<&'k str>,
    kinds: Vec<&'k str>,
    ids: Vec<&'k str>,
}

impl<'k> KeyColumns<'k> {
    /// Keys that no database can hold are left out: they find nothing.
    pub(super) fn of(keys: &[&'k Key]) -> Self {
        let mut columns = Self { roots: Vec::new(), kinds: Vec::new(), ids: Vec::new() };
        for key in keys.iter().copied().filter(|key| !key.kind.contains('\0') && !key.id.contains('\0')) {
            columns.roots.push(key.root.as_str());
            columns.kinds.push(&key.kind);
            columns.ids.push(&key.id);
        }
        columns
    }

    pub(super) fn params(&self) -> [&(dyn ToSql + Sync); 3] {
        [&self.roots, &self.kinds, &self.ids]
    }
}

/// What was found under these keys, and what was not.
pub(super) fn found(keys: &[&Key], rows: &[Row]) -> Result<HashMap<Key, Option<Known>>, Trouble> {
    let mut known: HashMap<Key, Option<Known>> = HashMap::with_capacity(keys.len());
    for row in rows {
        let found = rows::known(row)?;
        known.insert(found.document.key.clone(), Some(found));
    }
    for key in keys {
        if !known.contains_key(*key) {
            known.insert((*key).clone(), None);
        }
    }
    Ok(known)
}
