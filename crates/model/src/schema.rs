//! The types as JSON Schema.

use std::borrow::Cow;

use schemars::json_schema;
pub use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};

use crate::{money::Amount, operation::Nothing};

/// The schema of a text that is one of these.
pub fn words(spellings: &[&str]) -> Schema {
    json_schema!({ "type": "string", "enum": spellings })
}

impl JsonSchema for Nothing {
    fn schema_name() -> Cow<'static, str> {
        "Nothing".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "null" })
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "Amount".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}
