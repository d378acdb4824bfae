//! Filters of lists: whoever is listed is a customer of the account, and those that a name or a domain picks are all that it
//! is the beginning of.

use std::sync::OnceLock;

use partner_center_model::{
    filter::{FieldFilter, FieldFilterOperation},
    read,
};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::Value;

use crate::scene::{is_refusal, json, scene};

/// The first byte picks the list, the rest is the filter.
pub fn check(data: &[u8]) {
    let Some((list, filter)) = data.split_first() else { return };
    let escaped = percent_encode(filter, NON_ALPHANUMERIC);
    if list % 4 == 0 {
        let kind = "relationship_type=IsIndirectCloudSolutionProviderOf";
        let answer = scene().get(&format!("/v1/relationships?{kind}&filter={escaped}"), &[]);
        assert!(answer.status() == 200 || is_refusal(&answer));
        return;
    }
    let answer = scene().get(&format!("/v1/customers?filter={escaped}"), &[]);
    if answer.status() != 200 {
        assert!(is_refusal(&answer));
        return;
    }
    let (found, all) = (json(&answer), customers());
    let listed = found["items"].as_array().expect("a list");
    assert!(listed.iter().all(|one| all.contains(one)), "{found}");
    assert_eq!(found["totalCount"], listed.len());
    // An empty filter is none.
    let Ok(condition) = read::from_slice::<FieldFilter>(filter).map(|read| read.value) else {
        assert_eq!(listed.len(), all.len());
        return;
    };
    assert_eq!(condition.operator, Some(FieldFilterOperation::StartsWith));
    let field = condition.field.unwrap_or_default().replace('_', "").to_lowercase();
    let value = condition.value.expect("what is compared");
    let text = match field.as_str() {
        "companyname" => "companyName",
        "domain" => "domain",
        other => {
            assert!(other.starts_with("indirect"), "{other}");
            return;
        }
    };
    let begins = |one: &&Value| {
        let text = one["companyProfile"][text].as_str().expect("a text");
        // Of a domain ASCII alone is folded, and it has nothing else.
        let fold = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
        if field == "domain" {
            text.to_ascii_lowercase().starts_with(&value.trim().to_ascii_lowercase())
        } else {
            fold(text).starts_with(&fold(value.trim()))
        }
    };
    assert_eq!(listed.len(), all.iter().filter(begins).count(), "{field} {value}");
}

/// All customers of the account.
fn customers() -> &'static [Value] {
    static CUSTOMERS: OnceLock<Vec<Value>> = OnceLock::new();
    CUSTOMERS.get_or_init(|| json(&scene().get("/v1/customers", &[]))["items"].as_array().expect("a list").clone())
}
