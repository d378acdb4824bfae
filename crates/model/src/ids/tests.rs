//! Which texts are ids, and which ids are the same.

use std::{collections::HashSet, str::FromStr};

use serde::{Serialize, de::DeserializeOwned};

use super::{CartId, CustomerId, IdError, MpnId, OfferId, OrderId};

const LOWER: &str = "91fd106f-4b2c-4938-95ac-f54f74e9a239";
const UPPER: &str = "91FD106F-4B2C-4938-95AC-F54F74E9A239";

#[test]
fn guids_are_read_in_any_casing_and_written_in_lower_case() -> Result<(), IdError> {
    assert_eq!(UPPER.parse::<CustomerId>()?, LOWER.parse()?);
    assert_eq!(UPPER.parse::<CustomerId>()?.to_string(), LOWER);
    Ok(())
}

#[test]
fn only_the_usual_form_of_a_guid_is_one() {
    let other_forms = [
        "",
        "x",
        "91fd106f4b2c493895acf54f74e9a239",
        "{91fd106f-4b2c-4938-95ac-f54f74e9a239}",
        "urn:uuid:91fd106f-4b2c-4938-95ac-f54f74e9a239",
        "91fd106f-4b2c-4938-95ac-f54f74e9a23g",
        " 91fd106f-4b2c-4938-95ac-f54f74e9a239",
        "91fd106f-4b2c-4938-95acf-54f74e9a239",
        "91fd106f-4b2c-4938-95ac-f54f74e9a2é",
    ];
    for text in other_forms {
        assert_eq!(
            text.parse::<CustomerId>().map_err(|error| error.to_string()),
            Err("not a customer id (a GUID)".to_owned())
        );
    }
}

#[test]
fn texts_are_ids_within_bounds() {
    let longest = "x".repeat(128);
    let too_long = "x".repeat(129);
    let cases = [
        ("a", true),
        (longest.as_str(), true),
        ("DZH318Z0BQ3Q:0001:DZH318Z0BVP4", true),
        ("", false),
        (too_long.as_str(), false),
        ("a/b", false),
        ("a\0", false),
        ("a\nb", false),
        ("a\u{85}", false),
    ];
    for (text, valid) in cases {
        assert_eq!(text.parse::<OfferId>().is_ok(), valid, "{text:?}");
        assert_eq!(text.parse::<OrderId>().is_ok(), valid, "{text:?}");
    }
}

#[test]
fn mpn_ids_are_digits() {
    for (text, valid) in [("4847383", true), ("0012", true), ("", false), ("12a", false), ("-1", false), ("١٢", false)]
    {
        assert_eq!(text.parse::<MpnId>().is_ok(), valid, "{text:?}");
    }
    assert_ne!("0012".parse::<MpnId>(), "12".parse());
}

#[test]
fn ids_compare_as_their_kind_does() {
    fn same<T: FromStr<Err = IdError> + Eq>(one: &str, other: &str) -> Result<bool, IdError> {
        Ok(one.parse::<T>()? == other.parse()?)
    }
    assert_eq!(same::<OfferId>(LOWER, UPPER), Ok(true));
    assert_eq!(same::<OfferId>("DZH318Z0BQ3Q:0001", "dzh318z0bq3q:0001"), Ok(true));
    assert_eq!(same::<OrderId>(LOWER, UPPER), Ok(true));
    assert_eq!(same::<OrderId>("fOqBvTJDSTIrkKFnZv9hqD1fjyFSDjM61", "FOQBVTJDSTIRKKFNZV9HQD1FJYFSDJM61"), Ok(false));
    assert_eq!(same::<CartId>(LOWER, UPPER), Ok(true));
}

#[test]
fn ids_are_equal_where_they_fold_to_the_same_text() -> Result<(), IdError> {
    let texts = [LOWER, UPPER, "DZH318Z0BQ3Q:0001", "dzh318z0bq3q:0001", "aB", "ab", "é", "É", "ab-"];
    for (one, other) in texts.iter().flat_map(|one| texts.map(|other| (*one, other))) {
        let (offer, like): (OfferId, OfferId) = (one.parse()?, other.parse()?);
        assert_eq!(offer == like, offer.folded() == like.folded(), "{one} {other}");
        let (order, like): (OrderId, OrderId) = (one.parse()?, other.parse()?);
        assert_eq!(order == like, order.folded() == like.folded(), "{one} {other}");
    }
    Ok(())
}

#[test]
fn equal_ids_hash_sort_and_key_alike_but_show_what_was_given() -> Result<(), IdError> {
    let (upper, lower): (OfferId, OfferId) = (UPPER.parse()?, LOWER.parse()?);
    assert_eq!(upper.folded(), lower.folded());
    assert_eq!(upper.cmp(&lower), std::cmp::Ordering::Equal);
    assert_eq!(HashSet::from([upper.clone(), lower]).len(), 1);
    assert_eq!((upper.as_str(), upper.to_string().as_str()), (UPPER, UPPER));
    Ok(())
}

#[test]
fn ids_are_text_on_the_wire() -> Result<(), Box<dyn std::error::Error>> {
    fn through_json<T: Serialize + DeserializeOwned>(text: &str) -> serde_json::Result<String> {
        serde_json::to_string(&serde_json::from_value::<T>(text.into())?)
    }
    assert_eq!(through_json::<CustomerId>(UPPER)?, format!("{LOWER:?}"));
    assert_eq!(through_json::<OfferId>(UPPER)?, format!("{UPPER:?}"));
    let error = serde_json::from_str::<MpnId>(r#""x""#).map_err(|error| error.to_string());
    assert_eq!(error, Err(r#"invalid value: string "x", expected an MPN id (1 to 128 digits)"#.to_owned()));
    Ok(())
}
