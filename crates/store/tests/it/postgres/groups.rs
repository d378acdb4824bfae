//! Writes that share a transaction because they queued together: none sees what another one took back, and none pays for
//! another one's mistakes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backlot_store::{Decision, Error, Options, Root, Server, Store, Tx};
use backlot_test_postgres::Database;

use super::{Behind, Result, behind_a_proxy, database, open};
use crate::Outcome;
use crate::entry::{Entry, exists, ids, order, orders_of};
use crate::gate::{Started, begin_under, finish, hold_under};

/// A store whose writes all go through one thread, so that those that wait for it become one group.
fn one_writer(database: &Database, url: &str) -> Result<Store> {
    Ok(Store::open(Options::postgres(Server::new(url)?.schema(database.schema.as_str()).pool(3)))?)
}

/// A write that waits for its answer.
type Write<T> = Started<std::result::Result<T, Error>>;

/// Starts writes as one group, and says what became of each.
fn together<T: Send + 'static>(
    store: &Store,
    begin: impl FnOnce() -> Vec<Write<T>>,
) -> Result<Vec<std::result::Result<T, Error>>> {
    let (held, keeper) = hold_under(store, &Root::tenant("gate"));
    let writes = begin();
    keeper.open();
    finish(held)?;
    Ok(writes.into_iter().map(finish).collect())
}

fn place(entry: Entry) -> Entry {
    entry.member(&orders_of("a"), "")
}

fn a() -> Root {
    Root::account("a")
}

#[test]
fn what_queued_meanwhile_is_one_commit() -> Outcome {
    let Some(database) = database()? else { return Ok(()) };
    let store = one_writer(&database, &database.url)?;
    let before = store.commits();
    let done = together(&store, || {
        let entries = (0..20).map(|n| place(order(&a(), &format!("{n:02}"))));
        entries.map(|entry| begin_under(&store, &a(), move |tx| entry.put(tx).map(Decision::Commit))).collect()
    })?;
    assert!(done.iter().all(std::result::Result::is_ok));
    assert_eq!(store.commits(), before + 1);
    let figures = store.figures();
    // Twenty are more than 16 and no more than 32: the sixth class.
    assert_eq!((figures.commits[5], figures.writes, figures.reruns), (1, 20, 0));
    assert_eq!(ids(&store, &orders_of("a"))?.len(), 20);
    Ok(())
}

/// What a write does before it is refused.
type Deed = fn(&mut Tx<'_>) -> std::result::Result<(), Error>;

#[test]
fn a_refusal_takes_back_what_it_did_and_nothing_else() -> Outcome {
    let deeds: [Deed; 7] = [
        |_| Ok(()),
        |tx| place(order(&a(), "x")).put(tx),
        |tx| place(order(&a(), "first")).version(2).put(tx),
        |tx| place(order(&a(), "old")).version(2).put(tx),
        |tx| tx.delete(order(&a(), "first").key()).map(drop),
        |tx| tx.drop_root(&a()).map(drop),
        |tx| {
            // The list sends what waits; what comes after it waits again.
            place(order(&a(), "x")).put(tx)?;
            tx.list(&orders_of("a"), &backlot_store::Range::all())?;
            tx.delete(order(&a(), "old").key())?;
            order(&a(), "first").version(2).put(tx)?;
            order(&a(), "y").unique("n", "1").put(tx)
        },
    ];
    for deed in deeds {
        let Some(database) = database()? else { return Ok(()) };
        let store = one_writer(&database, &database.url)?;
        place(order(&a(), "old")).save(&store)?;
        let before = store.commits();
        let seen = together(&store, || {
            let first =
                begin_under(&store, &a(), |tx| place(order(&a(), "first")).put(tx).map(|()| Decision::Commit(1)));
            let refused = begin_under(&store, &a(), move |tx| deed(tx).map(|()| Decision::Rollback(2)));
            let last = begin_under(&store, &a(), |tx| {
                let first = tx.get(order(&a(), "first").key())?.map(|document| document.version);
                assert_eq!(
                    (tx.count(&orders_of("a"))?, first),
                    (2, Some(1)),
                    "as the one before the refused one left it"
                );
                place(order(&a(), "first")).version(2).put(tx)?;
                place(order(&a(), "x")).put(tx)?;
                order(&a(), "y").unique("n", "1").put(tx)?;
                Ok(Decision::Commit(3))
            });
            vec![first, refused, last]
        })?;
        assert!(matches!(seen[..], [Ok(1), Ok(2), Ok(3)]), "{seen:?}");
        assert_eq!((store.commits(), store.figures().reruns), (before + 1, 0), "all in one transaction, and at once");
        assert_eq!(ids(&store, &orders_of("a"))?, ["first", "old", "x"]);
    }
    Ok(())
}

#[test]
fn a_panic_takes_back_what_its_handler_did_and_nothing_else() -> Outcome {
    let Some(database) = database()? else { return Ok(()) };
    let store = one_writer(&database, &database.url)?;
    let done = together(&store, || {
        let good = |id: &'static str| {
            begin_under(&store, &a(), move |tx| place(order(&a(), id)).put(tx).map(Decision::Commit))
        };
        let bad = begin_under(&store, &a(), |tx| {
            place(order(&a(), "x")).put(tx)?;
            panic!("as it were")
        });
        vec![good("1"), bad, good("2")]
    })?;
    assert!(matches!(done[..], [Ok(()), Err(Error::Panicked), Ok(())]), "{done:?}");
    assert_eq!(ids(&store, &orders_of("a"))?, ["1", "2"]);
    Ok(())
}

#[test]
fn what_one_took_for_granted_costs_the_others_another_run_and_nothing_else() -> Outcome {
    let Some(database) = database()? else { return Ok(()) };
    let (store, other) = (one_writer(&database, &database.url)?, open(&database, &database.url)?);
    order(&Root::account("b"), "1").unique("n", "x").save(&other)?;
    let done = together(&store, || {
        let put = |entry: Entry| begin_under(&store, &a(), move |tx| entry.put(tx).map(Decision::Commit));
        vec![put(place(order(&a(), "1"))), put(order(&a(), "2").unique("n", "x")), put(place(order(&a(), "3")))]
    })?;
    assert!(matches!(&done[..], [Ok(()), Err(Error::Taken { .. }), Ok(())]), "{done:?}");
    assert_eq!(ids(&store, &orders_of("a"))?, ["1", "3"]);
    assert!(!exists(&store, order(&a(), "2").key())?);
    Ok(())
}

#[test]
fn a_busy_thread_holds_up_nobody() -> Outcome {
    let Some(database) = database()? else { return Ok(()) };
    // Enough connections for a second thread that does this.
    let store = Store::open(Options::postgres(Server::new(&database.url)?.schema(database.schema.as_str()).pool(6)))?;
    let (busy, keeper) = hold_under(&store, &Root::tenant("gate"));
    let entry = place(order(&a(), "1"));
    finish(begin_under(&store, &a(), move |tx| entry.put(tx).map(Decision::Commit)))?;
    assert_eq!(ids(&store, &orders_of("a"))?, ["1"]);
    keeper.open();
    Ok(finish(busy)?)
}

#[test]
fn a_lock_that_another_process_holds_holds_up_only_who_needs_it() -> Outcome {
    let Some(database) = database()? else { return Ok(()) };
    let (store, other) = (one_writer(&database, &database.url)?, open(&database, &database.url)?);
    let (held, keeper) = hold_under(&other, &a());
    let (before, free) = hold_under(&store, &Root::tenant("gate"));
    // More than there are threads for what goes its own way.
    let need_it: Vec<_> = (0..5)
        .map(|n| {
            let entry = place(order(&a(), &n.to_string()));
            begin_under(&store, &a(), move |tx| entry.put(tx).map(Decision::Commit))
        })
        .collect();
    let b = |id: &'static str| {
        begin_under(&store, &Root::account("b"), move |tx| order(&Root::account("b"), id).put(tx).map(Decision::Commit))
    };
    let does_not = b("1");
    free.open();
    finish(before)?;
    finish(does_not)?;
    finish(b("2"))?;
    assert!(ids(&store, &orders_of("a"))?.is_empty(), "the lock is still held");
    keeper.open();
    finish(held)?;
    for write in need_it {
        finish(write)?;
    }
    assert_eq!(ids(&store, &orders_of("a"))?.len(), 5);
    Ok(())
}

#[test]
fn a_lost_answer_to_the_commit_of_many_is_found_for_all() -> Outcome {
    let Some(Behind { proxy, database, url }) = behind_a_proxy()? else { return Ok(()) };
    let store = one_writer(&database, &url)?;
    let (proxy, runs) = (Arc::new(proxy), Arc::new(AtomicUsize::new(0)));
    let done = together(&store, || {
        let writes = (0..5).map(|n| {
            let (proxy, runs) = (Arc::clone(&proxy), Arc::clone(&runs));
            begin_under(&store, &a(), move |tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                if n == 4 {
                    proxy.lose_the_answer(b"COMMIT\0");
                }
                place(order(&a(), &n.to_string())).put(tx).map(Decision::Commit)
            })
        });
        writes.collect()
    })?;
    assert!(done.iter().all(std::result::Result::is_ok), "{done:?}");
    assert_eq!((proxy.cuts(), runs.load(Ordering::SeqCst)), (1, 5), "it was kept, so none runs again");
    assert_eq!(ids(&store, &orders_of("a"))?.len(), 5);
    Ok(())
}

#[test]
fn a_connection_lost_under_many_means_another_run_for_each() -> Outcome {
    let Some(Behind { proxy, database, url }) = behind_a_proxy()? else { return Ok(()) };
    let store = one_writer(&database, &url)?;
    let proxy = Arc::new(proxy);
    let done = together(&store, || {
        let writes = (0..5).map(|n| {
            let (proxy, mut cut) = (Arc::clone(&proxy), n == 2);
            begin_under(&store, &a(), move |tx| {
                if std::mem::take(&mut cut) {
                    proxy.cut();
                }
                place(order(&a(), &n.to_string())).put(tx).map(Decision::Commit)
            })
        });
        writes.collect()
    })?;
    assert!(done.iter().all(std::result::Result::is_ok), "{done:?}");
    assert_eq!(ids(&store, &orders_of("a"))?.len(), 5);
    Ok(())
}
