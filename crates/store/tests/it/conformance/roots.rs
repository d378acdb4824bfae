//! Dropping roots, and everything.

use backlot_store::{Root, Set, Store};

use crate::Outcome;
use crate::entry::{commit, exists, ids, order, orders_of, read, save_all};

pub(crate) fn dropping_a_root_takes_what_is_below_and_nothing_beside(store: &Store) -> Outcome {
    let customer = Root::customer("a", "c");
    let beside = [
        Root::world(),
        Root::account("a"),
        Root::customer("a", "c0"),
        Root::customer("a", "c-1"),
        Root::customer("a", "c."),
        Root::customer("a", "b"),
        Root::customer("a", "c/d"),
        Root::customer("b", "c"),
        Root::account("c"),
        Root::tenant("c"),
        Root::tenant("a"),
        Root::account("a-b"),
        Root::account("a0"),
        Root::customer("a0", "c"),
    ];
    let entries: Vec<_> = beside.iter().chain([&customer]).map(|root| order(root, "1")).collect();
    save_all(store, &entries)?;
    order(&customer, "2").save(store)?;

    let root = customer.clone();
    assert_eq!(commit(store, move |tx| tx.drop_root(&root))?, 2);
    for root in &beside {
        assert!(exists(store, order(root, "1").key())?, "{root}");
    }
    assert!(!exists(store, order(&customer, "1").key())?);

    // The account itself, and its customers c0, c-1, "c.", b and c/d.
    assert_eq!(commit(store, |tx| tx.drop_root(&Root::account("A")))?, 6);
    for root in [Root::customer("b", "c"), Root::account("a-b"), Root::account("a0"), Root::customer("a0", "c")] {
        assert!(exists(store, order(&root, "1").key())?, "{root}");
    }
    Ok(())
}

pub(crate) fn dropping_a_root_corrects_counters_elsewhere(store: &Store) -> Outcome {
    let customers = Set::new(Root::account("a"), "customers");
    let all = Set::new(Root::world(), "all");
    for customer in ["b", "c", "d"] {
        for id in ["1", "2"] {
            let id = format!("{customer}{id}");
            let entry = order(&Root::customer("a", customer), &id).member(&customers, "").member(&all, "");
            entry.unique("n", &id).due(7).save(store)?;
        }
    }
    assert_eq!(commit(store, |tx| tx.drop_root(&Root::customer("a", "c")))?, 2);
    assert_eq!(ids(store, &customers)?, ["b1", "b2", "d1", "d2"]);
    assert_eq!(ids(store, &all)?, ["b1", "b2", "d1", "d2"]);
    assert_eq!(read(store, |tx| tx.find("n", "c1"))?, None);
    assert_eq!(read(store, |tx| tx.due(7, 10))?.len(), 4);
    Ok(())
}

pub(crate) fn dropping_a_root_takes_its_sets(store: &Store) -> Outcome {
    let guests = Set::new(Root::customer("a", "c"), "guests");
    let inside = order(&Root::customer("a", "c"), "inside").member(&guests, "");
    let guest = order(&Root::tenant("t"), "guest").member(&guests, "");
    save_all(store, &[inside.clone(), guest.clone()])?;
    assert_eq!(commit(store, |tx| tx.drop_root(&Root::account("a")))?, 1);
    assert!(ids(store, &guests)?.is_empty());
    assert!(exists(store, guest.key())?, "who lives elsewhere stays");
    // The next put derives its place anew.
    guest.version(2).save(store)?;
    assert_eq!(ids(store, &guests)?, ["guest"]);
    inside.save(store)?;
    assert_eq!(ids(store, &guests)?, ["guest", "inside"]);
    Ok(())
}

pub(crate) fn dropping_the_world_leaves_accounts(store: &Store) -> Outcome {
    save_all(store, &[order(&Root::world(), "1"), order(&Root::account("a"), "1"), order(&Root::tenant("t"), "1")])?;
    assert_eq!(commit(store, |tx| tx.drop_root(&Root::world()))?, 1);
    assert!(exists(store, order(&Root::account("a"), "1").key())?);
    assert!(exists(store, order(&Root::tenant("t"), "1").key())?);
    Ok(())
}

pub(crate) fn dropping_nothing_is_nothing(store: &Store) -> Outcome {
    order(&Root::account("a"), "1").member(&orders_of("a"), "").save(store)?;
    assert_eq!(commit(store, |tx| tx.drop_root(&Root::account("b")))?, 0);
    assert_eq!(ids(store, &orders_of("a"))?, ["1"]);
    Ok(())
}

pub(crate) fn a_wipe_leaves_nothing(store: &Store) -> Outcome {
    let entry = order(&Root::account("a"), "1").member(&orders_of("a"), "").unique("n", "1").due(1);
    save_all(store, &[entry.clone(), order(&Root::world(), "clock")])?;
    commit(store, |tx| tx.wipe())?;
    assert!(!exists(store, entry.key())?);
    assert!(!exists(store, order(&Root::world(), "clock").key())?);
    assert!(ids(store, &orders_of("a"))?.is_empty());
    assert_eq!(read(store, |tx| tx.find("n", "1"))?, None);
    assert_eq!(read(store, |tx| tx.next_due())?, None);
    entry.save(store)?;
    assert_eq!(ids(store, &orders_of("a"))?, ["1"]);
    Ok(())
}
