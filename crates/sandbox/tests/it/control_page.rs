//! `docs/CONTROL.md` against the control API: its examples succeed, and its settings are those there are.

use std::collections::{BTreeMap, BTreeSet};

use backlot_sandbox::control::PATHS;
use backlot_testkit::Stage;
use http::StatusCode;
use serde_json::Value;

const PAGE: &str = include_str!("../../../../docs/CONTROL.md");

/// An example call.
#[derive(Debug)]
struct Example {
    method: String,
    path: String,
    body: Value,
}

/// The shell examples of the page, in its order.
fn examples() -> Vec<Example> {
    let blocks = PAGE.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
    let lines: Vec<String> =
        blocks.flat_map(|block| block.replace("\\\n", " ").lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let variables: BTreeMap<&str, &str> =
        lines.iter().filter(|line| !line.contains("curl")).filter_map(|line| line.split_once('=')).collect();
    lines.iter().filter(|line| line.starts_with("curl ")).map(|line| example(line, variables["T"])).collect()
}

fn example(line: &str, tenant: &str) -> Example {
    let after = |option: &str| line.split_once(option).map(|(_, rest)| rest.trim_start());
    let word = |text: &str| text.split([' ', '"']).next().unwrap_or_default().to_owned();
    Example {
        method: after(" -X ").map_or_else(|| "GET".to_owned(), word),
        path: after("$B/_backlot/").map(word).unwrap_or_default().replace("$T", tenant),
        body: after(" -d '")
            .and_then(|rest| rest.split('\'').next())
            .map_or(Value::Null, |body| serde_json::from_str(body).unwrap()),
    }
}

#[tokio::test]
async fn every_heading_has_an_example_and_every_example_succeeds() {
    let stage = Stage::demo().await;
    let mut shown = BTreeSet::new();
    for example in examples() {
        let (status, answer) = stage.ask_control(&example.method, &example.path, &example.body).await;
        assert_eq!(status, StatusCode::OK, "{example:?}: {answer}");
        let path = example.path.split('?').next().unwrap_or_default();
        let folded = path.split('/').map(|segment| match segment {
            _ if segment.len() == 36 => "{tenantId}",
            _ if segment.contains('@') => "{user}",
            _ => segment,
        });
        shown.insert(folded.collect::<Vec<_>>().join("/"));
    }
    let headings = PAGE.lines().filter_map(|line| line.strip_prefix("## `"));
    let described: BTreeSet<String> =
        headings.filter_map(|heading| heading.split(['`', ' ']).nth(1)).map(str::to_owned).collect();
    assert_eq!(shown, described);
    let paths: BTreeSet<String> = PATHS.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(described, paths);
}

#[tokio::test]
async fn the_page_has_every_setting_with_its_default() {
    let stage = Stage::demo().await;
    let mut settings = BTreeMap::new();
    for (group, members) in stage.control("GET", "settings", &Value::Null).await.as_object().unwrap() {
        for (name, default) in members.as_object().unwrap() {
            settings.insert(format!("{group}.{name}"), default.clone());
        }
    }
    let rows = PAGE.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|row| row.split_once("` | "));
    let described: BTreeMap<String, Value> = rows
        .filter(|(name, _)| name.contains('.') && !name.contains('{'))
        .filter_map(|(name, rest)| {
            let default = rest.split(" | ").next()?.trim_matches('`');
            Some((name.to_owned(), serde_json::from_str(default).ok()?))
        })
        .collect();
    assert_eq!(described, settings);
}
