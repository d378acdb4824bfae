//! A store as a file: from one engine to another and back, and files that are not whole.

use std::io::Cursor;

use backlot_store::file::{FileError, Head, Reader, Writer};
use backlot_store::{Error, Indexed, Key, Member, Root, Set, Store, Unique};
use bytes::Bytes;

use crate::conformance::whole::{all, flaws};
use crate::entry::{Entry, order, orders_of, save_all};
use crate::{Outcome, postgres, sqlite};

/// What can go wrong on the way from a file into a store.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Store(#[from] Error),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

fn export(store: &Store) -> Result<Vec<u8>, Trouble> {
    store.read_blocking(|tx| {
        let mut writer = Writer::new(Vec::new(), &Head::new("2026-01-02T03:04:05Z", tx.size()?))?;
        tx.each(|indexed| writer.add(&indexed).map_err(Trouble::from))?;
        Ok(writer.finish()?)
    })
}

fn import(store: &Store, file: &[u8]) -> Result<u64, Trouble> {
    let reader = Reader::open(Cursor::new(file.to_vec()))?;
    store.fill(reader.map(|indexed| indexed.map_err(Trouble::from)))
}

/// Documents that a file might get wrong.
fn awkward() -> Vec<Entry> {
    let bodies: [&[u8]; 12] = [
        b"",
        b"null",
        b"{}",
        b" { \"spaced\" : 1.50 } ",
        b"{\"lines\":\n1}",
        b"{\"a\":1,\"a\":1e400,\"b\":-0.0,\"c\":12345678901234567890123}",
        "{\"é\":\"\\u00e9\u{2028}\u{10ffff}\"}".as_bytes(),
        b"no JSON",
        b"\xff\0\xfe",
        b"{\"base64\":\"AAAA\"}",
        b"{\"end\":{}}",
        b"\"\\ud800\"",
    ];
    let part = |number: usize| Bytes::from_static(bodies[number % bodies.len()]);
    let entry = |number: usize| {
        let mut entry = order(&Root::customer("a", "c"), &format!("{number}")).member(&orders_of("a"), "%\"\\ é");
        entry.document.body = part(number);
        entry.document.brief = number.is_multiple_of(2).then(|| part(number + 1));
        entry.document.own = number.is_multiple_of(3).then(|| part(number + 2));
        entry.document.shape = u32::MAX - number as u32;
        entry.index.due = Some(i64::MIN + number as i64);
        entry.index.expires = (number < 5).then_some(i64::MAX);
        entry.index.unique.push(Unique::new("a \"scope\"", format!("\u{1}{number}")));
        entry
    };
    let mut entries: Vec<Entry> = (0..bodies.len()).map(entry).collect();
    for (root, id) in [(Root::account("a/b%\n"), ""), (Root::tenant(""), "\u{7f}\n"), (Root::world(), "Ä")] {
        let mut entry = order(&root, id);
        entry.document.key = Key::new(root.clone(), format!("kind {id}"), id);
        entry.index.sets.push(Member::new(Set::new(root, ""), id));
        entries.push(entry);
    }
    let mut last = order(&Root::world(), "random version");
    last.document.version = 1;
    entries.push(last);
    entries
}

#[test]
fn a_world_moves_to_postgres_and_back_byte_for_byte() -> Outcome {
    let first = sqlite()?;
    save_all(&first, &awkward())?;
    let file = export(&first)?;

    let back = sqlite()?;
    match postgres()? {
        Some(second) => {
            assert_eq!(import(&second, &file)?, 16);
            assert!(all(&second)? == all(&first)?);
            let from_postgres = export(&second)?;
            assert_eq!(String::from_utf8_lossy(&from_postgres), String::from_utf8_lossy(&file));
            import(&back, &from_postgres)?
        }
        None => import(&back, &file)?,
    };
    assert!(all(&back)? == all(&first)?);
    assert!(export(&back)? == file);
    assert!(flaws(&back)?.iter().all(|flaw| matches!(flaw, backlot_store::Flaw::Unreadable { .. })));
    Ok(())
}

#[test]
fn an_empty_store_is_a_file_too() -> Outcome {
    let file = export(&sqlite()?)?;
    assert_eq!(
        String::from_utf8(file.clone())?,
        "{\"format\":\"backlot-world\",\"version\":1,\"exported\":\"2026-01-02T03:04:05Z\",\"documents\":0}\n\
         {\"end\":{\"documents\":0,\"sha256\":\"29eb4a00e0216341b9d59ef9aca8da76d6d6f1dadd2cd7fa582f8dcb952e3b05\"}}\n"
    );
    assert_eq!(import(&sqlite()?, &file)?, 0);
    Ok(())
}

#[test]
fn a_line_reads_as_the_documentation_says() -> Outcome {
    let store = sqlite()?;
    let orders = orders_of("a");
    let mut entry = order(&Root::account("a"), "O-1").member(&orders, "1").unique("number", "7").due(5);
    entry.document.own = Some(Bytes::from_static(b"no JSON"));
    entry.index.expires = Some(6);
    entry.save(&store)?;
    let file = String::from_utf8(export(&store)?)?;
    assert_eq!(
        file.lines().nth(1),
        Some(
            "{\"root\":\"account/a\",\"kind\":\"order\",\"id\":\"O-1\",\"version\":1,\"shape\":0,\"due\":5,\"expires\":6,\
             \"sets\":[{\"root\":\"account/a\",\"name\":\"orders\",\"sort\":\"1\"}],\
             \"uniques\":[{\"scope\":\"number\",\"value\":\"7\"}],\"body\":{\"id\":\"O-1\"},\"ownBase64\":\"bm8gSlNPTg==\"}"
        )
    );
    Ok(())
}

#[test]
fn the_example_of_the_documentation_is_a_file() -> Outcome {
    let page = include_str!("../../../../docs/WORLD-FORMAT.md");
    let example = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
    let store = sqlite()?;
    assert_eq!(import(&store, example.as_bytes())?, 2);
    assert_eq!(documents(&export(&store)?), documents(example.as_bytes()));
    Ok(())
}

/// The lines between the first and the last.
fn documents(file: &[u8]) -> Vec<&[u8]> {
    let mut lines: Vec<_> = file.split_inclusive(|byte| *byte == b'\n').skip(1).collect();
    lines.pop();
    lines
}

#[test]
fn a_file_that_is_cut_off_anywhere_leaves_nothing() -> Outcome {
    let store = sqlite()?;
    save_all(&store, &awkward())?;
    let (file, target) = (export(&store)?, sqlite()?);
    for length in 0..file.len() {
        let refused = import(&target, &file[..length]);
        let head = file.iter().position(|byte| *byte == b'\n').unwrap_or_default();
        match refused {
            Err(Trouble::File(FileError::Foreign)) if length <= head => {}
            Err(Trouble::File(FileError::CutOff { lines })) if length > head => {
                assert_eq!(lines, file[..length].iter().filter(|byte| **byte == b'\n').count() as u64);
            }
            other => return Err(format!("after {length} bytes: {other:?}").into()),
        }
    }
    assert_eq!(all(&target)?, []);
    import(&target, &file)?;
    Ok(())
}

#[test]
fn a_file_that_was_changed_anywhere_leaves_nothing() -> Outcome {
    let store = sqlite()?;
    save_all(&store, &awkward())?;
    let (file, target) = (export(&store)?, sqlite()?);
    for place in 0..file.len() {
        let mut changed = file.clone();
        changed[place] ^= 1;
        let refused = import(&target, &changed);
        assert!(matches!(refused, Err(Trouble::File(_) | Trouble::Store(_))), "at {place}: {refused:?}");
    }
    let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
    let mut without = lines.clone();
    without.remove(3);
    let mut swapped = lines.clone();
    swapped.swap(3, 4);
    let mut more = lines.clone();
    more.push(b"\n");
    for (what, lines) in [("a line less", without), ("two lines swapped", swapped), ("a line more", more)] {
        let refused = import(&target, &lines.concat());
        assert!(matches!(refused, Err(Trouble::File(_))), "{what}: {refused:?}");
    }
    assert_eq!(all(&target)?, []);
    Ok(())
}

#[test]
fn other_files_are_told_apart() -> Outcome {
    let read = |text: &str| Reader::open(Cursor::new(text.to_owned())).map(|reader| reader.head().clone());
    for foreign in ["", "\n", "{}\n", "[[accounts]]\n", "{\"format\":\"other\",\"version\":1}\n", "SQLite format 3\0"] {
        assert!(matches!(read(foreign), Err(FileError::Foreign)), "{foreign:?}");
    }
    let newer = read("{\"format\":\"backlot-world\",\"version\":2,\"else\":{}}\n");
    assert!(matches!(newer, Err(FileError::Newer { found: 2 })), "{newer:?}");
    let long = format!("{{\"format\":\"{}\"}}\n", "x".repeat(65 << 20));
    assert!(matches!(read(&long), Err(FileError::Foreign)));
    Ok(())
}

#[test]
fn a_head_that_promised_something_else_is_not_ended() -> Outcome {
    let writer = Writer::new(Vec::new(), &Head::new("2026-01-02T03:04:05Z", 1))?;
    assert!(writer.finish().is_err());
    let mut writer = Writer::new(Vec::new(), &Head::new("2026-01-02T03:04:05Z", 0))?;
    let entry = order(&Root::world(), "1");
    writer.add(&Indexed::ordered(entry.document, entry.index))?;
    assert!(writer.finish().is_err());
    Ok(())
}
