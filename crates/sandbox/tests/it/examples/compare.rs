//! In what an answer differs from the documented one: status, names of headers, names of properties, spelling of words.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::Response;
use serde_json::Value;

use super::published::Answer;

/// Headers of answers that the connection and the machines behind it add, and that have nothing to do with what is
/// answered.
const OF_THE_CONNECTION: [&str; 6] =
    ["content-length", "date", "connection", "server", "x-powered-by", "x-sourcefiles"];

/// Headers of requests, which some pages print with their answers.
const OF_REQUESTS: [&str; 4] = ["authorization", "accept", "expect", "ms-contract-version"];

/// The properties that documented answers print of each type of resource. Pages shorten their examples; what another
/// page prints of the same type is no difference.
pub(super) type Vocabulary = BTreeSet<(String, String)>;

/// Adds what a documented answer prints.
pub(super) fn learn(vocabulary: &mut Vocabulary, body: &Value) {
    let names = names(Some(body)).into_values();
    vocabulary.extend(names.filter_map(|name| name.of_type));
}

/// `status`; `-name` and `+name` for a property that is documented and not answered, or the reverse; `-header name`
/// for a header that is documented and not answered.
pub(super) fn differences(documented: &Answer, answer: &Response<Bytes>, vocabulary: &Vocabulary) -> BTreeSet<String> {
    let status = answer.status().as_u16();
    if documented.status.map_or(!answer.status().is_success(), |documented| documented != status) {
        // The rest of another answer says nothing about this one.
        return BTreeSet::from([format!("status {status}")]);
    }
    let mut found = BTreeSet::new();
    let ours: Option<Value> = serde_json::from_slice(answer.body()).ok();
    found.extend(respelled(documented.body.as_ref(), ours.as_ref()));
    for name in &documented.headers {
        let name = name.as_str();
        let of_answers = !OF_THE_CONNECTION.contains(&name) && !OF_REQUESTS.contains(&name);
        if of_answers && !answer.headers().contains_key(name) {
            found.insert(format!("-header {name}"));
        }
    }
    let (theirs, mut ours) = (names(documented.body.as_ref()), names(ours.as_ref()));
    found.extend(outermost(missing(&theirs, &ours)).map(|name| format!("-{name}")));
    ours.retain(|_, name| name.of_type.as_ref().is_none_or(|of_type| !vocabulary.contains(of_type)));
    let left_out = left_out(documented.body.as_ref());
    ours.retain(|place, _| !left_out.iter().any(|outer| is_within(place, outer)));
    found.extend(outermost(missing(&ours, &theirs)).map(|name| format!("+{name}")));
    found
}

/// The places of words that are documented in another spelling, as words of enums are, and of values of another kind.
fn respelled(documented: Option<&Value>, answered: Option<&Value>) -> Vec<String> {
    let (theirs, ours) = (leaves(documented), leaves(answered));
    let differs = |(place, theirs): (&String, &Vec<Value>)| {
        let ours = ours.get(place)?;
        let kinds = |values: &[Value]| values.iter().map(kind).collect::<BTreeSet<_>>();
        let other_kind = kinds(theirs).is_disjoint(&kinds(ours));
        let [theirs, ours] = [theirs, ours].map(|values| values.iter().filter_map(word).collect::<BTreeSet<_>>());
        let folded: BTreeSet<String> = ours.iter().map(|word| fold(word)).collect();
        let respelled = theirs.iter().any(|word| !ours.contains(word) && folded.contains(&fold(word)));
        (other_kind || respelled).then(|| format!("~{place}"))
    };
    theirs.iter().filter_map(differs).collect()
}

/// The values without parts, but for nulls, of all properties, by their places.
fn leaves(body: Option<&Value>) -> BTreeMap<String, Vec<Value>> {
    fn gather(value: &Value, place: &str, found: &mut BTreeMap<String, Vec<Value>>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                let name = fold(name);
                let place = if place.is_empty() { name } else { format!("{place}.{name}") };
                gather(value, &place, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| gather(item, &format!("{place}[]"), found)),
            Value::Null => {}
            leaf => found.entry(place.to_owned()).or_default().push(leaf.clone()),
        }
    }
    let mut found = BTreeMap::new();
    if let Some(body) = body {
        gather(body, "", &mut found);
    }
    found
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        _ => "text",
    }
}

/// A text that may be a word of an enum: letters and underscores alone.
fn word(value: &Value) -> Option<&str> {
    let text = value.as_str()?;
    (!text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic() || c == '_')).then_some(text)
}

/// What is there with a value and not there on the other side. A property without a value may as well be absent.
fn missing(names: &BTreeMap<String, Name>, others: &BTreeMap<String, Name>) -> Vec<String> {
    let lacking = names.iter().filter(|(place, name)| name.valued && !others.contains_key(*place));
    lacking.map(|(place, _)| place.clone()).collect()
}

/// Leaves out what is within something that is on the list itself.
fn outermost(places: Vec<String>) -> impl Iterator<Item = String> {
    let all = places.clone();
    places.into_iter().filter(move |place| !all.iter().any(|outer| is_within(place, outer)))
}

fn is_within(place: &str, outer: &str) -> bool {
    place.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.') || rest.starts_with("[]"))
}

/// The places of objects without a property: a page prints `{ .. }` for what it leaves out.
fn left_out(documented: Option<&Value>) -> Vec<String> {
    fn gather(value: &Value, place: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) if fields.is_empty() => found.push(place.to_owned()),
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                let name = fold(name);
                let place = if place.is_empty() { name } else { format!("{place}.{name}") };
                gather(value, &place, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| gather(item, &format!("{place}[]"), found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    if let Some(documented) = documented {
        gather(documented, "", &mut found);
    }
    found
}

/// A property of an answer.
#[derive(Default)]
struct Name {
    /// Whether it has a value, anywhere in the answer.
    valued: bool,
    /// The innermost resource that it is within: its type, and the place in it.
    of_type: Option<(String, String)>,
}

/// The places of all properties, folded as the reader folds them.
fn names(body: Option<&Value>) -> BTreeMap<String, Name> {
    let mut names = BTreeMap::new();
    if let Some(body) = body {
        gather(body, "", None, &mut names);
    }
    names
}

fn gather(value: &Value, place: &str, within: Option<(&str, &str)>, names: &mut BTreeMap<String, Name>) {
    match value {
        Value::Object(fields) => {
            let own = object_type(value);
            let within = own.as_deref().map(|own| (own, "")).or(within);
            for (name, value) in fields {
                let name = fold(name);
                let joined = |place: &str| if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                let place = joined(place);
                let within = within.map(|(of_type, place)| (of_type, joined(place)));
                let entry = names.entry(place.clone()).or_default();
                entry.valued |= !value.is_null() && value != "";
                entry.of_type = within.as_ref().map(|(of_type, place)| ((*of_type).to_owned(), place.clone()));
                let within = within.as_ref().map(|(of_type, place)| (*of_type, place.as_str()));
                gather(value, &place, within, names);
            }
        }
        Value::Array(items) => {
            let within = within.map(|(of_type, place)| (of_type, format!("{place}[]")));
            let within = within.as_ref().map(|(of_type, place)| (*of_type, place.as_str()));
            items.iter().for_each(|item| gather(item, &format!("{place}[]"), within, names));
        }
        _ => {}
    }
}

/// The type that a resource states in its attributes.
fn object_type(value: &Value) -> Option<String> {
    let field = |value: &Value, wanted: &str| {
        value.as_object()?.iter().find(|(name, _)| fold(name) == wanted).map(|(_, value)| value.clone())
    };
    field(&field(value, "attributes")?, "objecttype")?.as_str().map(fold)
}

fn fold(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}
