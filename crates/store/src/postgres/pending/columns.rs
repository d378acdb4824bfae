//! What waits, as the columns that its statements take.

use std::collections::BTreeMap;

use tokio_postgres::types::ToSql;

use super::{Change, Place};
use crate::{Set, Unique};

/// What new and changed documents have in common: all but where they are.
#[derive(Default)]
struct Contents<'p> {
    versions: Vec<i64>,
    shapes: Vec<i64>,
    dues: Vec<Option<i64>>,
    expiries: Vec<Option<i64>>,
    bodies: Vec<&'p [u8]>,
    briefs: Vec<Option<&'p [u8]>>,
    owns: Vec<Option<&'p [u8]>>,
}

impl<'p> Contents<'p> {
    fn of(changes: &[&'p Change]) -> Self {
        let mut columns = Self::default();
        for Change { document, times, .. } in changes {
            columns.versions.push(document.version);
            columns.shapes.push(i64::from(document.shape));
            columns.dues.push(times.due);
            columns.expiries.push(times.expires);
            columns.bodies.push(&document.body);
            columns.briefs.push(document.brief.as_deref());
            columns.owns.push(document.own.as_deref());
        }
        columns
    }

    fn params(&self) -> [&(dyn ToSql + Sync); 7] {
        [&self.versions, &self.shapes, &self.dues, &self.expiries, &self.bodies, &self.briefs, &self.owns]
    }
}

/// The parameters of [`super::ADD`], a column each.
pub(super) struct Added<'p> {
    numbers: Vec<i64>,
    roots: Vec<&'p str>,
    kinds: Vec<&'p str>,
    ids: Vec<&'p str>,
    contents: Contents<'p>,
}

impl<'p> Added<'p> {
    pub(super) fn of(changes: &[&'p Change]) -> Self {
        let keys = || changes.iter().map(|change| &change.document.key);
        Self {
            numbers: changes.iter().map(|change| change.number).collect(),
            roots: keys().map(|key| key.root.as_str()).collect(),
            kinds: keys().map(|key| &*key.kind).collect(),
            ids: keys().map(|key| &*key.id).collect(),
            contents: Contents::of(changes),
        }
    }

    pub(super) fn params(&self) -> [&(dyn ToSql + Sync); 11] {
        let [versions, shapes, dues, expiries, bodies, briefs, owns] = self.contents.params();
        let Self { numbers, roots, kinds, ids, .. } = self;
        [numbers, roots, kinds, ids, versions, shapes, dues, expiries, bodies, briefs, owns]
    }
}

/// The parameters of [`super::JOIN`], a column each.
#[derive(Default)]
pub(super) struct Joined<'p> {
    set_roots: Vec<&'p str>,
    set_names: Vec<&'p str>,
    set_growths: Vec<i64>,
    roots: Vec<&'p str>,
    names: Vec<&'p str>,
    sorts: Vec<&'p str>,
    ids: Vec<&'p str>,
    documents: Vec<i64>,
}

impl<'p> Joined<'p> {
    pub(super) fn of(places: &'p [Place]) -> Self {
        let mut columns = Self::default();
        let mut growths: BTreeMap<&Set, i64> = BTreeMap::new();
        for Place { set, sort, id, number } in places {
            *growths.entry(set).or_default() += 1;
            columns.roots.push(set.root.as_str());
            columns.names.push(&set.name);
            columns.sorts.push(sort);
            columns.ids.push(id);
            columns.documents.push(*number);
        }
        for (set, growth) in growths {
            columns.set_roots.push(set.root.as_str());
            columns.set_names.push(&set.name);
            columns.set_growths.push(growth);
        }
        columns
    }

    pub(super) fn params(&self) -> [&(dyn ToSql + Sync); 8] {
        [
            &self.set_roots,
            &self.set_names,
            &self.set_growths,
            &self.roots,
            &self.names,
            &self.sorts,
            &self.ids,
            &self.documents,
        ]
    }
}

/// The parameters of [`super::CLAIM`], a column each.
#[derive(Default)]
pub(super) struct Claimed<'p> {
    scopes: Vec<&'p str>,
    values: Vec<&'p str>,
    holders: Vec<i64>,
}

impl<'p> Claimed<'p> {
    pub(super) fn of(uniques: &'p [(i64, Unique)]) -> Self {
        let mut sorted: Vec<&(i64, Unique)> = uniques.iter().collect();
        sorted.sort_unstable_by_key(|(_, unique)| unique);
        let mut columns = Self::default();
        for (holder, unique) in sorted {
            columns.scopes.push(&unique.scope);
            columns.values.push(&unique.value);
            columns.holders.push(*holder);
        }
        columns
    }

    pub(super) fn params(&self) -> [&(dyn ToSql + Sync); 3] {
        [&self.scopes, &self.values, &self.holders]
    }
}

/// The parameters of [`super::CHANGE`], a column each, and how many documents there are.
pub(super) struct Changed<'p> {
    numbers: Vec<i64>,
    found: Vec<i64>,
    contents: Contents<'p>,
    wanted: i64,
}

impl<'p> Changed<'p> {
    pub(super) fn of(changes: &[&'p Change]) -> Self {
        Self {
            numbers: changes.iter().map(|change| change.number).collect(),
            found: changes.iter().map(|change| change.was.unwrap_or_default()).collect(),
            contents: Contents::of(changes),
            wanted: changes.len() as i64,
        }
    }

    pub(super) fn params(&self) -> [&(dyn ToSql + Sync); 10] {
        let [versions, shapes, dues, expiries, bodies, briefs, owns] = self.contents.params();
        let Self { numbers, found, wanted, .. } = self;
        [numbers, found, versions, shapes, dues, expiries, bodies, briefs, owns, wanted]
    }
}
