//! What another program did to a database is found.

use backlot_store::{Flaw, Options, Root, Set, Store, Unique};
use rusqlite::Connection;

use crate::Outcome;
use crate::conformance::whole::flaws;
use crate::entry::{order, orders_of, save_all};

/// A few documents that belong together.
pub(crate) fn planted(store: &Store) -> Outcome {
    let entry = |id: &str| order(&Root::account("a"), id).member(&orders_of("a"), id).unique("n", id);
    save_all(store, &[entry("1"), entry("2"), entry("3")])?;
    assert_eq!(flaws(store)?, []);
    Ok(())
}

/// What is found after each of these, and what both engines call it.
pub(crate) fn damages() -> [(&'static str, Vec<Flaw>); 5] {
    let set = || orders_of("a");
    let stray = |set: Option<Set>, sort: &str, id: &str| Flaw::StrayMember { set, sort: sort.into(), id: id.into() };
    [
        ("UPDATE sets SET size = 7", vec![Flaw::Miscounted { set: set(), counter: 7, members: 3 }]),
        ("DELETE FROM members WHERE id = '2'", vec![Flaw::Miscounted { set: set(), counter: 3, members: 2 }]),
        ("UPDATE members SET id = '4' WHERE id = '2'", vec![stray(Some(set()), "2", "4")]),
        ("DELETE FROM sets", vec![stray(None, "1", "1"), stray(None, "2", "2"), stray(None, "3", "3")]),
        (
            "DELETE FROM documents WHERE id = '2'",
            vec![stray(Some(set()), "2", "2"), Flaw::StrayUnique(Unique::new("n", "2"))],
        ),
    ]
}

#[test]
fn rows_that_do_not_agree_are_found_on_sqlite() -> Outcome {
    for (damage, expected) in damages() {
        let home = tempfile::tempdir()?;
        let store = Store::open(Options::directory(home.path()).durable(false))?;
        planted(&store)?;
        store.close();
        Connection::open(home.path().join("backlot.sqlite"))?.execute_batch(damage)?;
        let store = Store::open(Options::directory(home.path()).durable(false))?;
        assert_eq!(flaws(&store)?, expected, "{damage}");
    }
    Ok(())
}

#[test]
fn an_index_that_lacks_rows_is_found_on_sqlite() -> Outcome {
    let home = tempfile::tempdir()?;
    let store = Store::open(Options::directory(home.path()).durable(false))?;
    planted(&store)?;
    store.close();
    // The index is sent to the pages of another one, which is empty.
    Connection::open(home.path().join("backlot.sqlite"))?.execute_batch(
        "PRAGMA writable_schema = ON; CREATE TABLE empty (document); CREATE INDEX empty_index ON empty (document); \
         UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'empty_index') \
             WHERE name = 'uniques_document'",
    )?;
    let told: Vec<String> =
        flaws(&Store::open(Options::directory(home.path()))?)?.iter().map(Flaw::to_string).collect();
    assert!(told.iter().any(|flaw| flaw == "row 1 missing from index uniques_document"), "{told:?}");
    Ok(())
}
