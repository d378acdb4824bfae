//! The tolerant reader of what clients send.
//!
//! Clients write one property as `lineItems`, `LineItems` or `line_items`, an enum value as `one_time`, `oneTime`,
//! `OneTime` or `6`, a number as `5`, `5.0` or `"5"`, and a property without a value as `null`. Serde's aliases cannot
//! follow them, so the body is first parsed into a tree, and the tree read by a deserializer of our own: serde's derive hands it
//! the names of a type's fields and variants, and it matches them without regard to case and underscores.
//!
//! The types stay plain serde. Two things follow from the way it works: a type must be read through its derive
//! (`#[serde(flatten)]` and `#[serde(untagged)]` hide the fields from the reader, so the model uses neither), and a
//! type that asks for `str` parses what it gets (times, ids), whereas one that asks for `string` keeps it.
//!
//! | a client may send | it counts as |
//! | --- | --- |
//! | a name in other casing, with or without `_` | the field; of two spellings the last wins |
//! | a field that the type does not have | nothing |
//! | `null`, or the first or last date of .NET, `0001-01-01T00:00:00` | absent |
//! | `"5"`, `5.0` | the whole number 5 |
//! | `"True"`, `1` | true |
//! | `4847383` | the text `4847383` |
//! | an enum value in other casing, or its .NET number | the enum value |
//! | a time without an offset, a date | that time in UTC |
//! | a byte order mark | nothing |
//!
//! Free-form values, [`serde_json::Value`] and maps, keep their keys as sent.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;

mod access;
mod deserializer;
mod error;
mod names;
mod node;
mod place;
mod query;
#[cfg(test)]
mod tests;
mod time;

pub use self::{error::ReadError, names::same_name, query::query};
use self::{
    node::Node,
    place::{Place, Session},
};

/// What was read, and how far it was from the documented form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    /// What was read.
    pub value: T,
    /// How many tolerances it took: names and enum values in other spellings, numbers as text, nulls, unknown fields.
    pub tolerances: u32,
}

/// What becomes of a value that an [open enum](crate::open_enum!) does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// It is refused, with the values that are allowed.
    Refuse,
    /// It is kept, so that a value which the service adds later never fails a client.
    Keep,
}

/// A way to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    unknown: Unknown,
    strict: bool,
}

impl Reader {
    /// Reads requests, as the sandbox does: unknown enum values are refused.
    pub const REQUESTS: Self = Self { unknown: Unknown::Refuse, strict: false };
    /// Reads answers, as a client does: unknown enum values are kept.
    pub const REPLIES: Self = Self { unknown: Unknown::Keep, strict: false };

    /// The same without tolerance: what would have counted as one is refused, with the documented form.
    #[must_use]
    pub const fn strict(self) -> Self {
        Self { strict: true, ..self }
    }

    /// Reads a body. An empty one reads as absent: good enough for an `Option` or
    /// [`Nothing`](crate::operation::Nothing), refused for a type that needs an object.
    ///
    /// # Errors
    /// When it is not JSON, or not what `T` asks for.
    pub fn slice<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<Read<T>, ReadError> {
        let mut session = Session::new(self.unknown, self.strict);
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        if text.len() < bytes.len() {
            session.tolerate(|| ReadError::new("JSON without a byte order mark", "a byte order mark"))?;
        }
        if text.iter().all(u8::is_ascii_whitespace) {
            session.empty = true;
            return read(&Node::Null, session);
        }
        read(&serde_json::from_slice(text).map_err(|error| ReadError::syntax(&error))?, session)
    }

    /// Reads a value that is already parsed.
    ///
    /// # Errors
    /// When it is not what `T` asks for.
    pub fn value<T: DeserializeOwned>(&self, value: &Value) -> Result<Read<T>, ReadError> {
        let node = serde::Deserialize::deserialize(value).map_err(|error| ReadError::syntax(&error))?;
        read(&node, Session::new(self.unknown, self.strict))
    }

    /// Reads names with values, as query strings and path parameters have them.
    ///
    /// All values are text, so a number or a boolean as text is no tolerance here, and an empty value counts as absent.
    ///
    /// # Errors
    /// When they are not what `T` asks for.
    pub fn pairs<'p, T: DeserializeOwned, P: Into<Cow<'p, str>>>(
        &self,
        pairs: impl IntoIterator<Item = (P, P)>,
    ) -> Result<Read<T>, ReadError> {
        let entries = pairs.into_iter().map(|(name, value)| (name.into(), Node::Text(value.into()))).collect();
        let mut session = Session::new(self.unknown, self.strict);
        session.pairs = true;
        read(&Node::Object(entries), session)
    }
}

fn read<T: DeserializeOwned>(node: &Node<'_>, session: Session) -> Result<Read<T>, ReadError> {
    let root = Place { node, session: &session };
    let value = T::deserialize(root).map_err(|error| error.at(root))?;
    Ok(Read { value, tolerances: session.tolerances() })
}

/// Reads the body of a request: [`Reader::slice`] of [`Reader::REQUESTS`].
///
/// # Errors
/// When it is not JSON, or not what `T` asks for.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<Read<T>, ReadError> {
    Reader::REQUESTS.slice(bytes)
}

/// Reads a parsed value of a request: [`Reader::value`] of [`Reader::REQUESTS`].
///
/// # Errors
/// When it is not what `T` asks for.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<Read<T>, ReadError> {
    Reader::REQUESTS.value(value)
}

/// Reads the query or the path parameters of a request: [`Reader::pairs`] of [`Reader::REQUESTS`].
///
/// # Errors
/// When they are not what `T` asks for.
pub fn from_pairs<'p, T: DeserializeOwned, P: Into<Cow<'p, str>>>(
    pairs: impl IntoIterator<Item = (P, P)>,
) -> Result<Read<T>, ReadError> {
    Reader::REQUESTS.pairs(pairs)
}
