//! Random sequences of operations, on the store and on a map that is obviously right.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use backlot_store::{Decision, Error, Expect, Key, Position, Range, Root, Set, Store, Tx};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::entry::{Entry, order};

#[derive(Clone, Debug)]
enum Step {
    Put { root: usize, id: usize, sets: Vec<(usize, usize)>, uniques: Vec<usize>, due: Option<i64>, stale: bool },
    Delete { root: usize, id: usize },
    Drop { root: usize },
    Wipe,
}

/// Some steps in one write, and whether it is kept.
type Write = (Vec<Step>, bool);

fn roots() -> [Root; 7] {
    [
        Root::world(),
        Root::account("a"),
        Root::customer("a", "c"),
        Root::customer("a", "c-d"),
        Root::account("a-b"),
        Root::customer("a-b", "c"),
        Root::tenant("c"),
    ]
}

const IDS: [&str; 4] = ["1", "10", "2", "é"];
const SORTS: [&str; 6] = ["", "a", "aB", "a%", "b", "\u{10ffff}"];
const VALUES: [&str; 4] = ["x", "X", "y", "z"];

fn sets() -> [Set; 4] {
    [
        Set::new(Root::world(), "all"),
        Set::new(Root::account("a"), "some"),
        Set::new(Root::customer("a", "c"), "some"),
        Set::new(Root::tenant("c"), "all"),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let (root, id) = (0..roots().len(), 0..IDS.len());
    let places =
        prop::collection::btree_map(0..sets().len(), 0..SORTS.len(), 0..4).prop_map(|map| map.into_iter().collect());
    let uniques = prop::collection::vec(0..VALUES.len(), 0..3);
    let put = (root.clone(), id.clone(), places, uniques, prop::option::of(0..5_i64), prop::bool::weighted(0.1));
    prop_oneof![
        12 => put.prop_map(|(root, id, sets, uniques, due, stale)| Step::Put { root, id, sets, uniques, due, stale }),
        4 => (root.clone(), id).prop_map(|(root, id)| Step::Delete { root, id }),
        2 => root.prop_map(|root| Step::Drop { root }),
        1 => Just(Step::Wipe),
    ]
}

/// The documents with their index rows: everything else follows from them.
type Model = BTreeMap<Key, Entry>;

/// Does a step on both, and compares what they answer.
fn both(tx: &mut Tx<'_>, model: &mut Model, step: &Step) -> Result<(), Error> {
    match step {
        Step::Put { root, id, sets: places, uniques, due, stale } => {
            let mut entry = order(&roots()[*root], IDS[*id]);
            for (set, sort) in places {
                entry = entry.member(&sets()[*set], SORTS[*sort]);
            }
            for value in uniques {
                entry = entry.unique("u", VALUES[*value]);
            }
            entry.index.due = *due;
            let found = model.get(entry.key()).map(|entry| entry.document.version);
            entry.document.version = found.map_or(1, |version| version + 1);
            let expect = match found {
                Some(version) if *stale => Expect::Version(version + 1),
                None if *stale => Expect::Version(1),
                Some(version) => Expect::Version(version),
                None => Expect::Absent,
            };
            let clash = model.iter().any(|(key, other)| {
                key != entry.key() && other.index.unique.iter().any(|unique| entry.index.unique.contains(unique))
            });
            match tx.put(&entry.document, &entry.index, expect) {
                Ok(()) => {
                    assert!(!stale && !clash);
                    model.insert(entry.key().clone(), entry);
                }
                Err(Error::Stale { key }) => assert!(*stale && key == *entry.key()),
                Err(Error::Taken { value, holder, .. }) => {
                    assert!(!stale && model[&holder].index.unique.iter().any(|unique| unique.value == value));
                }
                Err(other) => return Err(other),
            }
        }
        Step::Delete { root, id } => {
            let key = order(&roots()[*root], IDS[*id]).key().clone();
            assert_eq!(tx.delete(&key)?, model.remove(&key).is_some());
        }
        Step::Drop { root } => {
            let root = roots()[*root].clone();
            let below = format!("{root}/");
            let inside = |other: &Root| *other == root || other.as_str().starts_with(&below);
            let before = model.len();
            model.retain(|key, _| !inside(&key.root));
            model.values_mut().for_each(|entry| entry.index.sets.retain(|member| !inside(&member.set.root)));
            assert_eq!(tx.drop_root(&root)?, (before - model.len()) as u64);
        }
        Step::Wipe => {
            tx.wipe()?;
            model.clear();
        }
    }
    Ok(())
}

/// Compares everything that can be read.
fn compare(tx: &mut Tx<'_>, model: &Model, limit: usize) -> Result<(), Error> {
    for root in roots() {
        for id in IDS {
            let key = order(&root, id).key().clone();
            assert_eq!(tx.get(&key)?.as_ref(), model.get(&key).map(|entry| &entry.document));
        }
    }
    for value in VALUES {
        let holder = model.iter().find(|(_, entry)| entry.index.unique.iter().any(|unique| unique.value == value));
        assert_eq!(tx.find("u", value)?.as_ref(), holder.map(|(key, _)| key));
    }
    let mut due: Vec<_> =
        model.iter().filter_map(|(key, entry)| entry.index.due.map(|due| (due, key.clone()))).collect();
    due.sort();
    assert_eq!(tx.next_due()?, due.first().map(|(time, _)| *time));
    assert_eq!(tx.due(i64::MAX, usize::MAX)?, due);
    for set in sets() {
        compare_set(tx, model, &set, limit)?;
    }
    Ok(())
}

fn compare_set(tx: &mut Tx<'_>, model: &Model, set: &Set, limit: usize) -> Result<(), Error> {
    let mut members: Vec<(&str, &str, &Key)> = model
        .iter()
        .filter_map(|(key, entry)| {
            let member = entry.index.sets.iter().find(|member| member.set == *set)?;
            Some((member.sort.as_str(), key.id.as_str(), key))
        })
        .collect();
    members.sort();
    assert_eq!(tx.count(set)?, members.len() as u64);
    for prefix in SORTS.into_iter().chain(["A", "none"]) {
        let expected: Vec<_> = members.iter().filter(|(sort, ..)| sort.starts_with(prefix)).collect();
        assert_eq!(tx.count_prefix(set, prefix)?, expected.len() as u64);
        let mut range = Range::first(limit).prefix(prefix);
        let mut listed = Vec::new();
        loop {
            let keys = tx.keys(set, &range)?;
            let page = tx.list(set, &range)?;
            assert_eq!(keys, page.iter().map(|at| (at.sort.clone(), at.document.key.clone())).collect::<Vec<_>>());
            assert!(page.len() <= limit);
            range.after = page.last().map(backlot_store::Listed::position);
            listed.extend(page);
            if range.after.is_none() {
                break;
            }
        }
        assert!(listed.iter().map(backlot_store::Listed::position).is_sorted_by(|a: &Position, b| a < b));
        // Members that share sort and id come in any order, but come.
        let mut found: Vec<_> =
            listed.iter().map(|at| (at.sort.as_str(), at.document.key.id.as_str(), &at.document.key)).collect();
        found.sort();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected);
    }
    Ok(())
}

fn run(store: &Store, writes: Vec<Write>, limit: usize) -> Result<(), Error> {
    let mut model = Model::new();
    for (steps, kept) in writes {
        let before = model.clone();
        let changed = store.write_blocking(Root::world(), move |tx| {
            let mut changed = before.clone();
            for step in &steps {
                both(tx, &mut changed, step)?;
            }
            compare(tx, &changed, limit)?;
            Ok(if kept { Decision::Commit(changed) } else { Decision::Rollback(changed) })
        })?;
        if kept {
            model = changed;
        }
        store.read_blocking(|tx| compare(tx, &model, limit))?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sqlite_does_what_a_map_does(
        writes in prop::collection::vec((prop::collection::vec(step(), 1..8), prop::bool::weighted(0.8)), 1..10),
        limit in 1..6_usize,
    ) {
        let store = crate::sqlite().map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        run(&store, writes, limit).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    }

    #[test]
    fn postgres_does_what_a_map_does(
        writes in prop::collection::vec((prop::collection::vec(step(), 1..8), prop::bool::weighted(0.8)), 1..10),
        limit in 1..6_usize,
    ) {
        // One for all cases: to make a schema takes longer than a case does.
        static STORE: OnceLock<Option<Store>> = OnceLock::new();
        if let Some(store) = STORE.get_or_init(|| crate::postgres().unwrap_or_default()) {
            let emptied = store.write_blocking(Root::world(), |tx| tx.wipe().map(Decision::Commit));
            let done = emptied.and_then(|()| run(store, writes, limit));
            done.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        }
    }
}
