//! The documented examples as data, where it is at hand.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use partner_center_model::{all, operation::OperationInfo};
use serde_json::Value;

use super::compare::{Vocabulary, learn};

/// A documented request, and the answer documented for it.
pub(super) struct Example {
    /// The record's name; further examples of one record are numbered.
    pub(super) name: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    pub(super) answer: Answer,
}

/// A documented answer.
pub(super) struct Answer {
    /// None where the page prints the request again.
    pub(super) status: Option<u16>,
    pub(super) headers: Vec<String>,
    pub(super) body: Option<Value>,
}

impl Example {
    /// Whether a header or the body has this placeholder.
    pub(super) fn has(&self, placeholder: &str) -> bool {
        self.headers.iter().any(|(_, value)| value.contains(placeholder))
            || self.body.as_ref().is_some_and(|body| body.to_string().contains(placeholder))
    }
}

/// What the documentation prints.
pub(super) struct Published {
    /// The examples of the operations that were asked for.
    pub(super) examples: Vec<Example>,
    /// What it prints of each type of resource, with every operation.
    pub(super) vocabulary: Vocabulary,
}

/// The examples of these operations, or nothing where the data is not there.
pub(super) fn published(operations: &[&str]) -> Option<Published> {
    let records: Vec<Value> = serde_json::from_slice(&fs::read(directory()?.join("operations.json")).unwrap()).unwrap();
    let wanted: Vec<String> = all::operations().filter(|info| operations.contains(&info.name)).map(key).collect();
    let of_wanted = |record: &&Value| {
        let key = record.get("effective").map_or(&record["key"], |effective| &effective["key"]);
        key.as_str().is_some_and(|key| wanted.iter().any(|wanted| wanted == key))
    };
    let mut vocabulary = Vocabulary::new();
    for body in records.iter().flat_map(of_record).filter_map(|example| example.answer.body) {
        learn(&mut vocabulary, &body);
    }
    Some(Published { examples: records.iter().filter(of_wanted).flat_map(of_record).collect(), vocabulary })
}

/// Where the data is: where `BACKLOT_DOCUMENTATION` says (seen from the workspace), or beside the workspace. Nothing where
/// nobody says and none is there, which is told once, past the test runner that shows what failed tests print alone.
fn directory() -> Option<PathBuf> {
    static DIRECTORY: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let named = env::var_os("BACKLOT_DOCUMENTATION").filter(|name| !name.is_empty());
        let directory = workspace.join(named.as_deref().unwrap_or(OsStr::new("../shared/partner-center-api")));
        if directory.join("operations.json").is_file() {
            return Some(directory);
        }
        assert!(named.is_none(), "BACKLOT_DOCUMENTATION: there is no operations.json in {}", directory.display());
        let _ = writeln!(
            io::stderr(),
            "NOT CHECKED: the documented examples are not replayed, as their data is not here; \
             BACKLOT_DOCUMENTATION names its folder",
        );
        None
    });
    DIRECTORY.clone()
}

/// The method and the path with its placeholders emptied, in lower case, as the data has it.
fn key(info: &OperationInfo) -> String {
    let segments = info
        .path
        .split('/')
        .map(|segment| if segment.starts_with('{') { "{}".to_owned() } else { segment.to_ascii_lowercase() });
    format!("{} {}", info.method.as_str(), segments.collect::<Vec<_>>().join("/"))
}

/// The record's own example, and further ones: another request, another body of the same request, or another answer to
/// it.
fn of_record(record: &Value) -> Vec<Example> {
    let (request, answer) = (&record["request_example"], &record["response_example"]);
    if request.is_null() {
        return Vec::new();
    }
    let name = record["id"].as_str().unwrap_or_default();
    let mut examples = vec![example(name.to_owned(), request, &request["body"], answer)];
    let more: Vec<&Value> = record["more_examples"].as_array().into_iter().flatten().collect();
    let mut at = 0;
    while let Some(&this) = more.get(at) {
        let name = format!("{name}#{}", examples.len());
        let next = more.get(at + 1).filter(|next| next["kind"] == "response");
        examples.push(match (this["kind"].as_str(), next) {
            (Some("request"), Some(next)) => {
                at += 1;
                example(name, this, &this["body"], next)
            }
            (Some("request"), None) => example(name, this, &this["body"], answer),
            (Some("request-body-sample"), _) => example(name, request, &this["body"], answer),
            (Some("response"), _) => example(name, request, &request["body"], this),
            (kind, _) => panic!("{name} is of an unknown kind: {kind:?}"),
        });
        at += 1;
    }
    examples
}

fn example(name: String, request: &Value, body: &Value, answer: &Value) -> Example {
    let headers = |of: &Value| -> Vec<(String, String)> {
        let pairs = of["headers"].as_object().into_iter().flatten();
        pairs.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
    };
    let present = |body: &Value| (!body.is_null()).then(|| body.clone());
    Example {
        name,
        method: request["method"].as_str().unwrap_or("GET").to_owned(),
        url: request["url"].as_str().unwrap_or_default().to_owned(),
        headers: headers(request),
        body: present(body),
        answer: Answer {
            status: answer["status"].as_u64().and_then(|status| u16::try_from(status).ok()),
            headers: headers(answer).into_iter().map(|(name, _)| name.to_lowercase()).collect(),
            body: present(&answer["body"]),
        },
    }
}
