//! Writes a file.

use std::io::{self, Write};

use serde::Serialize;

use super::line::Line;
use super::{Digest, End, Head, Sum};
use crate::Indexed;

/// Writes a file, document by document.
pub struct Writer<W> {
    out: W,
    digest: Digest,
    promised: u64,
    written: u64,
    line: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins a file. Each line is written at once, so `out` should have a buffer.
    pub fn new(out: W, head: &Head) -> io::Result<Self> {
        let mut writer = Self { out, digest: Digest::new(), promised: head.documents, written: 0, line: Vec::new() };
        writer.write(head)?;
        Ok(writer)
    }

    /// Writes the next document; the caller keeps to the order of keys.
    pub fn add(&mut self, indexed: &Indexed) -> io::Result<()> {
        self.written += 1;
        self.write(&Line::from(indexed))
    }

    /// Ends the file. It is refused where the head has promised another number of documents: such a store contradicts
    /// itself.
    pub fn finish(mut self) -> io::Result<W> {
        if self.written != self.promised {
            let found = format!("there are {} documents and {} were found", self.promised, self.written);
            return Err(io::Error::new(io::ErrorKind::InvalidData, found));
        }
        let end = End { end: Sum { documents: self.written, sha256: self.digest.hexadecimal() } };
        self.write(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, line)?;
        self.line.push(b'\n');
        self.digest.add(&self.line);
        self.out.write_all(&self.line)
    }
}
