//! Logs: files with a JSON value on each line.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, error::file};

/// The folder of the clients' logs.
pub(crate) const CLIENTS: &str = "clients";
/// What `backlot database verify` said.
pub(crate) const VERIFIED: &str = "verified.log";
/// What was done to the processes and to the database.
pub(crate) const EVENTS: &str = "events.jsonl";
/// What was sent once more.
pub(crate) const REPEATS: &str = "repeats.jsonl";
/// What was answered without success while one looked.
pub(crate) const FAILURES: &str = "failures.jsonl";
/// The customers that there were before.
pub(crate) const BEFORE: &str = "before.jsonl";
/// What is there afterwards.
pub(crate) const AFTER: &str = "after.jsonl";

/// So many lines of another program's log are shown.
const SHOWN: usize = 12;

/// A log that is being written.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Log {
    /// A new log, in the place of an older one.
    pub(crate) fn create(path: PathBuf) -> Result<Self, Error> {
        let out = BufWriter::new(File::create(&path).map_err(file(&path))?);
        Ok(Self { path, out })
    }

    /// Writes a line.
    pub(crate) fn write(&mut self, value: &impl Serialize) -> Result<(), Error> {
        let mut line = serde_json::to_vec(value).map_err(|source| Error::Log { path: self.path.clone(), source })?;
        line.push(b'\n');
        self.out.write_all(&line).map_err(file(&self.path))
    }

    /// Writes all that is left.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        self.out.flush().map_err(file(&self.path))
    }
}

/// The values of a log.
pub(crate) fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Error> {
    let lines = BufReader::new(File::open(path).map_err(file(path))?).lines();
    let read =
        |line: String| serde_json::from_str(&line).map_err(|source| Error::Log { path: path.to_owned(), source });
    lines.map(|line| line.map_err(file(path)).and_then(read)).collect()
}

/// The last lines of a text file, for who will not see it.
pub(crate) fn end(path: &Path) -> String {
    let text = fs::read(path).map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}

/// The files of a folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(file(folder))?;
    let mut files =
        entries.map(|entry| entry.map(|entry| entry.path()).map_err(file(folder))).collect::<Result<Vec<_>, _>>()?;
    files.sort();
    Ok(files)
}
