//! The control token: made at the first start, and kept in the data directory for its owner alone.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::entropy;

/// The name of its file.
pub const NAME: &str = "control-token";

/// Where the token of a data directory stands.
pub fn path(directory: &Path) -> PathBuf {
    directory.join(NAME)
}

/// The token of this directory; if there is none, a new one is put there.
pub(crate) fn open(directory: &Path) -> io::Result<String> {
    let path = path(directory);
    match fs::read_to_string(&path) {
        Ok(text) if !text.trim().is_empty() => return Ok(text.trim().to_owned()),
        // A start that broke off may have left an empty file.
        Ok(_) => fs::remove_file(&path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let token = entropy::secret().map_err(io::Error::other)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&path)?;
    writeln!(file, "{token}")?;
    file.sync_all()?;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::{open, path};

    #[test]
    fn it_is_made_once_for_its_owner_alone() -> std::io::Result<()> {
        let home = backlot_store::Store::open(backlot_store::Options::temporary()).map_err(std::io::Error::other)?;
        let token = open(home.path())?;
        assert_eq!(token.len(), 64);
        assert_eq!(open(home.path())?, token);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(path(home.path()))?.permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(path(home.path()), "")?;
        assert_ne!(open(home.path())?, token, "an empty file holds no token");
        Ok(())
    }
}
