//! Documents: put, get, delete.

use backlot_store::{Document, Error, Expect, Index, Key, Member, Position, Range, Root, Set, Store, Unique};
use bytes::Bytes;

use crate::Outcome;
use crate::entry::{commit, exists, ids, order, orders_of, read};

pub(crate) fn a_document_comes_back_as_it_was(store: &Store) -> Outcome {
    let document = Document {
        key: Key::new(Root::customer("A", "C"), "order", "Order-1"),
        version: i64::MAX,
        body: Bytes::from_static(b"{\"id\":\"Order-1\"}"),
        brief: Some(Bytes::from_static(b"{}")),
        own: Some(Bytes::new()),
        shape: u32::MAX,
    };
    let sent = document.clone();
    commit(store, move |tx| tx.put(&sent, &Index::default(), Expect::Absent))?;
    assert_eq!(read(store, |tx| tx.get(&document.key))?, Some(document.clone()));

    let changed = Document { version: 1, brief: None, own: None, shape: 0, ..document };
    let sent = changed.clone();
    commit(store, move |tx| tx.put(&sent, &Index::default(), Expect::Version(i64::MAX)))?;
    assert_eq!(read(store, |tx| tx.get(&changed.key))?, Some(changed));
    Ok(())
}

pub(crate) fn a_put_finds_what_it_expects_or_is_stale(store: &Store) -> Outcome {
    let first = order(&Root::account("a"), "1").member(&orders_of("a"), "s");
    let put = |version: i64, expect: Expect| {
        let entry = first.clone().version(version);
        commit(store, move |tx| tx.put(&entry.document, &entry.index, expect))
    };
    let stale = |result: Result<(), Error>| matches!(result, Err(Error::Stale { key }) if key == *first.key());

    assert!(stale(put(1, Expect::Version(1))), "nothing is there yet");
    put(7, Expect::Absent)?;
    assert!(stale(put(8, Expect::Absent)), "something is there");
    assert!(stale(put(8, Expect::Version(6))), "it is in another version");
    put(8, Expect::Version(7))?;
    assert!(stale(put(9, Expect::Version(7))), "it has changed");
    assert_eq!(read(store, |tx| tx.get(first.key()))?.map(|document| document.version), Some(8));
    assert_eq!(ids(store, &orders_of("a"))?, ["1"]);
    Ok(())
}

pub(crate) fn a_new_version_must_be_positive(store: &Store) -> Outcome {
    for version in [0, -1, i64::MIN] {
        let entry = order(&Root::world(), "1").version(version);
        let result = commit(store, move |tx| tx.put(&entry.document, &entry.index, Expect::Absent));
        assert!(matches!(result, Err(Error::Invalid { .. })), "{version}: {result:?}");
    }
    Ok(())
}

pub(crate) fn a_deleted_document_is_gone_with_its_index_rows(store: &Store) -> Outcome {
    let entry = order(&Root::account("a"), "1").member(&orders_of("a"), "s").unique("n", "1").due(5);
    entry.save(store)?;
    let key = entry.key().clone();
    let delete = move || {
        let key = key.clone();
        commit(store, move |tx| tx.delete(&key))
    };
    assert!(delete()?);
    assert!(!delete()?, "it is gone already");
    assert!(!exists(store, entry.key())?);
    assert!(ids(store, &orders_of("a"))?.is_empty());
    assert_eq!(read(store, |tx| tx.find("n", "1"))?, None);
    assert_eq!(read(store, |tx| tx.next_due())?, None);
    entry.save(store)?;
    Ok(())
}

pub(crate) fn big_and_empty_bodies_are_kept(store: &Store) -> Outcome {
    for (id, size) in [("empty", 0), ("page", 4096), ("big", 5 << 20)] {
        let mut entry = order(&Root::world(), id);
        entry.document.body = Bytes::from(vec![b'x'; size]);
        entry.save(store)?;
        assert_eq!(read(store, |tx| tx.get(entry.key()))?, Some(entry.document), "{id}");
    }
    Ok(())
}

pub(crate) fn names_are_bytes(store: &Store) -> Outcome {
    let root = Root::account("a");
    let names = ["Order", "order", "ordeR", "örder", "o\u{308}rder", "or'der", "%", "_", ""];
    for name in names {
        order(&root, name).save(store)?;
    }
    for name in names {
        let key = Key::new(root.clone(), "order", name);
        assert_eq!(read(store, |tx| tx.get(&key))?.map(|document| document.key.id), Some(String::from(name)));
        assert!(!exists(store, &Key::new(root.clone(), "Order", name))?, "kinds are other names too");
    }
    Ok(())
}

pub(crate) fn nul_is_refused_in_writes_and_finds_nothing_in_reads(store: &Store) -> Outcome {
    const NUL: &str = "a\0b";
    let root = Root::account("a");
    let good = || order(&root, "1");
    let mut kind = good();
    kind.document.key.kind = NUL.into();
    let mut scope = good();
    scope.index.unique.push(Unique::new(NUL, "v"));
    let mut name = good();
    name.index.sets.push(Member::new(Set::new(root.clone(), NUL), "s"));
    let bad = [
        ("id", order(&root, NUL)),
        ("kind", kind),
        ("scope", scope),
        ("set", name),
        ("value", good().unique("n", NUL)),
        ("sort", good().member(&orders_of("a"), NUL)),
    ];
    for (place, entry) in bad {
        let result = entry.save(store);
        assert!(matches!(result, Err(Error::Invalid { .. })), "{place}: {result:?}");
    }
    order(&Root::account(NUL), "in a root it is encoded").save(store)?;
    good().member(&orders_of("a"), "a").unique("n", "a").save(store)?;

    read(store, |tx| {
        assert_eq!(tx.get(&Key::new(root.clone(), "order", NUL))?, None);
        assert_eq!(tx.find("n", NUL)?, None);
        assert_eq!(tx.find(NUL, "a")?, None);
        assert_eq!(tx.count(&Set::new(root.clone(), NUL))?, 0);
        assert_eq!(tx.count_prefix(&orders_of("a"), "a\0")?, 0);
        assert_eq!(tx.list(&orders_of("a"), &Range::all().prefix("a\0"))?, []);
        assert_eq!(tx.list(&orders_of("a"), &Range::all().after(Position::new("a\0", "")))?, []);
        Ok(())
    })?;
    Ok(())
}
