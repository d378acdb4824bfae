//! Documents whose time comes.

use backlot_store::{Error, Key, Root, Store};

use crate::Outcome;
use crate::entry::{commit, order, read, save_all};

fn due(store: &Store, until: i64, limit: usize) -> Result<Vec<(i64, String)>, Error> {
    let due = read(store, |tx| tx.due(until, limit))?;
    Ok(due.into_iter().map(|(time, key)| (time, key.id)).collect())
}

pub(crate) fn due_documents_come_in_the_order_of_time_and_key(store: &Store) -> Outcome {
    let (a, b) = (Root::account("a"), Root::account("b"));
    let mut later = order(&a, "kind comes before id").due(10);
    later.document.key.kind = "zebra".into();
    save_all(
        store,
        &[
            order(&b, "b").due(10),
            later,
            order(&a, "a2").due(10),
            order(&a, "a1").due(10),
            order(&b, "first").due(9),
            order(&b, "last").due(11),
            order(&a, "never"),
        ],
    )?;
    let all = [(9, "first"), (10, "a1"), (10, "a2"), (10, "kind comes before id"), (10, "b"), (11, "last")]
        .map(|(time, id)| (time, String::from(id)));
    assert_eq!(due(store, i64::MAX, usize::MAX)?, all);
    assert_eq!(due(store, 10, usize::MAX)?, all[..5], "until includes its own time");
    assert_eq!(due(store, 10, 2)?, all[..2]);
    assert_eq!(due(store, 8, 2)?, []);
    let keys: Vec<(i64, Key)> = read(store, |tx| tx.due(i64::MAX, 9))?;
    assert!(keys.is_sorted(), "as Rust orders (time, key) too");
    Ok(())
}

pub(crate) fn a_time_goes_with_its_document(store: &Store) -> Outcome {
    let entry = || order(&Root::account("a"), "1");
    let next = || read(store, |tx| tx.next_due());
    assert_eq!(next()?, None);
    entry().due(5).save(store)?;
    order(&Root::account("a"), "2").due(9).save(store)?;
    assert_eq!(next()?, Some(5));
    entry().version(2).due(7).save(store)?;
    assert_eq!(next()?, Some(7));
    entry().version(3).save(store)?;
    assert_eq!(next()?, Some(9));
    entry().version(4).due(1).save(store)?;
    let key = entry().key().clone();
    commit(store, move |tx| tx.delete(&key))?;
    assert_eq!(next()?, Some(9));
    Ok(())
}

pub(crate) fn times_may_lie_before_the_epoch(store: &Store) -> Outcome {
    for (id, time) in [("min", i64::MIN), ("minus", -1), ("zero", 0), ("max", i64::MAX)] {
        order(&Root::world(), id).due(time).save(store)?;
    }
    assert_eq!(read(store, |tx| tx.next_due())?, Some(i64::MIN));
    let ids: Vec<String> = due(store, i64::MAX, 9)?.into_iter().map(|(_, id)| id).collect();
    assert_eq!(ids, ["min", "minus", "zero", "max"]);
    Ok(())
}
