//! Whole bodies: names, nulls, spellings, places, and what is no body at all.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Cycle, Line, Order, order, read, read_by};
use crate::{
    operation::Nothing,
    read::{Read, Reader, from_pairs, from_slice, from_value, query},
};

#[test]
fn bodies_of_existing_clients_are_read() {
    let line = Line { quantity: Some(5), ..Line::default() };
    let expected = Order { billing_cycle: Some(Cycle::OneTime), line_items: vec![line], ..Order::default() };
    let bodies = [
        (0, r#"{"billingCycle":"one_time","lineItems":[{"quantity":5}]}"#),
        (4, r#"{"BillingCycle":"OneTime","LineItems":[{"Quantity":5}]}"#),
        (3, r#"{"billing_cycle":"oneTime","line_items":[{"quantity":5}]}"#),
        (3, r#"{"BILLINGCYCLE":4,"lineItems":[{"quantity":5.0}]}"#),
        (
            9,
            r#"{"Id":null,"BillingCycle":"one_time","LineItems":[{"Quantity":5,"MpnIds":null}],"CreationDate":"0001-01-01T00:00:00"}"#,
        ),
        (2, r#"{"attributes":{"objectType":"Order"},"billingCycle":"one_time","lineItems":[{"quantity":5,"x":[{}]}]}"#),
        (0, " \r\n{ \"billingCycle\" : \"one_time\" , \"lineItems\" : [ { \"quantity\" : 5 } ] }\n"),
        (1, "\u{feff}{\"billingCycle\":\"one_time\",\"lineItems\":[{\"quantity\":5}]}"),
    ];
    for (tolerances, body) in bodies {
        assert_eq!(order(body), Ok((expected.clone(), tolerances)), "{body}");
    }
}

#[test]
fn null_is_absent() {
    for body in ["{}", r#"{"id":null}"#, r#"{"lineItems":null}"#, r#"{"Context":null,"anything":null}"#] {
        assert_eq!(order(body).map(|(order, _)| order), Ok(Order::default()), "{body}");
    }
    let (order, _) = order(r#"{"context":{"a":null,"b":"c"},"lineItems":[{"seats":[1,null]}]}"#).unwrap_or_default();
    assert_eq!(order.context, Some(BTreeMap::from([("b".to_owned(), "c".to_owned())])));
    assert_eq!(order.line_items, [Line { seats: Some(vec![Some(1), None]), ..Line::default() }]);
}

#[test]
fn the_last_spelling_wins() {
    let cases = [
        (r#"{"id":"a","Id":"b"}"#, "b"),
        (r#"{"Id":"b","id":"a"}"#, "a"),
        (r#"{"id":"a","Id":"b","id":"c"}"#, "c"),
        (r#"{"id":"a","id":"b"}"#, "b"),
        (r#"{"id":"a","Id":null}"#, "a"),
    ];
    for (body, id) in cases {
        assert_eq!(order(body).map(|(order, _)| order.id), Ok(Some(id.to_owned())), "{body}");
    }
}

#[test]
fn maps_keep_the_keys_of_the_client() {
    let (order, tolerances) = order(r#"{"context":{"a_B":"1","A_b":2,"aB":"3"}}"#).unwrap_or_default();
    let keys: Vec<_> = order.context.unwrap_or_default().into_iter().collect();
    let expected = [("A_b", "2"), ("aB", "3"), ("a_B", "1")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!((keys, tolerances), (expected.to_vec(), 1));
}

#[test]
fn errors_name_the_place() {
    let cases = [
        (
            r#"{"LineItems":[{},{"Quantity":"five"}]}"#,
            r#"lineItems[1].quantity: expected a whole number, found text "five""#,
        ),
        (r#"{"lineItems":[null]}"#, "lineItems[0]: expected an object, found null"),
        (r#"{"lineItems":[{"mpnIds":["1",null]}]}"#, "lineItems[0].mpnIds[1]: expected text, found null"),
        (
            r#"{"lineItems":[{"seats":[256]}]}"#,
            "lineItems[0].seats[0]: expected a whole number from 0 to 255, found the number 256",
        ),
        (r#"{"lineItems":{}}"#, "lineItems: expected a list, found an object"),
        (r#"{"reference_customer_id":"x"}"#, r#"referenceCustomerId: expected a customer id (a GUID), found text "x""#),
        (r#"{"referenceCustomerId":7}"#, "referenceCustomerId: expected a customer id (a GUID), found the number 7"),
        (r#"{"direction":"up"}"#, r#"direction: expected one of "ascending", "descending", found text "up""#),
        (r#"{"context":{"A_b":true}}"#, "context.A_b: expected text, found true"),
        (r#"{"context":{"a\nb":[]}}"#, r"context.a\nb: expected text, found a list"),
        (r#"{"id":{}}"#, "id: expected text, found an object"),
        (r#"{"context":{"":[]}}"#, r#"context."": expected text, found a list"#),
        ("[]", "the body: expected an object, found a list"),
        (r#""text""#, r#"the body: expected an object, found text "text""#),
        ("null", "the body: expected an object, found null"),
        ("", "the body: expected an object, found nothing"),
        (" \n", "the body: expected an object, found nothing"),
        ("\u{feff}", "the body: expected an object, found nothing"),
        ("{", "the body: expected JSON, found text that is not (EOF while parsing an object at line 1 column 1)"),
        ("{} x", "the body: expected JSON, found text that is not (trailing characters at line 1 column 4)"),
        ("{'id':1}", "the body: expected JSON, found text that is not (key must be a string at line 1 column 2)"),
        (
            r#"{"id":1e400}"#,
            "the body: expected JSON, found text that is not (number out of range at line 1 column 11)",
        ),
    ];
    for (body, message) in cases {
        assert_eq!(order(body), Err(message.to_owned()), "{body}");
    }
}

#[test]
fn an_error_shows_the_beginning_of_a_long_text() {
    let message = read::<u8>(format!("{:?}", "ä".repeat(100_000))).err().unwrap_or_default();
    assert_eq!(message, format!("the body: expected a whole number, found text \"{}…\"", "ä".repeat(80)));
    let message = order(&format!(r#"{{"context":{{"{}":[]}}}}"#, "k".repeat(100_000))).err().unwrap_or_default();
    assert_eq!(message, format!("context.{}…: expected text, found a list", "k".repeat(80)));
    let message = order(&format!(r#"{{"creationDate":"{}"}}"#, "2".repeat(100_000))).err().unwrap_or_default();
    assert!(message.len() < 300, "{message}");
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    for body in [&b"{\"id\":\"\xFF\"}"[..], b"{\"\xC3\":1}", b"\xFF", b"\xFE\xFF{}", b"\xEF\xBB", b"\0"] {
        let message = read::<Order>(body).err().unwrap_or_default();
        assert!(message.starts_with("the body: expected JSON, found text that is not ("), "{message}");
    }
}

#[test]
fn depth_is_limited() {
    for deep in ["[".repeat(100_000), "{\"id\":".repeat(100_000), format!("{}{}", "[".repeat(200), "]".repeat(200))] {
        let message = read::<Value>(deep).err().unwrap_or_default();
        assert!(message.contains("recursion limit exceeded"), "{message}");
    }
    assert!(read::<Value>(format!("{}{}", "[".repeat(100), "]".repeat(100))).is_ok());
}

#[test]
fn nothing_is_enough_where_nothing_is_asked_for() {
    assert_eq!(read::<Option<Order>>(""), Ok((None, 0)));
    assert_eq!(read::<()>(""), Ok(((), 0)));
    assert_eq!(read::<Value>(""), Ok((Value::Null, 0)));
    for body in ["", "null", r#""success""#, "{}", "[1]"] {
        assert_eq!(read::<Nothing>(body), Ok((Nothing {}, 0)), "{body}");
    }
    assert!(read::<Nothing>("{").is_err());
}

#[test]
fn strict_reading_refuses_every_tolerance_by_name() {
    let cases = [
        (r#"{"Id":"a"}"#, r#"id: expected the documented name, found "Id""#),
        (r#"{"name":"a"}"#, "name: expected documented fields alone, found this"),
        (r#"{"id":null}"#, "id: expected a value, or no such field, found null"),
        (r#"{"id":"a","id":"b"}"#, "id: expected the field once, found it again"),
        (r#"{"id":1}"#, "id: expected text, found the number 1"),
        (r#"{"lineItems":[{"quantity":"1"}]}"#, r#"lineItems[0].quantity: expected a whole number, found text "1""#),
        (r#"{"lineItems":[{"quantity":1.0}]}"#, "lineItems[0].quantity: expected a whole number, found the number 1.0"),
        (r#"{"isTrial":"true"}"#, r#"isTrial: expected true or false, found text "true""#),
        (r#"{"billingCycle":"Monthly"}"#, r#"billingCycle: expected "monthly", found text "Monthly""#),
        (
            r#"{"creationDate":"2021-03-04"}"#,
            r#"creationDate: expected a time with its offset from UTC, found text "2021-03-04""#,
        ),
        ("\u{feff}{}", "the body: expected JSON without a byte order mark, found a byte order mark"),
    ];
    let strict = Reader::REQUESTS.strict();
    for (body, message) in cases {
        assert_eq!(read_by::<Order>(strict, body), Err(message.to_owned()), "{body}");
        assert!(order(body).is_ok_and(|(_, tolerances)| tolerances == 1), "{body}");
    }
    let exact =
        r#"{"id":"a","billingCycle":"monthly","lineItems":[{"quantity":1}],"creationDate":"2021-03-04T05:06:07Z"}"#;
    assert!(read_by::<Order>(strict, exact).is_ok_and(|(_, tolerances)| tolerances == 0));
}

#[test]
fn parsed_values_read_like_bodies() {
    let value = json!({"Id": 7, "lineItems": [{"quantity": "5"}]});
    assert_eq!(from_value::<Order>(&value), from_slice(value.to_string().as_bytes()));
    let error = from_value::<Order>(&json!({"id": []})).map_err(|error| error.to_string());
    assert_eq!(error, Err("id: expected text, found a list".to_owned()));
}

#[test]
fn queries_read_as_text() {
    let read = |text: &str| {
        let read = query(text).and_then(from_pairs::<Order, _>);
        read.map(|Read { value, tolerances }| (value, tolerances)).map_err(|error| error.to_string())
    };
    let trial = |is_trial| Order { is_trial: Some(is_trial), ..Order::default() };
    let cycle = |billing_cycle| Order { billing_cycle: Some(billing_cycle), ..Order::default() };
    let cases = [
        ("isTrial=true", Ok((trial(true), 0))),
        ("is_trial=True", Ok((trial(true), 2))),
        ("ISTRIAL=false", Ok((trial(false), 1))),
        ("isTrial=true&istrial=false", Ok((trial(false), 2))),
        ("isTrial=", Ok((Order::default(), 1))),
        ("totalPrice=5.5", Ok((Order { total_price: Some(5.5), ..Order::default() }, 0))),
        ("billingCycle=one_time", Ok((cycle(Cycle::OneTime), 0))),
        ("billingCycle=OneTime", Ok((cycle(Cycle::OneTime), 1))),
        ("billingCycle=4", Ok((cycle(Cycle::OneTime), 1))),
        ("other=1", Ok((Order::default(), 1))),
        ("isTrial=yes", Err(r#"isTrial: expected true or false, found text "yes""#.to_owned())),
        ("lineItems=1", Err(r#"lineItems: expected a list, found text "1""#.to_owned())),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), expected, "{text}");
    }
    assert_eq!(query("a=1&b").and_then(from_pairs::<Nothing, _>).map(|read| read.value), Ok(Nothing {}));
    assert_eq!(query("A_b=1").and_then(from_pairs::<Value, _>).map(|read| read.value), Ok(json!({"A_b": "1"})));
}

#[test]
fn a_path_parameter_that_is_missing_is_named() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Path {
        customer_id: String,
    }
    let pair = |name: &str, value: &str| [(name.to_owned(), value.to_owned())];
    let value = from_pairs::<Path, _>(pair("customerId", "2021-03-04")).map(|read| read.value);
    assert_eq!(value, Ok(Path { customer_id: "2021-03-04".to_owned() }));
    let error = from_pairs::<Path, String>([]).map_err(|error| error.to_string());
    assert_eq!(error, Err("customer_id: expected a value, found nothing".to_owned()));
}
