//! Sets: membership and counters.

use backlot_store::{Error, Root, Set, Store};

use crate::Outcome;
use crate::entry::{commit, exists, ids, order, orders_of};

pub(crate) fn the_counter_equals_the_rows(store: &Store) -> Outcome {
    let set = orders_of("a");
    let mut left: Vec<String> = Vec::new();
    for round in 0..30 {
        let id = format!("{round:02}");
        order(&Root::account("a"), &id).member(&set, "").save(store)?;
        left.push(id);
        if round % 3 == 2 {
            let gone = order(&Root::account("a"), &left.remove(round % left.len())).key().clone();
            assert!(commit(store, move |tx| tx.delete(&gone))?);
        }
        // It compares the counter with the rows.
        assert_eq!(ids(store, &set)?, left);
    }
    Ok(())
}

pub(crate) fn a_put_moves_adds_and_removes_members(store: &Store) -> Outcome {
    let set = |name: &'static str| Set::new(Root::account("a"), name);
    let entry = |version| order(&Root::account("a"), "1").version(version);
    let other = order(&Root::account("a"), "0").member(&set("moved"), "m");
    other.save(store)?;

    entry(1).member(&set("kept"), "k").member(&set("moved"), "a").member(&set("left"), "l").save(store)?;
    assert_eq!(ids(store, &set("moved"))?, ["1", "0"]);
    entry(2).member(&set("entered"), "e").member(&set("moved"), "z").member(&set("kept"), "k").save(store)?;
    assert_eq!(ids(store, &set("kept"))?, ["1"]);
    assert_eq!(ids(store, &set("moved"))?, ["0", "1"]);
    assert_eq!(ids(store, &set("entered"))?, ["1"]);
    assert!(ids(store, &set("left"))?.is_empty());
    entry(3).save(store)?;
    for name in ["kept", "entered", "left"] {
        assert!(ids(store, &set(name))?.is_empty(), "{name}");
    }
    assert_eq!(ids(store, &set("moved"))?, ["0"]);
    Ok(())
}

pub(crate) fn a_set_may_lie_in_another_root(store: &Store) -> Outcome {
    let customers = Set::new(Root::account("a"), "customers");
    for id in ["1", "2"] {
        order(&Root::customer("a", id), id).member(&customers, id).save(store)?;
    }
    assert_eq!(ids(store, &customers)?, ["1", "2"]);
    Ok(())
}

pub(crate) fn two_places_in_one_set_are_refused(store: &Store) -> Outcome {
    let entry = order(&Root::account("a"), "1").member(&orders_of("a"), "x").member(&orders_of("a"), "y");
    assert!(matches!(entry.save(store), Err(Error::Invalid { .. })));
    assert!(!exists(store, entry.key())?);
    Ok(())
}

pub(crate) fn the_same_place_twice_is_one(store: &Store) -> Outcome {
    let entry = order(&Root::account("a"), "1").member(&orders_of("a"), "x").member(&orders_of("A"), "x");
    entry.unique("n", "1").unique("n", "1").save(store)?;
    assert_eq!(ids(store, &orders_of("a"))?, ["1"]);
    Ok(())
}
