//! What `docs/REFUSALS.md` lists.

use std::collections::BTreeSet;

/// A code that no scene raises.
pub(super) struct Row {
    /// Status and code, `400/2012`.
    pub(super) code: String,
    /// Its name in the error table.
    pub(super) name: String,
}

/// The codes: rows of three cells under the heading `Codes`, in sections by reason.
pub(super) fn codes(page: &str) -> Vec<Row> {
    let rows = rows(section(page, "Codes")).into_iter();
    rows.map(|[code, name, why]| {
        assert!(!why.is_empty(), "{name} is listed without a reason");
        Row { code, name }
    })
    .collect()
}

/// The limits: rows of three cells under the heading `Limits of the sandbox`.
pub(super) fn limits(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for [limit, what, why] in rows(section(page, "Limits of the sandbox")) {
        assert!(!what.is_empty() && !why.is_empty(), "{limit} is listed without a reason");
        assert!(found.insert(limit.clone()), "{limit} is listed twice");
    }
    found
}

fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    rest.split("\n## ").next().unwrap()
}

/// The rows of tables, those that begin with something in code style.
fn rows(section: &str) -> Vec<[String; 3]> {
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<String> = row.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect();
        let [_, first, second, third, _] =
            <[String; 5]>::try_from(cells).unwrap_or_else(|_| panic!("not a row: {row}"));
        [first, second, third]
    })
    .collect()
}
