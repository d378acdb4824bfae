//! The filter of the list of customers.

use partner_center_model::{
    errors,
    filter::{FieldFilter, FieldFilterOperation},
    read,
};
use uuid::Uuid;

use super::record::fold_name;
use crate::{areas::domains, refusal::Refusal};

/// Which customers are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    /// All of them.
    Everyone,
    /// Those whose folded name begins so.
    Name(String),
    /// Those whose folded domain begins so.
    Domain(String),
    /// Those of this indirect reseller of the account.
    Reseller(Uuid),
    /// Those that the account, a reseller, shares with this indirect provider.
    Provider(Uuid),
}

/// Reads the query parameter `filter`: a JSON object, names and values in any casing.
///
/// Source: `get-a-customer-by-name`, `get-customers-of-an-indirect-reseller`. The pages know `starts_with` alone.
pub(super) fn read(text: &str) -> Result<Filter, Refusal> {
    let FieldFilter { field, value, operator } =
        read::from_slice(text.as_bytes()).map_err(|error| invalid(&format!("filter: {error}")))?.value;
    match operator {
        Some(FieldFilterOperation::StartsWith) => {}
        Some(other) => return Err(invalid(&format!("filter.Operator: starts_with is expected, found {other}"))),
        None => return Err(invalid("filter.Operator: starts_with is expected")),
    }
    let value = value.ok_or_else(|| invalid("filter.Value: a value is needed"))?;
    let field = field.unwrap_or_default();
    let folded: String = field.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
    match folded.as_str() {
        "companyname" => Ok(Filter::Name(fold_name(&value))),
        "domain" => Ok(Filter::Domain(domains::fold(value.trim()))),
        "indirectreseller" => partner(&value).map(Filter::Reseller),
        "indirectcloudsolutionprovider" => partner(&value).map(Filter::Provider),
        _ => Err(invalid(&format!(
            "filter.Field: CompanyName, Domain, IndirectReseller or IndirectCloudSolutionProvider is expected, found {field:?}"
        ))),
    }
}

/// Partners are found by their whole id, although the pages write `starts_with` there too.
fn partner(value: &str) -> Result<Uuid, Refusal> {
    value.trim().parse().map_err(|_| invalid("filter.Value: the tenant id of a partner (a GUID) is expected"))
}

fn invalid(about: &str) -> Refusal {
    Refusal::new(errors::INVALID_PROPERTY)
        .about(about)
        .explain(r#"A filter reads {"Field":"CompanyName","Value":"Cont","Operator":"starts_with"}, percent-encoded."#)
}
