//! `backlot database`: looking after the database.

use backlot_sandbox::control::token;

use crate::{
    args::{Kept, Task},
    error::CliError,
    output,
};

/// Does one of the tasks.
pub(crate) fn run(task: &Task) -> Result<(), CliError> {
    match task {
        Task::Token(kept) => print_token(kept),
    }
}

fn print_token(kept: &Kept) -> Result<(), CliError> {
    let place = kept.place()?;
    let token = token::at(&place)?.ok_or_else(|| CliError::NoToken(output::place(&place)))?;
    Ok(output::print(&format!("{token}\n"))?)
}
