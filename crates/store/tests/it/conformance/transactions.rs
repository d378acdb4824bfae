//! Transactions: what is seen, what is kept, who is answered when.

use std::panic::resume_unwind;
use std::thread;

use backlot_store::{Decision, Error, Expect, Root, Store};

use crate::Outcome;
use crate::entry::{Entry, commit, exists, ids, order, orders_of, read};
use crate::gate::{begin, finish, hold};

fn entry(id: &str) -> Entry {
    order(&Root::account("a"), id).member(&orders_of("a"), "")
}

pub(crate) fn a_read_is_one_snapshot(store: &Store) -> Outcome {
    entry("1").save(store)?;
    read(store, |tx| {
        assert_eq!(tx.count(&orders_of("a"))?, 1);
        // The writer does not wait for readers either.
        entry("2").save(store)?;
        let other = read(store, |tx| tx.count(&orders_of("a")))?;
        assert_eq!(other, 2, "a later read sees what was committed before it began");
        assert_eq!(tx.count(&orders_of("a"))?, 1);
        assert_eq!(tx.get(entry("2").key())?, None);
        Ok(())
    })?;
    let (held, keeper) = hold(store);
    assert_eq!(ids(store, &orders_of("a"))?, ["1", "2"], "a read does not wait for the writer");
    keeper.open();
    Ok(finish(held)?)
}

pub(crate) fn a_read_cannot_write(store: &Store) -> Outcome {
    let entry = entry("1");
    entry.save(store)?;
    read(store, |tx| {
        let (document, index) = (&entry.document, &entry.index);
        assert!(matches!(tx.put(document, index, Expect::Version(1)), Err(Error::ReadOnly)));
        assert!(matches!(tx.delete(entry.key()), Err(Error::ReadOnly)));
        assert!(matches!(tx.drop_root(&Root::world()), Err(Error::ReadOnly)));
        assert!(matches!(tx.wipe(), Err(Error::ReadOnly)));
        assert_eq!(tx.count(&orders_of("a"))?, 1, "and goes on reading");
        Ok(())
    })?;
    Ok(())
}

pub(crate) fn a_write_sees_its_own_changes(store: &Store) -> Outcome {
    commit(store, |tx| {
        entry("1").unique("n", "1").due(3).put(tx)?;
        assert_eq!(tx.count(&orders_of("a"))?, 1);
        assert_eq!(tx.find("n", "1")?.as_ref(), Some(entry("1").key()));
        assert_eq!(tx.next_due()?, Some(3));
        assert!(tx.delete(entry("1").key())?);
        assert_eq!(tx.get(entry("1").key())?, None);
        Ok(())
    })?;
    Ok(())
}

pub(crate) fn a_rollback_leaves_nothing_and_answers(store: &Store) -> Outcome {
    let seen = store.write_blocking(Root::account("a"), |tx| {
        entry("1").unique("n", "1").put(tx)?;
        Ok(Decision::Rollback(tx.count(&orders_of("a"))?))
    })?;
    assert_eq!(seen, 1);
    assert!(ids(store, &orders_of("a"))?.is_empty());
    assert_eq!(read(store, |tx| tx.find("n", "1"))?, None);
    Ok(())
}

pub(crate) fn an_error_leaves_nothing(store: &Store) -> Outcome {
    entry("1").save(store)?;
    let result = commit(store, |tx| {
        entry("2").put(tx)?;
        entry("1").put(tx)
    });
    assert!(matches!(result, Err(Error::Stale { key }) if key == *entry("1").key()));
    assert_eq!(ids(store, &orders_of("a"))?, ["1"]);
    Ok(())
}

pub(crate) fn a_panic_harms_nobody_else(store: &Store) -> Outcome {
    let panics = |tx: &mut backlot_store::Tx<'_>| -> Result<Decision<()>, Error> {
        entry("torn").put(tx)?;
        resume_unwind(Box::new("a mistake in a handler"))
    };
    assert!(matches!(store.write_blocking(Root::world(), panics), Err(Error::Panicked)), "alone");

    let (held, keeper) = hold(store);
    let before = begin(store, |tx| entry("before").put(tx).map(Decision::Commit));
    let torn = begin(store, panics);
    let after = begin(store, |tx| entry("after").put(tx).map(Decision::Commit));
    keeper.open();
    finish(held)?;
    finish(before)?;
    assert!(matches!(finish(torn), Err(Error::Panicked)), "in a group");
    finish(after)?;
    assert_eq!(ids(store, &orders_of("a"))?, ["after", "before"]);

    let read = thread::scope(|scope| {
        scope.spawn(|| store.read_blocking::<(), Error>(|_| resume_unwind(Box::new("a mistake in a reader")))).join()
    });
    assert!(read.is_err());
    assert_eq!(ids(store, &orders_of("a"))?.len(), 2, "a reader's panic is its own affair");
    Ok(())
}

pub(crate) fn a_refusal_harms_nobody_else_of_its_group(store: &Store) -> Outcome {
    entry("there").save(store)?;
    let (held, keeper) = hold(store);
    let one = begin(store, |tx| entry("1").put(tx).map(Decision::Commit));
    let refused = begin(store, |tx| {
        entry("dry run").put(tx)?;
        Ok(Decision::Rollback("refused"))
    });
    let stale = begin(store, |tx| {
        entry("before the mistake").put(tx)?;
        entry("there").put(tx).map(Decision::Commit)
    });
    let two = begin(store, |tx| {
        let seen = tx.count(&orders_of("a"))?;
        entry("2").put(tx)?;
        Ok(Decision::Commit(seen))
    });
    keeper.open();
    finish(held)?;
    finish(one)?;
    assert_eq!(finish(refused)?, "refused");
    assert!(matches!(finish(stale), Err(Error::Stale { .. })));
    assert!((1..=2).contains(&finish(two)?), "it sees what was kept, and nothing else");
    assert_eq!(ids(store, &orders_of("a"))?, ["1", "2", "there"]);
    Ok(())
}

pub(crate) fn a_caught_refusal_leaves_the_transaction_usable(store: &Store) -> Outcome {
    entry("1").unique("n", "x").save(store)?;
    commit(store, |tx| {
        entry("2").put(tx)?;
        assert!(matches!(entry("1").put(tx), Err(Error::Stale { .. })));
        assert!(matches!(entry("3").unique("n", "x").put(tx), Err(Error::Taken { .. })));
        assert!(matches!(entry("\0").put(tx), Err(Error::Invalid { .. })));
        entry("4").put(tx)
    })?;
    assert_eq!(ids(store, &orders_of("a"))?, ["1", "2", "4"]);
    Ok(())
}

pub(crate) fn a_caller_who_goes_away_leaves_a_whole_write(store: &Store) -> Outcome {
    let (held, keeper) = hold(store);
    drop(begin(store, |tx| {
        entry("1").put(tx)?;
        entry("2").put(tx).map(Decision::Commit)
    }));
    keeper.open();
    finish(held)?;
    // Nobody is told when it has run, and there may be several threads to run it.
    while !exists(store, entry("2").key())? {
        thread::yield_now();
    }
    assert_eq!(ids(store, &orders_of("a"))?, ["1", "2"]);
    Ok(())
}

pub(crate) fn a_write_inside_a_write_is_refused(store: &Store) -> Outcome {
    let inner = store.clone();
    let result = commit(store, move |_| entry("1").save(&inner));
    assert!(matches!(result, Err(Error::Invalid { .. })), "{result:?}");
    Ok(())
}

pub(crate) fn commits_are_counted_before_they_are_answered(store: &Store) -> Outcome {
    let before = store.commits();
    entry("1").save(store)?;
    let after = store.commits();
    assert!(after > before);
    store.write_blocking(Root::world(), |tx| entry("2").put(tx).map(Decision::Rollback))?;
    assert!(commit(store, |tx| entry("1").put(tx)).is_err());
    assert_eq!(store.commits(), after, "what is not kept is no commit");
    Ok(())
}

pub(crate) fn a_closed_store_has_finished_what_waited(store: &Store) -> Outcome {
    let (held, keeper) = hold(store);
    let waiting = begin(store, |tx| entry("1").put(tx).map(Decision::Commit));
    let closing = {
        let store = store.clone();
        thread::spawn(move || store.close())
    };
    keeper.open();
    finish(held)?;
    finish(waiting)?;
    assert!(closing.join().is_ok());
    assert!(matches!(entry("2").save(store), Err(Error::Closed)));
    assert!(matches!(exists(store, entry("1").key()), Err(Error::Closed)));
    store.clone().close();
    Ok(())
}
