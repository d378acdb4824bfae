//! What is under way is found again by those who may go on with it.

use serde_json::json;

use super::{super::signer::Person, *};

fn by(person: Option<Person>) -> Signer {
    let client_id = "b0000000-0000-4000-8000-000000000001".to_owned();
    Signer { profile: "live".to_owned(), client_id, app_only: false, person }
}

fn person(id: &str, name: &str) -> Option<Person> {
    Some(Person { id: id.to_owned(), name: Some(name.to_owned()) })
}

/// An order of so many.
fn intent(quantity: u32) -> Intent {
    Intent {
        account: "direct at http://127.0.0.1:7070".to_owned(),
        by: by(None),
        path: "/v1/customers/00000000-0000-0000-0000-000000000001/orders".to_owned(),
        body: json!({ "lineItems": [{ "quantity": quantity }] }),
    }
}

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

#[test]
fn what_was_begun_is_found_again_until_it_ends() {
    let home = tempfile::tempdir().unwrap();
    let pending = PendingCreations::in_directory(home.path().join("orders"));
    assert!(pending.find(&intent(1), NOW).unwrap().is_none());
    let begun = pending.begin(intent(1), Uuid::from_u128(7), vec!["a".to_owned()], NOW).unwrap();
    assert!(pending.find(&intent(1), NOW).unwrap().is_none(), "somebody is at it");
    drop(begun);
    assert!(pending.find(&intent(2), NOW).unwrap().is_none(), "another order");
    let found = pending.find(&intent(1), NOW).unwrap().unwrap();
    assert_eq!((found.request_id(), found.begun()), (Uuid::from_u128(7), NOW));
    assert!(found.had("a") && !found.had("b"));
    found.end().unwrap();
    assert!(pending.find(&intent(1), NOW).unwrap().is_none());
}

#[test]
fn whoever_looks_for_something_else_is_not_at_work_on_this() {
    let home = tempfile::tempdir().unwrap();
    let pending = PendingCreations::in_directory(home.path().to_owned());
    let path = pending.begin(intent(1), Uuid::from_u128(7), Vec::new(), NOW).unwrap().path.clone();
    // Somebody reads it, as whoever looks for something does.
    assert!(Pending::open(&path, &intent(2)).unwrap().is_none());
    let reading = File::open(&path).unwrap();
    assert!(pending.find(&intent(1), NOW).unwrap().is_some());
    drop(reading);
}

#[test]
fn an_id_is_not_trusted_for_as_long_as_the_service_keeps_it() {
    let home = tempfile::tempdir().unwrap();
    let pending = PendingCreations::in_directory(home.path().to_owned());
    let begun = pending.begin(intent(1), Uuid::from_u128(7), Vec::new(), NOW).unwrap();
    for (hours, known) in [(-1, false), (0, true), (22, true), (23, false), (48, false)] {
        assert_eq!(begun.is_known(NOW + SignedDuration::from_hours(hours)), known, "{hours} hours later");
    }
}

#[test]
fn who_signs_in_otherwise_is_told_so_while_the_service_knows_the_id() {
    let home = tempfile::tempdir().unwrap();
    let pending = PendingCreations::in_directory(home.path().to_owned());
    let as_first = Intent { by: by(person("1", "admin@direct.example")), ..intent(1) };
    let path = pending.begin(as_first.clone(), Uuid::from_u128(7), Vec::new(), NOW).unwrap().path.display().to_string();
    let others = [
        by(person("2", "agent@direct.example")),
        by(None),
        Signer { app_only: true, ..as_first.by.clone() },
        Signer { profile: "other".to_owned(), ..as_first.by.clone() },
        Signer { client_id: "another".to_owned(), ..as_first.by.clone() },
    ];
    for other in others {
        let intent = Intent { by: other, ..intent(1) };
        let told = pending.find(&intent, NOW).unwrap_err().to_string();
        assert!(
            told.contains("begun with --profile live, by admin@direct.example, and its reply never came"),
            "{told}"
        );
        assert!(told.contains(&path), "whoever cannot be that one again may remove it: {told}");
        let later = pending.find(&intent, NOW + KNOWN).unwrap();
        assert!(later.is_some(), "by then it goes by what is there, whoever looks");
    }
    let renamed = Intent { by: by(person("1", "owner@direct.example")), ..intent(1) };
    assert!(pending.find(&renamed, NOW).unwrap().is_some());
}

#[test]
fn a_file_that_does_not_read_is_named_and_kept() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("x.json");
    fs::write(&file, "{").unwrap();
    let told = PendingCreations::in_directory(home.path().to_owned()).find(&intent(1), NOW).unwrap_err().to_string();
    assert!(told.contains("x.json") && file.exists(), "{told}");
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let pending = PendingCreations::in_directory(home.path().to_owned());
    let begun = pending.begin(intent(1), Uuid::from_u128(7), Vec::new(), NOW).unwrap();
    assert_eq!(fs::metadata(&begun.path).unwrap().permissions().mode() & 0o777, 0o600);
}
