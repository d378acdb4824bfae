//! What is refused: one sentence on stderr that says what to do next, and a documented exit code.

use std::{fs, net::TcpListener};

use super::program::{Server, complaint, run};

#[test]
fn a_second_process_on_a_directory() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::on(home.path());
    let data = home.path().to_str().unwrap();
    let said = complaint(&["serve", "--data", data, "--listen", "127.0.0.1:0"], 1);
    assert!(said.contains(data) && said.contains("in use by another process; stop that one, or choose"), "{said}");
    assert_eq!(server.call("GET", "/_backlot/health", &[], "").0, 200, "the first one goes on");
}

#[test]
fn an_address_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = complaint(&["--memory", "--listen", &address], 1);
    assert!(said.contains(&address), "{said}");
    assert!(said.contains("stop what listens there, or choose another one with --listen"), "{said}");
}

#[test]
fn an_address_of_another_machine() {
    // Of a block that is for documentation alone.
    let said = complaint(&["--memory", "--allow-remote", "--listen", "192.0.2.1:7070"], 1);
    assert!(said.contains("192.0.2.1:7070") && said.contains("choose another one with --listen"), "{said}");
    assert!(!said.contains("stop what listens there"), "{said}");
}

#[test]
fn a_name_in_place_of_an_address() {
    for (name, instead) in
        [("localhost:7071", "write it as 127.0.0.1:7071"), ("nowhere", "write an IP address and a port")]
    {
        let output = run(&["--memory", "--listen", name]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(said.contains(name) && said.contains(instead), "{said}");
    }
}

#[test]
fn world_files_that_do_not_hold_together() {
    let home = tempfile::tempdir().unwrap();
    let world = home.path().join("world.toml");
    let path = world.to_str().unwrap();
    let said = |text: &str| {
        fs::write(&world, text).unwrap();
        complaint(&["--memory", "--listen", "127.0.0.1:0", "--world", path], 1)
    };
    assert!(said("accounts = 1").contains("world.toml, line 1: accounts: invalid type"));
    assert!(said("accounts = []\ncolour = 1").contains("world.toml, line 2: unknown field `colour`"));
    assert!(said("accounts = []").contains("world.toml: accounts: a world needs at least one account"));
    assert!(said("accounts = [").contains("line 1"));
    assert!(said("accounts = []").ends_with("correct the world file and start again\n"));
    let data = home.path().join("data");
    let missing = ["--world", "none.toml", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"];
    let said = complaint(&missing, 1);
    assert!(said.contains("none.toml: cannot be read (No such file or directory"), "{said}");
    assert!(said.ends_with("; check the path given to --world\n"), "{said}");
    assert!(!data.exists(), "nothing is begun that cannot be finished");
}

#[test]
fn a_directory_that_holds_something_else() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("backlot.sqlite"), "this is no database, however long it may be read").unwrap();
    let data = home.path().to_str().unwrap();
    for arguments in [&["--data", data, "--listen", "127.0.0.1:0"][..], &["accounts", "--data", data]] {
        let said = complaint(arguments, 1);
        assert!(said.contains(data), "{said}");
        assert!(said.contains("restore a copy of it, or start with an empty directory"), "{said}");
    }
}

#[test]
fn a_file_in_place_of_the_directory() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let said = complaint(&["--data", file.to_str().unwrap(), "--listen", "127.0.0.1:0"], 1);
    assert!(said.contains(file.to_str().unwrap()) && said.contains("not a directory"), "{said}");
}

#[test]
fn a_command_line_that_makes_no_sense() {
    for arguments in [&["--port", "1"][..], &["serve", "extra"], &["--listen", "nowhere"], &["accounts", "--memory"]] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn help_tells_the_exit_codes() {
    for arguments in [&["--help"][..], &["serve", "--help"], &["accounts", "--help"]] {
        let output = run(arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(text.contains("Exit codes:") && text.contains("BACKLOT_DATA"), "{text}");
    }
}
