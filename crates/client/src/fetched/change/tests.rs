//! Nothing is lost by reading, changing and writing.

use partner_center_model::{orders::Order, read::Reader};
use proptest::{collection::vec, option, prelude::*};
use serde_json::{Map, Value, json};

use super::change;

/// An order as clients may change it.
fn order() -> impl Strategy<Value = Value> {
    let text = "[a-zA-Z]{0,6}";
    let line = (option::of(0..5_i64), option::of(text), option::of(1..9_i64)).prop_map(|(number, name, quantity)| {
        let members = [
            ("lineItemNumber", number.map(Value::from)),
            ("friendlyName", name.map(Value::from)),
            ("quantity", quantity.map(Value::from)),
        ];
        object(members)
    });
    let status = prop_oneof![Just("completed"), Just("cancelled"), Just("a-later-status")];
    (option::of(text), option::of(status), vec(line, 0..4)).prop_map(|(id, status, lines)| {
        let members = [
            ("id", id.map(Value::from)),
            ("status", status.map(Value::from)),
            ("lineItems", (!lines.is_empty()).then(|| Value::from(lines))),
        ];
        object(members)
    })
}

fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect())
}

/// The same as another service might write it: in other spellings, with members that no type knows.
fn dressed(value: &Value, spelling: u8, count: &mut usize) -> Value {
    match value {
        Value::Object(members) => {
            *count += 1;
            let number = *count;
            let spelled = members.iter().map(|(name, value)| (spell(name, spelling), dressed(value, spelling, count)));
            let mut dressed: Map<String, Value> = spelled.collect();
            dressed.insert(format!("later{number}"), json!({ "kept": [number] }));
            Value::Object(dressed)
        }
        Value::Array(elements) => elements.iter().map(|element| dressed(element, spelling, count)).collect(),
        other => other.clone(),
    }
}

fn spell(name: &str, spelling: u8) -> String {
    match spelling {
        0 => name.to_owned(),
        1 => name[..1].to_uppercase() + &name[1..],
        _ => name
            .chars()
            .flat_map(|c| if c.is_uppercase() { vec!['_', c.to_ascii_lowercase()] } else { vec![c] })
            .collect(),
    }
}

fn typed(value: &Value) -> Value {
    serde_json::to_value(Reader::REPLIES.value::<Order>(value).unwrap().value).unwrap()
}

/// What no type knows, by name.
fn unknown(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if name.starts_with("later") {
                    found.push(name.clone());
                }
                unknown(value, found);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| unknown(element, found)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn what_is_sent_back_reads_as_the_changed_resource(before in order(), after in order(), spelling in 0..3_u8) {
        let mut raw = dressed(&before, spelling, &mut 0);
        prop_assert_eq!(&typed(&raw), &typed(&before));
        change(&mut raw, &typed(&before), &typed(&after));
        prop_assert_eq!(typed(&raw), typed(&after));
        prop_assert!(raw.get("later1").is_some());
    }

    #[test]
    fn what_did_not_change_is_sent_back_as_it_came(order in order(), spelling in 0..3_u8) {
        let raw = dressed(&order, spelling, &mut 0);
        let mut changed = raw.clone();
        change(&mut changed, &typed(&raw), &typed(&raw));
        prop_assert_eq!(changed, raw);
    }

    #[test]
    fn a_change_loses_nothing_of_what_stays(order in order(), spelling in 0..3_u8, status in "[a-z]{1,5}") {
        let raw = dressed(&order, spelling, &mut 0);
        let (mut changed, before) = (raw.clone(), typed(&raw));
        let mut after = before.clone();
        after["status"] = status.into();
        change(&mut changed, &before, &after);
        let (mut there, mut kept) = (Vec::new(), Vec::new());
        unknown(&raw, &mut there);
        unknown(&changed, &mut kept);
        prop_assert_eq!(kept, there);
    }
}

#[test]
fn what_belongs_to_an_element_goes_with_it() {
    let line = |number: i64, quantity: i64| json!({ "lineItemNumber": number, "quantity": quantity });
    let sent = |number: i64, quantity: i64| json!({ "LineItemNumber": number, "Quantity": quantity, "of": number });
    let change_lines = |after: Vec<Value>| {
        let mut raw = json!([sent(0, 1), sent(1, 5), sent(2, 9)]);
        change(&mut raw, &json!([line(0, 1), line(1, 5), line(2, 9)]), &Value::from(after));
        raw
    };
    assert_eq!(change_lines(vec![line(1, 5), line(2, 9)]), json!([sent(1, 5), sent(2, 9)]), "the first is removed");
    assert_eq!(
        change_lines(vec![line(2, 9), line(1, 7)]),
        json!([sent(2, 9), sent(1, 7)]),
        "turned round, and changed"
    );
    let appended = vec![line(0, 1), line(1, 5), line(2, 9), line(3, 1)];
    assert_eq!(change_lines(appended), json!([sent(0, 1), sent(1, 5), sent(2, 9), line(3, 1)]));
}

#[test]
fn keys_of_maps_that_differ_in_casing_alone_stay_apart() {
    let mut raw = json!({ "scope": "Shared" });
    let before = raw.clone();
    change(&mut raw, &before, &json!({ "scope": "Shared", "Scope": "Single" }));
    assert_eq!(raw, json!({ "scope": "Shared", "Scope": "Single" }));
}
