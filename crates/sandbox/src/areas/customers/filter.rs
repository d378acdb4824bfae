//! The filter of the list of customers.

use partner_center_model::filter::FieldFilterOperation;
use uuid::Uuid;

use super::record::fold_name;
use crate::{
    areas::{domains, filter},
    refusal::Refusal,
};

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
    condition(text).map_err(|refusal| {
        refusal.explain(
            r#"A filter reads {"Field":"CompanyName","Value":"Salt","Operator":"starts_with"}, percent-encoded."#,
        )
    })
}

fn condition(text: &str) -> Result<Filter, Refusal> {
    let (field, value) = filter::read(text, FieldFilterOperation::StartsWith)?;
    match field.as_str() {
        "companyname" => Ok(Filter::Name(fold_name(&value))),
        "domain" => Ok(Filter::Domain(domains::fold(value.trim()))),
        "indirectreseller" => partner(&value).map(Filter::Reseller),
        "indirectcloudsolutionprovider" => partner(&value).map(Filter::Provider),
        _ => Err(Refusal::invalid(
            "filter.Field",
            format_args!(
                "CompanyName, Domain, IndirectReseller or IndirectCloudSolutionProvider is expected, found {field:?}"
            ),
        )),
    }
}

/// Partners are found by their whole id, although the pages write `starts_with` there too.
fn partner(value: &str) -> Result<Uuid, Refusal> {
    let wrong = |_| Refusal::invalid("filter.Value", "the tenant id of a partner (a GUID) is expected");
    value.trim().parse().map_err(wrong)
}
