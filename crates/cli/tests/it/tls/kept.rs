//! The authority stays: through restarts, for all who share a database, and when a world moves.

use std::fs;

use super::{client::Trust, *};
use crate::{
    database::{arguments, database},
    program::{complaint, run},
};

/// What `backlot database certificate` prints of this place.
#[track_caller]
fn certificate(place: &[&str]) -> String {
    let output = run(&[&["database", "certificate"], place].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn is_trusted(trust: &Trust, server: &Server) -> bool {
    let connection = trust.try_connect(server, "login.example");
    connection.is_some_and(|mut connection| connection.ask(client::HEALTH).starts_with("HTTP/1.1 200 "))
}

#[test]
fn a_restart_keeps_it_and_its_key_is_its_owner_s_alone() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let place = ["--data", data.to_str().unwrap()];
    let started = |more: &[&str]| Server::start(&[&place[..], &["--tls"], more].concat());
    assert_eq!(Server::on(&data).end("-TERM"), Some(0));
    let said = complaint(&[&["database", "certificate"], &place[..]].concat(), 1);
    assert!(said.contains("data has no certificate yet") && said.contains("--tls first"), "{said}");
    let mut server = started(&[]);
    let trust = Trust::told(&mut server);
    assert_eq!(trust.0, fs::read_to_string(data.join("tls-ca.pem")).unwrap());
    assert_eq!(trust.0, certificate(&place));
    assert!(trust.0.starts_with("-----BEGIN CERTIFICATE-----\n") && !trust.0.contains("KEY"));
    assert!(fs::read_to_string(data.join("tls-ca-key.pem")).unwrap().contains("PRIVATE KEY"));
    #[cfg(unix)]
    assert_eq!(crate::upkeep::mode(&data.join("tls-ca-key.pem")), 0o600);
    assert_eq!(server.end("-TERM"), Some(0));

    let elsewhere = home.path().join("trust me.pem");
    let mut server = started(&["--tls-ca", elsewhere.to_str().unwrap()]);
    let export = server.line("export NODE_EXTRA_CA_CERTS=");
    assert!(export.ends_with(&format!("SSL_CERT_FILE='{}'", elsewhere.display())), "{export}");
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), trust.0);
    assert!(is_trusted(&trust, &server));
    assert_eq!(server.end("-TERM"), Some(0));

    let moved = home.path().join("moved");
    let there = ["--data", moved.to_str().unwrap()];
    let file = home.path().join("world.jsonl");
    let file = file.to_str().unwrap();
    assert!(run(&[&["world", "export", file], &place[..]].concat()).status.success());
    assert!(run(&[&["world", "import", file], &there[..]].concat()).status.success());
    assert_eq!(certificate(&there), trust.0);
    assert!(is_trusted(&trust, &Server::start(&[&there[..], &["--tls"]].concat())));
}

#[test]
fn processes_of_one_database_share_it() {
    let Some(database) = database() else { return };
    let place = arguments(&database);
    // At once, so that both of them make one.
    let start = || Server::start(&[&place[..], &["--tls"]].concat());
    let (mut one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(start);
        let other = start();
        (one.join().unwrap(), other)
    });
    let told = one.line("Clients must trust the certificate that this prints: ");
    assert!(told.ends_with("database certificate --database URL"), "{told}");
    assert!(one.line("curl ").contains(r#"--cacert "$CA""#));
    let trust = Trust::of(&certificate(&place));
    assert!(is_trusted(&trust, &one) && is_trusted(&trust, &other));
}

#[test]
fn a_server_in_memory_writes_it_where_told() {
    let home = tempfile::tempdir().unwrap();
    let (file, nowhere) = (home.path().join("ca.pem"), home.path().join("none/ca.pem"));
    let memory = ["--memory", "--tls", "--tls-ca"];
    let server = Server::start(&[&memory[..], &[file.to_str().unwrap()]].concat());
    let first = fs::read_to_string(&file).unwrap();
    assert!(is_trusted(&Trust::of(&first), &server));
    let _next = Server::start(&[&memory[..], &[file.to_str().unwrap()]].concat());
    assert_ne!(fs::read_to_string(&file).unwrap(), first, "each run has its own");
    let listen = ["serve", "--listen", "127.0.0.1:0"];
    let said = complaint(&[&listen[..], &memory, &[nowhere.to_str().unwrap()]].concat(), 1);
    assert!(said.contains("none/ca.pem cannot be written") && said.contains("--tls-ca"), "{said}");
}
