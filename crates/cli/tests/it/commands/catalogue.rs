//! The commands that list, show, create and change one thing.

use serde_json::json;

use super::{DIRECT, Desk, procedure::CREATE};

#[test]
fn lists_are_tables_for_people() {
    let desk = Desk::new();
    insta::assert_snapshot!("customer_list", desk.run(&["customer", "list"]).seen());
    insta::assert_snapshot!("customer_show", desk.run(&["customer", "show", "ironwood cycles"]).seen());
    insta::assert_snapshot!("entitlement_list", desk.run(&["entitlement", "list", "Quarry Lane Books"]).seen());
    insta::assert_snapshot!("subscription_list", desk.run(&["subscription", "list", "Larkspur Landscaping"]).seen());
    let resellers = desk.run(&["relationship", "list", "--profile", "demo:provider"]);
    insta::assert_snapshot!("relationship_list", resellers.seen());
    let show = desk.run(&["relationship", "show", "Copperfield Bakery", "--profile", "demo:provider"]);
    insta::assert_snapshot!("relationship_show", show.seen());
}

#[test]
fn json_is_what_the_service_answered() {
    let desk = Desk::new();
    let orders = desk.json(&["order", "list", "Quarry Lane Books"]);
    assert_eq!(orders.as_array().unwrap().len(), 3);
    let first = &orders[0];
    let shown = desk.json(&["order", "show", "Quarry Lane Books", first["alternateId"].as_str().unwrap()]);
    assert_eq!(shown, *first);
    let ended = desk.run(&["order", "show", "Quarry Lane Books", "-2I5dip71P8kDhio0DReK9FtMRhZfewd1"]);
    assert!(ended.complaint(1).contains("order -2I5dip71P8kDhio0DReK9FtMRhZfewd1"), "an id may begin with a hyphen");
}

#[test]
fn a_customer_is_created_and_its_password_told_once() {
    let desk = Desk::new();
    let create = CREATE.arguments;
    let changes = desk.changes();
    assert_eq!(desk.json(&[create, &["--dry-run"]].concat())["companyProfile"]["companyName"], "Brightwater");
    assert_eq!(desk.changes(), changes);
    let created = desk.json(create);
    assert!(created["userCredentials"]["password"].is_string(), "{created}");
    let ended = desk.run(create);
    assert!(ended.complaint(3).contains("domain"), "{}", ended.err);
    assert_eq!(desk.json(&["customer", "list", "--matching", "bright"]).as_array().unwrap().len(), 1);
}

#[test]
fn an_order_is_cancelled_once() {
    let desk = Desk::new();
    desk.cancel_slowly();
    let order = desk.json(&["order", "list", "Quarry Lane Books"])[0]["alternateId"].as_str().unwrap().to_owned();
    let cancel = ["order", "cancel", "Quarry Lane Books", &order, "--yes"];
    insta::assert_snapshot!("order_cancel", desk.run(&cancel).seen());
    insta::assert_snapshot!("order_cancel_again", desk.run(&cancel).seen());
    let planned = desk.run(&["order", "cancel", "Quarry Lane Books", &order, "--dry-run"]);
    assert!(planned.err.contains("is cancelled already"), "a dry run says what the run would: {}", planned.err);
    let licence = desk.json(&["order", "list", "Larkspur Landscaping"])[0]["id"].as_str().unwrap().to_owned();
    let ended = desk.run(&["order", "cancel", "Larkspur Landscaping", &licence, "--yes"]);
    assert!(ended.complaint(3).contains("400/800063"), "{}", ended.err);
}

#[test]
fn subscriptions_are_suspended_and_reactivated() {
    let desk = Desk::new();
    let run =
        |verb| desk.run(&["subscription", verb, "Saltmarsh Outfitters", "--all", "--yes", "--profile", "demo:direct"]);
    insta::assert_snapshot!("subscription_suspend", run("suspend").seen());
    assert_eq!(desk.count(DIRECT, "subscription-suspended"), 2);
    assert_eq!(run("suspend").code, Some(0), "there is none left");
    let first = "e0000000-0000-4000-8000-000000000101";
    let arguments = ["subscription", "reactivate", "Saltmarsh Outfitters", first, "--yes", "--profile", "demo:direct"];
    let changed = desk.json(&arguments);
    let expected = json!([{ "subscriptionId": first, "name": "Office 365 Enterprise E3", "status": "active" }]);
    assert_eq!(changed, expected);
}
