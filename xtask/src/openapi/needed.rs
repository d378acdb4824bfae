//! What `openapi.json` says that a query must have, beside what Backlot refuses to do without.

use std::fmt::Write;

use backlot_testkit::{Stage, client::Client};
use http::StatusCode;
use serde_json::Value;

/// What is in the demo world, for what stands in paths.
const THERE: [(&str, &str); 3] = [
    ("customer_id", "d0000000-0000-4000-8000-000000000101"),
    ("offer_id", "91FD106F-4B2C-4938-95AC-F54F74E9A239"),
    ("product_id", "DZH318Z0BQ3Q"),
];

/// What is good in queries.
const GOOD: [(&str, &str); 3] =
    [("country", "US"), ("targetView", "Azure"), ("relationship_type", "is_indirect_reseller_of")];

#[tokio::test]
async fn a_query_needs_what_openapi_says_and_nothing_else() {
    let document: Value = serde_json::from_str(&super::document()).unwrap();
    let caller = Stage::demo().await.user("direct").await;
    let mut needed = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().unwrap();
            let queries = parameters.iter().filter(|parameter| parameter["in"] == "query");
            let (needs, may): (Vec<&Value>, Vec<&Value>) = queries.partition(|query| query["required"] == true);
            let with = |left_out: &str| {
                let needs = needs.iter().map(|query| name(query)).filter(|name| *name != left_out);
                target(path, &needs.collect::<Vec<_>>())
            };
            // Not all that is in paths is there; what is not is refused for that, and never for a query.
            let refused = refusal(&caller, method, &with("")).await.unwrap_or_default();
            let missed: Vec<_> = needs.iter().chain(&may).filter(|query| refused.contains(name(query))).collect();
            assert!(missed.is_empty(), "{method} {path} misses {missed:?}: {refused}");
            for query in &needs {
                let refused = refusal(&caller, method, &with(name(query))).await.unwrap_or_default();
                assert!(refused.contains(name(query)), "{method} {path} can do without {query}: {refused}");
                needed += 1;
            }
        }
    }
    assert!(needed > 10, "{needed} are needed");
}

fn name(parameter: &Value) -> &str {
    parameter["name"].as_str().unwrap()
}

/// The path with what there is, and the query with what is good.
fn target(path: &str, queries: &[&str]) -> String {
    let mut target = THERE.iter().fold(path.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
    for (number, query) in queries.iter().enumerate() {
        let (_, good) =
            GOOD.iter().find(|(name, _)| name == query).unwrap_or_else(|| panic!("what is good for {query}?"));
        write!(target, "{}{query}={good}", if number == 0 { '?' } else { '&' }).unwrap();
    }
    // Any other id will do.
    target.replace(['{', '}'], "")
}

/// What a request that is bad is told.
async fn refusal(caller: &Client, method: &str, target: &str) -> Option<String> {
    let answer = caller.send_raw(&method.to_uppercase(), target, "{}").await.unwrap();
    let told = serde_json::from_slice::<Value>(answer.body()).unwrap_or_default();
    (answer.status() == StatusCode::BAD_REQUEST).then(|| told["description"].to_string())
}
