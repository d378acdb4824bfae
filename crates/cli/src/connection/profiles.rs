//! The profiles of this user.

use super::Connection;
use crate::{args::Access, error::CliError};

/// Signs in as the profile of this name says.
pub(super) fn connect(name: &str, _access: &Access) -> Result<Connection, CliError> {
    Err(CliError::Profile(name.to_owned()))
}
