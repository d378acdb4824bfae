//! `backlot database verify`: whether all that is kept agrees with itself.

use backlot_store::Store;

use crate::{args::Kept, error::CliError, output};

/// Prints a line for each flaw, and fails if there is any.
pub(super) fn run(kept: &Kept) -> Result<(), CliError> {
    let place = kept.place()?;
    let mut flaws = 0;
    let documents = Store::peek(&place, |tx| {
        tx.check(|flaw| {
            flaws += 1;
            output::print(&format!("{flaw}\n")).map_err(CliError::Output)
        })
    })?;
    let place = output::place(&place);
    if flaws > 0 {
        return Err(CliError::Flawed { place, flaws: output::number(flaws, "flaw") });
    }
    Ok(output::print(&format!("{place}: {}, no flaw\n", output::number(documents, "document")))?)
}
