//! The table against the published operations: none missing, none invented, and what the pages say about each.

use std::collections::BTreeSet;

use partner_center_model::{
    all::operations,
    cloud::Cloud,
    operation::{Auth, OperationInfo},
};

use crate::published::{Record, array, key, keys, records};

/// Operations that no page documents, though answers link to them or the official clients send them.
const LINKED: &[&str] = &[
    "GET /v1/customers/{}/carts/{}",
    "GET /v1/customers/{}/orders/{}/provisioningstatus",
    "GET /v1/customers/{}/products/{}",
    "GET /v1/customers/{}/products/{}/skus/{}",
    "GET /v1/customers/{}/products/{}/skus/{}/availabilities/{}",
];

/// Operations that accept more than their pages say, because the procedure that deletes a customer needs them with
/// either kind of token in every cloud.
const WIDENED: &[&str] = &[
    "ListEntitlements",
    "GetReservedInstanceArtifact",
    "GetVirtualMachineReservedInstanceArtifact",
    // Sandboxes do it so, says `sandbox-scenario`, a page that names the operation by its effect alone.
    "UpdateCustomer",
];

/// Operations whose pages name no cloud: the table says the global one.
const CLOUDLESS: &[&str] = &["CreateQualification"];

#[test]
fn every_documented_operation_is_in_the_table() {
    let Some(documented) = keys() else { return };
    let ours: BTreeSet<String> = operations().map(key).collect();
    let missing: Vec<_> = documented.iter().filter(|key| !ours.contains(*key)).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn every_operation_of_the_table_is_documented_or_linked() {
    let Some(documented) = keys() else { return };
    let documented: BTreeSet<String> = documented.into_iter().collect();
    let linked: BTreeSet<String> = LINKED.iter().map(|key| (*key).to_owned()).collect();
    let ours: BTreeSet<String> = operations().map(key).collect();
    assert_eq!(ours.difference(&documented).cloned().collect::<BTreeSet<_>>(), linked);
}

/// Goes through the documented operations, each with the records about it.
fn documented(mut check: impl FnMut(&OperationInfo, &[&Record])) {
    let Some(records) = records() else { return };
    for operation in operations() {
        let key = key(operation);
        let about: Vec<&Record> = records.iter().filter(|record| record.key == key).collect();
        assert_eq!(about.is_empty(), LINKED.contains(&key.as_str()), "{key}");
        if !about.is_empty() {
            check(operation, &about);
        }
    }
}

#[test]
fn each_operation_names_a_page_about_it() {
    documented(|operation, about| {
        let pages: Vec<&str> = about.iter().map(|record| record.page.as_str()).collect();
        assert!(pages.contains(&operation.page), "{}: {} is none of {pages:?}", operation.name, operation.page);
    });
}

#[test]
fn an_operation_asks_for_a_user_where_all_pages_do() {
    documented(|operation, about| {
        let user = about.iter().all(|record| record.value["auth"] == serde_json::json!(["app+user"]));
        let expected = if user && !WIDENED.contains(&operation.name) { Auth::User } else { Auth::Either };
        assert_eq!(operation.auth, expected, "{}", operation.name);
    });
}

#[test]
fn an_operation_is_for_the_clouds_that_a_page_names() {
    let name = |cloud| match cloud {
        Cloud::Global => "Partner Center",
        Cloud::China => "21Vianet",
        Cloud::Germany => "Germany",
        Cloud::UsGovernment => "US Government",
    };
    documented(|operation, about| {
        for cloud in Cloud::ALL {
            let named = about.iter().any(|record| array(&record.value["applies_to"]).contains(&name(cloud).into()));
            let assumed =
                WIDENED.contains(&operation.name) || CLOUDLESS.contains(&operation.name) && cloud == Cloud::Global;
            assert_eq!(operation.clouds.contains(cloud), named || assumed, "{} in {cloud:?}", operation.name);
        }
    });
}
