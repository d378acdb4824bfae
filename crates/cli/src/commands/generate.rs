//! `backlot generate`: completions for a shell, and manual pages, made from the command line itself.

use std::{fs, io, path::Path};

use clap::{Command, CommandFactory};

use crate::{
    args::{Args, Generated},
    error::CliError,
    output,
};

/// Prints the completions, or writes the pages.
pub(crate) fn run(what: &Generated) -> Result<(), CliError> {
    match what {
        Generated::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "backlot", &mut script);
            Ok(output::print(&String::from_utf8_lossy(&script))?)
        }
        Generated::Man { directory } => {
            fs::create_dir_all(directory).map_err(CliError::Output)?;
            let mut root = Args::command();
            root.build();
            pages(&root, directory).map_err(CliError::Output)
        }
    }
}

/// A page for the command and for each beneath it.
fn pages(command: &Command, directory: &Path) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    fs::write(directory.join(format!("{name}.1")), page)?;
    let shown = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
    command.get_subcommands().filter(shown).try_for_each(|command| pages(command, directory))
}
