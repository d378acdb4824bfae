//! `--database`: one PostgreSQL for any number of processes.

use std::net::TcpListener;

use backlot_test_postgres::Database;
use serde_json::Value;

use super::{
    program::{Server, backlot, complaint, named, run},
    socket::connection::customer,
};

const EVERYWHERE: &str = "0.0.0.0:0";

/// A database that nobody has used yet; none where there is no PostgreSQL.
pub(crate) fn database() -> Option<Database> {
    backlot_test_postgres::Server::shared().unwrap().map(backlot_test_postgres::Server::database)
}

/// What names a database on the command line.
pub(crate) fn arguments(database: &Database) -> [&str; 4] {
    ["--database", &database.url, "--schema", &database.schema]
}

/// The header that opens the control API of those who share a database.
fn control(database: &Database) -> String {
    let output = run(&[&["database", "token"], &arguments(database)[..]].concat());
    format!("Authorization: Bearer {}", String::from_utf8(output.stdout).unwrap().trim())
}

#[test]
fn processes_share_a_world() {
    let Some(database) = database() else { return };
    let one = Server::start(&[&arguments(&database)[..], &["--pool", "3", "--statement-timeout", "5"]].concat());
    let other = Server::start(&arguments(&database));
    let (_, accounts) = one.call("GET", "/_backlot/accounts", &[&control(&database)], "");
    let accounts = accounts.as_array().unwrap().clone();
    let output = run(&[&["accounts", "--json"], &arguments(&database)[..]].concat());
    assert_eq!(serde_json::from_slice::<Vec<Value>>(&output.stdout).unwrap(), accounts, "also while they run");

    let token = one.token(named(&accounts, "direct-sandbox"));
    let authorization = format!("Authorization: Bearer {token}");
    let json = "Content-Type: application/json";
    let (status, made) = one.call("POST", "/v1/customers", &[&authorization, json], &customer("fernhill"));
    assert_eq!(status, 201, "{made}");
    let path = format!("/v1/customers/{}", made["id"].as_str().unwrap());
    one.kill();
    let (status, found) = other.call("GET", &path, &[&authorization], "");
    assert_eq!((status, &found["id"]), (200, &made["id"]), "the token is good everywhere");
    assert_eq!(other.end("-TERM"), Some(0));

    let elsewhere =
        Server::start(&["--database", &database.url, "--schema", &format!("{} of others", database.schema)]);
    assert_eq!(elsewhere.call("GET", &path, &[&authorization], "").0, 401, "another schema is another world");
}

#[test]
fn nobody_is_told_the_address() {
    let Some(database) = database() else { return };
    // A password that is not asked for.
    let url = database.url.replace('@', ":s3cret@");
    // It fails only when all else has been done.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let started = backlot()
        .args(["serve", "--listen", &taken.local_addr().unwrap().to_string()])
        .env("BACKLOT_DATABASE", &url)
        .env("BACKLOT_SCHEMA", &database.schema)
        .env("BACKLOT_LOG", "trace")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&started.stderr).contains("is not to be had"));
    let help = backlot().args(["serve", "--help"]).env("BACKLOT_DATABASE", &url).output().unwrap();
    assert!(String::from_utf8_lossy(&help.stdout).contains("BACKLOT_DATABASE"));
    for output in [started, help] {
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!said.contains("s3cret"), "{said}");
    }
}

#[test]
fn the_control_token_is_printed_to_who_may_read_the_database() {
    let Some(database) = database() else { return };
    let said = complaint(&[&["database", "token"], &arguments(&database)[..]].concat(), 1);
    assert!(said.contains(&database.schema) && said.contains("start the server on it first"), "{said}");

    let mut server = Server::start_at(EVERYWHERE, &[&arguments(&database)[..], &["--allow-remote"]].concat());
    let hint = server.line("The control API needs the token");
    assert!(hint.ends_with("database token --database URL"), "{hint}");
    assert_eq!(server.call("GET", "/_backlot/accounts", &[], "").0, 401);
    assert_eq!(server.call("GET", "/_backlot/accounts", &[&control(&database)], "").0, 200);
}

#[test]
fn a_program_of_the_same_machine_needs_the_token_too() {
    let Some(database) = database() else { return };
    let mut server = Server::start(&arguments(&database));
    let hint = server.line("The control API needs the token");
    assert!(hint.ends_with("database token --database URL"), "{hint}");
    let json = "Content-Type: application/json";
    for (method, path) in [("GET", "accounts"), ("GET", "about"), ("GET", "metrics"), ("POST", "reset")] {
        let path = format!("/_backlot/{path}");
        let (status, refusal) = server.call(method, &path, &[json], "{}");
        let said = refusal["error"]["message"].as_str().unwrap_or_default();
        assert!(status == 401 && said.contains("backlot database token"), "{method} {path}: {status} {refusal}");
        assert_eq!(server.call(method, &path, &[json, &control(&database)], "{}").0, 200, "{method} {path}");
    }
    assert_eq!(server.call("GET", "/_backlot/ready", &[], "").0, 200);
}

#[test]
fn the_control_token_of_a_directory_is_the_one_in_its_file() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().to_str().unwrap();
    let said = complaint(&["database", "token", "--data", data], 1);
    assert!(said.contains(data) && said.contains("start the server on it first"), "{said}");
    let _server = Server::on(home.path());
    let token = run(&["database", "token", "--data", data]).stdout;
    assert_eq!(token, std::fs::read(home.path().join("control-token")).unwrap());
}

#[test]
fn a_database_that_is_not_there() {
    let said =
        complaint(&["serve", "--listen", "127.0.0.1:0", "--database", "postgres://somebody:s3cret@127.0.0.1:1/x"], 1);
    assert!(said.contains("cannot be reached") && said.contains("refused") && !said.contains("s3cret"), "{said}");
    let said = complaint(&["accounts", "--database", "postgres://somebody:s3cret@host:port/x"], 2);
    assert!(said.contains("it reads like postgres://") && !said.contains("s3cret"), "{said}");
    let said = complaint(&["--memory", "--database", "postgres://somebody:s3cret@127.0.0.1:1/x"], 2);
    assert!(said.contains("--database and --memory contradict each other"), "{said}");
}
