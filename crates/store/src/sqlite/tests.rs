//! Plans of the statements: none reads a whole table, none sorts what an index has in order.

use rusqlite::Connection;

use super::{failure, open_writer, session};
use crate::{Error, statements as s};

#[test]
fn every_statement_uses_an_index() -> Result<(), Box<dyn std::error::Error>> {
    let directory = tempfile::tempdir()?;
    let connection = open_writer(&directory.path().join("plans.sqlite"), false)?;
    let statements = [
        session::CONTENT,
        s::LIST,
        s::LIST_BELOW,
        s::KEYS,
        s::KEYS_BELOW,
        s::COUNT,
        s::COUNT_FROM,
        s::COUNT_BETWEEN,
        s::FIND,
        s::DUE,
        s::NEXT_DUE,
        s::EXPIRED,
        s::EVERYTHING,
        s::STORED,
        s::UPDATE,
        s::DELETE,
        s::UNIQUES_OF,
        s::UNIQUE_REMOVE,
        s::UNIQUES_REMOVE,
        s::MEMBERS_OF,
        s::MEMBER_MOVE,
        s::MEMBER_REMOVE,
        s::MEMBERS_REMOVE,
        s::SET,
        s::SET_GROW,
        s::SET_SHRINK,
        s::SET_REMOVE,
        s::ROOT_SHARES,
        s::ROOT_MEMBERS,
        s::ROOT_UNIQUES,
        s::ROOT_DOCUMENTS,
        s::ROOT_SET_MEMBERS,
        s::ROOT_SETS,
    ];
    for statement in statements {
        let plan = plan(&connection, statement)?;
        let slow = |step: &String| step.starts_with("SCAN ") || step.contains("FOR ORDER BY");
        assert!(!plan.is_empty() && !plan.iter().any(slow), "{statement}\n{plan:#?}");
    }
    Ok(())
}

fn plan(connection: &Connection, statement: &str) -> Result<Vec<String>, Error> {
    let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).map_err(failure)?;
    let rows = explain.raw_query().mapped(|row| row.get(3)).collect::<Result<_, _>>();
    rows.map_err(failure)
}
