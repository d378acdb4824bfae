//! Opening: what is found, what is refused, what is left behind.

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use backlot_store::{Error, Options, Place, Root, Store};
use rusqlite::Connection;

use crate::Outcome;
use crate::entry::{commit, exists, ids, order, orders_of, read};

#[test]
fn what_was_written_is_there_again() -> Outcome {
    let home = tempfile::tempdir()?;
    let path = home.path().join("deep").join("er");
    let entry = order(&Root::account("a"), "1").member(&orders_of("a"), "s").unique("n", "1").due(5);
    for round in 1..4 {
        let store = Store::open(Options::directory(&path))?;
        assert_eq!(store.path(), Some(path.as_path()));
        entry.clone().version(round).save(&store)?;
        store.close();
    }
    let store = Store::open(Options::directory(&path))?;
    assert_eq!(ids(&store, &orders_of("a"))?, ["1"]);
    assert_eq!(read(&store, |tx| tx.find("n", "1"))?.as_ref(), Some(entry.key()));
    assert_eq!(read(&store, |tx| tx.next_due())?, Some(5));
    assert_eq!(read(&store, |tx| tx.get(entry.key()))?.map(|document| document.version), Some(3));
    Ok(())
}

#[test]
fn a_directory_in_use_is_refused_and_free_again_later() -> Outcome {
    let home = tempfile::tempdir()?;
    let store = Store::open(Options::directory(home.path()))?;
    let clone = store.clone();
    let refused = Store::open(Options::directory(home.path()));
    assert!(matches!(&refused, Err(Error::InUse { path }) if path == home.path()), "{refused:?}");
    store.close();
    assert!(matches!(Store::open(Options::directory(home.path())), Err(Error::InUse { .. })), "a clone holds it");
    drop(clone);
    Store::open(Options::directory(home.path()))?;
    Ok(())
}

#[test]
fn a_directory_is_free_at_once_even_while_processes_are_started() -> Outcome {
    let home = tempfile::tempdir()?;
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                // Until it fails, the new process has a copy of every open file, the lock among them.
                assert!(Command::new(home.path().join("no such program")).spawn().is_err());
            }
        });
        let result = (0..100).try_for_each(|_| Store::open(Options::directory(home.path())).map(drop));
        done.store(true, Ordering::Relaxed);
        result
    })?;
    Ok(())
}

#[test]
fn a_temporary_store_leaves_nothing() -> Outcome {
    for durable in [false, true] {
        let store = Store::open(Options::temporary().durable(durable))?;
        let path = store.path().ok_or("it has a directory")?.to_owned();
        order(&Root::world(), "1").save(&store)?;
        assert!(exists(&store, order(&Root::world(), "1").key())?);
        assert!(path.exists());
        drop(store);
        assert!(!path.exists());
    }
    Ok(())
}

#[test]
fn a_closed_store_is_one_file_and_its_lock() -> Outcome {
    let home = tempfile::tempdir()?;
    let store = Store::open(Options::directory(home.path()))?;
    order(&Root::world(), "1").save(&store)?;
    exists(&store, order(&Root::world(), "1").key())?;
    drop(store);
    let mut files = Vec::new();
    for file in fs::read_dir(home.path())? {
        files.push(file?.file_name());
    }
    files.sort();
    assert_eq!(files, ["backlot.lock", "backlot.sqlite"]);
    Ok(())
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() -> Outcome {
    let home = tempfile::tempdir()?;
    drop(Store::open(Options::directory(home.path()))?);
    let file = home.path().join("backlot.sqlite");
    Connection::open(&file)?.pragma_update(None, "user_version", 999)?;
    let refused = Store::open(Options::directory(home.path()));
    assert!(matches!(refused, Err(Error::Newer { found: 999, known: 2 })), "{refused:?}");
    let version: i64 = Connection::open(&file)?.pragma_query_value(None, "user_version", |row| row.get(0))?;
    assert_eq!(version, 999);
    Ok(())
}

#[test]
fn what_is_no_database_of_ours_is_refused_and_left_alone() -> Outcome {
    let home = tempfile::tempdir()?;
    let file = home.path().join("backlot.sqlite");
    let garbage = b"dear diary, ".repeat(1000);
    fs::write(&file, &garbage)?;
    let refused = Store::open(Options::directory(home.path()));
    let Err(refused @ Error::Corrupt { .. }) = refused else { return Err("it was opened".into()) };
    assert!(refused.to_string().contains(&file.display().to_string()), "{refused}");
    assert_eq!(fs::read(&file)?, garbage);

    fs::remove_file(&file)?;
    Connection::open(&file)?.execute_batch("CREATE TABLE recipes (name TEXT)")?;
    let recipes = fs::read(&file)?;
    let refused = Store::open(Options::directory(home.path()));
    assert!(matches!(refused, Err(Error::Corrupt { .. })), "{refused:?}");
    assert_eq!(fs::read(&file)?, recipes);
    Ok(())
}

#[test]
fn a_damaged_page_is_an_error_and_no_wrong_answer() -> Outcome {
    let home = tempfile::tempdir()?;
    let store = Store::open(Options::directory(home.path()))?;
    for id in 0..50 {
        order(&Root::account("a"), &id.to_string()).member(&orders_of("a"), "").save(&store)?;
    }
    drop(store);
    let file = home.path().join("backlot.sqlite");
    let mut bytes = fs::read(&file)?;
    // All but the first page, which holds the schema; the file says how long a page is.
    let page = u16::from_be_bytes([bytes[16], bytes[17]]);
    bytes.iter_mut().skip(page.into()).for_each(|byte| *byte = 0x5a);
    fs::write(&file, &bytes)?;
    let store = Store::open(Options::directory(home.path()))?;
    let result = read(&store, |tx| tx.get(order(&Root::account("a"), "1").key()));
    assert!(matches!(result, Err(Error::Corrupt { .. })), "{result:?}");
    let result = commit(&store, |tx| order(&Root::account("a"), "new").put(tx));
    assert!(matches!(result, Err(Error::Corrupt { .. })), "{result:?}");
    Ok(())
}

#[test]
fn a_file_in_the_place_of_the_directory_is_named() -> Outcome {
    let home = tempfile::tempdir()?;
    let file = home.path().join("data");
    fs::write(&file, "a file")?;
    let Err(refused) = Store::open(Options::directory(&file)) else { return Err("it was opened".into()) };
    assert!(refused.to_string().contains("not a directory"), "{refused}");
    for path in [file.clone(), file.join("below")] {
        let Err(refused @ Error::Directory { .. }) = Store::open(Options::directory(&path)) else {
            return Err("it was opened, or refused for another reason".into());
        };
        assert!(refused.to_string().contains(&path.display().to_string()), "{refused}");
    }
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_new_directory_is_private() -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir()?;
    let path = home.path().join("data");
    let _store = Store::open(Options::directory(&path))?;
    assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o700);
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_database_is_private_in_a_directory_that_is_not() -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir()?;
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755))?;
    let store = Store::open(Options::directory(home.path()))?;
    order(&Root::account("a"), "1").save(&store)?;
    for name in ["backlot.sqlite", "backlot.sqlite-wal", "backlot.sqlite-shm"] {
        let mode = fs::metadata(home.path().join(name))?.permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    Ok(())
}

#[test]
fn a_look_disturbs_nobody_and_sees_what_was_committed() -> Outcome {
    let home = tempfile::tempdir()?;
    let entry = order(&Root::world(), "1").unique("n", "1");
    let place = Place::Directory(home.path().to_owned());
    let look = || Store::peek(&place, |tx| tx.find("n", "1"));
    assert!(matches!(look(), Err(Error::Missing { place }) if place == home.path().display().to_string()));
    let store = Store::open(Options::directory(home.path()))?;
    assert_eq!(look()?, None);
    entry.save(&store)?;
    assert_eq!(look()?.as_ref(), Some(entry.key()), "while the store is open");
    store.close();
    assert_eq!(look()?.as_ref(), Some(entry.key()), "when it is closed");
    Store::open(Options::directory(home.path()))?;
    Ok(())
}

#[test]
fn a_look_refuses_what_is_no_store_of_this_release() -> Outcome {
    let home = tempfile::tempdir()?;
    let path = home.path().join("backlot.sqlite");
    Connection::open(&path)?.execute_batch("CREATE TABLE t (a)")?;
    let place = Place::Directory(home.path().to_owned());
    let look = || Store::peek(&place, |tx| tx.next_due());
    assert!(matches!(look(), Err(Error::Corrupt { .. })), "somebody else's");
    fs::remove_file(&path)?;
    Connection::open(&path)?.execute_batch("VACUUM")?;
    assert!(matches!(look(), Err(Error::Older { found: 0, .. })), "an empty one");
    Ok(())
}
