//! The embedded engine's writer: groups, backpressure, its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use backlot_store::{Decision, Error, Indexed, Options, Root, Store};

use crate::entry::{commit, ids, order, orders_of};
use crate::gate::{begin, finish, hold};
use crate::{Outcome, sqlite};

#[test]
fn what_queued_meanwhile_is_one_commit() -> Outcome {
    let store = sqlite()?;
    let (held, keeper) = hold(&store);
    let before = store.commits();
    let waiting: Vec<_> = (0..128)
        .map(|n| {
            let entry = order(&Root::account("a"), &format!("{n:03}")).member(&orders_of("a"), "");
            begin(&store, move |tx| entry.put(tx).map(Decision::Commit))
        })
        .collect();
    keeper.open();
    finish(held)?;
    for write in waiting {
        finish(write)?;
    }
    assert_eq!(store.commits(), before + 1);
    assert_eq!(ids(&store, &orders_of("a"))?.len(), 128);
    Ok(())
}

#[test]
fn a_full_queue_makes_writers_wait() -> Outcome {
    let store = Store::open(Options::temporary().queue(1))?;
    let (held, keeper) = hold(&store);
    // One has a place, the others wait for it.
    let waiting: Vec<_> = (0..20)
        .map(|n| {
            let entry = order(&Root::account("a"), &format!("{n:02}")).member(&orders_of("a"), "");
            begin(&store, move |tx| entry.put(tx).map(Decision::Commit))
        })
        .collect();
    keeper.open();
    finish(held)?;
    for write in waiting {
        finish(write)?;
    }
    assert_eq!(ids(&store, &orders_of("a"))?.len(), 20);
    Ok(())
}

#[test]
fn many_threads_write_and_read_at_once() -> Outcome {
    let store = sqlite()?;
    let failures = AtomicUsize::new(0);
    thread::scope(|scope| {
        for client in 0..8 {
            let (store, failures) = (&store, &failures);
            scope.spawn(move || {
                for n in 0..25 {
                    let entry = order(&Root::account("a"), &format!("{client} {n}")).member(&orders_of("a"), "");
                    let key = entry.key().clone();
                    let wrote = entry.save(store);
                    // Who was answered sees it, whatever the others do.
                    let seen = crate::entry::exists(store, &key);
                    if wrote.is_err() || !matches!(seen, Ok(true)) || ids(store, &orders_of("a")).is_err() {
                        failures.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(failures.into_inner(), 0);
    assert_eq!(ids(&store, &orders_of("a"))?.len(), 200);
    Ok(())
}

#[test]
fn a_store_is_filled_once_whoever_is_refused_beside_it() -> Outcome {
    let store = sqlite()?;
    let filled = order(&Root::account("a"), "filled").member(&orders_of("a"), "");
    let filled = Indexed { document: filled.document, index: filled.index };
    let (held, keeper) = hold(&store);
    let filling = {
        let store = store.clone();
        thread::spawn(move || store.fill([Ok::<_, Error>(filled)].into_iter()))
    };
    while store.figures().waiting == 0 {
        thread::yield_now();
    }
    let dry_run = begin(&store, |tx| {
        let there = tx.count(&orders_of("a"))?;
        order(&Root::account("a"), "dry run").member(&orders_of("a"), "").put(tx)?;
        Ok(Decision::Rollback(there))
    });
    let kept = begin(&store, |tx| order(&Root::account("a"), "kept").put(tx).map(Decision::Commit));
    keeper.open();
    finish(held)?;
    assert!(matches!(filling.join(), Ok(Ok(1))));
    assert_eq!(finish(dry_run)?, 1, "it came after");
    finish(kept)?;
    assert_eq!(ids(&store, &orders_of("a"))?, ["filled"]);
    Ok(())
}

#[tokio::test]
async fn blocking_writes_work_inside_a_task() -> Outcome {
    let store = sqlite()?;
    // More than a task's budget, which a thread that only waits never renews.
    for n in 0..300 {
        let written = commit(&store, move |_| Ok(n))?;
        assert_eq!(written, n);
    }
    let entry = order(&Root::account("a"), "1").member(&orders_of("a"), "");
    store.write(Root::account("a"), move |tx| entry.put(tx).map(Decision::Commit)).await?;
    assert_eq!(ids(&store, &orders_of("a"))?, ["1"]);
    Ok(())
}

#[test]
fn a_write_may_hold_the_last_store() -> Outcome {
    let store = sqlite()?;
    let path = store.path().ok_or("it has a directory")?.to_owned();
    let witness = Arc::new(());
    let watch = Arc::downgrade(&witness);
    let (held, keeper) = hold(&store);
    let own = store.clone();
    drop(begin(&store, move |_| Ok(Decision::Commit((own.commits(), Arc::clone(&witness))))));
    drop(held);
    drop(store);
    keeper.open();
    // The writer drops the last store itself and must not wait for itself; its end is the directory's.
    for _ in 0..10_000_000 {
        if watch.strong_count() == 0 && !path.exists() {
            return Ok(());
        }
        thread::yield_now();
    }
    Err("the writer has not ended".into())
}
