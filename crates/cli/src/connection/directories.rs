//! Where this user's configuration and state lie.

use std::path::PathBuf;

use etcetera::BaseStrategy;

use crate::error::CliError;

/// What is configured: the profiles.
pub(crate) fn configuration() -> Result<PathBuf, CliError> {
    Ok(base()?.config_dir().join("backlot"))
}

/// What is remembered from one command to the next: orders under way, and who is signed in.
pub(crate) fn state() -> Result<PathBuf, CliError> {
    let base = base()?;
    // Windows knows no directory for it alone.
    Ok(base.state_dir().unwrap_or_else(|| base.data_dir()).join("backlot"))
}

fn base() -> Result<impl BaseStrategy, CliError> {
    etcetera::choose_base_strategy().map_err(|_| CliError::Homeless)
}
