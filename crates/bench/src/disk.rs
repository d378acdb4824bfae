//! What the disk can: appends, each on the disk before the next begins.

use std::{
    fs::File,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use crate::error::Error;

/// Appends of 4 KiB a second.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
pub(crate) fn appends(directory: &Path, span: Duration) -> Result<f64, Error> {
    let mut file = File::create(directory.join("appends")).map_err(Error::system("making a file"))?;
    let begin = Instant::now();
    let mut count = 0_u32;
    while begin.elapsed() < span {
        file.write_all(&[1; 4096]).and_then(|()| file.sync_data()).map_err(Error::system("appending"))?;
        count += 1;
    }
    Ok(f64::from(count) / begin.elapsed().as_secs_f64())
}
