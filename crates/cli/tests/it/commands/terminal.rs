//! What somebody at a terminal sees, and answers.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    process::{Command, Stdio},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::{DIRECT_SANDBOX, Desk, QUARRY_LANE};

/// Runs the program against the sandbox at a terminal where somebody types this.
fn at_terminal(desk: &Desk, arguments: &[&str], typed: &str) -> (Option<i32>, String) {
    see(&mut desk.command(&desk.server.url, arguments), typed)
}

/// Runs a program at a terminal where somebody types this, and returns its exit code and all that was shown.
fn see(command: &mut Command, typed: &str) -> (Option<i32>, String) {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let far_end = OpenOptions::new().read(true).write(true).open(name).unwrap();
    let end = || Stdio::from(far_end.try_clone().unwrap());
    let mut child = command.env("TERM", "xterm").stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
    // The terminal is gone when nobody has its far end any more.
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    drop(far_end);
    let mut terminal = File::from(terminal);
    terminal.write_all(typed.as_bytes()).unwrap();
    let mut shown = Vec::new();
    let mut part = [0; 4096];
    while let Ok(read @ 1..) = terminal.read(&mut part) {
        shown.extend_from_slice(&part[..read]);
    }
    (child.wait().unwrap().code(), String::from_utf8(shown).unwrap())
}

#[test]
fn a_yes_is_asked_for_and_the_result_is_not_wiped_away_with_the_bars() {
    let desk = Desk::new();
    desk.cancel_slowly();
    let (code, shown) = at_terminal(&desk, &["customer", "delete", QUARRY_LANE], "y\n");
    assert_eq!(code, Some(0), "{shown}");
    let question =
        "Cancel 3 orders and delete Quarry Lane Books with its tenant from the sandbox account direct-sandbox at ";
    assert!(shown.contains(question) && shown.contains("[y/N] "), "{shown}");
    let (bars, result) = shown.rsplit_once("CUSTOMER ").unwrap();
    assert!(bars.contains("Reading customers"), "{bars:?}");
    for line in ["Cancelling orders  [", "1 of 3, ", " left", "software order ", ": pending"] {
        assert!(bars.contains(line), "{line}: {bars:?}");
    }
    assert!(result.contains("deleted, 3 orders cancelled") && !result.contains('\u{1b}'), "{result:?}");
    assert_eq!(desk.count(DIRECT_SANDBOX, "customer-deleted"), 1);
}

#[test]
fn colours_are_for_those_who_want_them() {
    let desk = Desk::new();
    let is_coloured = |shown: &str| {
        let codes = shown.split("\u{1b}[").skip(1);
        codes.into_iter().any(|code| code.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m'))
    };
    let seen = |arguments: &[&str], no_color: &str| {
        let mut command = desk.command(&desk.server.url, arguments);
        let (_, shown) = see(command.env("NO_COLOR", no_color).env_remove("CLICOLOR_FORCE"), "");
        shown
    };
    assert!(is_coloured(&seen(&["customer", "list", "--help"], "")));
    for arguments in [&["customer", "list", "--help"][..], &["customer", "list", "--nonsense"]] {
        assert!(!is_coloured(&seen(arguments, "1")), "{arguments:?}");
    }
    // Bars have none.
    assert!(!is_coloured(&seen(&["customer", "delete", QUARRY_LANE, "--yes"], "")));
}

#[test]
fn anything_but_a_yes_changes_nothing() {
    let desk = Desk::new();
    let changes = desk.changes();
    for typed in ["n\n", "\n", "yesterday\n"] {
        let (code, shown) = at_terminal(&desk, &["customer", "clean", "--all"], typed);
        assert_eq!(code, Some(1), "{shown}");
        assert!(shown.trim_end().ends_with("backlot: nothing was changed"), "{shown}");
    }
    assert_eq!(desk.changes(), changes);
}

#[test]
fn progress_is_plain_where_that_is_asked_for() {
    let desk = Desk::new();
    let arguments = ["customer", "delete", QUARRY_LANE, "--yes", "--no-progress"];
    let (code, shown) = at_terminal(&desk, &arguments, "");
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("deleted Quarry Lane Books\r\n") && !shown.contains('\u{1b}'), "{shown:?}");
}
