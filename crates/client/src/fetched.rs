//! A resource as it was fetched: typed, with the JSON that it came as beside it.

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

use partner_center_model::read::{ReadError, Reader, same_name};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use self::change::change;

mod change;

/// A resource that the service answered.
///
/// It is used and changed as the type itself. The JSON that it came as is kept beside it, and where it is sent back, the
/// changes are made in that: what the type does not know, or a later service adds, is not lost by reading, changing and
/// writing.
#[derive(Clone, PartialEq)]
pub struct Fetched<T> {
    value: T,
    raw: Value,
}

impl<T> Fetched<T> {
    /// The JSON as it came.
    pub fn raw(&self) -> &Value {
        &self.raw
    }

    /// The resource without the JSON that it came as.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The version of the resource, where it has one: what `If-Match` takes.
    pub fn etag(&self) -> Option<&str> {
        member(member(&self.raw, "attributes")?, "etag")?.as_str()
    }
}

/// A member in whatever spelling the service has it.
fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    value.as_object()?.iter().find(|(key, _)| same_name(key, name)).map(|(_, value)| value)
}

impl<T: DeserializeOwned> Fetched<T> {
    pub(crate) fn read(raw: Value) -> Result<Self, ReadError> {
        Ok(Self { value: Reader::REPLIES.value(&raw)?.value, raw })
    }
}

/// What can be the body of a call that takes a `T`: a `T`, or one that was fetched.
pub trait Content<T> {
    /// The body.
    ///
    /// # Errors
    ///
    /// If it cannot be JSON.
    fn content(&self) -> serde_json::Result<Value>;
}

impl<T: Serialize> Content<T> for T {
    fn content(&self) -> serde_json::Result<Value> {
        serde_json::to_value(self)
    }
}

impl<T: Serialize + DeserializeOwned> Content<T> for Fetched<T> {
    /// The JSON as it came, with what was changed since.
    fn content(&self) -> serde_json::Result<Value> {
        let mut raw = self.raw.clone();
        if let Ok(before) = Reader::REPLIES.value::<T>(&self.raw) {
            change(&mut raw, &serde_json::to_value(before.value)?, &serde_json::to_value(&self.value)?);
        }
        Ok(raw)
    }
}

impl<T> Deref for Fetched<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Fetched<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// As the value alone: the JSON may hold what the type hides.
impl<T: fmt::Debug> fmt::Debug for Fetched<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
