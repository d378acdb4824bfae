//! The table, held against what the documentation says of it.

use std::collections::BTreeSet;

use super::{ALL, ErrorCode, INVALID_PROPERTY, SANDBOX_LIMIT_MET, TRANSFER_NOT_PROCESSABLE, find};

/// The rows of the documented error table that differ in status or code; those of single pages follow them.
const TABLE: usize = 163;

#[test]
fn names_are_unique() {
    let names: BTreeSet<_> = ALL.iter().map(|code| code.name).collect();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn statuses_of_the_table_are_counted_as_documented() {
    let (table, pages) = ALL.split_at(TABLE);
    let count = |status| table.iter().filter(|code| code.status == status).count();
    // 600002, 600049, 600050, 600051 and 800071 stand twice in the table: 91 rows of status 400
    assert_eq!([400, 401, 403, 404, 409, 417, 500, 501].map(count), [91 - 5, 2, 38, 16, 10, 1, 9, 1]);
    let distinct: BTreeSet<_> = table.iter().map(|code| (code.status, code.code)).collect();
    assert_eq!(distinct.len(), TABLE);
    assert_eq!(pages.len(), 22);
}

#[test]
fn a_reason_is_found_by_status_and_code() {
    assert_eq!(find(400, 800_018), Some(&SANDBOX_LIMIT_MET));
    assert_eq!(find(403, 800_018), None);
    assert_eq!(find(400, 3000), Some(&INVALID_PROPERTY));
    assert_eq!(find(404, 3000).map(|code| code.name), Some("PARTNER_NOT_FOUND_BY_MPN_ID"));
    assert_eq!(find(403, 2006).map(|code| code.name), Some("PARTNER_NOT_VALID_FOR_OFFER"));
    assert_eq!(find(400, 2006).map(|code| code.name), Some("SUBSCRIPTION_UPDATES_NOT_ALLOWED"));
    // a page gives this code a second meaning; the table's stands first
    assert_eq!(find(400, 2001).map(|code| code.name), Some("QUANTITY_CHANGE_WHILE_SUSPENDED"));
    for code in ALL {
        assert_eq!(find(code.status, code.code).map(|found| found.code), Some(code.code));
    }
}

#[test]
fn places_are_numbered_without_gaps() {
    for code in ALL {
        let places: BTreeSet<&str> =
            code.text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default()).collect();
        let expected: Vec<_> = (0..places.len()).map(|index| index.to_string()).collect();
        assert_eq!(places.into_iter().collect::<Vec<_>>(), expected, "{code}");
    }
}

#[test]
fn places_are_filled() {
    let code = |text| ErrorCode { text, ..SANDBOX_LIMIT_MET };
    let cases: &[(ErrorCode, &[&str], &str)] = &[
        (SANDBOX_LIMIT_MET, &["ignored"], "The sandbox limit has been met"),
        (TRANSFER_NOT_PROCESSABLE, &["T1", "expired"], "Cannot process the transfer request for expired transfer T1"),
        (TRANSFER_NOT_PROCESSABLE, &["T1"], "Cannot process the transfer request for {1} transfer T1"),
        (code("{0}{0}, {1}"), &["{1}", "b"], "{1}{1}, b"),
        (code("{0} {x} {"), &["ä"], "ä {x} {"),
        (code("{}"), &["a"], "{}"),
    ];
    for (code, args, expected) in cases {
        assert_eq!(code.text(args), *expected);
    }
}

#[test]
fn it_displays_status_code_and_text() {
    assert_eq!(SANDBOX_LIMIT_MET.to_string(), "400/800018 The sandbox limit has been met");
}
