//! Single values: numbers, booleans, text, enums, times.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::{Cycle, Direction, read, read_by};
use crate::read::Reader;

/// A body, and what becomes of it: a value with its tolerances, or what was expected instead.
type Case<'a, T> = (&'a str, Result<(T, u32), &'a str>);

fn check<T: DeserializeOwned + PartialEq + std::fmt::Debug>(cases: &[Case<'_, T>]) {
    for (body, expected) in cases {
        let found = read::<T>(body);
        match expected {
            Ok(expected) => assert_eq!(found.as_ref(), Ok(expected), "{body}"),
            Err(expected) => {
                let message = found.err().unwrap_or_default();
                assert!(message.starts_with(&format!("the body: expected {expected}, found ")), "{body}: {message}");
            }
        }
    }
}

#[test]
fn fractions_are_kept_to_the_last_digit() {
    for text in ["0.1", "1234567.89", "31.245270191439438", "121.48791951161945"] {
        let (read, _) = read::<f64>(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}

#[test]
fn whole_numbers() {
    const WHOLE: &str = "a whole number";
    check::<u32>(&[
        ("5", Ok((5, 0))),
        ("0", Ok((0, 0))),
        ("4294967295", Ok((u32::MAX, 0))),
        ("5.0", Ok((5, 1))),
        ("5e2", Ok((500, 1))),
        ("-0.0", Ok((0, 1))),
        (r#""5""#, Ok((5, 1))),
        (r#""5.0""#, Ok((5, 1))),
        (r#""+5""#, Ok((5, 1))),
        ("5.5", Err(WHOLE)),
        (r#""five""#, Err(WHOLE)),
        (r#""""#, Err(WHOLE)),
        (r#"" 5""#, Err(WHOLE)),
        (r#""1e400""#, Err(WHOLE)),
        (r#""NaN""#, Err(WHOLE)),
        ("true", Err(WHOLE)),
        ("[5]", Err(WHOLE)),
        ("{}", Err(WHOLE)),
        ("null", Err(WHOLE)),
        ("", Err(WHOLE)),
        ("4294967296", Err("a whole number from 0 to 4294967295")),
        ("-1", Err("a whole number from 0 to 4294967295")),
        ("1e300", Err("a whole number from 0 to 4294967295")),
        (r#""99999999999999999999""#, Err("a whole number from 0 to 4294967295")),
        (r#""99999999999999999999999999999999999999999999999999""#, Err("a whole number from 0 to 4294967295")),
        ("1e400", Err("JSON")),
    ]);
    check::<i64>(&[
        ("-5", Ok((-5, 0))),
        ("-9223372036854775808", Ok((i64::MIN, 0))),
        (r#""-9223372036854775808""#, Ok((i64::MIN, 1))),
        ("9223372036854775808", Err("a whole number from -9223372036854775808 to 9223372036854775807")),
    ]);
    check::<u64>(&[
        ("18446744073709551615", Ok((u64::MAX, 0))),
        ("18446744073709551616", Err("a whole number from 0 to 18446744073709551615")),
    ]);
    check::<i8>(&[("-128", Ok((-128, 0))), ("128", Err("a whole number from -128 to 127"))]);
}

#[test]
fn numbers() {
    check::<f64>(&[
        ("5.5", Ok((5.5, 0))),
        ("5", Ok((5.0, 0))),
        ("-1", Ok((-1.0, 0))),
        (r#""5.5""#, Ok((5.5, 1))),
        (r#""inf""#, Err("a number")),
        (r#""1e400""#, Err("a number")),
        ("false", Err("a number")),
    ]);
}

#[test]
fn booleans() {
    const BOOLEAN: &str = "true or false";
    check::<bool>(&[
        ("true", Ok((true, 0))),
        ("false", Ok((false, 0))),
        (r#""true""#, Ok((true, 1))),
        (r#""True""#, Ok((true, 1))),
        (r#""FALSE""#, Ok((false, 1))),
        ("1", Ok((true, 1))),
        ("0", Ok((false, 1))),
        (r#""0""#, Ok((false, 1))),
        ("2", Err(BOOLEAN)),
        (r#""yes""#, Err(BOOLEAN)),
        (r#""""#, Err(BOOLEAN)),
    ]);
}

#[test]
fn texts() {
    check::<String>(&[
        (r#""a\u0041\n""#, Ok(("aA\n".to_owned(), 0))),
        ("4847383", Ok(("4847383".to_owned(), 1))),
        ("-1.5", Ok(("-1.5".to_owned(), 1))),
        // text is kept, even where it looks like a date
        (r#""2021-03-04""#, Ok(("2021-03-04".to_owned(), 0))),
        (r#""0001-01-01T00:00:00""#, Ok(("0001-01-01T00:00:00".to_owned(), 0))),
        ("true", Err("text")),
        ("{}", Err("text")),
    ]);
}

#[test]
fn open_enums() {
    const ONE_OF: &str = r#"one of "unknown", "monthly", "one_time", "triennial""#;
    check::<Cycle>(&[
        (r#""one_time""#, Ok((Cycle::OneTime, 0))),
        (r#""oneTime""#, Ok((Cycle::OneTime, 1))),
        (r#""OneTime""#, Ok((Cycle::OneTime, 1))),
        (r#""ONETIME""#, Ok((Cycle::OneTime, 1))),
        (r#""unknown""#, Ok((Cycle::Unspecified, 0))),
        ("4", Ok((Cycle::OneTime, 1))),
        (r#""4""#, Ok((Cycle::OneTime, 1))),
        ("0", Ok((Cycle::Unspecified, 1))),
        ("2", Err(ONE_OF)),
        ("4294967296", Err(ONE_OF)),
        ("-1", Err(ONE_OF)),
        ("4.5", Err(ONE_OF)),
        (r#""2""#, Err(ONE_OF)),
        (r#""weekly""#, Err(ONE_OF)),
        (r#""""#, Err(ONE_OF)),
        ("null", Err(ONE_OF)),
        ("true", Err(ONE_OF)),
        (r#"{"monthly":1}"#, Err(ONE_OF)),
    ]);
}

#[test]
fn answers_keep_unknown_values() {
    let cases = [
        (r#""weekly""#, Cycle::Unknown("weekly".to_owned())),
        ("2", Cycle::Unknown("2".to_owned())),
        ("-1", Cycle::Unknown("-1".to_owned())),
        (r#""Monthly""#, Cycle::Monthly),
        ("4", Cycle::OneTime),
    ];
    for (body, value) in cases {
        assert_eq!(read_by(Reader::REPLIES, body).map(|(value, _)| value), Ok(value), "{body}");
    }
    assert!(read_by::<Cycle>(Reader::REPLIES, "[]").is_err());
}

#[test]
fn closed_enums() {
    const ONE_OF: &str = r#"one of "ascending", "descending""#;
    check::<Direction>(&[
        (r#""ascending""#, Ok((Direction::Ascending, 0))),
        (r#""Descending""#, Ok((Direction::Descending, 1))),
        ("1", Ok((Direction::Descending, 1))),
        ("2", Err(ONE_OF)),
        (r#""sideways""#, Err(ONE_OF)),
    ]);
}

#[test]
fn times() -> Result<(), jiff::Error> {
    const TIME: &str = "a timestamp string";
    let at = |text: &str| text.parse::<Timestamp>();
    check::<Timestamp>(&[
        (r#""2021-03-04T05:06:07Z""#, Ok((at("2021-03-04T05:06:07Z")?, 0))),
        (r#""2021-03-04T05:06:07.1234567Z""#, Ok((at("2021-03-04T05:06:07.1234567Z")?, 0))),
        (r#""2021-03-04T05:06:07-08:00""#, Ok((at("2021-03-04T13:06:07Z")?, 0))),
        (r#""2021-03-04T05:06:07.12+00:00""#, Ok((at("2021-03-04T05:06:07.12Z")?, 0))),
        (r#""2021-03-04T05:06:07""#, Ok((at("2021-03-04T05:06:07Z")?, 1))),
        (r#""2021-03-04T05:06:07.001""#, Ok((at("2021-03-04T05:06:07.001Z")?, 1))),
        (r#""2021-03-04""#, Ok((at("2021-03-04T00:00:00Z")?, 1))),
        (r#""yesterday""#, Err(TIME)),
        (r#""2021-02-30T00:00:00Z""#, Err(TIME)),
        (r#""2021-02-30""#, Err(TIME)),
        (r#""2021-03-04T05:06:07+99:00""#, Err(TIME)),
        (r#""""#, Err(TIME)),
        ("20210304", Err(TIME)),
        ("{}", Err("text")),
    ]);
    check::<Option<Timestamp>>(&[
        (r#""0001-01-01T00:00:00""#, Ok((None, 1))),
        (r#""9999-12-31T23:59:59.9999999""#, Ok((None, 1))),
        ("null", Ok((None, 1))),
    ]);
    Ok(())
}

#[test]
fn a_time_is_written_in_utc() -> Result<(), String> {
    let (time, _) = read::<Timestamp>(r#""2021-03-04T05:06:07.5+02:00""#)?;
    assert_eq!(serde_json::to_string(&time).ok().as_deref(), Some(r#""2021-03-04T03:06:07.5Z""#));
    Ok(())
}

#[test]
fn types_that_parse_text_say_what_they_expect() {
    const UUID: &str = "a formatted UUID string";
    check::<Uuid>(&[(r#""x""#, Err(UUID)), (r#""2021-03-04""#, Err(UUID)), ("7", Err(UUID)), ("null", Err("text"))]);
}

#[test]
fn lists() {
    check::<Vec<u8>>(&[
        ("[]", Ok((vec![], 0))),
        (r#"[1,"2"]"#, Ok((vec![1, 2], 1))),
        ("1", Err("a list")),
        ("{}", Err("a list")),
        ("null", Err("a list")),
    ]);
}

#[test]
fn free_form_values_are_kept_as_sent() {
    let body = r#"{"a_B":[null,1,-1,1.5,"2021-03-04","0001-01-01T00:00:00",true,{"A_b":null}],"A_b":{},"":18446744073709551615}"#;
    let (value, tolerances) = read::<Value>(body).unwrap_or_default();
    assert_eq!((value.to_string().as_str(), tolerances), (body, 0));
}
