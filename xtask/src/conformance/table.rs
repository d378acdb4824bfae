//! The table of `docs/CLIENTS.md`: what was run, with which version, and what passed.

use std::collections::BTreeMap;

use super::{client::Client, tap::Shown};

/// What stands before and after the rows.
const BEGIN: &str = "<!-- Made by `cargo xtask conformance`. -->\n| client | used | passed |\n| --- | --- | --- |\n";
const END: &str = "<!-- end -->";

/// The page with new rows for these clients.
pub(super) fn with(page: &str, shown: &[(Client, Shown)]) -> Result<String, String> {
    let parts = page.split_once(BEGIN).and_then(|(above, rest)| Some((above, rest.split_once(END)?)));
    let Some((above, (rows, below))) = parts else {
        return Err("docs/CLIENTS.md has lost the place of its table".to_owned());
    };
    let mut rows: BTreeMap<&str, String> = rows.lines().filter_map(|row| Some((name(row)?, row.to_owned()))).collect();
    for (client, shown) in shown {
        rows.insert(&client.name, row(&client.name, shown));
    }
    let rows: String = rows.into_values().map(|row| row + "\n").collect();
    Ok(format!("{above}{BEGIN}{rows}{END}{below}"))
}

/// The client of a row.
fn name(row: &str) -> Option<&str> {
    row.strip_prefix("| [")?.split_once(']').map(|(name, _)| name)
}

/// A client's row: how many checks of each kind passed.
fn row(name: &str, shown: &Shown) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for check in &shown.passed {
        let kind = check.split_once(": ").map_or(check.as_str(), |(kind, _)| kind);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    kinds.sort_unstable();
    let kinds: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let total = shown.passed.len();
    format!("| [{name}](../conformance/{name}) | {} | {total}: {} |", shown.uses.join(", "), kinds.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{Shown, name, row};

    #[test]
    fn a_row_counts_the_checks_of_each_kind() {
        let mut shown = Shown::default();
        for line in ["# uses one 1.0", "# uses two 2.0", "ok - orders: a", "ok - carts: b", "ok - orders: c", "ok - d"]
        {
            shown.hear(line);
        }
        let row = row("pair", &shown);
        assert_eq!(row, "| [pair](../conformance/pair) | one 1.0, two 2.0 | 4: carts 1, d 1, orders 2 |");
        assert_eq!(name(&row), Some("pair"));
    }
}
