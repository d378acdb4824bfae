//! All that the store keeps of an account, byte by byte.

use backlot_testkit::Stage;
use rusqlite::{Connection, OpenFlags, types::Value};

/// Documents with what stands beside them, and what they are found by.
const KEPT: &[&str] = &[
    "SELECT * FROM documents WHERE root = ?1 OR root LIKE ?1 || '/%' ORDER BY root, kind, id",
    "SELECT * FROM sets WHERE root = ?1 OR root LIKE ?1 || '/%' ORDER BY root, name",
    "SELECT m.* FROM members m JOIN documents d ON d.number = m.document \
     WHERE d.root = ?1 OR d.root LIKE ?1 || '/%' ORDER BY 1, 2, 3",
    "SELECT u.* FROM uniques u JOIN documents d ON d.number = u.document \
     WHERE d.root = ?1 OR d.root LIKE ?1 || '/%' ORDER BY 1, 2",
];

/// Every row that is the account's.
pub(super) fn rows(stage: &Stage, account: &str) -> Vec<Vec<Value>> {
    let database = stage.sandbox.store().path().unwrap().join("backlot.sqlite");
    let database = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let root = format!("account/{}", stage.tenant(account));
    let mut rows = Vec::new();
    for query in KEPT {
        let mut query = database.prepare(query).unwrap();
        let width = query.column_count();
        let found = query.query_map([&root], |row| (0..width).map(|at| row.get(at)).collect()).unwrap();
        rows.extend(found.map(Result::unwrap));
    }
    rows
}
