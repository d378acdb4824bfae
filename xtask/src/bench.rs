//! Builds what is measured and what measures, with all optimisations, and has it measure.

use std::{env, path::Path, process::Command};

use crate::{Failure, succeed};

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
