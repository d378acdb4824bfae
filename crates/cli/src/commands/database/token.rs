//! `backlot database token`: the token of the control API.

use backlot_sandbox::control::token;

use crate::{args::Kept, error::CliError, output};

pub(super) fn run(kept: &Kept) -> Result<(), CliError> {
    let place = kept.place()?;
    let token = token::at(&place)?.ok_or_else(|| CliError::NoToken(output::place(&place)))?;
    Ok(output::print(&format!("{token}\n"))?)
}
