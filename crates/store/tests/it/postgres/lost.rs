//! Connections that are lost, before a COMMIT and around it: everything is done once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backlot_store::{Decision, Error, Options, Root, Server, Store};
use backlot_test_postgres::Database;

use super::{Behind, behind_a_proxy, open};
use crate::Outcome;
use crate::entry::{exists, ids, order, orders_of};

/// Adds an order, and does something to the connection when this has run for the first time; says how often it ran.
fn add(store: &Store, id: &'static str, after: impl Fn() + Send + 'static) -> Result<usize, Error> {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    store.write_blocking(Root::account("a"), move |tx| {
        order(&Root::account("a"), id).member(&orders_of("a"), "").put(tx)?;
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            after();
        }
        Ok(Decision::Commit(()))
    })?;
    Ok(runs.load(Ordering::SeqCst))
}

#[test]
fn a_connection_lost_before_the_commit_means_another_run() -> Outcome {
    let Some(Behind { proxy, database, url }) = behind_a_proxy()? else { return Ok(()) };
    let (store, proxy) = (open(&database, &url)?, Arc::new(proxy));
    let shared = Arc::clone(&proxy);
    assert_eq!(add(&store, "1", move || shared.cut())?, 2);
    assert_eq!(ids(&store, &orders_of("a"))?, ["1"]);
    Ok(())
}

/// A store with one connection for writes, which has one.
fn prepared(database: &Database, url: &str) -> super::Result<Store> {
    let server = Server::new(url)?.schema(database.schema.as_str()).pool(3);
    let store = Store::open(Options::postgres(server))?;
    add(&store, "0", || ())?;
    Ok(store)
}

#[test]
fn a_commit_whose_answer_is_lost_is_found_and_not_repeated() -> Outcome {
    let Some(Behind { proxy, database, url }) = behind_a_proxy()? else { return Ok(()) };
    let (store, proxy) = (prepared(&database, &url)?, Arc::new(proxy));
    let shared = Arc::clone(&proxy);
    assert_eq!(
        add(&store, "1", move || shared.lose_the_answer(b"COMMIT\0"))?,
        1,
        "it was kept, so it does not run again"
    );
    assert_eq!(proxy.cuts(), 1);
    assert_eq!(ids(&store, &orders_of("a"))?, ["0", "1"]);
    // The next connection's commits are told apart from those of the one before.
    assert_eq!(add(&store, "2", || ())?, 1);
    assert_eq!(ids(&store, &orders_of("a"))?, ["0", "1", "2"]);
    Ok(())
}

#[test]
fn a_connection_lost_while_idle_is_replaced_unnoticed() -> Outcome {
    let Some(Behind { proxy, database, url }) = behind_a_proxy()? else { return Ok(()) };
    let store = open(&database, &url)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let key = order(&Root::account("a"), "1").key().clone();
    assert_eq!(add(&store, "1", || ())?, 1);
    for _ in 0..3 {
        let plan = backlot_store::Plan::new().fetch(key.clone());
        let wanted = key.clone();
        let found = runtime.block_on(store.read::<_, Error, _>(plan, move |tx| tx.get(&wanted)))?;
        assert!(found.is_some());
        assert!(exists(&store, &key)?);
        proxy.cut();
    }
    assert_eq!(add(&store, "2", || ())?, 1);
    Ok(())
}

#[test]
fn a_database_that_cannot_be_asked_leaves_a_commit_unsure() -> Outcome {
    let Some(Behind { proxy, database, url }) = behind_a_proxy()? else { return Ok(()) };
    let (store, proxy) = (prepared(&database, &url)?, Arc::new(proxy));
    let shared = Arc::clone(&proxy);
    let lost = add(&store, "1", move || {
        shared.refuse(true);
        shared.lose_the_answer(b"COMMIT\0");
    });
    assert!(matches!(lost, Err(Error::Unsure { .. })), "{lost:?}");
    assert!(matches!(add(&store, "2", || ()), Err(Error::Unavailable { .. })));
    proxy.refuse(false);
    assert_eq!(ids(&store, &orders_of("a"))?, ["0", "1"], "it had been kept");
    assert_eq!(add(&store, "2", || ())?, 1);
    Ok(())
}
