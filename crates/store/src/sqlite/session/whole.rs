//! The store as a whole: everything in it, and whether it agrees.

use rusqlite::Row;

use super::SqliteSession;
use crate::session::{Places, Session, Whole};
use crate::sqlite::rows::{document, kind};
use crate::{Document, Error, Flaw, Index, Indexed, Key, Member, Range, Root, Set, Unique, statements};

/// How many flaws of a kind are told.
const FLAWS: i64 = 1000;

impl Whole for SqliteSession<'_> {
    fn everything(&mut self, after: Option<&Key>, limit: usize) -> Result<Vec<Indexed>, Error> {
        // No root is empty.
        let (root, kind, id) = after.map_or(("", "", ""), |key| (key.root.as_str(), &*key.kind, &*key.id));
        let limit = Range::first(limit).rows();
        let rows = self.rows(statements::EVERYTHING, (root, kind, id, limit), found)?;
        rows.into_iter().map(|(number, document, index)| self.indexed(number, document, index)).collect()
    }

    fn kinds(&mut self) -> Result<Vec<(String, u64)>, Error> {
        self.rows(statements::KINDS, [], kind)
    }

    fn settle(&mut self) -> Result<(), Error> {
        // What is written is written at once.
        Ok(())
    }

    fn flaws(&mut self) -> Result<Vec<Flaw>, Error> {
        let said: Vec<String> = self.rows("PRAGMA integrity_check(1000)", [], |row| row.get(0))?;
        let mut flaws: Vec<Flaw> = said.into_iter().filter(|said| said != "ok").map(Flaw::Engine).collect();
        flaws.extend(self.rows(statements::MISCOUNTED, [FLAWS], |row| {
            let set = Set::new(Root::stored(row.get(0)?), row.get::<_, String>(1)?);
            Ok(Flaw::Miscounted { set, counter: row.get(2)?, members: row.get(3)? })
        })?);
        flaws.extend(self.rows(statements::STRAY_MEMBERS, [FLAWS], |row| {
            let (root, name): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
            let set = root.zip(name).map(|(root, name)| Set::new(Root::stored(root), name));
            Ok(Flaw::StrayMember { set, sort: row.get(2)?, id: row.get(3)? })
        })?);
        flaws.extend(self.rows(statements::STRAY_UNIQUES, [FLAWS], |row| {
            Ok(Flaw::StrayUnique(Unique::new(row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        })?);
        Ok(flaws)
    }
}

impl SqliteSession<'_> {
    fn indexed(&mut self, number: i64, document: Document, mut index: Index) -> Result<Indexed, Error> {
        let Places { sets, uniques } = self.places(number)?;
        index.sets = sets.into_iter().map(|place| Member { set: place.set, sort: place.sort }).collect();
        index.unique = uniques;
        Ok(Indexed::ordered(document, index))
    }
}

/// A document, its number, and its times.
fn found(row: &Row<'_>) -> rusqlite::Result<(i64, Document, Index)> {
    Ok((row.get(8)?, document(row)?, Index { due: row.get(9)?, expires: row.get(10)?, ..Index::default() }))
}
