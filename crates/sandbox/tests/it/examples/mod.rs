//! The documented request examples, replayed: statuses, property names and headers against the documented answers.
//!
//! What differs stands in `docs/FIDELITY.md`, with its reason. That list may only shrink: an entry that is no longer
//! needed fails the test as one that is missing does.

mod compare;
mod published;
mod scenes;

use std::collections::BTreeSet;

use backlot_testkit::{Stage, client::Client};
use bytes::Bytes;
use http::{Request, Response};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use self::{
    published::{Example, Published, published},
    scenes::{Scene, Token, scene},
};

/// The world that the examples are put against.
const WORLD: &str = include_str!("world.toml");

/// Where the differences are listed.
const FIDELITY: &str = include_str!("../../../../../docs/FIDELITY.md");

/// The service, as the pages spell it.
const HOSTS: [&str; 3] = [
    "https://api.partnercenter.microsoft.com",
    "http://api.partnercenter.microsoft.com",
    "http:// api.partnercenter.microsoft.com",
];

/// What pages print in URLs, and no client can send as it is.
const UNSENDABLE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'{').add(b'}');

/// What replays leave to the transport, or set themselves.
const OWN_HEADERS: [&str; 7] =
    ["authorization", "host", "content-length", "connection", "expect", "ms-requestid", "date"];

#[tokio::test]
async fn documented_requests_get_the_documented_answers() {
    let Some(Published { examples, vocabulary }) = published(&backlot_sandbox::emulated()) else { return };
    let known: BTreeSet<&str> = examples.iter().map(|example| example.name.as_str()).collect();
    let idle: Vec<&str> = scenes::names().filter(|name| !known.contains(name)).collect();
    assert_eq!(idle, Vec::<&str>::new(), "scenes without an example");
    let blank: Vec<&str> = known.iter().copied().filter(|name| scene(name).is_none()).collect();
    assert_eq!(blank, Vec::<&str>::new(), "examples of emulated operations without a scene");

    let mut found = BTreeSet::new();
    for (number, example) in examples.iter().enumerate() {
        let Some(scene) = scene(&example.name) else { continue };
        let answer = replay(example, scene, number).await;
        let differences = compare::differences(&example.answer, &answer, &vocabulary);
        found.extend(differences.into_iter().map(|difference| (example.name.clone(), difference)));
    }
    let listed = listed(FIDELITY);
    let missing: Vec<_> = found.difference(&listed).collect();
    let needless: Vec<_> = listed.difference(&found).collect();
    assert!(
        missing.is_empty() && needless.is_empty(),
        "docs/FIDELITY.md does not list these differences: {missing:#?}\nand these are gone: {needless:#?}"
    );
}

/// Sends the example in a world of its own.
async fn replay(example: &Example, scene: &Scene, number: usize) -> Response<Bytes> {
    let stage = Stage::toml(WORLD).await;
    let token = match scene.token {
        Token::App => stage.app_token(scene.account).await,
        Token::User => stage.user_token(scene.account).await,
    };
    let client = stage.nobody().with_token(token.as_str());
    let mut replace: Vec<(String, String)> =
        scene.replace.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    if let (Some(last), Some((_, segment))) = (scene.last, example.url.rsplit_once('/')) {
        replace.push((segment.to_owned(), last.to_owned()));
    }
    if let Some(customer) = scene.artifact_of {
        replace.extend(artifact(&client, &example.url, customer).await);
    }
    if let Some((customer, lines)) = scene.cart {
        replace.push(cart(&client, &example.url, customer, lines).await);
    }
    let url = replaced(&example.url, &replace);
    let url = HOSTS.iter().find_map(|host| url.strip_prefix(host)).unwrap_or(&url);
    let url = utf8_percent_encode(url, UNSENDABLE).to_string();
    if example.has("<etag>") {
        let current = get(&client, &url).await;
        let etag = current["attributes"]["etag"].as_str().unwrap_or_else(|| panic!("{url} has no etag: {current}"));
        replace.push(("<etag>".to_owned(), etag.to_owned()));
    }

    let mut request = Request::builder().method(example.method.as_str()).uri(&url);
    for (name, value) in &example.headers {
        if !OWN_HEADERS.contains(&name.to_lowercase().as_str()) {
            request = request.header(name, replaced(value, &replace));
        }
    }
    let body = example.body.as_ref().map(|body| replaced(&body.to_string(), &replace)).unwrap_or_default();
    let id = format!("00000000-0000-4000-8000-{number:012}");
    let request = request.header("ms-requestid", &id).header("authorization", format!("Bearer {token}"));
    let request = request.body(body).unwrap_or_else(|error| panic!("{}: {url}: {error}", example.name));
    let answer = stage.send(request).await;
    assert_eq!(answer.headers()["ms-requestid"], id, "{}", example.name);
    answer
}

/// The values of an artifact's path, which the entitlements of the customer link to.
async fn artifact(client: &Client, url: &str, customer: &str) -> Vec<(String, String)> {
    let entitlements = get(client, &format!("/v1/customers/{customer}/entitlements")).await;
    let linked = entitlements["items"].as_array().into_iter().flatten();
    let linked: Option<&str> = linked.flat_map(|item| item["entitledArtifacts"][0]["link"]["uri"].as_str()).next();
    let linked = linked.unwrap_or_else(|| panic!("no artifact among {entitlements}"));
    let values = |uri: &str| uri.split('/').rev().step_by(2).take(3).map(str::to_owned).collect::<Vec<_>>();
    values(url).into_iter().zip(values(linked)).collect()
}

/// The id of the cart in the path, and that of a cart which is filled for it.
async fn cart(client: &Client, url: &str, customer: &str, lines: &str) -> (String, String) {
    let path = format!("/v1/customers/{customer}/carts");
    let answer = client.send_raw("POST", &path, lines.to_owned()).await.unwrap();
    let cart: Value = serde_json::from_slice(answer.body()).unwrap();
    let id = cart["id"].as_str().unwrap_or_else(|| panic!("no cart was made: {cart}"));
    let (_, rest) = url.split_once("/carts/").unwrap_or_else(|| panic!("{url} leads to no cart"));
    (rest.split('/').next().unwrap_or_default().to_owned(), id.to_owned())
}

async fn get(client: &Client, path: &str) -> Value {
    let answer = client.send_raw("GET", path, "").await.unwrap();
    serde_json::from_slice(answer.body()).unwrap()
}

fn replaced(text: &str, replace: &[(String, String)]) -> String {
    replace.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from.as_str(), to))
}

/// The differences that the page lists: in the table under its last heading, a row for each example.
fn listed(page: &str) -> BTreeSet<(String, String)> {
    let (_, section) = page.rsplit_once("\n## Examples\n").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let mut listed = BTreeSet::new();
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let &[example, differences, reason, ""] = cells.as_slice() else { panic!("not three cells: {row}") };
        assert!(!reason.is_empty(), "{example} is listed without a reason");
        for difference in differences.split(',') {
            let entry = (example.trim_matches('`').to_owned(), difference.trim().trim_matches('`').to_owned());
            assert!(listed.insert(entry), "{example}: {difference} is listed twice");
        }
    }
    listed
}
