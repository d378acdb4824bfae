//! What a transaction has decided and not sent yet: it goes out at once, in few statements.

use self::columns::{Added, Changed, Claimed, Joined};
use super::line::{Line, Query};
use super::trouble::Trouble;
use crate::session::Times;
use crate::{Document, Set, Unique};

mod columns;

/// New documents. Columns are unnested side by side in the list of what is selected: as functions to select from, each would
/// fill a store of its own first.
const ADD: &str = "INSERT INTO documents (number, root, kind, id, version, shape, due, expires, body, brief, own) \
    SELECT unnest($1::bigint[]), unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::bigint[]), \
        unnest($6::bigint[]), unnest($7::bigint[]), unnest($8::bigint[]), unnest($9::bytea[]), unnest($10::bytea[]), \
        unnest($11::bytea[])";

/// Places in sets. Counters grow in the order of their sets, so that two transactions that share several, and send them at
/// once, do not wait for each other.
const JOIN: &str = "\
    WITH grown AS ( \
        INSERT INTO sets (root, name, size) SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::bigint[]) \
        ON CONFLICT (root, name) DO UPDATE SET size = sets.size + excluded.size RETURNING number, root, name \
    ) \
    INSERT INTO members (set_number, sort, id, document) \
    SELECT g.number, m.sort, m.id, m.document \
    FROM (SELECT unnest($4::text[]) AS root, unnest($5::text[]) AS name, unnest($6::text[]) AS sort, \
        unnest($7::text[]) AS id, unnest($8::bigint[]) AS document) AS m \
    JOIN grown g ON g.root = m.root AND g.name = m.name";

/// Unique values, in their order, for the same reason.
const CLAIM: &str = "INSERT INTO uniques (scope, value, document) \
    SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::bigint[])";

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

/// A commit that was asked for: which one of which connection, and of how many writes.
#[derive(Debug)]
pub(super) struct Commit {
    pub(super) writer: i64,
    pub(super) sequence: i64,
    pub(super) writes: u64,
}

/// How much waited at some moment.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    changes: usize,
    places: usize,
    uniques: usize,
}

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.places.is_empty() && self.uniques.is_empty()
    }

    /// How much waits now.
    pub(super) fn mark(&self) -> Mark {
        Mark { changes: self.changes.len(), places: self.places.len(), uniques: self.uniques.len() }
    }

    /// Takes out what came after a mark.
    pub(super) fn split_off(&mut self, mark: Mark) -> Self {
        Self {
            changes: self.changes.split_off(mark.changes),
            places: self.places.split_off(mark.places),
            uniques: self.uniques.split_off(mark.uniques),
        }
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

    /// Whether somebody waits to have this unique value.
    pub(super) fn claims_value(&self, unique: &Unique) -> bool {
        self.uniques.iter().any(|(_, waiting)| waiting == unique)
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

    /// Sends what waits, and these statements behind it, all in one go.
    pub(super) fn send(&mut self, line: &Line, then: &[Query<'_>]) -> Result<(), Trouble> {
        let Self { changes, places, uniques } = std::mem::take(self);
        let (changed, added): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.was.is_some());
        let (adding, joining) = (Added::of(&added), Joined::of(&places));
        let (claiming, changing) = (Claimed::of(&uniques), Changed::of(&changed));
        let (add, join, claim, change) = (adding.params(), joining.params(), claiming.params(), changing.params());
        let mut queries: Vec<Query<'_>> = Vec::with_capacity(4 + then.len());
        if !added.is_empty() {
            queries.push((ADD, &add));
        }
        if !places.is_empty() {
            queries.push((JOIN, &join));
        }
        if !uniques.is_empty() {
            queries.push((CLAIM, &claim));
        }
        if !changed.is_empty() {
            queries.push((CHANGE, &change));
        }
        queries.extend_from_slice(then);
        if queries.is_empty() { Ok(()) } else { line.together(&queries).map(drop) }
    }

    /// Sends what waits and the COMMIT behind it.
    pub(super) fn commit(&mut self, line: &mut Line, writes: u64) -> (Commit, Result<(), Trouble>) {
        line.sequence += 1;
        let commit = Commit { writer: line.writer, sequence: line.sequence, writes };
        let sent = self.send(line, &[(MARK, &[&commit.writer, &commit.sequence]), ("COMMIT", &[])]);
        (commit, sent)
    }
}
