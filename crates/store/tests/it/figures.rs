//! What the embedded engine counts: commits by their writes, what waits, what ran again.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backlot_store::faults::Faults;
use backlot_store::{Decision, Error, Options, Root, Store, Tx};

use crate::Outcome;
use crate::entry::{Entry, ids, order, orders_of};
use crate::gate::{begin, finish, hold};

#[test]
fn commits_are_counted_by_their_writes_and_refusals_not_at_all() -> Outcome {
    let store = Store::open(Options::temporary())?;
    let opened = store.figures();
    let (held, keeper) = hold(&store);
    let waiting: Vec<_> = (0..5)
        .map(|n| {
            let entry = order(&Root::account("a"), &n.to_string()).member(&orders_of("a"), "");
            begin(&store, move |tx| entry.put(tx).map(Decision::Commit))
        })
        .collect();
    let refused = begin(&store, |_| Ok(Decision::Rollback(())));
    assert_eq!(store.figures().waiting, 6);
    keeper.open();
    finish(held)?;
    finish(refused)?;
    for write in waiting {
        finish(write)?;
    }
    let figures = store.figures();
    // Five are more than 4 and no more than 8: the fourth class.
    assert_eq!(figures.commits[3], opened.commits[3] + 1);
    assert_eq!(figures.commits.iter().sum::<u64>(), store.commits());
    assert_eq!((figures.writes, figures.waiting), (opened.writes + 5, 0));
    assert_eq!((figures.reruns, figures.connections, figures.connections_in_use), (0, 0, 0));
    Ok(())
}

#[test]
fn handlers_that_run_again_are_counted() -> Outcome {
    let faults = Faults::default();
    let store = Store::open(Options::temporary().faults(faults.clone()))?;
    let (held, keeper) = hold(&store);
    let waiting: Vec<_> = (0..3)
        .map(|n| {
            let entry = order(&Root::account("a"), &n.to_string());
            begin(&store, move |tx| entry.put(tx).map(Decision::Commit))
        })
        .collect();
    faults.fail_commit(1);
    keeper.open();
    finish(held)?;
    for write in waiting {
        finish(write)?;
    }
    let figures = store.figures();
    assert_eq!(figures.reruns, 3);
    assert_eq!((figures.writes, figures.commits[0]), (3, 3), "each in a commit of its own");
    Ok(())
}

/// What a handler that is not kept does before it ends.
type End = fn(&mut Tx<'_>) -> Result<Decision<()>, Error>;

#[test]
fn a_group_runs_again_only_where_something_is_to_be_undone() -> Outcome {
    fn entry(id: &str) -> Entry {
        order(&Root::account("a"), id).member(&orders_of("a"), "")
    }
    let ends: [(&str, End, u64, usize); 5] = [
        ("a refusal at once", |_| Ok(Decision::Rollback(())), 0, 1),
        ("a put that is refused", |tx| entry("there").put(tx).map(Decision::Commit), 0, 1),
        ("a dry run", |tx| entry("torn").put(tx).map(Decision::Rollback), 3, 2),
        ("an error after a change", |tx| entry("torn").put(tx).and(entry("there").put(tx)).map(Decision::Commit), 3, 2),
        (
            "a panic after a change",
            |tx| {
                entry("torn").put(tx)?;
                resume_unwind(Box::new("a mistake in a handler"))
            },
            3,
            1,
        ),
    ];
    for (what, end, reruns, expected) in ends {
        let store = Store::open(Options::temporary())?;
        entry("there").save(&store)?;
        let runs = Arc::new(AtomicUsize::new(0));
        let (held, keeper) = hold(&store);
        let add = |id: &'static str| begin(&store, move |tx| entry(id).put(tx).map(Decision::Commit));
        let before = [add("1"), add("2")];
        let counted = Arc::clone(&runs);
        let undone = begin(&store, move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            end(tx)
        });
        let after = add("3");
        keeper.open();
        finish(held)?;
        for write in before {
            finish(write)?;
        }
        // How it ends is its own affair.
        let _ = finish(undone);
        finish(after)?;
        assert_eq!(ids(&store, &orders_of("a"))?, ["1", "2", "3", "there"], "{what}");
        let figures = store.figures();
        assert_eq!(figures.reruns, reruns, "{what}: two before it, and itself");
        assert_eq!(figures.commits[2], 1, "{what}: three were kept together all the same");
        assert_eq!(runs.load(Ordering::SeqCst), expected, "{what}");
    }
    Ok(())
}
