//! `backlot relationship remove`.

use super::{DIRECT, DIRECT_SANDBOX, Desk, QUARRY_LANE, SALTMARSH, procedure::call_support};

const REMOVE: [&str; 6] = ["relationship", "remove", "Saltmarsh Outfitters", "--yes", "--profile", "demo:direct"];

#[test]
fn reservations_block_it_and_then_active_subscriptions() {
    let desk = Desk::new();
    let changes = desk.changes();
    insta::assert_snapshot!(
        "remove_reservations",
        desk.run(&[&REMOVE[..], &["--suspend-subscriptions"]].concat()).seen()
    );
    call_support(&desk);
    insta::assert_snapshot!("remove_subscriptions", desk.run(&REMOVE).seen());
    assert_eq!(desk.changes(), changes);
    insta::assert_snapshot!("remove", desk.run(&[&REMOVE[..], &["--suspend-subscriptions"]].concat()).seen());
    assert_eq!(desk.count(DIRECT, "subscription-suspended"), 2);
    assert_eq!(desk.count(DIRECT, "customer-removed"), 1);
    insta::assert_snapshot!("remove_again", desk.run(&REMOVE).seen());
}

#[test]
fn an_application_alone_is_refused_before_anything_is_asked() {
    let desk = Desk::new();
    let before = desk.control("GET", "journal", "")["recorded"].clone();
    let ended = desk.run(&["relationship", "remove", SALTMARSH, "--yes", "--profile", "demo:direct:app"]);
    insta::assert_snapshot!("remove_app_only", ended.seen());
    assert_eq!(desk.control("GET", "journal", "")["recorded"], before);
}

#[test]
fn in_a_sandbox_it_deletes_the_customer_and_says_so() {
    let desk = Desk::new();
    let arguments = ["relationship", "remove", QUARRY_LANE, "--yes", "--suspend-subscriptions"];
    insta::assert_snapshot!("remove_in_sandbox", desk.run(&arguments).seen());
    assert_eq!(desk.count(DIRECT_SANDBOX, "customer-deleted"), 1);
}

#[test]
fn a_dry_run_tells_what_would_be_done_and_what_is_in_the_way() {
    let desk = Desk::new();
    let changes = desk.changes();
    let ended = desk.run(&["relationship", "remove", SALTMARSH, "--dry-run", "--profile", "demo:direct"]);
    insta::assert_snapshot!("remove_dry_run", ended.seen());
    assert_eq!(desk.changes(), changes);
}
