//! Where this user's configuration and state lie.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;

use crate::error::CliError;

/// What is configured: the profiles.
pub(crate) fn configuration() -> Result<PathBuf, CliError> {
    Ok(base()?.config_dir().join("backlot"))
}

/// What is remembered from one command to the next: what is under way, and who is signed in.
pub(crate) fn state() -> Result<PathBuf, CliError> {
    let base = base()?;
    // Windows knows no directory for it alone.
    Ok(base.state_dir().unwrap_or_else(|| base.data_dir()).join("backlot"))
}

/// Writes a file as a whole, or not at all.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let draft = path.with_added_extension("draft");
    fs::write(&draft, text)?;
    fs::rename(draft, path)
}

fn base() -> Result<impl BaseStrategy, CliError> {
    etcetera::choose_base_strategy().map_err(|_| CliError::Homeless)
}
