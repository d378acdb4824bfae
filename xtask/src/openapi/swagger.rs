//! `openapi.json` beside the Swagger files that Microsoft publishes: what they name, Backlot takes and answers, or
//! `docs/FIDELITY.md` says why not.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde_json::Value;

/// The list of differences, behind this heading.
const HEADING: &str = "## The published Swagger files";

#[test]
fn what_the_published_swagger_files_name_is_taken_and_answered() {
    let Some((operations, definitions)) = published() else { return };
    let document: Value = serde_json::from_str(&super::document()).unwrap();
    let served: BTreeMap<String, &Value> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().iter().map(move |(method, it)| (key(method, path), it))
        })
        .collect();
    let mut comparison = Comparison { document: &document, definitions, found: BTreeSet::new(), seen: BTreeSet::new() };
    let mut compared = 0;
    for operation in array(&operations) {
        let key = key(text(&operation["method"]), &text(&operation["path"]).replace("/v{version}", "/v1"));
        if let Some(served) = served.get(&key) {
            comparison.operation(&key, operation, served);
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared} operations are served");
    let listed = listed();
    let news: Vec<_> = comparison.found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&comparison.found).collect();
    assert!(news.is_empty() && gone.is_empty(), "not in docs/FIDELITY.md: {news:#?}\nno longer so: {gone:#?}");
}

/// What is compared, and what has been found.
struct Comparison<'a> {
    document: &'a Value,
    definitions: Value,
    found: BTreeSet<String>,
    /// Which definitions have been compared with which schemas.
    seen: BTreeSet<(String, bool, String)>,
}

impl Comparison<'_> {
    fn operation(&mut self, key: &str, swagger: &Value, served: &Value) {
        let parameters: Vec<Value> = array(&served["parameters"]).iter().map(|named| self.resolved(named)).collect();
        let takes = |place: &str, name: &str| {
            parameters.iter().any(|taken| taken["in"] == place && text(&taken["name"]).eq_ignore_ascii_case(name))
        };
        for parameter in array(&swagger["parameters"]) {
            let name = text(&parameter["name"]);
            match text(&parameter["in"]) {
                "query" if !takes("query", name) => _ = self.found.insert(format!("{key} ?{name}")),
                // The token is what all operations ask for.
                "header" if name != "Authorization" && !takes("header", name) => {
                    _ = self.found.insert(format!("header {name}"))
                }
                "body" => {
                    let schema = &served["requestBody"]["content"]["application/json"]["schema"];
                    self.definition(text(&parameter["type"]), schema, false);
                }
                _ => {}
            }
        }
        for (status, kind) in swagger["responses"].as_object().unwrap() {
            let answer = &served["responses"][status];
            let schema = &answer["content"]["application/json"]["schema"];
            match kind.as_str() {
                _ if answer.is_null() => {
                    self.found.insert(format!("{key} {status}"));
                    // What is made is compared all the same.
                    let made = &served["responses"]["201"]["content"]["application/json"]["schema"];
                    if let Some(kind) = kind.as_str().filter(|_| !made.is_null()) {
                        self.kind(key, kind, made, true);
                    }
                }
                None if !schema.is_null() => _ = self.found.insert(format!("{key} {status} has a body")),
                Some(_) if schema.is_null() => _ = self.found.insert(format!("{key} {status} has no body")),
                Some(kind) => self.kind(key, kind, schema, true),
                None => {}
            }
        }
    }

    /// Compares a type of a Swagger file with a schema.
    fn kind(&mut self, place: &str, kind: &str, schema: &Value, answered: bool) {
        let schema = self.resolved(schema);
        let (kind, items) = kind.strip_prefix("array of ").map_or((kind, false), |kind| (kind, true));
        let schema = if items { self.resolved(&schema["items"]) } else { schema };
        let plain = kind.split(':').next().unwrap_or_default();
        if !matches!(plain, "string" | "integer" | "boolean" | "number" | "object") {
            self.definition(kind, &schema, answered);
        } else if schema["type"] != plain {
            self.found.insert(format!("{place} is no {plain}"));
        }
    }

    /// Compares the properties of a definition with those of a schema.
    fn definition(&mut self, name: &str, schema: &Value, answered: bool) {
        let schema = self.resolved(schema);
        if !self.seen.insert((name.to_owned(), answered, schema.to_string())) {
            return;
        }
        let definition = array(&self.definitions).iter().find(|definition| definition["name"] == name).cloned();
        let definition = definition.unwrap_or_else(|| panic!("the Swagger files do not define {name}"));
        let ours = schema["properties"].as_object().cloned().unwrap_or_default();
        let theirs: BTreeMap<&str, &Value> =
            array(&definition["properties"]).iter().map(|property| (text(&property["name"]), property)).collect();
        let short = name.split('[').next().and_then(|name| name.rsplit('.').next()).unwrap_or_default();
        let direction = if answered { "answered" } else { "taken" };
        for (property, theirs) in &theirs {
            let place = format!("{short}.{property}");
            let Some(ours) = ours.get(*property) else {
                // Nobody need send what only the service writes, or answer all that there is.
                if !answered && theirs["read_only"] != true {
                    self.found.insert(format!("{place} is not taken"));
                }
                continue;
            };
            // An enumeration has words on the wire, and numbers in the Swagger.
            let kind = if theirs.get("enum").is_some() { "string" } else { text(&theirs["type"]) };
            self.kind(&place, kind, ours, answered);
            self.words(&place, theirs, ours, answered);
        }
        if answered {
            let more = ours.keys().filter(|property| !theirs.contains_key(property.as_str()));
            self.found.extend(more.map(|property| format!("{short}.{property} is {direction}")));
        }
    }

    /// Compares the words of an enumeration.
    fn words(&mut self, place: &str, theirs: &Value, ours: &Value, answered: bool) {
        let folded = |words: &Value| -> BTreeSet<String> {
            let words = words.as_array().cloned().unwrap_or_default();
            words.iter().map(|word| text(word).to_lowercase().replace('_', "")).collect()
        };
        let (theirs, ours) = (folded(&theirs["enum"]), folded(&self.resolved(ours)["enum"]));
        if theirs.is_empty() || ours.is_empty() {
            return;
        }
        let (some, all, what) = if answered { (&ours, &theirs, "may be") } else { (&theirs, &ours, "cannot be") };
        self.found.extend(some.difference(all).map(|word| format!("{place} {what} {word}")));
    }

    fn resolved(&self, schema: &Value) -> Value {
        let reference = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        reference.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(schema).clone()
    }
}

/// The operations and the definitions of the Swagger files, where they are at hand.
fn published() -> Option<(Value, Value)> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let named = env::var_os("BACKLOT_DOCUMENTATION").filter(|name| !name.is_empty()).map(PathBuf::from);
    let folder = workspace.join(named.unwrap_or_else(|| "../shared/partner-center-api".into()));
    let read = |name: &str| Some(serde_json::from_slice(&fs::read(folder.join(name)).ok()?).unwrap());
    let read = read("swagger-operations.json").zip(read("swagger-definitions.json"));
    if read.is_none() {
        let _ = writeln!(io::stderr(), "NOT CHECKED: openapi.json is not compared with the published Swagger files");
    }
    read
}

/// The differences that `docs/FIDELITY.md` lists: the words in backticks of the first column.
fn listed() -> BTreeSet<String> {
    let page = include_str!("../../../docs/FIDELITY.md");
    let (_, section) = page.split_once(HEADING).unwrap();
    let rows =
        section.lines().skip(1).take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| `"));
    rows.flat_map(|row| row.split(" | ").next().unwrap().split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

/// What an operation is known by, whatever its placeholders are called.
fn key(method: &str, path: &str) -> String {
    let segments =
        path.split('/').map(|part| if part.starts_with('{') { "{}".to_owned() } else { part.to_lowercase() });
    format!("{} {}", method.to_uppercase(), segments.collect::<Vec<_>>().join("/"))
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
