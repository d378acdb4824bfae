//! The schemas of the types: those of answers, and those of requests where they differ.

use std::collections::BTreeSet;

use partner_center_model::schema::{JsonSchema, SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

/// Where the schemas lie.
const PLACE: &str = "#/components/schemas/";

/// What is put after the name of a type whose requests differ from its answers.
const INPUT: &str = "Input";

/// What marks a parameter that a request needs, though its field may be absent: a service without it refuses in words.
const REQUIRED: &str = "x-required";

/// The schemas that have been asked for.
pub(super) struct Schemas {
    /// What is written: a property that is always there is required.
    replies: SchemaGenerator,
    /// What is read, where nothing is.
    requests: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = PLACE.trim_start_matches('#').trim_end_matches('/').into();
                settings.meta_schema = None;
            })
        };
        Self { replies: settings().for_serialize().into(), requests: settings().for_deserialize().into() }
    }

    /// A reference to what is answered.
    pub(super) fn reply<T: JsonSchema>(&mut self) -> Value {
        plain(self.replies.subschema_for::<T>().to_value())
    }

    /// A reference to what is asked for. It is good together with [`components`](Self::components).
    pub(super) fn request<T: JsonSchema>(&mut self) -> Value {
        let mut schema = plain(self.requests.subschema_for::<T>().to_value());
        rename(&mut schema, &self.differing());
        schema
    }

    /// The fields of a type as parameters.
    pub(super) fn parameters<T: JsonSchema>(&mut self, place: &str) -> Vec<Value> {
        let schema = plain(T::json_schema(&mut self.requests).to_value());
        let fields = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
        let parameter = |(name, mut schema): (String, Value)| {
            let mut take = |name| schema.as_object_mut().and_then(|schema| schema.remove(name));
            let (description, marked) = (take("description"), take(REQUIRED));
            let required = place == "path" || marked.is_some();
            json!({ "name": name, "in": place, "required": required, "description": description, "schema": schema })
        };
        fields.into_iter().map(parameter).collect()
    }

    /// All schemas, by name.
    pub(super) fn components(mut self) -> Value {
        let differing = self.differing();
        let mut all = Map::new();
        for (name, schema) in self.replies.take_definitions(true) {
            all.insert(name, plain(schema));
        }
        for (name, schema) in self.requests.take_definitions(true) {
            let mut schema = plain(schema);
            rename(&mut schema, &differing);
            let name = if differing.contains(&name) { name + INPUT } else { name };
            all.insert(name, schema);
        }
        all.sort_keys();
        Value::Object(all)
    }

    /// The types whose requests differ from their answers, themselves or in what they hold.
    fn differing(&self) -> BTreeSet<String> {
        let (replies, requests) = (self.replies.definitions(), self.requests.definitions());
        let other = |name: &String| replies.get(name).is_some_and(|reply| Some(reply) != requests.get(name));
        let mut differing: BTreeSet<String> = requests.keys().filter(|name| other(name)).cloned().collect();
        loop {
            let holds = |schema: &Value| {
                let mut renamed = schema.clone();
                rename(&mut renamed, &differing);
                renamed != *schema
            };
            let more: Vec<String> = requests
                .iter()
                .filter(|(name, schema)| replies.contains_key(*name) && !differing.contains(*name) && holds(schema))
                .map(|(name, _)| name.clone())
                .collect();
            if more.is_empty() {
                return differing;
            }
            differing.extend(more);
        }
    }
}

/// Has references lead to the schemas of requests.
fn rename(schema: &mut Value, differing: &BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref")
                && reference.strip_prefix(PLACE).is_some_and(|name| differing.contains(name))
            {
                reference.push_str(INPUT);
            }
            map.values_mut().for_each(|value| rename(value, differing));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| rename(value, differing)),
        _ => {}
    }
}

/// A schema without what says nothing to others: null where a property may be left out, what stands for one that is left out,
/// and formats that are Rust's alone.
fn plain(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(map) => {
            map.remove("default");
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = without_links(text);
            }
            if map.get("format").and_then(Value::as_str).is_some_and(|format| format.starts_with("uint")) {
                map.remove("format");
            }
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [kind] = types.as_slice() {
                    let kind = kind.clone();
                    map.insert("type".to_owned(), kind);
                }
            }
            let null = json!({ "type": "null" });
            if let Some(Value::Array(either)) = map.get_mut("anyOf")
                && let [Value::Object(one), other] = either.as_slice()
                && *other == null
            {
                let one = one.clone();
                map.remove("anyOf");
                map.extend(one);
            }
            map.values_mut().for_each(|value| *value = plain(value.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| *value = plain(value.take())),
        _ => {}
    }
    schema
}

/// A description without links to Rust's documentation: of ``[`FieldFilter`](crate::filter::FieldFilter)`` the words stay.
fn without_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (words, after))) =
        rest.split_once('[').and_then(|(before, rest)| Some((before, rest.split_once(']')?)))
    {
        plain.extend([before, words]);
        rest = match after.strip_prefix('(').and_then(|link| link.split_once(')')) {
            Some((_, after)) => after,
            None => after,
        };
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    #[test]
    fn links_to_the_documentation_of_rust_are_words() {
        for (text, plain) in [
            ("A [`FieldFilter`](crate::filter::FieldFilter) as JSON.", "A `FieldFilter` as JSON."),
            ("The [group](CartLineItem::order_group).", "The group."),
            ("Those of [`ProductsQuery`].", "Those of `ProductsQuery`."),
            ("None.", "None."),
            ("An open [ stays.", "An open [ stays."),
        ] {
            assert_eq!(super::without_links(text), plain);
        }
    }
}
