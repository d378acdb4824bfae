//! Lists: their order, their pages, their prefixes.

use std::collections::BTreeSet;

use backlot_store::{Error, Position, Range, Root, Set, Store};

use crate::Outcome;
use crate::entry::{Entry, commit, ids, order, orders_of, read, save_all};

/// Members with these sorts and ids, all in one root.
fn members(set: &Set, places: &[(&str, &str)]) -> Vec<Entry> {
    places.iter().map(|(sort, id)| order(&Root::account("a"), id).member(set, sort)).collect()
}

/// All pages of a range, from the first to the one that comes back short.
fn pages(store: &Store, set: &Set, range: &Range) -> Result<Vec<Vec<String>>, Error> {
    let mut pages = Vec::new();
    let mut range = range.clone();
    loop {
        let page = read(store, |tx| tx.list(set, &range))?;
        let Some(last) = page.last() else {
            return Ok(pages);
        };
        assert!(page.len() <= range.limit);
        range.after = Some(last.position());
        pages.push(page.into_iter().map(|listed| listed.document.key.id).collect());
    }
}

pub(crate) fn pages_follow_sort_and_then_id_as_bytes(store: &Store) -> Outcome {
    let set = orders_of("a");
    // In the order of bytes: upper case first, then '_', lower case, two bytes, three bytes, four bytes.
    let expected = [
        ("", "7"),
        ("A", "9"),
        ("B", "10"),
        ("B", "2"),
        ("B", "A"),
        ("B", "a"),
        ("_", "1"),
        ("a", "0"),
        ("ab", "8"),
        ("a\u{308}", "6"),
        ("ä", "5"),
        ("\u{ffff}", "4"),
        ("\u{10000}", "3"),
    ];
    let mut shuffled = members(&set, &expected);
    shuffled.sort_by(|a, b| b.key().cmp(a.key()));
    save_all(store, &shuffled)?;

    let expected: Vec<&str> = expected.iter().map(|(_, id)| *id).collect();
    assert_eq!(ids(store, &set)?, expected);
    for limit in [1, 2, 3, 5, expected.len(), usize::MAX] {
        let pages = pages(store, &set, &Range::first(limit))?;
        assert_eq!(pages.concat(), expected, "{limit} a page");
        assert_eq!(pages.len(), expected.len().div_ceil(limit), "{limit} a page");
    }
    assert!(read(store, |tx| tx.list(&set, &Range::first(0)))?.is_empty());

    let after = Range::all().after(Position::new("B", "2"));
    assert_eq!(pages(store, &set, &after)?.concat(), expected[4..]);
    Ok(())
}

pub(crate) fn equal_sorts_and_ids_of_different_roots_are_all_shown(store: &Store) -> Outcome {
    let ties = Set::new(Root::tenant("t"), "ties");
    let accounts = ["a", "b", "c", "d", "e"];
    for account in accounts {
        order(&Root::customer(account, "t"), "t").member(&ties, "").save(store)?;
    }
    let mut seen = BTreeSet::new();
    let mut range = Range::first(2);
    loop {
        let page = read(store, |tx| tx.list(&ties, &range))?;
        let Some(last) = page.last() else { break };
        range.after = Some(last.position());
        for listed in page {
            assert!(seen.insert(listed.document.key.root));
        }
    }
    assert_eq!(seen, accounts.map(|account| Root::customer(account, "t")).into());
    Ok(())
}

pub(crate) fn a_page_goes_on_where_its_last_member_was_deleted(store: &Store) -> Outcome {
    let set = orders_of("a");
    let entries = members(&set, &[("1", "a"), ("2", "b"), ("3", "c")]);
    save_all(store, &entries)?;
    let page = read(store, |tx| tx.list(&set, &Range::first(2)))?;
    let after = page[1].position();
    let key = entries[1].key().clone();
    commit(store, move |tx| tx.delete(&key))?;
    assert_eq!(pages(store, &set, &Range::all().after(after))?.concat(), ["c"]);
    Ok(())
}

pub(crate) fn a_prefix_is_taken_literally(store: &Store) -> Outcome {
    let set = orders_of("a");
    let sorts = [
        "%",
        "%a",
        "_",
        "_a",
        "a",
        "A",
        "ab",
        "a%b",
        "a_b",
        "axb",
        "b",
        "\\",
        "*",
        "?",
        "[a]",
        "ä",
        "a\u{10ffff}",
        "\u{10ffff}",
        "\u{10ffff}z",
    ];
    let places: Vec<_> = sorts.iter().map(|sort| (*sort, *sort)).collect();
    save_all(store, &members(&set, &places))?;

    for prefix in [
        "",
        "%",
        "_",
        "a",
        "A",
        "a%",
        "a_",
        "\\",
        "*",
        "?",
        "[",
        "ä",
        "a\u{10ffff}",
        "\u{10ffff}",
        "none",
        "\u{10ffff}zz",
    ] {
        let mut expected: Vec<&str> = sorts.iter().copied().filter(|sort| sort.starts_with(prefix)).collect();
        expected.sort_unstable();
        let range = Range::all().prefix(prefix);
        assert_eq!(pages(store, &set, &range)?.concat(), expected, "{prefix:?}");
        let keys = read(store, |tx| tx.keys(&set, &range))?;
        assert_eq!(keys.iter().map(|(sort, _)| sort.as_str()).collect::<Vec<_>>(), expected, "{prefix:?}");
        assert_eq!(read(store, |tx| tx.count_prefix(&set, prefix))?, expected.len() as u64, "{prefix:?}");
    }
    Ok(())
}

pub(crate) fn a_prefix_and_a_place_go_together(store: &Store) -> Outcome {
    let set = orders_of("a");
    save_all(store, &members(&set, &[("a", "1"), ("b1", "2"), ("b1", "3"), ("b2", "4"), ("c", "5")]))?;
    let list = |sort: &str, id: &str| {
        pages(store, &set, &Range::first(1).prefix("b").after(Position::new(sort, id))).map(|pages| pages.concat())
    };
    assert_eq!(list("", "")?, ["2", "3", "4"], "a place before the prefix does not count");
    assert_eq!(list("b1", "2")?, ["3", "4"]);
    assert_eq!(list("b1", "zzz")?, ["4"]);
    assert!(list("c", "")?.is_empty(), "a place after the prefix leaves nothing");
    Ok(())
}

pub(crate) fn a_set_that_nobody_is_in_is_empty(store: &Store) -> Outcome {
    order(&Root::account("a"), "1").member(&orders_of("a"), "").save(store)?;
    for set in [orders_of("b"), Set::new(Root::account("a"), "Orders"), Set::new(Root::account("a"), "")] {
        assert!(ids(store, &set)?.is_empty(), "{set:?}");
    }
    Ok(())
}
