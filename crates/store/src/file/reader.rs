//! Reads a file, and recognises one that is cut off or was changed.

use std::io::{self, BufRead, Read};

use serde::Deserialize;

use super::line::Line;
use super::{Digest, End, FORMAT, Head, VERSION};
use crate::{Indexed, Key};

/// The longest line that is read: ten times what a request may bring, in base64, and more.
const LONGEST_LINE: u64 = 64 << 20;

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It cannot be read at all.
    #[error("it cannot be read ({0}); check where it comes from")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("it is no exported world; give a file that `backlot world export` wrote")]
    Foreign,
    /// It was written by a newer release.
    #[error("it has format version {found} and this release knows {VERSION}; use the newer release that wrote it")]
    Newer {
        /// The version of its format.
        found: u32,
    },
    /// A line is wrong.
    #[error("line {line}: {why}; export the world again")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// Its end is missing.
    #[error("it is cut off after line {lines}; export the world again, or fetch the whole file")]
    CutOff {
        /// How many lines are whole.
        lines: u64,
    },
    /// Its sum is not that of its lines.
    #[error("it was changed since it was written: its SHA-256 is not the one that its last line tells; fetch it again")]
    Changed,
}

/// Reads a file, document by document.
///
/// The documents are not to be trusted until the last one has come: only then is their sum known. Whoever is given an
/// error must forget all of them.
pub struct Reader<R> {
    input: R,
    head: Head,
    digest: Digest,
    line: Vec<u8>,
    lines: u64,
    last: Option<Key>,
    ended: bool,
}

/// The version of a head, whatever else a later one may say.
#[derive(Deserialize)]
struct Version {
    format: String,
    version: u32,
}

impl<R: BufRead> Reader<R> {
    /// Reads the head.
    pub fn open(input: R) -> Result<Self, FileError> {
        let head = Head::new("", 0);
        let (digest, line) = (Digest::new(), Vec::new());
        let mut reader = Self { input, head, digest, line, lines: 0, last: None, ended: false };
        match reader.next_line() {
            Ok(()) => {}
            Err(error @ FileError::Io(_)) => return Err(error),
            Err(_) => return Err(FileError::Foreign),
        }
        match serde_json::from_slice::<Version>(&reader.line) {
            Ok(Version { format, version }) if format == FORMAT => match version {
                0 => return Err(FileError::Foreign),
                1..=VERSION => {}
                found => return Err(FileError::Newer { found }),
            },
            _ => return Err(FileError::Foreign),
        }
        reader.head = reader.parse()?;
        reader.digest.add(&reader.line);
        Ok(reader)
    }

    /// What the first line says.
    pub fn head(&self) -> &Head {
        &self.head
    }

    fn read(&mut self) -> Result<Option<Indexed>, FileError> {
        self.next_line()?;
        if self.line.starts_with(br#"{"end":"#) {
            return self.end().map(|()| None);
        }
        self.digest.add(&self.line);
        let indexed = Indexed::try_from(self.parse::<Line<'_>>()?).map_err(|why| self.wrong(why))?;
        let key = &indexed.document.key;
        if self.last.as_ref().is_some_and(|last| last >= key) {
            return Err(self.wrong("its key does not come after the one before"));
        }
        self.last = Some(key.clone());
        Ok(Some(indexed))
    }

    /// Compares the last line with all before it.
    fn end(&mut self) -> Result<(), FileError> {
        let End { end } = self.parse()?;
        let documents = self.lines - 2;
        if end.sha256 != self.digest.hexadecimal() || end.documents != documents || self.head.documents != documents {
            return Err(FileError::Changed);
        }
        if !self.input.fill_buf()?.is_empty() {
            self.lines += 1;
            return Err(self.wrong("something follows the end"));
        }
        Ok(())
    }

    /// The next line, with its end.
    fn next_line(&mut self) -> Result<(), FileError> {
        self.line.clear();
        (&mut self.input).take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        if self.line.ends_with(b"\n") {
            self.lines += 1;
            return Ok(());
        }
        if self.line.len() as u64 == LONGEST_LINE {
            self.lines += 1;
            return Err(self.wrong("it is longer than any document"));
        }
        Err(FileError::CutOff { lines: self.lines })
    }

    fn parse<'l, T: Deserialize<'l>>(&'l self) -> Result<T, FileError> {
        serde_json::from_slice(&self.line).map_err(|error| self.wrong(error.to_string()))
    }

    fn wrong(&self, why: impl Into<String>) -> FileError {
        FileError::Line { line: self.lines, why: why.into() }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Indexed, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read().transpose();
        self.ended = !matches!(read, Some(Ok(_)));
        read
    }
}
