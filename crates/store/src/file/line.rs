//! The line of one document.

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::{decode, encode, raw};
use crate::{Document, Index, Indexed, Key, Member, Root, Set, Unique};

/// A document as the file has it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Line<'l> {
    root: String,
    kind: String,
    id: String,
    version: i64,
    shape: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sets: Vec<Place>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    uniques: Vec<Value>,
    #[serde(default, borrow, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    body: Option<&'l RawValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
    #[serde(default, borrow, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    brief: Option<&'l RawValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    brief_base64: Option<String>,
    #[serde(default, borrow, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    own: Option<&'l RawValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own_base64: Option<String>,
}

/// A set to which it belongs.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    root: String,
    name: String,
    sort: String,
}

/// A value that no other document has.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    scope: String,
    value: String,
}

/// JSON's null is a part like any other; only a part that is not named is none.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl<'l> From<&'l Indexed> for Line<'l> {
    fn from(Indexed { document, index }: &'l Indexed) -> Self {
        let place = |member: &Member| Place {
            root: member.set.root.as_str().to_owned(),
            name: member.set.name.to_string(),
            sort: member.sort.clone(),
        };
        let value = |unique: &Unique| Value { scope: unique.scope.to_string(), value: unique.value.clone() };
        let (body, body_base64) = split(Some(&document.body));
        let (brief, brief_base64) = split(document.brief.as_ref());
        let (own, own_base64) = split(document.own.as_ref());
        Self {
            root: document.key.root.as_str().to_owned(),
            kind: document.key.kind.to_string(),
            id: document.key.id.clone(),
            version: document.version,
            shape: document.shape,
            due: index.due,
            expires: index.expires,
            sets: index.sets.iter().map(place).collect(),
            uniques: index.unique.iter().map(value).collect(),
            body,
            body_base64,
            brief,
            brief_base64,
            own,
            own_base64,
        }
    }
}

impl TryFrom<Line<'_>> for Indexed {
    type Error = String;

    fn try_from(line: Line<'_>) -> Result<Self, String> {
        let body = join("body", line.body, line.body_base64)?.ok_or("it has no body")?;
        let document = Document {
            key: Key::new(root(&line.root)?, line.kind, line.id),
            version: line.version,
            body,
            brief: join("brief", line.brief, line.brief_base64)?,
            own: join("own", line.own, line.own_base64)?,
            shape: line.shape,
        };
        let sets = line
            .sets
            .into_iter()
            .map(|Place { root: path, name, sort }| Ok(Member { set: Set::new(root(&path)?, name), sort }));
        let index = Index {
            sets: sets.collect::<Result<_, String>>()?,
            unique: line.uniques.into_iter().map(|Value { scope, value }| Unique::new(scope, value)).collect(),
            due: line.due,
            expires: line.expires,
        };
        Ok(Self::ordered(document, index))
    }
}

/// A part as JSON or in base64.
fn split(part: Option<&Bytes>) -> (Option<&RawValue>, Option<String>) {
    match part.map(|bytes| (raw(bytes), bytes)) {
        None => (None, None),
        Some((Some(raw), _)) => (Some(raw), None),
        Some((None, bytes)) => (None, Some(encode(bytes))),
    }
}

fn join(name: &str, plain: Option<&RawValue>, base64: Option<String>) -> Result<Option<Bytes>, String> {
    match (plain, base64) {
        (None, None) => Ok(None),
        (Some(plain), None) => Ok(Some(Bytes::copy_from_slice(plain.get().as_bytes()))),
        (None, Some(text)) => match decode(&text) {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) => Err(format!("{name}Base64 does not read: {error}")),
        },
        (Some(_), Some(_)) => Err(format!("it has both {name} and {name}Base64")),
    }
}

fn root(path: &str) -> Result<Root, String> {
    Root::of_path(path).ok_or_else(|| format!("{path:?} is no root"))
}
