//! A disk without room: writes are refused in a way that may be repeated, reads are served, and the log that cannot be
//! written either is in nobody's way.

use std::{
    fs::File,
    process::{Command, Stdio},
};

use super::{
    program::{Server, accounts_of, named},
    socket::connection::{Connection, customer},
};

/// Lets the files of the server grow to so many bytes and no further.
fn limit(server: &Server, bytes: &str) {
    let limited =
        Command::new("prlimit").args(["--pid", &server.id().to_string(), &format!("--fsize={bytes}:")]).status();
    assert!(limited.unwrap().success());
}

#[test]
fn what_finds_no_room_may_be_repeated_when_there_is_some() {
    let home = tempfile::tempdir().unwrap();
    // Writes beyond the limit shall fail as they do on a full disk, and not end the process.
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_backlot"), "--listen", "127.0.0.1:0"]);
    command.arg("--data").arg(home.path()).env_clear().stdin(Stdio::null());
    command.stderr(File::options().write(true).open("/dev/full").unwrap());
    let server = Server::run(&mut command);
    let token = server.token(named(&accounts_of(&server), "direct-sandbox"));
    let mut connection = Connection::to(&server);

    limit(&server, "0");
    let refused = connection.ask("POST", "/v1/customers", &token, &customer("no-room"));
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")), "{refused:?}");
    assert_eq!(connection.ask("GET", "/v1/customers", &token, "").status, 200);
    limit(&server, "unlimited");
    assert_eq!(connection.ask("POST", "/v1/customers", &token, &customer("no-room")).status, 201);
    assert_eq!(server.end("-TERM"), Some(0));
}
