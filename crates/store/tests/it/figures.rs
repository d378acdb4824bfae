//! What the embedded engine counts: commits by their writes, what waits, what ran again.

use backlot_store::faults::Faults;
use backlot_store::{Decision, Options, Root, Store};

use crate::Outcome;
use crate::entry::{order, orders_of};
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
