//! Every documented error code and every limit of the sandbox: raised through the wire by a scene, or listed in
//! `docs/REFUSALS.md` with why it cannot be.
//!
//! The lists only shrink: an entry that a scene raises fails as one that is missing does, and so does an entry whose code
//! stands in a rule. Whoever adds a rule adds a scene to a file beside this one, and takes the entry out.

mod page;
mod scene;

use std::{
    collections::BTreeSet,
    env,
    ffi::OsStr,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use partner_center_model::errors;
use serde_json::Value;

use self::scene::scenes;

const PAGE: &str = include_str!("../../../../../docs/REFUSALS.md");

/// Codes that stand in the source, and that no call of the API is refused with: for the failures of the sandbox itself, and
/// for the control API, whose refusals have a form of their own.
const NOT_A_RULE: [&str; 2] = ["UNEXPECTED_SERVICE_ERROR", "TENANT_NOT_FOUND"];

#[tokio::test]
async fn scenes_raise_what_they_say() {
    let mut wrong = Vec::new();
    for scene in scenes() {
        wrong.extend(scene.play().await.err().map(|why| format!("{} ({}): {why}", scene.raises, scene.file)));
    }
    assert!(wrong.is_empty(), "{} scenes fail:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_code_is_raised_or_listed() {
    let raised: BTreeSet<String> = scenes().map(|scene| scene.raises).collect();
    let known: BTreeSet<String> = errors::ALL.iter().map(|code| code.name.to_owned()).collect();
    let listed = page::codes(PAGE);
    let named: BTreeSet<String> = listed.iter().map(|row| row.name.clone()).collect();
    assert_eq!(named.len(), listed.len(), "a code is listed twice");
    agree(&known, &raised, &named);
    for row in &listed {
        let code = errors::ALL.iter().find(|code| code.name == row.name);
        let number = code.map(|code| format!("{}/{}", code.status, code.code));
        assert_eq!(Some(&row.code), number.as_ref(), "{}", row.name);
    }
    let mut ruled = in_rules();
    ruled.retain(|name| named.contains(name) && !NOT_A_RULE.contains(&name.as_str()));
    assert!(ruled.is_empty(), "rules raise these; a scene can: {ruled:?}");
}

#[test]
fn every_limit_of_the_sandbox_is_met_or_listed() {
    let met: BTreeSet<String> = scenes().flat_map(|scene| scene.limits).collect();
    let listed = page::limits(PAGE);
    let overlap: Vec<&String> = met.intersection(&listed).collect();
    assert!(overlap.is_empty(), "scenes meet these, and docs/REFUSALS.md lists them: {overlap:?}");
    let Some(directory) = documentation() else { return };
    let limits: Value = serde_json::from_slice(&fs::read(directory.join("limits.json")).unwrap()).unwrap();
    let mut known = BTreeSet::new();
    leaves(&limits["sandbox"], "", &mut known);
    known.remove("source");
    agree(&known, &met, &listed);
}

/// What is known is raised or listed, and not both; nothing else is.
#[track_caller]
fn agree(known: &BTreeSet<String>, raised: &BTreeSet<String>, listed: &BTreeSet<String>) {
    let both: Vec<&String> = raised.intersection(listed).collect();
    assert!(both.is_empty(), "scenes raise these, and docs/REFUSALS.md still lists them: {both:?}");
    let found: BTreeSet<String> = raised.union(listed).cloned().collect();
    let neither: Vec<&String> = known.difference(&found).collect();
    assert!(neither.is_empty(), "no scene raises these, and docs/REFUSALS.md does not list them: {neither:?}");
    let unknown: Vec<&String> = found.difference(known).collect();
    assert!(unknown.is_empty(), "nothing documents these: {unknown:?}");
}

/// The places of all values; a list is one.
fn leaves(value: &Value, place: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                leaves(value, &place, found);
            }
        }
        _ => {
            found.insert(place.to_owned());
        }
    }
}

/// The codes that the source of the sandbox names, tests apart.
fn in_rules() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is = |name: &str| path.file_name() == Some(OsStr::new(name));
            if path.is_dir() {
                folders.extend((!is("tests")).then_some(path));
            } else if path.extension() == Some(OsStr::new("rs")) && !is("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let names = text.split("errors::").skip(1).map(|rest| {
                    rest.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_').next().unwrap()
                });
                found.extend(names.filter(|name| name.len() > 1).map(str::to_owned));
            }
        }
    }
    found
}

/// Where the data about the documentation is; told once where it is not at hand.
fn documentation() -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = env::var_os("BACKLOT_DOCUMENTATION").filter(|name| !name.is_empty());
    let directory = workspace.join(named.as_deref().unwrap_or(OsStr::new("../shared/partner-center-api")));
    if directory.join("limits.json").is_file() {
        return Some(directory);
    }
    let _ = writeln!(
        io::stderr(),
        "NOT CHECKED: the limits of the sandbox are not compared with the documented ones, as their data is not here; \
         BACKLOT_DOCUMENTATION names its folder",
    );
    None
}
