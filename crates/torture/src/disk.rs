//! A disk that is full, for one process: files may not grow beyond a size.

use std::process::Command;

use crate::{Error, error::system};

/// Lets the files of a process grow to so many bytes and no further; none lifts the limit. Writes beyond fail, as long as
/// the process ignores the signal that comes with them.
pub(crate) fn limit(process: u32, bytes: Option<u64>) -> Result<bool, Error> {
    let size = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
    let status = Command::new("prlimit").args(["--pid", &process.to_string(), &format!("--fsize={size}:")]).status();
    // It may have ended meanwhile.
    status.map(|status| status.success()).map_err(system("starting prlimit, of util-linux"))
}
