//! `backlot order create`.

use std::fs;

use super::{Desk, PROVIDER};

const OFFER: &str = "DB2E705F-B82A-4024-A3D5-D88E12F2DB35";
/// A customer of `provider` that buys through `reseller`.
const CUSTOMER: &str = "Copperfield Bakery";

fn create<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["order", "create", CUSTOMER, "--yes", "--profile", "demo:provider"], more].concat()
}

#[test]
fn the_order_and_its_subscriptions_are_printed() {
    let desk = Desk::new();
    let ended = desk.run(&create(&["--item", &format!("{OFFER}=5"), "--reseller", "Harborlight"]));
    insta::assert_snapshot!("order", ended.seen());
}

#[test]
fn the_reseller_is_found_by_name_mpn_id_or_tenant() {
    let desk = Desk::new();
    for asked in ["Harborlight", "9000005", "a0000000-0000-4000-8000-000000000005"] {
        let placed = desk.json(&create(&["--item", &format!("{OFFER}=5"), "--reseller", asked]));
        assert_eq!(placed["order"]["lineItems"][0]["partnerIdOnRecord"], "9000005", "{asked}");
        assert_eq!(placed["reseller"]["tenantId"], "a0000000-0000-4000-8000-000000000005");
        assert_eq!(placed["subscriptions"][0]["partnerId"], "9000005");
        assert_eq!(placed["subscriptions"][0]["quantity"], 5);
    }
}

#[test]
fn no_provider_forgets_the_reseller() {
    let desk = Desk::new();
    insta::assert_snapshot!("order_forgotten_reseller", desk.run(&create(&["--item", OFFER])).seen());
    let ended = desk.run(&create(&["--item", OFFER, "--without-reseller", "--quiet"]));
    insta::assert_snapshot!("order_without_reseller", ended.seen());
    assert_eq!(desk.count(PROVIDER, "order-created"), 1);
}

#[test]
fn a_reseller_that_is_none_is_named() {
    let desk = Desk::new();
    let changes = desk.changes();
    let ended = desk.run(&create(&["--item", OFFER, "--reseller", "Nobody"]));
    insta::assert_snapshot!("order_unknown_reseller", ended.seen());
    assert_eq!(desk.changes(), changes);
}

#[test]
fn an_order_is_stated_by_a_file_in_either_form() {
    let desk = Desk::new();
    let json = desk.home.path().join("order.json");
    let line = format!(r#"{{"offerId":"{OFFER}","quantity":3,"friendlyName":"Laptops"}}"#);
    fs::write(&json, format!(r#"{{"billingCycle":"annual","lineItems":[{line}]}}"#)).unwrap();
    let toml = desk.home.path().join("order.toml");
    let line = format!("[[lineItems]]\nofferId = \"{OFFER}\"\nquantity = 3\nfriendlyName = \"Laptops\"\n");
    fs::write(&toml, format!("billingCycle = \"annual\"\n{line}")).unwrap();
    for file in [json, toml] {
        let placed = desk.json(&create(&["--reseller", "Harborlight", "--file", file.to_str().unwrap()]));
        assert_eq!(placed["order"]["billingCycle"], "annual");
        assert_eq!(placed["order"]["lineItems"][0]["friendlyName"], "Laptops");
    }
    assert_eq!(desk.count(PROVIDER, "order-created"), 2, "the same order again is another one");
}

#[test]
fn a_misspelt_field_is_named_and_nothing_is_ordered() {
    let desk = Desk::new();
    let recorded = desk.control("GET", "journal", "")["recorded"].clone();
    let file = |name: &str, text: &str| {
        let path = desk.home.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    for (name, text, named) in [
        (
            "a.json",
            r#"{"lineItems":[{"offerId":"A","quantity":1,"quantty":2}]}"#,
            "lineItems[0].quantty: unknown field `quantty`",
        ),
        ("f.json", r#"{"a|b":1}"#, "unknown field `a|b`"),
        ("b.json", r#"{"lineItems":[{"offerId":"A","quantity":0}]}"#, "lineItems[0].quantity: it is a whole number"),
        ("c.json", r#"{"lineItems":[]}"#, "lineItems: an order has at least one"),
        ("d.json", "{", "EOF while parsing"),
        (
            "e.json",
            r#"{"billingCycle":"weekly","lineItems":[{"offerId":"A","quantity":1}]}"#,
            "billingCycle: \"weekly\" is none of",
        ),
        ("a.toml", "billingcycle = \"monthly\"\n", "unknown field `billingcycle`"),
        ("b.toml", "[[lineItems]]\nofferId = \"A\"\nquantity = \"five\"\n", "lineItems[0].quantity: invalid type"),
        ("c.toml", "[[lineItems", "c.toml: "),
    ] {
        let path = file(name, text);
        let ended = desk.run(&create(&["--reseller", "Harborlight", "--file", &path]));
        let said = ended.complaint(2);
        assert!(said.contains(named) && said.contains(name), "{said}");
    }
    let ended = desk.run(&create(&["--reseller", "Harborlight", "--file", "/nowhere/order.json"]));
    assert!(ended.complaint(2).contains("/nowhere/order.json: it cannot be read"), "{}", ended.err);
    assert_eq!(desk.control("GET", "journal", "")["recorded"], recorded);
}

#[test]
fn a_dry_run_orders_nothing() {
    let desk = Desk::new();
    let changes = desk.changes();
    let ended = desk.run(&create(&["--item", &format!("{OFFER}=5"), "--reseller", "Harborlight", "--dry-run"]));
    insta::assert_snapshot!("order_dry_run", ended.seen());
    assert_eq!(desk.changes(), changes);
}

#[test]
fn what_the_service_refuses_is_not_under_way_any_more() {
    let desk = Desk::new();
    let ended = desk.run(&create(&["--item", "00000000-0000-4000-8000-000000000000", "--reseller", "Harborlight"]));
    assert!(ended.complaint(3).contains("400/800004"), "{}", ended.err);
    let pending = desk.home.path().join(".local/state/backlot/pending");
    assert_eq!(fs::read_dir(pending).unwrap().count(), 0);
}
