//! `docs/capabilities.md`: who may do what where.

use std::fmt::Write;

use backlot_sandbox::{
    account::Environment,
    capabilities::{Row, table},
};

use crate::operations::clouds;

/// The page.
pub(crate) fn page() -> String {
    let mut page = String::from(
        "# Capabilities\n\n\
         Which accounts may do what, by environment, type and national cloud. An account that may not is refused: with \
         403/2032 if others of its environment may, with 400/900127 if nobody there may or its cloud is not among those \
         named. What a token and a role must be stands in [operations.md](operations.md) and \
         [FIDELITY.md](FIDELITY.md).\n\n\
         *inferred*: the documentation page leaves it open.\n\n\
         | An account may | Environment | Direct bill | Indirect provider | Indirect reseller | Clouds | Page |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let rows: Vec<Row> = table().collect();
    for group in rows.chunk_by(|one, next| one.capability == next.capability && one.environment == next.environment) {
        let Some(first) = group.first() else { continue };
        let environment = match first.environment {
            Environment::Production => "production",
            Environment::Sandbox => "sandbox",
        };
        let _ = write!(page, "| {} | {environment} |", first.capability);
        for row in group {
            let _ = write!(page, " {} |", cell(row));
        }
        let anywhere = group.iter().any(|row| row.allowed);
        let _ = writeln!(page, " {} | {} |", if anywhere { clouds(first.clouds) } else { String::new() }, first.page);
    }
    page
}

fn cell(row: &Row) -> String {
    let answer = if row.allowed { "yes" } else { "no" };
    if row.inferred { format!("{answer}, inferred") } else { answer.to_owned() }
}
