//! Why something could not be read, and where.

use std::{borrow::Cow, fmt};

use serde::de::{self, Expected, Unexpected};

use super::{node::shorten, place::Place};

/// Why something could not be read: `lineItems[1].quantity: expected a whole number, found text "five"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// The place, in the model's own field names: `lineItems[1].quantity`. Empty for the body as a whole.
    pub path: String,
    /// What would have been read.
    pub expected: Cow<'static, str>,
    /// What was there, in short.
    pub found: String,
}

impl ReadError {
    pub(super) fn new(expected: impl Into<Cow<'static, str>>, found: impl Into<String>) -> Self {
        Self { path: String::new(), expected: expected.into(), found: found.into() }
    }

    pub(super) fn syntax(error: &serde_json::Error) -> Self {
        Self::new("JSON", format!("text that is not ({error})"))
    }

    /// The error of a type, at the place where the type was to be read. A type knows what it expected, and only the
    /// place knows what was found.
    pub(super) fn at(self, place: Place<'_>) -> Self {
        if self.found.is_empty() { Self { found: place.found(), ..self } } else { self }
    }

    /// The error, seen from the object that has the field.
    #[must_use]
    pub fn in_field(self, name: &str) -> Self {
        // A name may be the client's own.
        let name = if name.is_empty() { "\"\"".to_owned() } else { shorten(name).escape_debug().to_string() };
        let path = match self.path.as_str() {
            "" => name,
            path if path.starts_with('[') => format!("{name}{path}"),
            path => format!("{name}.{path}"),
        };
        Self { path, ..self }
    }

    /// The error, seen from the list that has the element.
    #[must_use]
    pub fn in_element(self, index: usize) -> Self {
        self.in_field(&format!("[{index}]"))
    }
}

/// `one of "monthly", "annual"`
pub(super) fn one_of(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    format!("one of {}", quoted.join(", "))
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, expected, found } = self;
        let place = if path.is_empty() { "the body" } else { path };
        write!(f, "{place}: expected {expected}, found {found}")
    }
}

impl std::error::Error for ReadError {}

/// What the types complain of. What was found is filled in at the place.
impl de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(format!("a valid value ({})", shorten(&message.to_string())), "")
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(expected.to_string(), "")
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(expected.to_string(), "")
    }

    fn unknown_variant(_: &str, variants: &'static [&'static str]) -> Self {
        Self::new(one_of(variants), "")
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("a value", "nothing").in_field(field)
    }
}
