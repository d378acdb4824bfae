//! What a transaction has decided and not sent yet: it goes out at once, in few statements.

use std::collections::BTreeMap;

use tokio_postgres::types::ToSql;

use super::line::Line;
use super::trouble::Trouble;
use crate::session::Times;
use crate::{Document, Set, Unique};

/// New documents, their places and their unique values. Counters grow in the order of their sets, so that two
/// transactions that share several do not wait for each other.
const ADD: &str = "\
    WITH added AS ( \
        INSERT INTO documents (number, root, kind, id, version, shape, due, expires, body, brief, own) \
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], \
            $7::bigint[], $8::bigint[], $9::bytea[], $10::bytea[], $11::bytea[]) \
    ), grown AS ( \
        INSERT INTO sets (root, name, size) SELECT * FROM unnest($12::text[], $13::text[], $14::bigint[]) \
        ON CONFLICT (root, name) DO UPDATE SET size = sets.size + excluded.size RETURNING number, root, name \
    ), claimed AS ( \
        INSERT INTO uniques (scope, value, document) SELECT * FROM unnest($15::text[], $16::text[], $17::bigint[]) \
    ) \
    INSERT INTO members (set_number, sort, id, document) \
    SELECT g.number, m.sort, m.id, m.document \
    FROM unnest($18::text[], $19::text[], $20::text[], $21::text[], $22::bigint[]) AS m(root, name, sort, id, document) \
    JOIN grown g ON g.root = m.root AND g.name = m.name";

/// Changed documents, each in the version that was found.
pub(super) const CHANGE: &str = "\
    WITH changed AS ( \
        UPDATE documents d SET version = c.version, shape = c.shape, due = c.due, expires = c.expires, body = c.body, \
            brief = c.brief, own = c.own \
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bytea[], \
            $8::bytea[], $9::bytea[]) AS c(number, was, version, shape, due, expires, body, brief, own) \
        WHERE d.number = c.number AND d.version = c.was RETURNING 1 \
    ) SELECT must_be((SELECT count(*) FROM changed), $10)";

/// Remembers the commit, in the transaction itself.
const MARK: &str = "INSERT INTO writers (writer, sequence, at) VALUES ($1, $2, now()) \
    ON CONFLICT (writer) DO UPDATE SET sequence = excluded.sequence, at = excluded.at";

/// A document that waits.
#[derive(Debug)]
struct Change {
    number: i64,
    /// The version that is there; none for a new document.
    was: Option<i64>,
    document: Document,
    times: Times,
}

/// A place in a set that waits.
#[derive(Debug)]
struct Place {
    set: Set,
    sort: String,
    id: String,
    number: i64,
}

/// What waits to be sent.
#[derive(Debug, Default)]
pub(super) struct Pending {
    changes: Vec<Change>,
    places: Vec<Place>,
    uniques: Vec<(i64, Unique)>,
}

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.places.is_empty() && self.uniques.is_empty()
    }

    /// Whether something of this document waits.
    pub(super) fn concerns(&self, number: i64) -> bool {
        self.changes.iter().any(|change| change.number == number)
            || self.places.iter().any(|place| place.number == number)
            || self.uniques.iter().any(|(holder, _)| *holder == number)
    }

    /// Whether somebody waits to join this set.
    pub(super) fn touches(&self, set: &Set) -> bool {
        self.places.iter().any(|place| place.set == *set)
    }

    /// Whether a document of any set waits whose new body a list would show.
    pub(super) fn changes(&self) -> bool {
        self.changes.iter().any(|change| change.was.is_some())
    }

    /// Whether somebody waits to have a unique value.
    pub(super) fn claims(&self) -> bool {
        !self.uniques.is_empty()
    }

    pub(super) fn put(&mut self, number: i64, was: Option<i64>, document: &Document, times: Times) {
        self.changes.push(Change { number, was, document: document.clone(), times });
    }

    pub(super) fn join(&mut self, number: i64, id: &str, set: &Set, sort: &str) {
        self.places.push(Place { set: set.clone(), sort: sort.to_owned(), id: id.to_owned(), number });
    }

    pub(super) fn claim(&mut self, number: i64, unique: &Unique) {
        self.uniques.push((number, unique.clone()));
    }

    /// Sends what waits, and with `commit` the COMMIT behind it, all in one go.
    pub(super) fn send(&mut self, line: &mut Line, commit: bool) -> Result<(), Trouble> {
        let Self { changes, places, uniques } = std::mem::take(self);
        let (changed, added): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.was.is_some());
        let adding = Added::of(&added, &places, &uniques);
        let changing = Changed::of(&changed);
        let (add, change) = (adding.params(), changing.params());
        if commit {
            line.sequence += 1;
        }
        let (writer, sequence) = (line.writer, line.sequence);
        let mark: [&(dyn ToSql + Sync); 2] = [&writer, &sequence];
        let mut queries: Vec<super::line::Query<'_>> = Vec::new();
        if !adding.is_empty() {
            queries.push((ADD, &add));
        }
        if !changed.is_empty() {
            queries.push((CHANGE, &change));
        }
        if commit {
            queries.push((MARK, &mark));
            queries.push(("COMMIT", &[]));
        }
        line.together(&queries).map(drop)
    }
}

/// The parameters of [`ADD`], a column each.
#[derive(Default)]
struct Added<'p> {
    numbers: Vec<i64>,
    roots: Vec<&'p str>,
    kinds: Vec<&'p str>,
    ids: Vec<&'p str>,
    versions: Vec<i64>,
    shapes: Vec<i64>,
    dues: Vec<Option<i64>>,
    expiries: Vec<Option<i64>>,
    bodies: Vec<&'p [u8]>,
    briefs: Vec<Option<&'p [u8]>>,
    owns: Vec<Option<&'p [u8]>>,
    set_roots: Vec<&'p str>,
    set_names: Vec<&'p str>,
    set_growths: Vec<i64>,
    scopes: Vec<&'p str>,
    values: Vec<&'p str>,
    holders: Vec<i64>,
    member_roots: Vec<&'p str>,
    member_names: Vec<&'p str>,
    member_sorts: Vec<&'p str>,
    member_ids: Vec<&'p str>,
    members: Vec<i64>,
}

impl<'p> Added<'p> {
    fn of(changes: &[&'p Change], places: &'p [Place], uniques: &'p [(i64, Unique)]) -> Self {
        let mut columns = Self::default();
        for Change { number, was: _, document, times } in changes {
            columns.numbers.push(*number);
            columns.roots.push(document.key.root.as_str());
            columns.kinds.push(&document.key.kind);
            columns.ids.push(&document.key.id);
            columns.versions.push(document.version);
            columns.shapes.push(i64::from(document.shape));
            columns.dues.push(times.due);
            columns.expiries.push(times.expires);
            columns.bodies.push(&document.body);
            columns.briefs.push(document.brief.as_deref());
            columns.owns.push(document.own.as_deref());
        }
        let mut growths: BTreeMap<&Set, i64> = BTreeMap::new();
        for Place { set, sort, id, number } in places {
            *growths.entry(set).or_default() += 1;
            columns.member_roots.push(set.root.as_str());
            columns.member_names.push(&set.name);
            columns.member_sorts.push(sort);
            columns.member_ids.push(id);
            columns.members.push(*number);
        }
        for (set, growth) in growths {
            columns.set_roots.push(set.root.as_str());
            columns.set_names.push(&set.name);
            columns.set_growths.push(growth);
        }
        for (number, unique) in uniques {
            columns.scopes.push(&unique.scope);
            columns.values.push(&unique.value);
            columns.holders.push(*number);
        }
        columns
    }

    fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.members.is_empty() && self.holders.is_empty()
    }

    fn params(&self) -> [&(dyn ToSql + Sync); 22] {
        [
            &self.numbers,
            &self.roots,
            &self.kinds,
            &self.ids,
            &self.versions,
            &self.shapes,
            &self.dues,
            &self.expiries,
            &self.bodies,
            &self.briefs,
            &self.owns,
            &self.set_roots,
            &self.set_names,
            &self.set_growths,
            &self.scopes,
            &self.values,
            &self.holders,
            &self.member_roots,
            &self.member_names,
            &self.member_sorts,
            &self.member_ids,
            &self.members,
        ]
    }
}

/// The parameters of [`CHANGE`], a column each.
#[derive(Default)]
struct Changed<'p> {
    numbers: Vec<i64>,
    found: Vec<i64>,
    versions: Vec<i64>,
    shapes: Vec<i64>,
    dues: Vec<Option<i64>>,
    expiries: Vec<Option<i64>>,
    bodies: Vec<&'p [u8]>,
    briefs: Vec<Option<&'p [u8]>>,
    owns: Vec<Option<&'p [u8]>>,
    wanted: i64,
}

impl<'p> Changed<'p> {
    fn of(changes: &[&'p Change]) -> Self {
        let mut columns = Self::default();
        for Change { number, was, document, times } in changes {
            columns.numbers.push(*number);
            columns.found.push(was.unwrap_or_default());
            columns.versions.push(document.version);
            columns.shapes.push(i64::from(document.shape));
            columns.dues.push(times.due);
            columns.expiries.push(times.expires);
            columns.bodies.push(&document.body);
            columns.briefs.push(document.brief.as_deref());
            columns.owns.push(document.own.as_deref());
            columns.wanted += 1;
        }
        columns
    }

    fn params(&self) -> [&(dyn ToSql + Sync); 10] {
        [
            &self.numbers,
            &self.found,
            &self.versions,
            &self.shapes,
            &self.dues,
            &self.expiries,
            &self.bodies,
            &self.briefs,
            &self.owns,
            &self.wanted,
        ]
    }
}
