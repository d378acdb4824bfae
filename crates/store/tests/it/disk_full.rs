//! A disk that fails: whole groups come to nothing, nobody is told otherwise, and the store goes on.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backlot_store::faults::Faults;
use backlot_store::{Decision, Error, Options, Root, Store};
use bytes::Bytes;

use crate::Outcome;
use crate::entry::{Entry, commit, ids, order, orders_of, save_all};
use crate::gate::{Started, begin, finish, hold};

fn faulty() -> Result<(Store, Faults), Error> {
    let faults = Faults::default();
    let store = Store::open(Options::temporary().durable(true).faults(faults.clone()))?;
    Ok((store, faults))
}

fn entry(id: &str) -> Entry {
    order(&Root::account("a"), id).member(&orders_of("a"), "").unique("n", id)
}

/// An order that needs new pages.
fn big(id: &str) -> Entry {
    let mut entry = entry(id);
    entry.document.body = Bytes::from(vec![b'x'; 64 << 10]);
    entry
}

/// Starts a write of each.
fn begin_all(store: &Store, entries: impl IntoIterator<Item = Entry>) -> Vec<Started<Result<(), Error>>> {
    let begin_one = |entry: Entry| begin(store, move |tx| entry.put(tx).map(Decision::Commit));
    entries.into_iter().map(begin_one).collect()
}

fn disk<T>(result: &Result<T, Error>) -> bool {
    matches!(result, Err(Error::Disk { .. }))
}

#[test]
fn a_lone_write_fails_whole_and_the_next_succeeds() -> Outcome {
    let (store, faults) = faulty()?;
    // A put with a set and a unique value changes four rows.
    for n in 1..=4 {
        faults.fail_statement(n);
        assert!(disk(&entry("1").save(&store)), "statement {n}");
        assert!(ids(&store, &orders_of("a"))?.is_empty(), "statement {n}");
    }
    faults.fail_commit(1);
    assert!(disk(&entry("1").save(&store)));
    assert!(ids(&store, &orders_of("a"))?.is_empty());
    assert_eq!(store.commits(), 0);
    entry("1").save(&store)?;
    assert_eq!(ids(&store, &orders_of("a"))?, ["1"]);
    Ok(())
}

#[test]
fn a_group_that_loses_its_transaction_is_run_one_by_one() -> Outcome {
    // The sixth write loses it half-way, at first or when they run again because of the panic; the commit loses it when
    // all have run.
    let plans = [
        |faults: &Faults| faults.fail_statement(22),
        |faults: &Faults| faults.fail_statement(44 + 22),
        |faults: &Faults| faults.fail_commit(1),
    ];
    for plan in plans {
        let (store, faults) = faulty()?;
        let (held, keeper) = hold(&store);
        let names: Vec<String> = (0..10).map(|n| n.to_string()).collect();
        let waiting = begin_all(&store, names.iter().map(|id| entry(id)));
        let refused = begin(&store, |tx| Ok(Decision::Rollback(tx.count(&orders_of("a"))?)));
        let panics: Started<Result<(), Error>> = begin(&store, |tx| {
            entry("torn").put(tx)?;
            resume_unwind(Box::new("a mistake in a handler"))
        });
        // The gate's own write has no statement and no commit, so the plan strikes in the group behind it.
        plan(&faults);
        keeper.open();
        finish(held)?;
        for write in waiting {
            finish(write)?;
        }
        assert_eq!(finish(refused)?, 10);
        assert!(matches!(finish(panics), Err(Error::Panicked)));
        assert_eq!(ids(&store, &orders_of("a"))?, names);
        assert_eq!(store.commits(), 10, "each in a transaction of its own");
    }
    Ok(())
}

#[test]
fn a_refusal_that_rests_on_a_lost_write_is_judged_again() -> Outcome {
    let (store, faults) = faulty()?;
    let (held, keeper) = hold(&store);
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let first = begin(&store, move |tx| {
        if counted.fetch_add(1, Ordering::SeqCst) > 0 {
            return Ok(Decision::Rollback("thought better of it"));
        }
        entry("only one").put(tx)?;
        Ok(Decision::Commit("done"))
    });
    let second = begin(&store, |tx| {
        if tx.count(&orders_of("a"))? > 0 {
            return Ok(Decision::Rollback("refused"));
        }
        entry("only one").put(tx)?;
        Ok(Decision::Commit("done"))
    });
    faults.fail_commit(1);
    keeper.open();
    finish(held)?;
    assert_eq!(finish(first)?, "thought better of it");
    assert_eq!(finish(second)?, "done", "nothing that it was refused for was ever kept");
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_eq!(ids(&store, &orders_of("a"))?, ["only one"]);
    Ok(())
}

#[test]
fn a_handler_that_ignores_a_failed_statement_cannot_commit() -> Outcome {
    let (store, faults) = faulty()?;
    faults.fail_statement(2);
    let result = commit(&store, |tx| {
        assert!(disk(&entry("1").put(tx)));
        assert!(matches!(entry("2").put(tx), Err(Error::Broken)));
        assert!(matches!(tx.count(&orders_of("a")), Err(Error::Broken)));
        Ok(())
    });
    assert!(matches!(result, Err(Error::Broken)), "{result:?}");

    faults.fail_statement(1);
    let answer = store.write_blocking(Root::world(), |tx| Ok(Decision::Rollback(entry("1").put(tx).is_err())))?;
    assert!(answer, "it may say in its own words that nothing was kept");
    assert!(ids(&store, &orders_of("a"))?.is_empty());
    Ok(())
}

#[test]
fn a_full_disk_refuses_groups_cleanly_until_there_is_room() -> Outcome {
    let (store, faults) = faulty()?;
    let kept: Vec<Entry> = (0..20).map(|n| big(&format!("kept {n:02}"))).collect();
    save_all(&store, &kept)?;
    let kept: Vec<&str> = kept.iter().map(|entry| entry.key().id.as_str()).collect();

    for round in 0..3 {
        faults.fill_disk();
        let (held, keeper) = hold(&store);
        let waiting = begin_all(&store, (0..10).map(|n| big(&format!("lost {round} {n}"))));
        let reads = begin(&store, |tx| Ok(Decision::Rollback(tx.count(&orders_of("a"))?)));
        keeper.open();
        finish(held)?;
        for write in waiting {
            let result = finish(write);
            assert!(disk(&result), "{result:?}");
        }
        assert_eq!(finish(reads)?, 20, "who needs no room is served");
        assert!(disk(&big("alone").save(&store)));
        assert_eq!(ids(&store, &orders_of("a"))?, kept);
    }

    faults.free_disk();
    big("zz").save(&store)?;
    assert_eq!(ids(&store, &orders_of("a"))?[..20], kept);
    assert_eq!(ids(&store, &orders_of("a"))?[20..], ["zz"]);
    Ok(())
}

#[test]
fn what_was_answered_on_a_failing_disk_is_there_after_reopening() -> Outcome {
    let home = tempfile::tempdir()?;
    let faults = Faults::default();
    let store = Store::open(Options::directory(home.path()).faults(faults.clone()))?;
    let mut acknowledged = Vec::new();
    for n in 0..60_u32 {
        match n % 6 {
            0 => faults.fail_statement(n % 5),
            2 => faults.fail_commit(1),
            4 => faults.fill_disk(),
            5 => faults.free_disk(),
            _ => {}
        }
        let id = format!("{n:02}");
        match big(&id).save(&store) {
            Ok(()) => acknowledged.push(id),
            Err(Error::Disk { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    assert!(acknowledged.len() > 10 && acknowledged.len() < 50, "{}", acknowledged.len());
    store.close();
    let store = Store::open(Options::directory(home.path()))?;
    assert_eq!(ids(&store, &orders_of("a"))?, acknowledged);
    Ok(())
}
