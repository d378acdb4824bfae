//! The table of `docs/CLIENTS.md`: what was run, with which version, and what passed.

use std::collections::BTreeMap;

use super::{client::Client, tap::Shown};

/// What stands before and after the rows.
const BEGIN: &str = "<!-- Made by `cargo xtask conformance`. -->\n| client | used | passed |\n| --- | --- | --- |\n";
const END: &str = "<!-- end -->";

/// The page with new rows for those that were run, and with those that it had for the others that there are.
pub(super) fn with(page: &str, there: &[String], shown: &[(Client, Shown)]) -> Result<String, String> {
    let (above, (rows, below)) = parts(page).ok_or("docs/CLIENTS.md has lost the place of its table")?;
    let mut rows: BTreeMap<&str, String> = rows.lines().filter_map(|row| Some((name(row)?, row.to_owned()))).collect();
    rows.retain(|name, _| there.iter().any(|client| client == name));
    for (client, shown) in shown {
        rows.insert(&client.name, row(&client.name, shown));
    }
    let rows: String = rows.into_values().map(|row| row + "\n").collect();
    Ok(format!("{above}{BEGIN}{rows}{END}{below}"))
}

/// What the page says that a client was run with.
pub(super) fn used(page: &str, client: &str) -> Vec<String> {
    let rows = parts(page).map(|(_, (rows, _))| rows).unwrap_or_default();
    let row = rows.lines().find(|row| name(row) == Some(client)).and_then(|row| row.split(" | ").nth(1));
    row.into_iter().flat_map(|used| used.split(", ")).map(str::to_owned).collect()
}

/// What stands above the rows, the rows, and what stands below.
fn parts(page: &str) -> Option<(&str, (&str, &str))> {
    let (above, rest) = page.split_once(BEGIN)?;
    Some((above, rest.split_once(END)?))
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
    use super::{BEGIN, END, Shown, name, row, used, with};

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

    #[test]
    fn rows_stay_for_clients_that_there_are() {
        let page = format!(
            "above\n{BEGIN}| [gone](x) | y 1.0 | 1: z 1 |\n| [pair](x) | one 1.0, two 2.0 | 1: d 1 |\n{END}below"
        );
        assert_eq!(used(&page, "pair"), ["one 1.0", "two 2.0"]);
        assert_eq!(used(&page, "other"), [""; 0]);
        let page = with(&page, &["pair".to_owned()], &[]).unwrap();
        assert_eq!(page, format!("above\n{BEGIN}| [pair](x) | one 1.0, two 2.0 | 1: d 1 |\n{END}below"));
        assert!(with("nothing", &[], &[]).is_err());
    }
}
