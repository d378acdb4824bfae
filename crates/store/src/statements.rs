//! Every SQL statement of the store that both engines share in meaning; parameters are `?n`, in SQLite's spelling.
//!
//! `$n` would name parameters in SQLite instead of numbering them. No statement uses LIKE, which ignores case in SQLite,
//! nor OFFSET. Text compares as bytes: SQLite's default collation BINARY.

/// The columns of a document, in the order in which rows are read.
macro_rules! columns {
    () => {
        "d.root, d.kind, d.id, d.version, d.shape, d.body, d.brief, d.own, d.number"
    };
}

/// The documents of a root (`?1`) and below it (from `?2` to `?3`).
macro_rules! doomed {
    () => {
        "(SELECT number FROM documents WHERE root = ?1 \
          UNION ALL SELECT number FROM documents WHERE root >= ?2 AND root < ?3)"
    };
}

/// The members of a set (`?1` its root, `?2` its name) after a position (`?3` sort, `?4` id, `?5` number).
macro_rules! after {
    () => {
        "m.set_number = (SELECT number FROM sets WHERE root = ?1 AND name = ?2) \
         AND (m.sort, m.id, m.document) > (?3, ?4, ?5)"
    };
}

pub(crate) const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    ", m.sort FROM members m JOIN documents d ON d.number = m.document WHERE ",
    after!(),
    " ORDER BY m.sort, m.id, m.document LIMIT ?6"
);
pub(crate) const LIST_BELOW: &str = concat!(
    "SELECT ",
    columns!(),
    ", m.sort FROM members m JOIN documents d ON d.number = m.document WHERE ",
    after!(),
    " AND m.sort < ?7 ORDER BY m.sort, m.id, m.document LIMIT ?6"
);

pub(crate) const KEYS: &str = concat!(
    "SELECT d.root, d.kind, d.id, m.sort FROM members m JOIN documents d ON d.number = m.document WHERE ",
    after!(),
    " ORDER BY m.sort, m.id, m.document LIMIT ?6"
);
pub(crate) const KEYS_BELOW: &str = concat!(
    "SELECT d.root, d.kind, d.id, m.sort FROM members m JOIN documents d ON d.number = m.document WHERE ",
    after!(),
    " AND m.sort < ?7 ORDER BY m.sort, m.id, m.document LIMIT ?6"
);

pub(crate) const COUNT: &str = "SELECT size FROM sets WHERE root = ?1 AND name = ?2";
pub(crate) const COUNT_FROM: &str = concat!("SELECT count(*) FROM members m WHERE ", after!());
pub(crate) const COUNT_BETWEEN: &str = concat!("SELECT count(*) FROM members m WHERE ", after!(), " AND m.sort < ?6");

pub(crate) const FIND: &str = "SELECT d.root, d.kind, d.id, d.number FROM uniques u \
    JOIN documents d ON d.number = u.document WHERE u.scope = ?1 AND u.value = ?2";

pub(crate) const DUE: &str = "SELECT due, root, kind, id FROM documents WHERE due IS NOT NULL AND due <= ?1 \
    ORDER BY due, root, kind, id LIMIT ?2";
pub(crate) const NEXT_DUE: &str = "SELECT due FROM documents WHERE due IS NOT NULL ORDER BY due LIMIT 1";

pub(crate) const EXPIRED: &str = "SELECT root, kind, id FROM documents WHERE expires IS NOT NULL AND expires <= ?1 \
    ORDER BY expires LIMIT ?2";

pub(crate) const EVERYTHING: &str = concat!(
    "SELECT ",
    columns!(),
    ", d.due, d.expires FROM documents d WHERE (d.root, d.kind, d.id) > (?1, ?2, ?3) \
     ORDER BY d.root, d.kind, d.id LIMIT ?4"
);
pub(crate) const KINDS: &str = "SELECT kind, count(*) FROM documents GROUP BY kind ORDER BY kind";

/// Sets whose counter is not the number of their members.
pub(crate) const MISCOUNTED: &str = "SELECT s.root, s.name, s.size, count(m.document) FROM sets s \
    LEFT JOIN members m ON m.set_number = s.number GROUP BY s.number, s.root, s.name, s.size \
    HAVING s.size <> count(m.document) ORDER BY s.root, s.name LIMIT ?1";
/// Members without a set, without a document, or under another id than their document's.
pub(crate) const STRAY_MEMBERS: &str = "SELECT s.root, s.name, m.sort, m.id FROM members m \
    LEFT JOIN sets s ON s.number = m.set_number LEFT JOIN documents d ON d.number = m.document \
    WHERE s.number IS NULL OR d.number IS NULL OR d.id <> m.id ORDER BY m.set_number, m.sort, m.id LIMIT ?1";
/// Unique values that no document has.
pub(crate) const STRAY_UNIQUES: &str = "SELECT u.scope, u.value FROM uniques u \
    LEFT JOIN documents d ON d.number = u.document WHERE d.number IS NULL ORDER BY u.scope, u.value LIMIT ?1";

pub(crate) const STORED: &str = "SELECT number, version FROM documents WHERE root = ?1 AND kind = ?2 AND id = ?3";
pub(crate) const INSERT: &str = "INSERT INTO documents (root, kind, id, version, shape, due, expires, body, brief, own) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (root, kind, id) DO NOTHING";
pub(crate) const UPDATE: &str = "UPDATE documents SET version = ?2, shape = ?3, due = ?4, expires = ?5, body = ?6, brief = ?7, own = ?8 WHERE number = ?1";
pub(crate) const DELETE: &str = "DELETE FROM documents WHERE number = ?1";

pub(crate) const UNIQUES_OF: &str = "SELECT scope, value FROM uniques WHERE document = ?1";
pub(crate) const UNIQUE_ADD: &str = "INSERT INTO uniques (scope, value, document) VALUES (?1, ?2, ?3)";
pub(crate) const UNIQUE_REMOVE: &str = "DELETE FROM uniques WHERE scope = ?1 AND value = ?2";
pub(crate) const UNIQUES_REMOVE: &str = "DELETE FROM uniques WHERE document = ?1";

pub(crate) const MEMBERS_OF: &str = "SELECT s.root, s.name, m.sort, m.set_number FROM members m \
    JOIN sets s ON s.number = m.set_number WHERE m.document = ?1";
pub(crate) const MEMBER_ADD: &str = "INSERT INTO members (set_number, sort, id, document) VALUES (?1, ?2, ?3, ?4)";
pub(crate) const MEMBER_MOVE: &str = "UPDATE members SET sort = ?3 WHERE document = ?1 AND set_number = ?2";
pub(crate) const MEMBER_REMOVE: &str = "DELETE FROM members WHERE document = ?1 AND set_number = ?2";
pub(crate) const MEMBERS_REMOVE: &str = "DELETE FROM members WHERE document = ?1";

pub(crate) const SET: &str = "SELECT number FROM sets WHERE root = ?1 AND name = ?2";
pub(crate) const SET_ADD: &str = "INSERT INTO sets (root, name, size) VALUES (?1, ?2, 1)";
pub(crate) const SET_GROW: &str = "UPDATE sets SET size = size + 1 WHERE number = ?1";
pub(crate) const SET_SHRINK: &str = "UPDATE sets SET size = size - ?2 WHERE number = ?1";
pub(crate) const SET_REMOVE: &str = "DELETE FROM sets WHERE number = ?1 AND size = 0";

pub(crate) const ROOT_SHARES: &str = concat!(
    "SELECT set_number, count(*) FROM members WHERE document IN ",
    doomed!(),
    " GROUP BY set_number ORDER BY set_number"
);
pub(crate) const ROOT_MEMBERS: &str = concat!("DELETE FROM members WHERE document IN ", doomed!());
pub(crate) const ROOT_UNIQUES: &str = concat!("DELETE FROM uniques WHERE document IN ", doomed!());
pub(crate) const ROOT_DOCUMENTS: &str = "DELETE FROM documents WHERE root = ?1 OR (root >= ?2 AND root < ?3)";
pub(crate) const ROOT_SET_MEMBERS: &str = "DELETE FROM members WHERE set_number IN \
    (SELECT number FROM sets WHERE root = ?1 OR (root >= ?2 AND root < ?3))";
pub(crate) const ROOT_SETS: &str = "DELETE FROM sets WHERE root = ?1 OR (root >= ?2 AND root < ?3)";

pub(crate) const WIPE: [&str; 4] =
    ["DELETE FROM members", "DELETE FROM uniques", "DELETE FROM sets", "DELETE FROM documents"];
