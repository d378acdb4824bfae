//! Bad input: one sentence each, the right exit code, and nothing changed.

use std::net::TcpListener;

use super::Desk;

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

#[test]
fn ids_and_names_that_stand_for_nothing() {
    let desk = Desk::new();
    let changes = desk.changes();
    for arguments in [
        &["customer", "show", NOBODY][..],
        &["customer", "show", "Nobody at All"],
        &["order", "list", NOBODY],
        &["subscription", "list", NOBODY],
        &["entitlement", "list", NOBODY],
        &["relationship", "show", NOBODY],
        &["order", "cancel", NOBODY, NOBODY, "--yes"],
    ] {
        let ended = desk.run(arguments);
        assert!(ended.complaint(1).contains("is no customer of the sandbox account direct-sandbox"), "{arguments:?}");
    }
    for (arguments, named) in [
        (&["order", "show", "Quarry Lane Books", "f00"][..], "order f00"),
        (&["order", "cancel", "Quarry Lane Books", "f00", "--yes"], "order f00"),
        (&["subscription", "suspend", "Quarry Lane Books", NOBODY, "--yes"], NOBODY),
    ] {
        let ended = desk.run(arguments);
        assert!(ended.complaint(1).contains(named), "{arguments:?}: {}", ended.err);
    }
    assert_eq!(desk.changes(), changes);
}

#[test]
fn profiles_that_are_none() {
    let desk = Desk::new();
    for (profile, named) in [
        ("demo:nobody", "has no account nobody; it has"),
        ("demo:", "has no account ;"),
        ("demo:direct:admin", "\"demo:direct:admin\" is no profile"),
        ("nothing-like-it", "\"nothing-like-it\" is no profile"),
    ] {
        let ended = desk.run(&["customer", "list", "--profile", profile]);
        assert!(ended.complaint(2).contains(named), "{}", ended.err);
    }
}

#[test]
fn addresses_where_nobody_is() {
    let desk = Desk::new();
    // Bound and dropped: nobody listens there.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ended = desk.run_at(&format!("http://{free}"), &["customer", "list"]);
    assert!(ended.complaint(1).contains("there is no sandbox at http://SANDBOX"), "{}", ended.err);
    for wrong in ["127.0.0.1:7070", "ftp://127.0.0.1", "", "http://127.0.0.1:7070?a=b"] {
        let ended = desk.run_at(wrong, &["customer", "list"]);
        assert_eq!(ended.code, Some(2), "{wrong:?}: {}", ended.err);
    }
}

#[test]
fn those_who_may_not() {
    let desk = Desk::new();
    let changes = desk.changes();
    let offer = "DB2E705F-B82A-4024-A3D5-D88E12F2DB35";
    for arguments in [
        &["relationship", "request", "--profile", "demo:direct:app"][..],
        &[
            "order",
            "create",
            "Copperfield Bakery",
            "--item",
            offer,
            "--reseller",
            "9000005",
            "--yes",
            "--profile",
            "demo:provider:app",
        ],
    ] {
        let ended = desk.run(arguments);
        assert!(ended.complaint(4).contains("app+user"), "{}", ended.err);
    }
    let ended = desk.run(&["relationship", "request", "--profile", "demo:direct-sandbox"]);
    assert!(ended.complaint(3).contains("400/900127"), "{}", ended.err);
    assert_eq!(desk.changes(), changes);
}

#[test]
fn command_lines_that_make_no_sense() {
    let desk = Desk::new();
    for arguments in [
        &["customer", "clean", "--yes"][..],
        &["customer", "clean", "--all", "--matching", "a", "--yes"],
        &["customer", "clean", "--matching", "", "--yes"],
        &["customer", "delete", "--yes"],
        &["order", "create", "Quarry Lane Books", "--yes"],
        &["order", "create", "Quarry Lane Books", "--item", "A=0", "--yes"],
        &["order", "create", "Quarry Lane Books", "--item", "A", "--billing-cycle", "weekly", "--yes"],
        &["subscription", "suspend", "Quarry Lane Books", "--yes"],
    ] {
        let ended = desk.run(arguments);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ended.err);
    }
}

#[test]
fn a_name_that_several_customers_have() {
    let desk = Desk::new();
    for domain in ["brightwater.example", "brightwater-two.example"] {
        let create = ["customer", "create", "--company", "Brightwater", "--domain", domain, "--email", "a@b.example"];
        let contact = ["--first-name", "Accounts", "--last-name", "Payable", "--address-line", "1 Pike Street"];
        let place = ["--city", "Seattle", "--state", "WA", "--postal-code", "98101"];
        desk.json(&[&create[..], &contact, &place].concat());
    }
    let changes = desk.changes();
    let ended = desk.run(&["customer", "delete", "brightwater", "--yes"]);
    assert!(ended.complaint(2).starts_with("backlot: several customers are called brightwater; give the id of one: "));
    assert_eq!(desk.changes(), changes);
}
