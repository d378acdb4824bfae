//! What the README and the page about running promise.

use super::program::{backlot, run};

const README: &str = include_str!("../../../../README.md");
const RUNNING: &str = include_str!("../../../../docs/RUNNING.md");

#[test]
fn it_tells_the_demo_accounts_as_they_are() {
    let home = tempfile::tempdir().unwrap();
    let output = backlot().args(["accounts", "--json"]).current_dir(home.path()).output().unwrap();
    let accounts: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!accounts.is_empty());
    for account in &accounts {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let name = text(&account["name"]);
        let app = &account["apps"][0];
        let row = format!(
            "| `{name}` | {} | `{}` | `{}` | {} |",
            ["type", "environment", "cloud"].map(|field| text(&account[field])).join(", "),
            text(&account["tenantId"]),
            text(&app["clientId"]),
            text(&account["mpnId"]),
        );
        assert!(RUNNING.contains(&row), "docs/RUNNING.md lacks the row\n{row}");
        assert_eq!(text(&app["clientSecret"]), format!("{name}-app-secret"));
        assert_eq!(text(&account["domain"]), format!("{name}.example"));
        for user in account["users"].as_array().unwrap() {
            let upn = text(&user["userPrincipalName"]);
            let (local, domain) = upn.split_once('@').unwrap();
            assert_eq!(domain, format!("{name}.example"));
            assert_eq!(text(&user["password"]), format!("{name}-{local}-password"));
        }
    }
}

#[test]
fn it_tells_the_exit_codes_of_the_program() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    let codes = help.split("Exit codes:\n").nth(1).unwrap();
    for line in codes.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (code, meaning) = line.split_once("  ").unwrap();
        assert!(RUNNING.contains(&format!("| {code} | {meaning} |")), "docs/RUNNING.md lacks {line}");
    }
}

#[test]
fn its_commands_stand_at_the_top() {
    let top: Vec<&str> = README.lines().take(20).collect();
    assert!(top.contains(&"cargo run --release") && top.contains(&"cargo test --workspace"), "{top:#?}");
    assert!(README.lines().count() <= 64, "it fits on one screen");
}
