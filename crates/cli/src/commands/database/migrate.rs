//! `backlot database migrate`: the schema, made or brought up to date.

use backlot_store::Store;

use crate::{args::Kept, error::CliError, output};

pub(super) fn run(kept: &Kept) -> Result<(), CliError> {
    let place = kept.place()?;
    let found = Store::migrate(&place)?;
    let known = Store::survey(&place)?.known;
    let done = match found {
        0 => format!("schema {known} was made"),
        found if found == known => format!("schema {known} is up to date, nothing was done"),
        found => format!("the schema was brought from {found} to {known}"),
    };
    Ok(output::print(&format!("{}: {done}\n", output::place(&place)))?)
}
