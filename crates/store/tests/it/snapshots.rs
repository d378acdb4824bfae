//! Snapshots that the embedded engine keeps from read to read.

use std::fs;

use backlot_store::{Decision, Error, Options, Place, Root, Store};

use crate::Outcome;
use crate::entry::{order, orders_of};
use crate::gate::{begin, finish, hold};

#[test]
fn a_read_sees_what_was_answered_before_it_and_nothing_that_is_not_committed() -> Outcome {
    let store = Store::open(Options::temporary())?;
    let count = || store.read_blocking(|tx| tx.count(&orders_of("a")));
    for n in 0..3 {
        assert_eq!((count()?, count()?), (n, n), "the second read is on the snapshot of the first");
        let entry = order(&Root::account("a"), &n.to_string()).member(&orders_of("a"), "");
        let (held, keeper) = hold(&store);
        assert_eq!(count()?, n, "somebody writes");
        let write = begin(&store, move |tx| entry.put(tx).map(Decision::Commit));
        keeper.open();
        finish(held)?;
        finish(write)?;
    }
    let refused = store.write_blocking(Root::account("a"), |tx| {
        order(&Root::account("a"), "3").member(&orders_of("a"), "").put(tx)?;
        Ok(Decision::Rollback(()))
    });
    refused?;
    assert_eq!(count()?, 3);
    Ok(())
}

#[test]
fn a_snapshot_outlives_a_write_that_comes_in_between_and_is_not_kept() -> Outcome {
    let store = Store::open(Options::temporary())?;
    let count = |store: &Store| store.read_blocking(|tx| tx.count(&orders_of("a")));
    let within = store.read_blocking::<_, Error>(|tx| {
        let before = tx.count(&orders_of("a"))?;
        order(&Root::account("a"), "1").member(&orders_of("a"), "").save(&store)?;
        assert_eq!(count(&store)?, 1, "another read at the same time");
        Ok((before, tx.count(&orders_of("a"))?))
    });
    assert_eq!(within?, (0, 0));
    assert_eq!(count(&store)?, 1);
    Ok(())
}

#[test]
fn the_log_does_not_grow_where_somebody_reads_between_all_writes() -> Outcome {
    let home = tempfile::tempdir()?;
    let store = Store::open(Options::new(Place::Directory(home.path().to_owned())).durable(false))?;
    let body = vec![b' '; 4_000];
    for n in 0..3_000 {
        let mut entry = order(&Root::account("a"), &n.to_string());
        entry.document.body = body.clone().into();
        entry.save(&store)?;
        store.read_blocking(|tx| tx.count(&orders_of("a")))?;
    }
    let log = fs::metadata(home.path().join("backlot.sqlite-wal"))?.len();
    // It begins anew at 16 MiB; all that was written to it is more than four times as much.
    assert!(log < 20 << 20, "{log} bytes of what 3,000 writes of more than 4,000 bytes each wrote");
    Ok(())
}
