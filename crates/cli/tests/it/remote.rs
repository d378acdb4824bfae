//! `--allow-remote`: a server that others reach has no published secrets.

use std::{fs, process::Command};

use super::program::{Server, accounts, complaint, named};

const EVERYWHERE: &str = "0.0.0.0:0";

#[test]
fn it_must_be_said() {
    for address in [EVERYWHERE, "[::]:0", "192.0.2.1:0"] {
        let said = complaint(&["--memory", "--listen", address], 2);
        assert!(said.contains(address) && said.contains("--allow-remote"), "{said}");
    }
}

#[test]
fn secrets_are_made_at_the_first_start_and_kept() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().to_str().unwrap();
    let start = || Server::start_at(EVERYWHERE, &["--data", data, "--allow-remote"]);
    let mut server = start();
    let made = accounts(home.path());
    let account = named(&made, "direct-sandbox");
    let secret = account["apps"][0]["clientSecret"].as_str().unwrap();
    let example = server.line("curl ");
    assert!(!made.iter().any(|account| example.contains(account["apps"][0]["clientSecret"].as_str().unwrap())));
    let tried = Command::new("sh").args(["-c", &example]).env("SECRET", secret).output().unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!(answer["attributes"]["objectType"], "Collection", "{example}: {answer}");
    assert!(example.starts_with("curl -s http://127.0.0.1:"), "{example}");
    assert_eq!(secret.len(), 40);
    let mut all: Vec<&str> = made
        .iter()
        .flat_map(|account| {
            // A public client has none.
            let apps = account["apps"].as_array().unwrap().iter().filter_map(|app| app.get("clientSecret"));
            apps.chain(account["users"].as_array().unwrap().iter().map(|user| &user["password"]))
        })
        .map(|secret| secret.as_str().unwrap())
        .collect();
    assert!(all.iter().all(|secret| !secret.contains("direct") && !secret.contains("-password")));
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count, "each is another one");
    server.token(account);

    // Nobody is local to a server that others reach.
    assert_eq!(server.call("GET", "/_backlot/accounts", &[], "").0, 401);
    let token = fs::read_to_string(home.path().join("control-token")).unwrap();
    let authorization = format!("Authorization: Bearer {}", token.trim());
    let json = "Content-Type: application/json";
    assert_eq!(server.call("POST", "/_backlot/reset", &[&authorization, json], "{}").0, 200);
    assert_eq!(accounts(home.path()), made, "a reset brings no published secrets back");
    assert_eq!(server.end("-TERM"), Some(0));
    let _server = start();
    assert_eq!(accounts(home.path()), made);
}

#[test]
fn worlds_get_different_secrets() {
    let secrets = [(); 2].map(|()| {
        let home = tempfile::tempdir().unwrap();
        let data = home.path().to_str().unwrap();
        let _server = Server::start_at(EVERYWHERE, &["--data", data, "--allow-remote"]);
        accounts(home.path())
    });
    assert_ne!(secrets[0], secrets[1]);
}

#[test]
fn published_secrets_must_be_accepted() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().to_str().unwrap();
    Server::on(home.path()).end("-TERM");
    let published = accounts(home.path());
    let said = complaint(&["--listen", EVERYWHERE, "--data", data, "--allow-remote"], 1);
    assert!(said.contains(data) && said.contains("--demo-secrets"), "{said}");
    let _server = Server::start_at(EVERYWHERE, &["--data", data, "--allow-remote", "--demo-secrets"]);
    assert_eq!(accounts(home.path()), published);
}
