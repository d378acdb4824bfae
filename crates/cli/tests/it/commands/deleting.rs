//! `backlot customer delete` and `backlot customer clean`.

use serde_json::json;

use super::{DIRECT_SANDBOX, Desk, QUARRY_LANE};

#[test]
fn a_customer_is_deleted_with_its_orders_and_again_without_a_word() {
    let desk = Desk::new();
    desk.cancel_slowly();
    insta::assert_snapshot!("delete", desk.run(&["customer", "delete", "Quarry Lane Books", "--yes"]).seen());
    assert_eq!(desk.count(DIRECT_SANDBOX, "order-cancelled"), 3);
    assert_eq!(desk.count(DIRECT_SANDBOX, "customer-deleted"), 1);
    insta::assert_snapshot!("delete_again", desk.run(&["customer", "delete", QUARRY_LANE, "--yes"]).seen());
}

#[test]
fn the_result_is_json_for_programs() {
    let desk = Desk::new();
    let plan = desk.json(&["customer", "delete", QUARRY_LANE, "--dry-run"]);
    assert_eq!(plan[0]["cancel"].as_array().unwrap().len(), 3);
    assert_eq!(plan[0]["cancel"][0]["bought"], "reservation");
    let deleted = desk.json(&["customer", "delete", QUARRY_LANE, "--yes", "--quiet"]);
    let expected = json!([{
        "customerId": QUARRY_LANE, "companyName": "Quarry Lane Books", "deleted": true, "cancelledOrders": 3,
    }]);
    assert_eq!(deleted, expected);
    assert_eq!(desk.json(&["customer", "delete", QUARRY_LANE, "--yes", "--quiet"]), json!([]));
}

#[test]
fn a_dry_run_changes_nothing_and_prints_the_plan() {
    let desk = Desk::new();
    let changes = desk.changes();
    let ended = desk.run(&["customer", "clean", "--all", "--dry-run"]);
    insta::assert_snapshot!("clean_dry_run", ended.seen());
    assert_eq!(desk.changes(), changes);
}

#[test]
fn a_customer_that_is_named_twice_is_deleted_once() {
    let desk = Desk::new();
    let plan = desk.json(&["customer", "delete", QUARRY_LANE, "Quarry Lane Books", "--dry-run"]);
    assert_eq!(plan.as_array().unwrap().len(), 1, "{plan}");
}

#[test]
fn a_blank_beginning_of_a_name_is_not_that_of_all_names() {
    let desk = Desk::new();
    let ended = desk.run(&["customer", "clean", "--matching", " ", "--dry-run"]);
    assert_eq!(ended.code, Some(2), "{}", ended.out);
    assert!(ended.err.contains("--matching"), "{}", ended.err);
}

#[test]
fn what_nobody_agreed_to_is_not_done() {
    let desk = Desk::new();
    let changes = desk.changes();
    let ended = desk.run(&["customer", "delete", QUARRY_LANE]);
    assert!(ended.complaint(2).contains("--yes"), "{}", ended.err);
    assert_eq!(desk.changes(), changes);
}

#[test]
fn a_sandbox_is_cleaned_as_far_as_its_rules_allow() {
    let desk = Desk::new();
    let ended = desk.run(&["customer", "clean", "--matching", "nowhere", "--yes"]);
    insta::assert_snapshot!("delete_refused", ended.seen());
    let ended = desk.run(&["customer", "clean", "--all", "--yes"]);
    assert_eq!(ended.code, Some(3), "{}", ended.err);
    assert!(
        ended
            .err
            .ends_with("backlot: 5 of 6 customers were deleted; run the same command again for those that were not\n")
    );
    let left = desk.json(&["customer", "list"]);
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(left[0]["companyProfile"]["companyName"], "Nowhere Street Storage");
    let ended = desk.run(&["customer", "clean", "--matching", "quarry", "--yes"]);
    assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 1));
    assert!(ended.err.contains("no customer whose name begins with quarry, so there is nothing to delete"));
}

#[test]
fn customers_of_production_are_not_deleted() {
    let desk = Desk::new();
    let changes = desk.changes();
    let ended = desk.run(&["customer", "delete", "Bluestem Farms", "--yes", "--profile", "demo:direct"]);
    insta::assert_snapshot!("delete_in_production", ended.seen());
    assert_eq!(desk.changes(), changes);
}

#[test]
fn who_runs_out_of_time_is_told_what_is_left() {
    let desk = Desk::new();
    desk.control("PATCH", "settings", r#"{"cancellation":{"settle":{"afterSeconds":3600}}}"#);
    let ended = desk.run(&["customer", "delete", QUARRY_LANE, "--yes", "--timeout", "1"]);
    insta::assert_snapshot!("delete_late", ended.seen());
    desk.control("PUT", "clock", r#"{"advance":"PT2H"}"#);
    let ended = desk.run(&["customer", "delete", QUARRY_LANE, "--yes"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(desk.count(DIRECT_SANDBOX, "order-cancelled"), 3);
}

#[test]
fn an_order_that_has_expired_and_entitles_to_nothing_is_cancelled_too() {
    let desk = Desk::new();
    desk.control("PUT", "clock", r#"{"advance":"PT30000H"}"#);
    assert_eq!(desk.json(&["entitlement", "list", QUARRY_LANE]).as_array().unwrap().len(), 1);
    let deleted = desk.json(&["customer", "delete", QUARRY_LANE, "--yes"]);
    assert_eq!(deleted[0]["cancelledOrders"], 3);
}
