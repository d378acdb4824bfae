//! What people read: the accounts as a table or in full, and complaints.

use std::io::{self, Write};

use backlot_sandbox::listing::Listing;
use backlot_store::Place;

/// Prints to stdout, all at once. A reader that went away has read enough.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Prints a complaint to stderr.
pub(crate) fn complain(what: &impl std::fmt::Display) {
    // Where stderr is closed, there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "backlot: {what}");
}

/// A place as people know it; no password is part of it.
pub(crate) fn place(place: &Place) -> String {
    match place {
        Place::Directory(directory) => directory.display().to_string(),
        Place::Postgres(server) => server.place(),
        Place::Temporary => "a temporary directory".to_owned(),
    }
}

/// The accounts, a line each.
pub(crate) fn table(accounts: &[Listing]) -> String {
    let header = ["ACCOUNT", "TYPE", "ENVIRONMENT", "CLOUD", "TENANT"].map(str::to_owned);
    let rows = accounts.iter().map(|account| {
        [
            account.name.clone(),
            account.account_type.as_str().to_owned(),
            account.environment.as_str().to_owned(),
            account.cloud.as_str().to_owned(),
            account.tenant_id.to_string(),
        ]
    });
    columns(&std::iter::once(header).chain(rows).collect::<Vec<_>>())
}

/// The accounts with everything that a client's configuration needs.
pub(crate) fn in_full(accounts: &[Listing]) -> String {
    let blocks = accounts.iter().map(|account| {
        let head = format!(
            "{} ({}, {}, {})\n",
            account.name,
            account.account_type.as_str(),
            account.environment.as_str(),
            account.cloud.as_str(),
        );
        let mut rows =
            vec![["  tenant".to_owned(), account.tenant_id.to_string(), account.domain.clone(), String::new()]];
        rows.push(["  partner".to_owned(), format!("MPN {}", account.mpn_id), account.country.clone(), String::new()]);
        for app in &account.apps {
            rows.push(["  app".to_owned(), app.client_id.to_string(), app.client_secret.clone(), String::new()]);
        }
        for user in &account.users {
            let roles = user.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
            rows.push(["  user".to_owned(), user.user_principal_name.clone(), user.password.clone(), roles]);
        }
        head + &columns(&rows)
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// Rows with their columns below one another.
fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn columns_stand_below_one_another() {
        let rows = [["a", "bb", ""], ["ccc", "d", "e"]].map(|row| row.map(str::to_owned));
        assert_eq!(columns(&rows), "a    bb\nccc  d   e\n");
    }
}
