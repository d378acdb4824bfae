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

/// Says on stderr what was done, where stdout is for something else.
pub(crate) fn mention(what: &str) {
    // Where stderr is closed, nobody wants to know.
    let _ = writeln!(io::stderr().lock(), "{what}");
}

/// A place as people know it; no password is part of it.
pub(crate) fn place(place: &Place) -> String {
    match place {
        Place::Directory(directory) => directory.display().to_string(),
        Place::Postgres(server) => server.place(),
        Place::Temporary => "a temporary directory".to_owned(),
    }
}

/// Rows below their headings, in columns.
pub(crate) fn headed<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    columns(&std::iter::once(header.map(str::to_owned)).chain(rows).collect::<Vec<_>>())
}

/// The accounts, a line each.
pub(crate) fn table(accounts: &[Listing]) -> String {
    let header = ["ACCOUNT", "TYPE", "ENVIRONMENT", "CLOUD", "TENANT"];
    let rows = accounts.iter().map(|account| {
        [
            account.name.clone(),
            account.account_type.as_str().to_owned(),
            account.environment.as_str().to_owned(),
            account.cloud.as_str().to_owned(),
            account.tenant_id.to_string(),
        ]
    });
    headed(header, rows)
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
            let more = if app.public_client { "public client".to_owned() } else { String::new() };
            rows.push(["  app".to_owned(), app.client_id.to_string(), app.client_secret.clone(), more]);
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
pub(crate) fn columns<const N: usize>(rows: &[[String; N]]) -> String {
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

/// So many of something, whose name has an s where there is not one of them.
pub(crate) fn number(count: u64, of: &str) -> String {
    format!("{count} {of}{}", if count == 1 { "" } else { "s" })
}

/// So many bytes, as people read them.
pub(crate) fn bytes(count: u64) -> String {
    let mut units = ["KiB", "MiB", "GiB", "TiB"].into_iter();
    let (mut size, mut unit) = (count as f64 / 1024.0, units.next());
    while size >= 1024.0
        && let Some(next) = units.next()
    {
        (size, unit) = (size / 1024.0, Some(next));
    }
    format!("{size:.1} {}", unit.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{bytes, columns};

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        let told = [0, 512, 4096, 1 << 20, 5 << 29, u64::MAX].map(bytes);
        assert_eq!(told, ["0.0 KiB", "0.5 KiB", "4.0 KiB", "1.0 MiB", "2.5 GiB", "16777216.0 TiB"]);
    }

    #[test]
    fn columns_stand_below_one_another() {
        let rows = [["a", "bb", ""], ["ccc", "d", "e"]].map(|row| row.map(str::to_owned));
        assert_eq!(columns(&rows), "a    bb\nccc  d   e\n");
    }
}
