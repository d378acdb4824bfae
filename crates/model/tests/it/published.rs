//! The published documentation as data, where it is at hand.

use std::{
    env,
    ffi::OsStr,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use partner_center_model::operation::OperationInfo;
use serde_json::Value;

/// What one page says about one operation.
pub(crate) struct Record {
    /// The record's name, which begins with the page's.
    pub(crate) id: String,
    /// The page, as [`OperationInfo::page`] has it.
    pub(crate) page: String,
    /// The operation's [`key`].
    pub(crate) key: String,
    /// All that the page says.
    pub(crate) value: Value,
}

/// The keys of the operations, or nothing where the data is not there.
pub(crate) fn keys() -> Option<Vec<String>> {
    let index = read("operation-index.json")?;
    Some(array(&index).iter().map(|operation| text(operation, "key")).collect())
}

/// What the pages say, page by page, or nothing where the data is not there.
pub(crate) fn records() -> Option<Vec<Record>> {
    let Value::Array(records) = read("operations.json")? else { panic!("not a list") };
    let record = |value: Value| {
        // A page whose template is wrong says itself what is meant.
        let key = value.get("effective").map_or_else(|| text(&value, "key"), |effective| text(effective, "key"));
        let page = text(&value, "page").trim_end_matches(".md").to_owned();
        Record { id: text(&value, "id"), page, key, value }
    };
    Some(records.into_iter().map(record).collect())
}

/// The method and the path with its placeholders emptied, in lower case: equal for operations that are the same.
pub(crate) fn key(operation: &OperationInfo) -> String {
    let segments = operation
        .path
        .split('/')
        .map(|segment| if segment.starts_with('{') { "{}".to_owned() } else { segment.to_ascii_lowercase() });
    format!("{} {}", operation.method.as_str(), segments.collect::<Vec<_>>().join("/"))
}

/// A file of the data, or nothing where the data is not there.
pub(crate) fn read(name: &str) -> Option<Value> {
    Some(serde_json::from_slice(&fs::read(directory()?.join(name)).unwrap()).unwrap())
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
            "NOT CHECKED: operations and types are not compared with the documentation, whose data is not here; \
             BACKLOT_DOCUMENTATION names its folder",
        );
        None
    });
    DIRECTORY.clone()
}

pub(crate) fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}")).to_owned()
}
