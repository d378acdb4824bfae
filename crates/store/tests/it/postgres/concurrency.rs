//! Two processes at once: who waits for whom, and what becomes of those who were wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use backlot_store::{Decision, Error, Expect, Plan, Root, Store};

use super::{database, open, two};
use crate::Outcome;
use crate::entry::{Entry, exists, ids, order, orders_of};
use crate::gate::gate;

fn put(store: &Store, root: &Root, entry: Entry) -> Result<(), Error> {
    store.write_blocking(root.clone(), move |tx| entry.put(tx).map(Decision::Commit))
}

#[test]
fn writes_on_different_roots_do_not_wait_for_each_other() -> Outcome {
    let Some((one, other)) = two()? else { return Ok(()) };
    let (gate, keeper) = gate();
    let (a, b) = (Root::customer("p", "a"), Root::customer("p", "b"));
    thread::scope(|scope| {
        let stopped = scope.spawn(|| {
            one.write_blocking(a.clone(), move |tx| {
                order(&Root::customer("p", "a"), "1").put(tx)?;
                gate.pass();
                Ok(Decision::Commit(()))
            })
        });
        keeper.wait();
        put(&other, &b, order(&b, "1"))?;
        assert!(!exists(&other, order(&a, "1").key())?, "the first has not committed yet");
        keeper.open();
        stopped.join().map_err(|_| "it panicked")??;
        assert!(exists(&other, order(&a, "1").key())?);
        Ok(())
    })
}

#[test]
fn roots_are_locked_in_one_order_whoever_names_them() -> Outcome {
    let Some((one, other)) = two()? else { return Ok(()) };
    let roots = [Root::account("a"), Root::customer("a", "c"), Root::tenant("c")];
    let count = Arc::new(AtomicUsize::new(0));
    thread::scope(|scope| {
        for (client, store) in [&one, &other, &one, &other].into_iter().enumerate() {
            let (roots, count) = (&roots, &count);
            scope.spawn(move || {
                for round in 0..25 {
                    let plan: Plan = if client % 2 == 0 {
                        roots.iter().cloned().collect()
                    } else {
                        roots.iter().rev().cloned().collect()
                    };
                    let id = format!("{client} {round}");
                    let done = store.write_blocking(plan, move |tx| {
                        order(&Root::tenant("c"), &id).member(&orders_of("a"), "").put(tx).map(Decision::Commit)
                    });
                    count.fetch_add(usize::from(done.is_ok()), Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(count.load(Ordering::SeqCst), 100);
    assert_eq!(ids(&one, &orders_of("a"))?.len(), 100);
    Ok(())
}

#[test]
fn whoever_holds_the_world_waits_for_all_and_all_wait_for_it() -> Outcome {
    let Some((one, other)) = two()? else { return Ok(()) };
    let a = Root::customer("p", "a");
    let (gate, keeper) = gate();
    thread::scope(|scope| {
        let world = scope.spawn(|| {
            one.write_blocking(Root::world(), move |tx| {
                let before = tx.count(&orders_of("p"))?;
                gate.pass();
                Ok(Decision::Commit((before, tx.count(&orders_of("p"))?)))
            })
        });
        keeper.wait();
        let entry = order(&a, "1").member(&orders_of("p"), "");
        let write = scope.spawn(|| put(&other, &a, entry));
        keeper.open();
        assert_eq!(world.join().map_err(|_| "it panicked")??, (0, 0));
        write.join().map_err(|_| "it panicked")??;
        assert_eq!(ids(&one, &orders_of("p"))?, ["1"]);
        Ok(())
    })
}

#[test]
fn what_another_process_has_made_meanwhile_is_told_as_if_it_had_been_looked_for() -> Outcome {
    let Some((one, other)) = two()? else { return Ok(()) };
    let a = Root::account("a");
    put(&one, &a, order(&a, "1").unique("n", "x"))?;
    let again = put(&other, &a, order(&a, "1"));
    assert!(matches!(again, Err(Error::Stale { .. })), "{again:?}");
    let taken = put(&other, &a, order(&a, "2").unique("n", "x"));
    assert!(matches!(&taken, Err(Error::Taken { holder, .. }) if holder.id == "1"), "{taken:?}");
    // Also where the handler goes on as if nothing were wrong, and even where it gives up afterwards.
    let heard = other.write_blocking(a.clone(), |tx| {
        let refused = order(&Root::account("a"), "2").unique("n", "x").put(tx);
        Ok(Decision::Rollback(matches!(refused, Err(Error::Taken { .. }))))
    })?;
    assert!(heard);
    put(&other, &a, order(&a, "2"))?;
    let missing = order(&a, "3").version(2);
    let stale = other.write_blocking(a, move |tx| {
        tx.put(&missing.document, &missing.index, Expect::Version(1)).map(Decision::Commit)
    });
    assert!(matches!(stale, Err(Error::Stale { .. })));
    Ok(())
}

#[test]
fn a_lease_goes_to_another_process_when_its_holder_is_gone() -> Outcome {
    let Some(database) = database()? else { return Ok(()) };
    let (one, other) = (open(&database, &database.url)?, open(&database, &database.url)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let held = runtime.block_on(one.try_lease("scheduler"))?;
    assert!(held.is_some());
    assert!(runtime.block_on(other.try_lease("scheduler"))?.is_none());
    drop(held);
    while runtime.block_on(other.try_lease("scheduler"))?.is_none() {
        thread::yield_now();
    }
    Ok(())
}
