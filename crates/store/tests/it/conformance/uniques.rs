//! Unique values.

use backlot_store::{Error, Key, Root, Store};

use crate::Outcome;
use crate::entry::{Entry, commit, exists, ids, order, orders_of, read};

fn entry(id: &str) -> Entry {
    order(&Root::account("a"), id)
}

fn holder(store: &Store, value: &str) -> Result<Option<Key>, Error> {
    read(store, |tx| tx.find("domain", value))
}

pub(crate) fn a_conflict_names_the_holder_and_changes_nothing(store: &Store) -> Outcome {
    let first = order(&Root::customer("other", "c"), "1").unique("domain", "x.example");
    first.save(store)?;
    let second = entry("2").member(&orders_of("a"), "").unique("domain", "free.example").unique("domain", "x.example");
    let taken = |result: Result<(), Error>| match result {
        Err(Error::Taken { scope, value, holder }) => {
            scope == "domain" && value == "x.example" && *holder == *first.key()
        }
        _ => false,
    };
    assert!(taken(second.save(store)));
    assert!(!exists(store, second.key())?);
    assert!(ids(store, &orders_of("a"))?.is_empty());
    assert_eq!(holder(store, "free.example")?, None);

    entry("2").save(store)?;
    assert!(taken(entry("2").version(2).unique("domain", "x.example").save(store)), "a change meets it too");
    assert_eq!(read(store, |tx| tx.get(second.key()))?.map(|document| document.version), Some(1));
    Ok(())
}

pub(crate) fn a_put_of_what_is_there_is_stale_whoever_has_its_values(store: &Store) -> Outcome {
    let there = entry("1").unique("domain", "x.example");
    there.save(store)?;
    entry("2").unique("domain", "y.example").save(store)?;
    for value in ["x.example", "y.example", "free.example"] {
        let again = entry("1").unique("domain", value).member(&orders_of("a"), "");
        let refused = commit(store, move |tx| again.put(tx));
        assert!(matches!(&refused, Err(Error::Stale { key }) if key == there.key()), "{value}: {refused:?}");
    }
    assert!(ids(store, &orders_of("a"))?.is_empty());
    assert_eq!(holder(store, "free.example")?, None);
    Ok(())
}

pub(crate) fn a_value_is_free_after_delete_change_and_drop(store: &Store) -> Outcome {
    let with = |id: &str| entry(id).unique("domain", "x.example");
    with("1").save(store)?;
    let gone = entry("1").key().clone();
    commit(store, move |tx| tx.delete(&gone))?;
    with("2").save(store)?;
    entry("2").version(2).unique("domain", "y.example").save(store)?;
    with("3").save(store)?;
    assert_eq!(holder(store, "x.example")?.as_ref(), Some(entry("3").key()));
    assert_eq!(holder(store, "y.example")?.as_ref(), Some(entry("2").key()));
    commit(store, |tx| tx.drop_root(&Root::account("a")))?;
    assert_eq!(holder(store, "x.example")?, None);
    with("4").save(store)?;
    Ok(())
}

pub(crate) fn a_document_may_keep_and_swap_its_own_values(store: &Store) -> Outcome {
    entry("1").unique("domain", "x").unique("upn", "y").save(store)?;
    entry("1").version(2).unique("upn", "x").unique("domain", "x").save(store)?;
    assert_eq!(holder(store, "x")?.as_ref(), Some(entry("1").key()));
    assert_eq!(read(store, |tx| tx.find("upn", "x"))?.as_ref(), Some(entry("1").key()));
    assert_eq!(read(store, |tx| tx.find("upn", "y"))?, None);
    Ok(())
}

pub(crate) fn values_are_compared_as_bytes(store: &Store) -> Outcome {
    for (id, value) in ["x", "X", "x ", "", "é", "e\u{301}"].iter().enumerate() {
        entry(&id.to_string()).unique("domain", value).save(store)?;
    }
    entry("other scope").unique("Domain", "x").save(store)?;
    assert_eq!(holder(store, "X")?.map(|key| key.id).as_deref(), Some("1"));
    assert_eq!(holder(store, "\u{e9}")?.map(|key| key.id).as_deref(), Some("4"));
    Ok(())
}
