//! All of a store in one file: a line of JSON for the head, for each document in the order of the keys, and for the end.
//!
//! `docs/WORLD-FORMAT.md` describes it. Documents keep every byte: what is JSON on one line stands in the file as it is,
//! anything else in base64.

use aws_lc_rs::digest::{self, SHA256};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

mod line;
mod reader;
mod writer;

pub use reader::{FileError, Reader};
pub use writer::Writer;

/// What the head says that the file is.
pub const FORMAT: &str = "backlot-world";

/// The version of the format that this release writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// [`FORMAT`].
    pub format: String,
    /// The version of the format.
    pub version: u32,
    /// When the documents were like this, in RFC 3339.
    pub exported: String,
    /// How many there are.
    pub documents: u64,
}

impl Head {
    /// The head of a file with these documents.
    #[must_use]
    pub fn new(exported: impl Into<String>, documents: u64) -> Self {
        Self { format: FORMAT.to_owned(), version: VERSION, exported: exported.into(), documents }
    }
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    end: Sum,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sum {
    /// How many documents came before.
    documents: u64,
    /// SHA-256 of all lines before, their ends included, in hexadecimal digits.
    sha256: String,
}

/// The sum of what has been written or read.
struct Digest(digest::Context);

impl Digest {
    fn new() -> Self {
        Self(digest::Context::new(&SHA256))
    }

    fn add(&mut self, line: &[u8]) {
        self.0.update(line);
    }

    fn hexadecimal(&self) -> String {
        self.0.clone().finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// These bytes, if they can stand in a line of JSON as they are.
fn raw(bytes: &[u8]) -> Option<&RawValue> {
    let raw: &RawValue = serde_json::from_slice(bytes).ok()?;
    // White space around it would be lost, and a line break in it would end the line.
    (raw.get().len() == bytes.len() && !bytes.contains(&b'\n') && !bytes.contains(&b'\r')).then_some(raw)
}

fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn decode(text: &str) -> Result<Vec<u8>, base64::DecodeError> {
    STANDARD.decode(text)
}

#[cfg(test)]
mod tests {
    use super::raw;

    #[test]
    fn only_what_keeps_every_byte_stands_as_it_is() {
        for plain in [r#"{"a":1.50,"b":"\u00e9"}"#, "null", "0", r#""x""#, "[ 1,2 ]"] {
            assert_eq!(raw(plain.as_bytes()).map(serde_json::value::RawValue::get), Some(plain));
        }
        for other in [&b""[..], b" 1", b"1 ", b"[1,\n2]", b"[1,\r2]", b"{", b"\xff", b"\"\xff\"", b"1 2"] {
            assert!(raw(other).is_none(), "{other:?}");
        }
    }
}
