//! Which customers a list holds, and where its pages begin.

use std::collections::BTreeSet;

use partner_center_model::{customers::CustomersQuery, errors, filter::SeekOperation};
use serde_json::json;
use uuid::Uuid;

use super::{
    super::{
        filter::{self, Filter},
        page,
        record::{billing_etag, fold_name},
    },
    TENANT,
};
use crate::chance::Chance;

#[test]
fn filters_are_read_in_any_casing() {
    let id = Uuid::from_u128(5);
    let cases = [
        (json!({"Field": "CompanyName", "Value": "Ana", "Operator": "starts_with"}), Filter::Name("ana".into())),
        (json!({"field": "company_name", "value": "ANA", "operator": "StartsWith"}), Filter::Name("ana".into())),
        (
            json!({"value": "Ana", "field": "CompanyName", "fieldType": "String", "operator": 9}),
            Filter::Name("ana".into()),
        ),
        (json!({"FIELD": "domain", "VALUE": "Ex", "OPERATOR": "startswith"}), Filter::Domain("ex".into())),
        (json!({"Field": "IndirectReseller", "Value": id, "Operator": "starts_with"}), Filter::Reseller(id)),
        (json!({"Field": "IndirectCloudSolutionProvider", "Value": id, "Operator": 9}), Filter::Provider(id)),
    ];
    for (text, filter) in cases {
        assert_eq!(filter::read(&text.to_string()), Ok(filter), "{text}");
    }
    for (text, place) in [
        ("", "filter"),
        ("CompanyName eq 'x'", "filter"),
        ("[]", "filter"),
        (r#"{"Field":{},"Value":"x","Operator":"starts_with"}"#, "filter.Field"),
        (r#"{"Field":"Country","Value":"x","Operator":"starts_with"}"#, "filter.Field"),
        (r#"{"Value":"x","Operator":"starts_with"}"#, "filter.Field"),
        (r#"{"Field":"Domain","Operator":"starts_with"}"#, "filter.Value"),
        (r#"{"Field":"IndirectReseller","Value":"9000005","Operator":"starts_with"}"#, "filter.Value"),
        (r#"{"Field":"Domain","Value":"x"}"#, "filter.Operator"),
        (r#"{"Field":"Domain","Value":"x","Operator":"equals"}"#, "filter.Operator"),
        (r#"{"Field":"Domain","Value":"x","Operator":"roughly"}"#, "filter.Operator"),
    ] {
        let refusal = filter::read(text).unwrap_err();
        assert_eq!((refusal.code, place), (errors::INVALID_PROPERTY, super::place(&refusal).as_str()), "{text}");
    }
}

#[test]
fn a_page_begins_where_its_token_says() {
    let chance = Chance::new(b"secret", "a request");
    let token = page::write(&chance, "ours", "name\nof two lines", TENANT);
    let later = Chance::new(b"secret", "another request");
    let position = page::read(&later, "ours", &token).unwrap();
    assert_eq!((position.sort.as_str(), position.id.as_str()), ("name\nof two lines", TENANT));
    let mut forged = token.clone().into_bytes();
    forged[40] ^= 1;
    let forged = String::from_utf8(forged).unwrap();
    for (purpose, token) in [
        ("theirs", token.as_str()),
        ("ours", &forged),
        ("ours", ""),
        ("ours", "!"),
        ("ours", "AAAA"),
        ("ours", &token[..30]),
    ] {
        assert_eq!(page::read(&later, purpose, token).unwrap_err().code, errors::INVALID_PROPERTY, "{purpose} {token}");
    }
    assert!(page::read(&Chance::new(b"another world", ""), "ours", &token).is_err());
}

#[test]
fn sizes_and_seek_operations() {
    let with = |size, seek_operation| CustomersQuery { size, seek_operation, ..CustomersQuery::default() };
    for (size, holds) in [(None, 1000), (Some(0), 1000), (Some(1), 1), (Some(5000), 1000), (Some(i64::MAX), 1000)] {
        assert_eq!(page::size(&with(size, None)), Ok(holds));
    }
    assert!(page::size(&with(Some(-1), None)).is_err());
    for (operation, header, token) in [
        (None, None, Some(None)),
        (None, Some("t"), Some(Some("t"))),
        (Some(SeekOperation::Next), Some("t"), Some(Some("t"))),
        (Some(SeekOperation::Next), None, None),
        (Some(SeekOperation::First), Some("t"), Some(None)),
        (Some(SeekOperation::Previous), Some("t"), None),
        (Some(SeekOperation::PageIndex), None, None),
    ] {
        assert_eq!(page::token(&with(None, operation.clone()), header).ok(), token, "{operation:?} {header:?}");
    }
}

#[test]
fn names_fold_letter_by_letter() {
    assert_eq!(fold_name("  Ännchen GmbH "), "ännchen gmbh");
    // With the final sigma of whole words, the folded beginning would not begin the folded name.
    assert!(fold_name("ΟΔΟΣΑΣ").starts_with(&fold_name("ΟΔΟΣ")));
}

#[test]
fn etags_of_billing_profiles_are_numbers_that_never_repeat() {
    let id = Uuid::from_u128(0x1234_5678_9abc_def0_0fed_cba9_8765_4321);
    let etags: BTreeSet<String> = (1..1000).map(|version| billing_etag(id, version)).collect();
    assert_eq!(etags.len(), 999);
    assert!(etags.iter().all(|etag| etag.parse::<i64>().is_ok()));
}
