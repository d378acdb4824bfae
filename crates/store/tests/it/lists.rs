//! Reads of the embedded engine that may take long: on threads of their own, with the same promises.

use std::panic::resume_unwind;
use std::sync::mpsc::channel;
use std::thread::{self, ThreadId};

use backlot_store::{Error, Plan, Root, Store, Tx};

use crate::entry::{order, orders_of};
use crate::gate::{Keeper, Started, finish, gate, start};
use crate::{Outcome, sqlite};

#[tokio::test]
async fn a_list_is_read_elsewhere_and_a_document_in_place() -> Outcome {
    let store = sqlite()?;
    order(&Root::account("a"), "1").member(&orders_of("a"), "").save(&store)?;
    let read = async |plan| {
        let seen = store.read::<_, Error, _>(plan, |tx| Ok((tx.count(&orders_of("a"))?, thread::current().id())));
        seen.await
    };
    let own: ThreadId = thread::current().id();
    for plan in [Plan::new(), Plan::new().more()] {
        assert_eq!(read(plan).await?, (1, own));
    }
    let (seen, thread) = read(Plan::new().lists()).await?;
    assert!(seen == 1 && thread != own);
    Ok(())
}

#[test]
fn a_list_delays_neither_documents_nor_writes_and_sees_none_of_them() -> Outcome {
    let store = sqlite()?;
    let (long, keeper) = gate();
    let own = store.clone();
    let list = start(async move {
        let look = move |tx: &mut Tx<'_>| {
            let before = tx.count(&orders_of("a"))?;
            long.pass();
            Ok::<_, Error>((before, tx.count(&orders_of("a"))?))
        };
        own.read(Plan::new().lists(), look).await
    });
    keeper.wait();
    order(&Root::account("a"), "1").member(&orders_of("a"), "").save(&store)?;
    assert_eq!(store.read_blocking(|tx| tx.count(&orders_of("a")))?, 1);
    keeper.open();
    assert_eq!(finish(list)?, (0, 0));
    Ok(())
}

#[tokio::test]
async fn a_panic_is_answered_and_the_threads_go_on() -> Outcome {
    let store = sqlite()?;
    for _ in 0..20 {
        let panics = store.read::<(), Error, _>(Plan::new().lists(), |_| resume_unwind(Box::new("a mistake")));
        assert!(matches!(panics.await, Err(Error::Panicked)));
    }
    assert_eq!(store.read::<_, Error, _>(Plan::new().lists(), |tx| tx.count(&orders_of("a"))).await?, 0);
    Ok(())
}

#[test]
fn a_closed_store_has_finished_the_lists_that_waited() -> Outcome {
    let store = sqlite()?;
    // More than there are threads, so that some wait for one.
    let (lists, keepers): (Vec<_>, Vec<_>) = (0..20)
        .map(|_| {
            let (long, keeper) = gate();
            let own = store.clone();
            let list = start(async move {
                let look = move |tx: &mut Tx<'_>| {
                    long.pass();
                    tx.count(&orders_of("a"))
                };
                own.read(Plan::new().lists(), look).await
            });
            (list, keeper)
        })
        .unzip();
    let closing = {
        let store = store.clone();
        thread::spawn(move || store.close())
    };
    keepers.into_iter().for_each(Keeper::open);
    for list in lists {
        assert_eq!(finish(list)?, 0);
    }
    assert!(closing.join().is_ok());
    let refused = store.read::<_, Error, _>(Plan::new().lists(), |tx| tx.count(&orders_of("a")));
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    assert!(matches!(runtime.block_on(refused), Err(Error::Closed)));
    Ok(())
}

#[test]
fn lists_that_wait_are_counted_and_those_that_nobody_waits_for_are_not_read() -> Outcome {
    let store = sqlite()?;
    // More than there are threads, so that whatever comes next waits for one.
    let (lists, keepers): (Vec<_>, Vec<_>) = (0..20)
        .map(|_| {
            let (long, keeper) = gate();
            (list(&store, move || long.pass()), keeper)
        })
        .unzip();
    let (ran, runs) = channel();
    let [abandoned, wanted] = ["abandoned", "wanted"].map(|which| {
        let ran = ran.clone();
        list(&store, move || ran.send(which).unwrap_or_default())
    });
    assert!(store.figures().waiting >= 22 - 8, "at most eight are read at once");
    drop(abandoned);
    keepers.into_iter().for_each(Keeper::open);
    for list in lists {
        finish(list)?;
    }
    finish(wanted)?;
    assert_eq!(runs.try_iter().collect::<Vec<_>>(), ["wanted"]);
    assert_eq!(store.figures().waiting, 0);
    Ok(())
}

/// Starts a read that may take long, and does this.
fn list(store: &Store, look: impl Fn() + Send + 'static) -> Started<Result<(), Error>> {
    let store = store.clone();
    start(async move {
        let look = move |_: &mut Tx<'_>| {
            look();
            Ok(())
        };
        store.read(Plan::new().lists(), look).await
    })
}
