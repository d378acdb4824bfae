//! The documented examples against the types: requests are read, and answers keep all that the pages print.

use std::collections::BTreeSet;

use jiff::Timestamp;
use partner_center_model::{
    all::visit,
    operation::{Operation, Visitor},
    read::{Read, ReadError, Reader, query},
    resource::ErrorBody,
};
use serde::Serialize;
use serde_json::Value;

use crate::published::{Record, array, key, records};

/// What the pages print and our types do not keep, by record and place, each with its reason.
const LOST: &[(&str, &str)] = &[
    // The page prints the property of the other artifact; its table and the clients say `reservations`.
    ("get-a-collection-of-entitlements--artifact-reservedinstance", "virtualmachinereservations"),
    // The offer of an older page: its own page has no such properties, and an empty list is left out.
    ("transition-a-subscription--get-upgrades", "items[].targetoffer.conversiontargetoffers"),
    ("transition-a-subscription--get-upgrades", "items[].targetoffer.isinternal"),
    ("transition-a-subscription--get-upgrades", "items[].targetoffer.partnerqualifications"),
    // The first date of .NET, which its client sends for none.
    ("update-a-cart", "expirationtimestamp"),
];

/// What the pages print by number and our types write by name, by record and place.
const NUMBERED: &[(&str, &str)] = &[("transition-a-subscription--create-upgrade", "upgradetype")];

/// Records whose page prints the answer of another operation.
const OF_ANOTHER: &[&str] = &[
    // Each prints what the page before it answers: an availability's its SKU, a SKU's its product, a product's its SKUs.
    "get-a-list-of-availabilities-for-a-sku-by-customer",
    "get-a-list-of-products-by-customer",
    "get-a-list-of-skus-for-a-product-by-customer",
];

struct Examples {
    records: Vec<Record>,
    lost: BTreeSet<(String, String)>,
    failures: Vec<String>,
    seen: usize,
}

impl Visitor for Examples {
    fn visit<O: Operation>(&mut self) {
        let key = key(&O::INFO);
        let records = std::mem::take(&mut self.records);
        for record in records.iter().filter(|record| record.key == key) {
            for example in examples(record) {
                self.example::<O>(record, example);
            }
        }
        self.records = records;
    }
}

impl Examples {
    fn example<O: Operation>(&mut self, record: &Record, example: &Value) {
        self.seen += 1;
        if let Some((_, text)) = example["url"].as_str().and_then(|url| url.split_once('?')) {
            let pairs = query(text).unwrap();
            let sent = pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect();
            self.keep(record, "the query", &sent, Reader::REQUESTS.pairs::<O::Query, _>(pairs));
        }
        let body = repaired(&example["body"]);
        if body.is_null() {
            return;
        }
        match example.get("status").map(Value::as_u64) {
            None => self.keep(record, "the request", &body, Reader::REQUESTS.value::<O::Body>(&body)),
            Some(Some(400..)) => self.keep(record, "the refusal", &body, Reader::REPLIES.value::<ErrorBody>(&body)),
            Some(_) => self.keep(record, "the answer", &body, Reader::REPLIES.value::<O::Reply>(&body)),
        }
    }

    /// Notes whether what was read, written again, still has all that was printed.
    fn keep<T: Serialize>(&mut self, record: &Record, what: &str, printed: &Value, read: Result<Read<T>, ReadError>) {
        match read {
            Ok(read) => self.compare(record, "", printed, &serde_json::to_value(read.value).unwrap()),
            Err(error) => self.failures.push(format!("{}: {what}: {error}", record.id)),
        }
    }

    /// Notes what the printed value has and ours has not.
    fn compare(&mut self, record: &Record, place: &str, printed: &Value, ours: &Value) {
        match (printed, ours) {
            (Value::Object(printed), Value::Object(ours)) => {
                for (name, value) in printed.iter().filter(|(_, value)| !value.is_null()) {
                    let place = format!("{place}.{}", fold(name)).trim_start_matches('.').to_owned();
                    match ours.iter().find(|(ours, _)| fold(ours) == fold(name)) {
                        Some((_, ours)) => self.compare(record, &place, value, ours),
                        None => _ = self.lost.insert((record.id.clone(), place)),
                    }
                }
            }
            (Value::Array(printed), Value::Array(ours)) if printed.len() == ours.len() => {
                for (printed, ours) in printed.iter().zip(ours) {
                    self.compare(record, &format!("{place}[]"), printed, ours);
                }
            }
            _ if same(printed, ours) => {}
            (Value::Number(_), Value::String(_)) if NUMBERED.contains(&(record.id.as_str(), place)) => {}
            _ => self.failures.push(format!("{}: {place}: {printed} became {ours}", record.id)),
        }
    }
}

/// Whether two values differ in nothing but their form: enums in casing, times in precision and offset, query values
/// in being text.
fn same(printed: &Value, ours: &Value) -> bool {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (printed, ours) = (plain(printed), plain(ours));
    let time = |text: &str| text.parse::<Timestamp>().or_else(|_| format!("{text}Z").parse()).ok();
    fold(&printed) == fold(&ours) || time(&printed).is_some_and(|printed| Some(printed) == time(&ours))
}

fn fold(text: &str) -> String {
    text.replace('_', "").to_ascii_lowercase()
}

/// The requests and answers that a page prints.
fn examples(record: &Record) -> impl Iterator<Item = &Value> {
    let more = array(&record.value["more_examples"]).iter();
    [&record.value["request_example"], &record.value["response_example"]].into_iter().chain(more)
}

/// The value without the spaces that some pages print in times: `06: 41: 12Z`, and without the empty list that stands
/// among resources for those that a page leaves out.
fn repaired(value: &Value) -> Value {
    match value {
        Value::String(text) if text.replace(": ", ":").parse::<Timestamp>().is_ok() => text.replace(": ", ":").into(),
        Value::Array(items) => {
            let left_out = |item: &&Value| items.iter().any(Value::is_object) && **item == Value::Array(Vec::new());
            items.iter().filter(|item| !left_out(item)).map(repaired).collect()
        }
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), repaired(value))).collect(),
        _ => value.clone(),
    }
}

#[test]
fn documented_examples_are_read_and_kept() {
    let Some(records) = records() else { return };
    let mut examples = Examples { records, lost: BTreeSet::new(), failures: Vec::new(), seen: 0 };
    visit(&mut examples);
    assert_eq!(examples.failures, Vec::<String>::new());
    assert!(examples.seen > 300, "only {} examples were seen", examples.seen);
    for record in OF_ANOTHER {
        let before = examples.lost.len();
        examples.lost.retain(|(lost, _)| lost != record);
        assert!(examples.lost.len() < before, "{record} prints its own answer now");
    }
    let expected = LOST.iter().map(|(record, place)| ((*record).to_owned(), (*place).to_owned())).collect();
    assert_eq!(examples.lost, expected);
}
