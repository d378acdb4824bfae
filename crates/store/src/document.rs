//! A document and what is derived from it.

use std::borrow::Cow;

use bytes::Bytes;

use crate::{Key, Root};

/// One stored document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Its name.
    pub key: Key,
    /// How often it has changed; it is the ETag. The caller decides it, so that the ETag can stand in the body.
    /// 0 means not stored yet, and is refused by a put.
    pub version: i64,
    /// The bytes that go over the wire.
    pub body: Bytes,
    /// The form that lists show, where it differs.
    pub brief: Option<Bytes>,
    /// What never goes over the wire, as JSON.
    pub own: Option<Bytes>,
    /// The layout of the private parts, for migrations.
    pub shape: u32,
}

impl Document {
    /// A document that is not stored yet.
    pub fn new(key: Key, body: impl Into<Bytes>) -> Self {
        Self { key, version: 0, body: body.into(), brief: None, own: None, shape: 0 }
    }
}

/// What a put expects to find.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expect {
    /// No document of that key.
    Absent,
    /// The document in exactly this version.
    Version(i64),
}

/// Where a document can be found; derived from it by its record type, never written by a handler.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Index {
    /// The sets it belongs to.
    pub sets: Vec<Member>,
    /// The values that no other document may have.
    pub unique: Vec<Unique>,
    /// When something happens to it, in microseconds of the world's time.
    pub due: Option<i64>,
    /// When it may be thrown away, in microseconds of the real time.
    pub expires: Option<i64>,
}

/// A document with all that was derived from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Indexed {
    /// The document.
    pub document: Document,
    /// Where it can be found. Sets and unique values are in order.
    pub index: Index,
}

impl Indexed {
    /// A document with what was derived from it, in any order.
    #[must_use]
    pub fn ordered(document: Document, mut index: Index) -> Self {
        index.sets.sort_by(|one, other| one.set.cmp(&other.set));
        index.unique.sort();
        Self { document, index }
    }
}

/// An ordered set of documents with a counter. It may lie in another root than its members.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Set {
    /// Where it lies; it goes when this root is dropped.
    pub root: Root,
    /// Its name within the root.
    pub name: Cow<'static, str>,
}

impl Set {
    /// The set of this name in this root.
    pub fn new(root: Root, name: impl Into<Cow<'static, str>>) -> Self {
        Self { root, name: name.into() }
    }
}

/// A place in a set. A document has at most one in each set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The set.
    pub set: Set,
    /// Members are ordered by this and then by their id, both as bytes.
    pub sort: String,
}

impl Member {
    /// A place in this set.
    pub fn new(set: Set, sort: impl Into<String>) -> Self {
        Self { set, sort: sort.into() }
    }
}

/// A value that at most one document of the whole store has.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Unique {
    /// What kind of value it is, and where it must be unique: `domain/global/sandbox`.
    pub scope: Cow<'static, str>,
    /// The value, folded by the caller where case does not count.
    pub value: String,
}

impl Unique {
    /// This value in this scope.
    pub fn new(scope: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        Self { scope: scope.into(), value: value.into() }
    }
}
