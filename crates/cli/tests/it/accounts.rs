//! `backlot accounts`.

use serde_json::{Value, json};

use super::program::{Server, accounts, backlot, complaint, named, run};

#[test]
fn json_has_the_documented_shape_while_the_server_runs() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::on(home.path());
    let accounts = accounts(home.path());
    assert_eq!(accounts.len(), 11);
    assert_eq!(
        *named(&accounts, "outsider"),
        json!({
            "name": "outsider",
            "type": "direct_bill",
            "environment": "production",
            "cloud": "global",
            "tenantId": "a0000000-0000-4000-8000-000000000008",
            "domain": "outsider.example",
            "mpnId": "9000008",
            "country": "US",
            "apps": [{
                "clientId": "b0000000-0000-4000-8000-000000000008",
                "clientSecret": "outsider-app-secret",
                "redirectUris": ["http://localhost", "http://127.0.0.1", "https://app.outsider.example/signed-in"],
            }, {
                "clientId": "b0000000-0000-4000-8000-000000000108",
                "redirectUris": ["http://localhost", "http://127.0.0.1"],
                "publicClient": true,
            }],
            "users": [{
                "userPrincipalName": "admin@outsider.example",
                "password": "outsider-admin-password",
                "roles": ["GlobalAdmin"],
            }],
        })
    );
    assert_eq!(named(&accounts, "us-government-sandbox")["cloud"], "us_government");
    let (status, over_http) = server.call("GET", "/_backlot/accounts", &[], "");
    assert_eq!((status, over_http), (200, Value::Array(accounts)), "the control API tells the same");
}

#[test]
fn text_has_all_that_a_configuration_needs() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::on(home.path());
    let data = home.path().to_str().unwrap();
    assert_eq!(server.end("-TERM"), Some(0), "it is not needed");
    let output = run(&["accounts", "--data", data]);
    let text = String::from_utf8(output.stdout).unwrap();
    for needed in [
        "direct-sandbox (direct_bill, sandbox, global)\n",
        "a0000000-0000-4000-8000-000000000002",
        "direct-sandbox.example",
        "MPN 9000002",
        "b0000000-0000-4000-8000-000000000002",
        "direct-sandbox-app-secret",
        "helpdesk@direct-sandbox.example",
        "direct-sandbox-helpdesk-password",
        "HelpdeskAgent",
    ] {
        assert!(text.contains(needed), "{needed} is missing in\n{text}");
    }
}

#[test]
fn before_the_first_start_they_are_those_of_the_demo() {
    let home = tempfile::tempdir().unwrap();
    let output = backlot().args(["accounts", "--json"]).current_dir(home.path()).output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("accounts of the demo world"));
    let listed: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let _server = Server::on(home.path());
    assert_eq!(listed, accounts(home.path()));
}

#[test]
fn a_directory_without_a_store_is_named() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("none");
    let data = data.to_str().unwrap();
    let said = complaint(&["accounts", "--data", data], 1);
    assert!(said.contains(data) && said.contains("start the server on it first"), "{said}");
}
