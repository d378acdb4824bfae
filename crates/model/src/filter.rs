//! Filters and pages of lists.

use serde::{Deserialize, Serialize};

use crate::open_enum;

/// A condition on a field of the listed resources. Travels as JSON in the query parameter `filter`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase", default)]
pub struct FieldFilter {
    /// The field, such as `CompanyName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What the field is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How it is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<FieldFilterOperation>,
}

open_enum! {
    /// How a field is compared.
    pub enum FieldFilterOperation {
        /// It is equal.
        Equals = "equals" (0),
        /// It is not equal.
        NotEquals = "not_equals" (1),
        /// It is greater.
        GreaterThan = "greater_than" (2),
        /// It is greater or equal.
        GreaterThanOrEquals = "greater_than_or_equals" (3),
        /// It is less.
        LessThan = "less_than" (4),
        /// It is less or equal.
        LessThanOrEquals = "less_than_or_equals" (5),
        /// It contains the value.
        Substring = "substring" (6),
        /// Both of two conditions hold.
        And = "and" (7),
        /// One of two conditions holds.
        Or = "or" (8),
        /// It begins with the value.
        StartsWith = "starts_with" (9),
        /// It does not begin with the value.
        NotStartsWith = "not_starts_with" (10),
    }
}

open_enum! {
    /// Which page of a list to go to.
    pub enum SeekOperation {
        /// The one after.
        Next = "Next" (0),
        /// The one before.
        Previous = "Previous" (1),
        /// The first.
        First = "First" (2),
        /// The last.
        Last = "Last" (3),
        /// The one with an index.
        PageIndex = "PageIndex" (4),
    }
}
