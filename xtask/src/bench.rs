//! Builds what is measured and what measures, with all optimisations, and has it measure.

use std::{env, path::Path, process::Command};

use crate::Failure;

/// Measures; the arguments are the measuring program's.
pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--package", "backlot", "--package", "backlot-bench"]).current_dir(root);
    succeed("cargo build", &mut build)?;
    // This program lies in a folder of the target directory, and what was built in the one beside it.
    let this = env::current_exe().map_err(|error| Failure::File("this program".to_owned(), error))?;
    let target = this.parent().and_then(Path::parent).unwrap_or(root);
    succeed("backlot-bench", Command::new(target.join("release/backlot-bench")).args(arguments))
}

fn succeed(program: &'static str, command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|error| Failure::File(program.to_owned(), error))?;
    if status.success() { Ok(()) } else { Err(Failure::Program(program)) }
}
