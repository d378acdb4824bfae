//! Procedures whose process is killed, and that go on when they are run again.

use std::{fs, process::Command, time::Duration};

use serde_json::{Value, json};

use super::{
    DIRECT_SANDBOX, Desk, Ended,
    procedure::{CREATE, DELETE, ORDER, Procedure, REMOVE},
};
use crate::proxy::{Fault, Proxy};

/// For how long a call is waited for that does not come, because the procedure was through before.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs the procedure undisturbed, and returns the first lines of its calls.
fn calls(desk: &Desk, proxy: &Proxy, procedure: &Procedure) -> Vec<String> {
    procedure.prepare(desk);
    proxy.next(None);
    let ended = desk.run_at(&proxy.url, procedure.arguments);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    procedure.happened(desk, "undisturbed");
    proxy.lines()
}

/// The number of the call that creates something.
fn post(calls: &[String]) -> usize {
    calls.iter().position(|line| line.starts_with("POST /v1/")).unwrap() + 1
}

/// Runs the procedure until it makes the call of this number, and kills it there.
fn kill_at(desk: &Desk, proxy: &Proxy, procedure: &Procedure, number: usize, hold: Fault) {
    proxy.next(Some((number, hold)));
    let mut child = desk.start(&proxy.url, procedure.arguments);
    assert!(proxy.holds(PATIENCE), "there is no call {number}");
    child.kill().unwrap();
    child.wait().unwrap();
    proxy.next(None);
}

#[test]
fn a_deletion_goes_on_wherever_it_was_killed() {
    goes_on(&DELETE, "1");
}

#[test]
fn a_deletion_with_many_calls_under_way_goes_on_wherever_it_was_killed() {
    goes_on(&DELETE, "8");
}

#[test]
fn a_removal_goes_on_wherever_it_was_killed() {
    goes_on(&REMOVE, "1");
}

#[test]
fn an_order_goes_on_wherever_it_was_killed() {
    goes_on(&ORDER, "1");
}

#[test]
fn the_creation_of_a_customer_goes_on_wherever_it_was_killed() {
    goes_on(&CREATE, "1");
}

/// Kills the procedure before and after each of its calls, in a world of its own each time, and runs it again.
fn goes_on(procedure: &Procedure, concurrency: &'static str) {
    let desk = Desk { concurrency, ..Desk::new() };
    let proxy = Proxy::before(desk.server.address());
    let calls = calls(&desk, &proxy, procedure);
    assert!(calls.len() > 3, "{calls:?}");
    for (index, call) in calls.iter().enumerate() {
        for hold in [Fault::HeldBefore, Fault::HeldAfter] {
            let context = format!("killed at call {} ({call}), {hold:?}", index + 1);
            procedure.prepare(&desk);
            kill_at(&desk, &proxy, procedure, index + 1, hold);
            let ended = desk.run_at(&proxy.url, procedure.arguments);
            assert_eq!(ended.code, Some(0), "{context}: {}", ended.err);
            procedure.happened(&desk, &context);
        }
    }
}

#[test]
fn one_that_was_killed_again_and_again_gets_there() {
    let desk = Desk::new();
    let proxy = Proxy::before(desk.server.address());
    // An order that is through is another one when it is placed again.
    for procedure in [&DELETE, &REMOVE] {
        let number = calls(&desk, &proxy, procedure).len();
        procedure.prepare(&desk);
        // Each time one call further, and the work of the runs before is there already.
        for at in 1..=number {
            proxy.next(Some((at, Fault::HeldAfter)));
            let mut child = desk.start(&proxy.url, procedure.arguments);
            // It may be through before that call.
            while !proxy.holds(Duration::from_millis(20)) && child.try_wait().unwrap().is_none() {}
            child.kill().unwrap();
            child.wait().unwrap();
        }
        proxy.next(None);
        let ended = desk.run_at(&proxy.url, procedure.arguments);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        procedure.happened(&desk, "killed at each call in turn");
    }
}

#[test]
fn an_interrupt_ends_it_with_a_word() {
    let desk = Desk::new();
    let proxy = Proxy::before(desk.server.address());
    let procedure = &DELETE;
    let calls = calls(&desk, &proxy, procedure);
    let patch = calls.iter().position(|line| line.starts_with("PATCH ")).unwrap() + 1;
    procedure.prepare(&desk);
    proxy.next(Some((patch, Fault::HeldAfter)));
    let mut command = desk.command(&proxy.url, procedure.arguments);
    let child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    assert!(proxy.holds(PATIENCE));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ended = Ended::of(child.wait_with_output().unwrap(), &proxy.url);
    insta::assert_snapshot!("interrupted", ended.seen());
    proxy.next(None);
    insta::assert_snapshot!("resumed", desk.run_at(&proxy.url, procedure.arguments).seen());
    procedure.happened(&desk, "interrupted");
}

/// Makes what is under way look as if it was begun long ago.
fn age(desk: &Desk) {
    let pending = desk.home.path().join(".local/state/backlot/pending");
    let files: Vec<_> = fs::read_dir(pending).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("{files:?}") };
    let mut note: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    note["begun"] = json!("2020-01-01T00:00:00Z");
    fs::write(file, note.to_string()).unwrap();
}

#[test]
fn an_order_that_the_service_has_forgotten_is_looked_for_before_it_is_placed_anew() {
    let desk = Desk::new();
    let proxy = Proxy::before(desk.server.address());
    let calls = calls(&desk, &proxy, &ORDER);
    let post = post(&calls);
    for (hold, said) in
        [(Fault::HeldAfter, "it was created then, and nothing was created now"), (Fault::HeldBefore, "")]
    {
        ORDER.prepare(&desk);
        kill_at(&desk, &proxy, &ORDER, post, hold);
        age(&desk);
        let ended = desk.run_at(&proxy.url, ORDER.arguments);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(ended.err.contains(said) && (ended.err.is_empty() == said.is_empty()), "{}", ended.err);
        ORDER.happened(&desk, &format!("{hold:?}"));
    }
}

#[test]
fn a_customer_whose_reply_was_lost_is_told_with_the_password_while_the_service_knows_it() {
    let desk = Desk::new();
    let proxy = Proxy::before(desk.server.address());
    let post = post(&calls(&desk, &proxy, &CREATE));
    for (late, said, password) in [
        (false, "it was sent again as the same customer", true),
        (true, "it was created then, and nothing was created now", false),
    ] {
        CREATE.prepare(&desk);
        kill_at(&desk, &proxy, &CREATE, post, Fault::HeldAfter);
        if late {
            age(&desk);
        }
        let ended = desk.run_at(&proxy.url, CREATE.arguments);
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        assert!(ended.err.contains(said), "{}", ended.err);
        assert_eq!(ended.out.contains("\npassword"), password, "{}", ended.out);
        CREATE.happened(&desk, said);
    }
    assert!(desk.run(CREATE.arguments).complaint(3).contains("brightwater.example"), "it is another one by now");
}

#[test]
fn what_is_refused_when_it_is_sent_again_may_have_been_created_before() {
    let desk = Desk::new();
    let proxy = Proxy::before(desk.server.address());
    // What the service itself says, and what a proxy does that has lost it for a moment.
    for (procedure, status, code) in [(&ORDER, 403, 3), (&CREATE, 404, 1)] {
        let post = post(&calls(&desk, &proxy, procedure));
        for hold in [Fault::HeldAfter, Fault::HeldBefore] {
            let context = format!("{hold:?}, {status}");
            procedure.prepare(&desk);
            kill_at(&desk, &proxy, procedure, post, hold);
            // What is there is not listed before it is sent again.
            proxy.next(Some((post - 1, Fault::Answered(status))));
            let mut ended = desk.run_at(&proxy.url, procedure.arguments);
            if hold == Fault::HeldAfter {
                assert!(ended.err.contains("it was created then, and nothing was created now"), "{}", ended.err);
            } else {
                assert!(ended.complaint(code).contains("refused without a word"), "{context}: {}", ended.err);
                proxy.next(None);
                ended = desk.run_at(&proxy.url, procedure.arguments);
                assert_eq!(ended.err, "", "{context}: it is under way no more");
            }
            assert_eq!(ended.code, Some(0), "{context}: {}", ended.err);
            procedure.happened(&desk, &context);
        }
    }
}

#[test]
fn an_order_under_way_is_gone_on_with_by_the_same_profile_alone() {
    let desk = Desk::new();
    let proxy = Proxy::before(desk.server.address());
    let create = |profile| {
        let offer = "DB2E705F-B82A-4024-A3D5-D88E12F2DB35=5";
        ["order", "create", "Ironwood Cycles", "--item", offer, "--yes", "--profile", profile]
    };
    proxy.next(None);
    assert_eq!(desk.run_at(&proxy.url, &create("demo:direct-sandbox")).code, Some(0));
    let post = post(&proxy.lines());
    desk.reset();
    proxy.next(Some((post, Fault::HeldAfter)));
    let mut child = desk.start(&proxy.url, &create("demo:direct-sandbox"));
    assert!(proxy.holds(PATIENCE));
    child.kill().unwrap();
    child.wait().unwrap();
    proxy.next(None);
    let ended = desk.run_at(&proxy.url, &create("demo:direct-sandbox:app"));
    assert!(ended.complaint(2).contains("was begun with --profile demo:direct-sandbox"), "{}", ended.err);
    let ended = desk.run_at(&proxy.url, &create("demo:direct-sandbox"));
    assert!(ended.err.contains("it was sent again as the same order"), "{}", ended.err);
    assert_eq!(desk.count(DIRECT_SANDBOX, "order-created"), 1);
}
