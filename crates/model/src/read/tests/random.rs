//! Random input: nothing makes the reader panic, and what serde wrote is read back under any spelling of the names.

use proptest::{collection, option, prelude::*};
use serde_json::{Map, Value};

use super::{Cycle, Direction, Line, Order};
use crate::{
    ids::CustomerId,
    read::{Read, Reader, from_pairs, from_slice, from_value, query},
};

/// Texts that look like JSON for a while.
fn almost_json() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        r#"[\[\]{},:"]"#,
        Just(r#""lineItems":"#.to_owned()),
        Just(r#""Quantity":"#.to_owned()),
        Just(r#""billing_cycle":"#.to_owned()),
        Just(r#""creationDate":"#.to_owned()),
        Just("null".to_owned()),
        any::<f64>().prop_map(|number| number.to_string()),
        any::<i128>().prop_map(|number| number.to_string()),
        any::<String>().prop_map(|text| Value::from(text).to_string()),
    ];
    collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

/// Values with the names of an order in them, at any place.
fn json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>(),
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{0,9}\.?[0-9]{0,8}(Z|[+-][0-9:]{0,6})?)?",
        r"[+-]?[0-9]{0,40}\.?[0-9]{0,3}(e[0-9]{1,3})?",
        Just("OneTime".to_owned()),
    ];
    let key = prop_oneof![
        any::<String>(),
        "(lineItems|LineItems|quantity|Change|seats|mpn_ids|billingCycle|direction|creationDate|isTrial|totalPrice|context|anything|id)",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        // serde_json is exact for numbers of up to 15 digits
        any::<i32>().prop_map(|cents| Value::from(f64::from(cents) / 100.0)),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            collection::vec((key.clone(), inner), 0..6).prop_map(|entries| Value::Object(Map::from_iter(entries))),
        ]
    })
}

fn lines() -> impl Strategy<Value = Line> {
    let mpn_ids = option::of(collection::vec("[0-9]{1,9}", 0..3));
    let seats = option::of(collection::vec(option::of(any::<u8>()), 0..3));
    (option::of(any::<u32>()), option::of(any::<i64>()), mpn_ids, seats)
        .prop_map(|(quantity, change, mpn_ids, seats)| Line { quantity, change, mpn_ids, seats })
}

fn orders() -> impl Strategy<Value = Order> {
    let cycle = prop_oneof![Just(Cycle::Unspecified), Just(Cycle::OneTime), Just(Cycle::Triennial)];
    let direction = prop_oneof![Just(Direction::Ascending), Just(Direction::Descending)];
    let first = (
        option::of(any::<String>()),
        option::of(any::<u128>().prop_map(|id| CustomerId(uuid::Uuid::from_u128(id)))),
        option::of(cycle),
        option::of(direction),
        option::of(
            (0..4_000_000_000_000_i64).prop_filter_map("a time", |at| jiff::Timestamp::from_millisecond(at).ok()),
        ),
        option::of(any::<bool>()),
    );
    let context = option::of(collection::btree_map(any::<String>(), any::<String>(), 0..3));
    let second = (
        option::of(any::<i32>().prop_map(f64::from)),
        collection::vec(lines(), 0..3),
        context,
        option::of(json().prop_filter("null counts as absent", |value| !value.is_null())),
    );
    (first, second).prop_map(|(first, second)| {
        let (id, reference_customer_id, billing_cycle, direction, creation_date, is_trial) = first;
        let (total_price, line_items, context, anything) = second;
        Order {
            id,
            reference_customer_id,
            billing_cycle,
            direction,
            creation_date,
            is_trial,
            total_price,
            line_items,
            context,
            anything,
        }
    })
}

/// The value with its names respelled, but for what is the client's own.
fn respelled(value: Value, spell: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(|element| respelled(element, spell)).collect(),
        Value::Object(object) => object
            .into_iter()
            .map(|(key, value)| {
                let own = matches!(key.as_str(), "context" | "anything");
                (spell(&key), if own { value } else { respelled(value, spell) })
            })
            .collect(),
        value => value,
    }
}

fn pascal_case(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

fn snake_case(name: &str) -> String {
    let separated = name.chars().flat_map(|char| char.is_ascii_uppercase().then_some('_').into_iter().chain([char]));
    separated.collect::<String>().to_ascii_lowercase()
}

proptest! {
    #[test]
    fn bytes_never_panic(bytes: Vec<u8>) {
        let _ = from_slice::<Order>(&bytes);
        let _ = from_slice::<Value>(&bytes);
    }

    #[test]
    fn texts_never_panic(text in almost_json()) {
        let _ = from_slice::<Order>(text.as_bytes());
        let _ = Reader::REPLIES.slice::<Vec<Line>>(text.as_bytes());
        let _ = Reader::REQUESTS.strict().slice::<Value>(text.as_bytes());
    }

    #[test]
    fn values_never_panic_and_errors_name_a_place(value in json()) {
        for reader in [Reader::REQUESTS, Reader::REPLIES, Reader::REQUESTS.strict()] {
            if let Err(error) = reader.value::<Order>(&value) {
                prop_assert!(!error.expected.is_empty() && !error.found.is_empty(), "{error:?}");
                prop_assert!(error.path.is_empty() != value.is_object(), "{error:?}");
            }
        }
    }

    #[test]
    fn free_form_values_come_back_as_they_were(value in json()) {
        prop_assert_eq!(from_value::<Value>(&value), Ok(Read { value, tolerances: 0 }));
    }

    #[test]
    fn queries_never_panic(text in "[?&=%+a-z0-9{}é]{0,40}", other: String) {
        for text in [text, other] {
            if let Ok(pairs) = query(&text) {
                let _ = from_pairs::<Order, _>(pairs);
            }
        }
    }

    #[test]
    fn what_serde_wrote_is_read_under_any_spelling(order in orders()) {
        let written = serde_json::to_value(&order)?;
        let spellings: [&dyn Fn(&str) -> String; 4] = [&str::to_owned, &pascal_case, &snake_case, &str::to_ascii_uppercase];
        for spell in spellings {
            let body = respelled(written.clone(), spell).to_string();
            prop_assert_eq!(from_slice(body.as_bytes()).map(|read| read.value), Ok(order.clone()), "{}", body);
        }
    }
}
