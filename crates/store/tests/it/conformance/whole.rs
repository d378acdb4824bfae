//! All of a store at once: every document shown, an empty store filled, everything checked.

use std::collections::BTreeMap;

use backlot_store::{Error, Flaw, Indexed, Key, Root, Set, Store, Unique};
use bytes::Bytes;

use crate::Outcome;
use crate::entry::{Entry, commit, ids, order, orders_of, read, save_all};

/// More than are read or written at a time, in several roots, with everything that can be derived.
fn many() -> Vec<Entry> {
    let shared = Set::new(Root::world(), "all");
    let roots = [Root::account("a"), Root::customer("a", "c"), Root::account("b"), Root::tenant("t"), Root::world()];
    let entry = |number: usize| {
        let root = &roots[number % roots.len()];
        let mut entry = order(root, &format!("{number:04}")).member(&shared, &format!("{:04}", 9999 - number));
        if number.is_multiple_of(2) {
            entry = entry.member(&Set::new(root.clone(), "even"), "").unique("number", &number.to_string()).due(-7);
        }
        if number.is_multiple_of(3) {
            entry.index.expires = Some(number as i64);
            entry.index.unique.push(Unique::new("another", number.to_string()));
            entry.document.brief = Some(Bytes::from_static(b"{}"));
            entry.document.own = Some(Bytes::from_static(b"null"));
            entry.document.shape = 3;
        }
        entry
    };
    (0..700).map(entry).collect()
}

/// What a store should show of these.
fn shown(entries: Vec<Entry>) -> Vec<Indexed> {
    let mut shown: Vec<Indexed> =
        entries.into_iter().map(|entry| Indexed::ordered(entry.document, entry.index)).collect();
    shown.sort_by(|one, other| one.document.key.cmp(&other.document.key));
    shown
}

/// Everything in a store.
pub(crate) fn all(store: &Store) -> Result<Vec<Indexed>, Error> {
    read(store, |tx| {
        let mut all = Vec::new();
        let visited = tx.each(|indexed| {
            all.push(indexed);
            Ok::<_, Error>(())
        })?;
        assert_eq!(visited, all.len() as u64);
        assert_eq!(tx.size()?, visited);
        let mut kinds = BTreeMap::new();
        for indexed in &all {
            *kinds.entry(indexed.document.key.kind.to_string()).or_default() += 1;
        }
        assert!(kinds.into_iter().eq(tx.kinds()?));
        Ok(all)
    })
}

/// What contradicts itself.
pub(crate) fn flaws(store: &Store) -> Result<Vec<Flaw>, Error> {
    read(store, |tx| {
        let mut flaws = Vec::new();
        tx.check(|flaw| {
            flaws.push(flaw);
            Ok::<_, Error>(())
        })?;
        Ok(flaws)
    })
}

fn fill(store: &Store, documents: Vec<Indexed>) -> Result<u64, Error> {
    store.fill(documents.into_iter().map(Ok))
}

pub(crate) fn everything_is_shown_in_the_order_of_keys(store: &Store) -> Outcome {
    assert_eq!(all(store)?, []);
    let mut entries = many();
    save_all(store, &entries)?;
    assert!(all(store)? == shown(entries.clone()));

    let gone = entries.swap_remove(1);
    let changed = entries[0].clone().version(2).unique("number", "other");
    entries[0] = changed.clone();
    commit(store, move |tx| {
        changed.put(tx)?;
        tx.delete(gone.key())?;
        let mut count = 0;
        tx.each(|_| {
            count += 1;
            Ok::<_, Error>(())
        })?;
        assert_eq!((count, tx.size()?), (699, 699), "a write sees its own changes");
        Ok(())
    })?;
    assert!(all(store)? == shown(entries));
    Ok(())
}

pub(crate) fn whoever_has_seen_enough_ends_it(store: &Store) -> Outcome {
    save_all(store, &many())?;
    let enough = read(store, |tx| {
        let mut seen = 0;
        let stopped = tx.each(|_| {
            seen += 1;
            if seen == 200 { Err(Error::Closed) } else { Ok(()) }
        });
        assert!(matches!(stopped, Err(Error::Closed)));
        Ok(seen)
    })?;
    assert_eq!(enough, 200);
    Ok(())
}

pub(crate) fn an_empty_store_is_filled(store: &Store) -> Outcome {
    let documents = shown(many());
    assert_eq!(fill(store, documents.clone())?, 700);
    assert!(all(store)? == documents);
    assert_eq!(flaws(store)?, []);
    assert_eq!(ids(store, &Set::new(Root::world(), "all"))?.len(), 700);
    assert_eq!(read(store, |tx| tx.find("number", "42"))?.map(|key| key.id).as_deref(), Some("0042"));
    assert_eq!(read(store, |tx| tx.next_due())?, Some(-7));
    // It goes on like any other.
    order(&Root::account("a"), "new").member(&Set::new(Root::world(), "all"), "").save(store)?;
    assert_eq!(ids(store, &Set::new(Root::world(), "all"))?.len(), 701);
    assert_eq!(flaws(store)?, []);
    Ok(())
}

pub(crate) fn a_store_that_holds_something_is_not_filled(store: &Store) -> Outcome {
    order(&Root::account("a"), "1").save(store)?;
    let refused = fill(store, shown(vec![order(&Root::account("b"), "2")]));
    assert!(matches!(refused, Err(Error::NotEmpty)), "{refused:?}");
    assert_eq!(all(store)?.len(), 1);

    let gone = order(&Root::account("a"), "1").key().clone();
    commit(store, move |tx| tx.delete(&gone))?;
    fill(store, shown(vec![order(&Root::account("b"), "2")]))?;
    assert_eq!(all(store)?.len(), 1);
    Ok(())
}

/// An error of whoever brings the documents.
#[derive(Debug)]
enum Bring {
    Store(Error),
    Torn,
}

impl From<Error> for Bring {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

pub(crate) fn a_store_is_filled_in_full_or_not_at_all(store: &Store) -> Outcome {
    let documents = shown(many());
    let torn = documents.clone().into_iter().map(Ok).chain([Err(Bring::Torn)]);
    assert!(matches!(store.fill(torn), Err(Bring::Torn)));
    assert_eq!(all(store)?, []);

    let twice = |change: fn(&mut Indexed)| {
        let mut documents = documents.clone();
        change(&mut documents[600]);
        let refused = store.fill(documents.into_iter().map(Ok::<_, Bring>));
        assert!(matches!(refused, Err(Bring::Store(Error::Invalid { .. }))), "{refused:?}");
        all(store)
    };
    assert_eq!(twice(|indexed| indexed.document.key = Key::new(Root::account("a"), "order", "0000"))?, []);
    assert_eq!(twice(|indexed| indexed.index.unique = vec![Unique::new("number", "42")])?, []);
    assert_eq!(twice(|indexed| indexed.document.version = 0)?, []);
    assert_eq!(twice(|indexed| indexed.document.key.id = String::from("a\0b"))?, []);

    store.fill(documents.into_iter().map(Ok::<_, Bring>)).map_err(|error| format!("{error:?}"))?;
    assert_eq!(flaws(store)?, []);
    Ok(())
}

pub(crate) fn what_is_no_json_is_told_by_its_key(store: &Store) -> Outcome {
    let mut bad = order(&Root::account("a"), "1").member(&orders_of("a"), "");
    bad.document.own = Some(Bytes::from_static(b"{\"a\":"));
    let good = order(&Root::account("a"), "2").member(&orders_of("a"), "").unique("n", "2");
    save_all(store, &[bad.clone(), good])?;
    let found = flaws(store)?;
    assert!(matches!(&found[..], [Flaw::Unreadable { key, part: "own", .. }] if key == bad.key()), "{found:?}");
    let told = found.iter().map(ToString::to_string).collect::<String>();
    assert!(told.starts_with("order 1 of account/a: its own is no JSON: EOF"), "{told}");
    Ok(())
}
