//! The store as a whole: everything in it, and whether it agrees.

use std::collections::HashMap;

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::PostgresSession;
use crate::postgres::rows;
use crate::postgres::trouble::Trouble;
use crate::session::Whole;
use crate::{Error, Flaw, Index, Indexed, Key, Member, Range, Root, Set, Unique, statements};

/// How many flaws of a kind are told.
const FLAWS: i64 = 1000;

const MEMBERS_OF_ALL: &str = "SELECT m.document, s.root, s.name, m.sort FROM members m \
    JOIN sets s ON s.number = m.set_number WHERE m.document = ANY($1)";
const UNIQUES_OF_ALL: &str = "SELECT document, scope, value FROM uniques WHERE document = ANY($1)";

/// What a restore that was broken off leaves behind: an index that is not there, or that is not kept up to date.
const LACKING: &str = "SELECT wanted.name FROM unnest(ARRAY['documents_pkey', 'documents_root_kind_id_key', \
        'documents_due', 'documents_expires', 'sets_pkey', 'sets_root_name_key', 'members_pkey', 'members_document', \
        'uniques_pkey', 'uniques_document', 'writers_pkey']) AS wanted(name) \
    WHERE NOT EXISTS (SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
        JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE n.nspname = current_schema() AND c.relname = wanted.name AND i.indisvalid AND i.indisready)";

/// Reads the rows of tables as they are, where everything else here reads them by their indexes. A statement keeps the
/// plan that it first ran with, so those that run like this never run otherwise.
const PAST_INDEXES: &str = "SELECT set_config('enable_indexscan', $1, true), set_config('enable_indexonlyscan', $1, true), \
    set_config('enable_bitmapscan', $1, true), set_config('enable_seqscan', $2, true)";
const TWICE_A_KEY: &str = "SELECT root, kind, id FROM documents GROUP BY root, kind, id HAVING count(*) > 1 LIMIT $1";
const TWICE_A_VALUE: &str = "SELECT scope, value FROM uniques GROUP BY scope, value HAVING count(*) > 1 LIMIT $1";
const TWICE_A_SET: &str = "SELECT root, name FROM sets GROUP BY root, name HAVING count(*) > 1 LIMIT $1";

impl Whole for PostgresSession<'_> {
    fn everything(&mut self, after: Option<&Key>, limit: usize) -> Result<Vec<Indexed>, Error> {
        self.flush_if(true)?;
        // No root is empty.
        let (root, kind, id) = after.map_or(("", "", ""), |key| (key.root.as_str(), &*key.kind, &*key.id));
        let limit = Range::first(limit).rows();
        let documents = self.rows(statements::EVERYTHING, &[&root, &kind, &id, &limit], |row| {
            Ok((rows::known(row)?, row.try_get(9)?, row.try_get(10)?))
        })?;
        let numbers: Vec<i64> = documents.iter().map(|(known, ..)| known.stored.number).collect();
        let mut places = self.places_of(&numbers)?;
        let indexed = documents.into_iter().map(|(known, due, expires)| {
            let (sets, unique) = places.remove(&known.stored.number).unwrap_or_default();
            Indexed::ordered(known.document, Index { sets, unique, due, expires })
        });
        Ok(indexed.collect())
    }

    fn kinds(&mut self) -> Result<Vec<(String, u64)>, Error> {
        self.flush_if(true)?;
        self.past_indexes(true)?;
        let kinds = self.rows(statements::KINDS, &[], rows::kind)?;
        self.past_indexes(false)?;
        Ok(kinds)
    }

    fn settle(&mut self) -> Result<(), Error> {
        self.flush_if(true)?;
        self.known.clear();
        Ok(())
    }

    fn flaws(&mut self) -> Result<Vec<Flaw>, Error> {
        let mut flaws = self.rows(LACKING, &[], |row| {
            let name: String = row.try_get(0)?;
            Ok(Flaw::Engine(format!("the index {name} is not there or not valid")))
        })?;
        self.past_indexes(true)?;
        flaws.extend(self.rows(TWICE_A_KEY, &[&FLAWS], |row| Ok(twice(format!("{}", rows::key(row, 0)?))))?);
        flaws.extend(self.rows(TWICE_A_VALUE, &[&FLAWS], |row| {
            let Unique { scope, value } = rows::unique(row)?;
            Ok(twice(format!("unique {value:?} in {scope}")))
        })?);
        flaws.extend(self.rows(TWICE_A_SET, &[&FLAWS], |row| {
            let Set { root, name } = set(row, 0)?;
            Ok(twice(format!("set {name} of {root}")))
        })?);
        self.past_indexes(false)?;
        flaws.extend(self.rows(statements::MISCOUNTED, &[&FLAWS], |row| {
            Ok(Flaw::Miscounted { set: set(row, 0)?, counter: row.try_get(2)?, members: row.try_get(3)? })
        })?);
        flaws.extend(self.rows(statements::STRAY_MEMBERS, &[&FLAWS], |row| {
            let known = row.try_get::<_, Option<&str>>(0)?.map(|_| set(row, 0)).transpose()?;
            Ok(Flaw::StrayMember { set: known, sort: row.try_get(2)?, id: row.try_get(3)? })
        })?);
        flaws.extend(self.rows(statements::STRAY_UNIQUES, &[&FLAWS], |row| Ok(Flaw::StrayUnique(rows::unique(row)?)))?);
        Ok(flaws)
    }
}

/// The places of documents, by their numbers.
type Places = HashMap<i64, (Vec<Member>, Vec<Unique>)>;

impl PostgresSession<'_> {
    fn places_of(&mut self, numbers: &Vec<i64>) -> Result<Places, Error> {
        self.attempt(|session| {
            let numbers: [&(dyn ToSql + Sync); 1] = [numbers];
            let answers = session.line.together(&[(MEMBERS_OF_ALL, &numbers), (UNIQUES_OF_ALL, &numbers)])?;
            let mut places = Places::new();
            for row in answers.first().into_iter().flatten() {
                places.entry(row.try_get(0)?).or_default().0.push(Member { set: set(row, 1)?, sort: row.try_get(3)? });
            }
            for row in answers.last().into_iter().flatten() {
                let (scope, value): (String, String) = (row.try_get(1)?, row.try_get(2)?);
                places.entry(row.try_get(0)?).or_default().1.push(Unique::new(scope, value));
            }
            Ok(places)
        })
    }

    /// For the rest of the transaction, or until it is taken back.
    fn past_indexes(&mut self, past: bool) -> Result<(), Error> {
        let (indexes, tables) = if past { ("off", "on") } else { ("on", "off") };
        self.rows(PAST_INDEXES, &[&indexes, &tables], |_| Ok(())).map(drop)
    }
}

fn twice(what: String) -> Flaw {
    Flaw::Engine(format!("{what} is there more than once"))
}

/// The set whose root and name begin at `first`.
fn set(row: &Row, first: usize) -> Result<Set, Trouble> {
    let (root, name): (String, String) = (row.try_get(first)?, row.try_get(first + 1)?);
    Ok(Set::new(Root::stored(root), name))
}
