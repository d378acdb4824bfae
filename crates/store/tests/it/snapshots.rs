//! Snapshots that the embedded engine keeps from read to read.

use std::fs;

use backlot_store::faults::Faults;
use backlot_store::{Decision, Error, Expect, Key, Options, Place, Root, Store, Tx};

use crate::Outcome;
use crate::entry::{Entry, order, orders_of};
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
    // It begins anew at 32 MiB; all that was written to it, some pages of 8 KiB each, is more than twice as much.
    assert!(log < 40 << 20, "{log} bytes of what 3,000 writes of more than 4,000 bytes each wrote");
    Ok(())
}

/// An order of account `a`, in this version.
fn version(id: &str, version: i64) -> Entry {
    order(&Root::account("a"), id).version(version)
}

/// The version of an order that a read finds, and that the last of some more finds, which need not ask the database.
fn versions(store: &Store, key: &Key) -> Result<[Option<i64>; 2], Error> {
    let read = || store.read_blocking(|tx| Ok::<_, Error>(tx.get(key)?.map(|document| document.version)));
    let first = read()?;
    for _ in 0..3 {
        read()?;
    }
    Ok([first, read()?])
}

#[test]
fn a_document_that_was_read_again_and_again_is_what_was_written_last() -> Outcome {
    type Write = fn(&mut Tx<'_>) -> Result<Decision<()>, Error>;
    let changes: [(Write, Option<i64>); 10] = [
        (|tx| version("1", 1).put(tx).map(Decision::Commit), Some(1)),
        (|tx| version("1", 2).put(tx).map(Decision::Commit), Some(2)),
        (|tx| version("1", 3).put(tx).map(Decision::Rollback), Some(2)),
        (|tx| tx.delete(version("1", 2).key()).map(|_| Decision::Rollback(())), Some(2)),
        (|tx| tx.delete(version("1", 2).key()).map(|_| Decision::Commit(())), None),
        (|tx| version("1", 1).put(tx).map(Decision::Commit), Some(1)),
        (
            |tx| {
                tx.delete(version("1", 1).key())?;
                let again = version("1", 7);
                tx.put(&again.document, &again.index, Expect::Absent).map(Decision::Commit)
            },
            Some(7),
        ),
        (|tx| tx.drop_root(&Root::account("a")).map(|_| Decision::Rollback(())), Some(7)),
        (|tx| tx.drop_root(&Root::account("a")).map(|_| Decision::Commit(())), None),
        (|tx| version("1", 1).put(tx).map(Decision::Commit), Some(1)),
    ];
    let store = Store::open(Options::temporary())?;
    let key = version("1", 1).key().clone();
    for (at, (write, expected)) in changes.into_iter().enumerate() {
        store.write_blocking(Root::account("a"), write)?;
        assert_eq!(versions(&store, &key)?, [expected; 2], "after change {at}");
    }
    store.write_blocking(Root::world(), |tx| tx.wipe().map(Decision::Commit))?;
    assert_eq!(versions(&store, &key)?, [None; 2]);
    Ok(())
}

#[test]
fn what_stands_beside_a_document_is_what_was_written_last_whatever_its_version() -> Outcome {
    let store = Store::open(Options::temporary())?;
    let key = version("1", 1).key().clone();
    let beside = |own: &'static str| {
        let mut entry = version("1", 1);
        entry.document.own = Some(own.into());
        entry
    };
    beside("1").save(&store)?;
    versions(&store, &key)?;
    let changed = beside("2");
    let write = move |tx: &mut Tx<'_>| tx.put(&changed.document, &changed.index, Expect::Version(1));
    store.write_blocking(Root::account("a"), move |tx| write(tx).map(Decision::Commit))?;
    let own = store.read_blocking(|tx| Ok::<_, Error>(tx.get(&key)?.and_then(|document| document.own)));
    assert_eq!(own?.as_deref(), Some(b"2".as_slice()));
    Ok(())
}

#[test]
fn what_a_commit_that_failed_had_changed_is_what_it_was() -> Outcome {
    let faults = Faults::default();
    let store = Store::open(Options::temporary().faults(faults.clone()))?;
    let key = version("1", 1).key().clone();
    version("1", 1).save(&store)?;
    assert_eq!(versions(&store, &key)?, [Some(1); 2]);
    faults.fail_commit(1);
    assert!(version("1", 2).save(&store).is_err());
    assert_eq!(versions(&store, &key)?, [Some(1); 2]);
    version("1", 2).save(&store)?;
    assert_eq!(versions(&store, &key)?, [Some(2); 2]);
    Ok(())
}

#[test]
fn what_one_of_several_writes_undid_is_what_the_others_left() -> Outcome {
    let store = Store::open(Options::temporary())?;
    let keys = ["1", "2"].map(|id| version(id, 1).key().clone());
    for id in ["1", "2"] {
        version(id, 1).save(&store)?;
    }
    for key in &keys {
        versions(&store, key)?;
    }
    let (held, keeper) = hold(&store);
    let kept = begin(&store, |tx| version("1", 2).put(tx).map(Decision::Commit));
    let undone = begin(&store, |tx| version("2", 2).put(tx).map(Decision::Rollback));
    keeper.open();
    finish(held)?;
    finish(kept)?;
    finish(undone)?;
    assert_eq!(versions(&store, &keys[0])?, [Some(2); 2]);
    assert_eq!(versions(&store, &keys[1])?, [Some(1); 2]);
    Ok(())
}

#[test]
fn a_mapped_database_is_read_as_it_grows_and_changes() -> Outcome {
    let home = tempfile::tempdir()?;
    let store = Store::open(Options::new(Place::Directory(home.path().to_owned())).durable(false).mapped(true))?;
    let body = vec![b' '; 100_000];
    for n in 0..100 {
        let mut entry = version(&n.to_string(), 1);
        entry.document.body = body.clone().into();
        entry.save(&store)?;
        assert_eq!(versions(&store, entry.key())?, [Some(1); 2]);
    }
    version("0", 2).save(&store)?;
    drop(store);
    let store = Store::open(Options::new(Place::Directory(home.path().to_owned())).durable(false).mapped(true))?;
    assert_eq!(versions(&store, version("0", 2).key())?, [Some(2); 2]);
    let last = store.read_blocking(|tx| tx.get(version("99", 1).key()))?;
    assert_eq!(last.map(|document| document.body.len()), Some(100_000));
    Ok(())
}

#[test]
fn a_write_reads_what_it_has_changed_itself() -> Outcome {
    let store = Store::open(Options::temporary())?;
    let key = version("1", 1).key().clone();
    version("1", 1).save(&store)?;
    assert_eq!(versions(&store, &key)?, [Some(1); 2]);
    let found = store.write_blocking(Root::account("a"), move |tx| {
        let before = tx.get(&key)?;
        version("1", 2).put(tx)?;
        let changed = tx.get(&key)?;
        tx.delete(&key)?;
        let versions = [before, changed, tx.get(&key)?].map(|found| found.map(|document| document.version));
        Ok(Decision::Rollback(versions))
    });
    assert_eq!(found?, [Some(1), Some(2), None]);
    Ok(())
}

#[test]
fn a_snapshot_has_no_document_of_a_later_one() -> Outcome {
    let store = Store::open(Options::temporary())?;
    let ids = ["1", "2"];
    let keys = ids.map(|id| version(id, 1).key().clone());
    for id in ids {
        version(id, 1).save(&store)?;
    }
    // Known to every read after it, as is the number of the snapshot that the connection keeps.
    versions(&store, &keys[0])?;
    let within = store.read_blocking::<_, Error>(|tx| {
        let before = tx.get(&keys[0])?;
        for (id, key) in ids.iter().zip(&keys) {
            version(id, 2).save(&store)?;
            assert_eq!(versions(&store, key)?, [Some(2); 2], "another read at the same time");
        }
        let found = [before, tx.get(&keys[0])?, tx.get(&keys[1])?];
        Ok(found.map(|found| found.map(|document| document.version)))
    });
    assert_eq!(within?, [Some(1); 3]);
    for key in &keys {
        assert_eq!(versions(&store, key)?, [Some(2); 2]);
    }
    Ok(())
}
