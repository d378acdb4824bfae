//! The query parameter `filter` of lists: a condition on one field, as JSON.

use partner_center_model::{
    filter::{FieldFilter, FieldFilterOperation},
    read,
};

use crate::refusal::Refusal;

/// No field has a longer name, in characters; more of one is not repeated in a refusal.
const LONGEST: usize = 80;

/// Reads a condition with this operator: the field and the value. Names and values of the condition's own properties
/// are taken in any casing, as in bodies; the field's name is folded in the same way.
pub(crate) fn read(text: &str, operator: FieldFilterOperation) -> Result<(String, String), Refusal> {
    let sent: FieldFilter = read::from_slice(text.as_bytes())
        .map_err(|error| {
            // The reader speaks of bodies, and of their fields.
            let place = if error.path.is_empty() { "filter".to_owned() } else { format!("filter.{}", error.path) };
            Refusal::invalid(place, format_args!("expected {}, found {}", error.expected, error.found))
        })?
        .value;
    match sent.operator {
        Some(sent) if sent == operator => {}
        Some(other) => {
            return Err(Refusal::invalid("filter.Operator", format_args!("{operator} is expected, found {other}")));
        }
        None => return Err(Refusal::invalid("filter.Operator", format_args!("{operator} is expected"))),
    }
    let value = sent.value.ok_or_else(|| Refusal::invalid("filter.Value", "a value is needed"))?;
    let field = sent.field.unwrap_or_default();
    Ok((field.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).take(LONGEST).collect(), value))
}

#[cfg(test)]
mod tests {
    use partner_center_model::filter::FieldFilterOperation::StartsWith;

    use super::read;

    #[test]
    fn a_condition_is_read_in_any_casing() {
        for text in [
            r#"{"Field":"CompanyName","Value":"Salt","Operator":"starts_with"}"#,
            r#"{"field":"company_name","value":"Salt","operator":"StartsWith"}"#,
            r#"{"FIELD":"COMPANYNAME","VALUE":"Salt","OPERATOR":9}"#,
        ] {
            assert_eq!(read(text, StartsWith), Ok(("companyname".to_owned(), "Salt".to_owned())), "{text}");
        }
    }

    #[test]
    fn what_does_not_read_is_named_by_its_place_in_the_filter() {
        for (text, about) in [
            ("x", "filter: expected JSON, found text that is not (expected value at line 1 column 1)"),
            ("[]", "filter: expected an object, found a list"),
            (r#"{"Field":{}}"#, "filter.Field: expected text, found an object"),
            (r#"{"Field":"Domain","Value":"x"}"#, "filter.Operator: starts_with is expected"),
            (
                r#"{"Field":"Domain","Value":"x","Operator":"equals"}"#,
                "filter.Operator: starts_with is expected, found equals",
            ),
            (r#"{"Field":"Domain","Operator":"starts_with"}"#, "filter.Value: a value is needed"),
        ] {
            assert_eq!(read(text, StartsWith).unwrap_err().about.as_deref(), Some(about), "{text}");
        }
    }
}
