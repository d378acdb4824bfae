//! A store seen from outside: what it is, who has it open, a copy of it while it is written.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use backlot_store::{Error, Options, Place, Root, Server, Store};
use rusqlite::Connection;

use crate::Outcome;
use crate::conformance::whole::{all, flaws};
use crate::entry::{commit, order, orders_of, save_all};

fn directory(path: &Path) -> Place {
    Place::Directory(path.to_owned())
}

#[test]
fn a_survey_tells_what_is_there_and_who_has_it() -> Outcome {
    let home = tempfile::tempdir()?;
    let place = directory(home.path());
    assert!(matches!(Store::survey(&place), Err(Error::Missing { .. })));
    let store = Store::open(Options::new(place.clone()))?;
    save_all(&store, &[order(&Root::world(), "1"), order(&Root::account("a"), "2")])?;
    let open = Store::survey(&place)?;
    assert!(open.engine.starts_with("SQLite 3."), "{open:?}");
    assert_eq!(open.place, home.path().display().to_string());
    assert_eq!(open.kinds, [("order".to_owned(), 2)]);
    assert_eq!(open.users, [format!("process {}", std::process::id())]);
    assert!(open.found == open.known && open.bytes > 4096, "{open:?}");
    store.close();
    assert_eq!(Store::survey(&place)?.users, [""; 0]);
    Ok(())
}

#[test]
fn a_database_is_made_and_brought_up_to_date_without_being_served() -> Outcome {
    let home = tempfile::tempdir()?;
    let place = directory(&home.path().join("new"));
    assert_eq!(Store::migrate(&place)?, 0);
    let known = Store::survey(&place)?.known;
    assert_eq!(Store::migrate(&place)?, known);

    let old = directory(home.path());
    Connection::open(home.path().join("backlot.sqlite"))?.execute_batch(&format!(
        "{}; PRAGMA application_id = 1112230996; PRAGMA user_version = 1; \
         INSERT INTO documents (root, kind, id, version, shape, body) VALUES ('world', 'order', '1', 1, 0, x'7b7d')",
        include_str!("../../src/migrations/0001.sql")
    ))?;
    assert!(matches!(Store::peek(&old, |tx| tx.size()), Err(Error::Older { found: 1, .. })));
    let found = Store::survey(&old)?;
    assert_eq!((found.found, found.known, found.kinds), (1, known, vec![("order".to_owned(), 1)]));
    assert_eq!(Store::migrate(&old)?, 1);
    assert_eq!(Store::peek(&old, |tx| tx.size())?, 1);

    let open = Store::open(Options::new(place.clone()))?;
    assert!(matches!(Store::migrate(&place), Err(Error::InUse { .. })));
    open.close();
    Ok(())
}

#[test]
fn a_copy_is_made_while_the_store_is_written() -> Outcome {
    let home = tempfile::tempdir()?;
    let store = Store::open(Options::directory(home.path().join("data")).durable(false))?;
    let orders = orders_of("a");
    order(&Root::account("a"), "first").member(&orders, "").save(&store)?;
    let (file, done) = (home.path().join("copy"), AtomicBool::new(false));
    let written = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = 0;
            while !done.load(Ordering::Relaxed) {
                order(&Root::account("a"), &format!("{written:06}")).member(&orders, "").save(&store)?;
                written += 1;
            }
            Ok::<_, Error>(written)
        });
        let copied = Store::back_up(&home.path().join("data"), &file, |tx| order(&Root::world(), "added").put(tx));
        done.store(true, Ordering::Relaxed);
        let written = writer.join().map_err(|_| Error::Panicked)??;
        copied.map(|()| written)
    })?;
    assert_eq!(all(&store)?.len(), written + 1, "nothing was added to the store itself");

    let refused = Store::back_up(&home.path().join("data"), &file, |_| Ok::<_, Error>(()));
    assert!(matches!(refused, Err(Error::Exists { path }) if path == file));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    }
    let mut names: Vec<_> =
        home.path().read_dir()?.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<_, _>>()?;
    names.sort();
    assert_eq!(names, ["copy", "data"], "it is one file");

    fs::create_dir(home.path().join("restored"))?;
    fs::copy(&file, home.path().join("restored/backlot.sqlite"))?;
    let restored = Store::open(Options::directory(home.path().join("restored")))?;
    assert_eq!(flaws(&restored)?, []);
    let (was, is) = (all(&store)?, all(&restored)?);
    let added = is.iter().filter(|indexed| indexed.document.key.id == "added").count();
    assert_eq!(added, 1);
    assert!(is.iter().filter(|indexed| indexed.document.key.id != "added").all(|indexed| was.contains(indexed)));
    order(&Root::account("a"), "new").member(&orders, "").save(&restored)?;
    Ok(())
}

#[test]
fn a_copy_that_fails_leaves_nothing() -> Outcome {
    let home = tempfile::tempdir()?;
    let data = home.path().join("data");
    let file = home.path().join("copy");
    let copy = || Store::back_up(&data, &file, |_| Err(Error::Closed));
    assert!(matches!(copy(), Err(Error::Missing { .. })));
    Store::open(Options::directory(&data))?.close();
    assert!(matches!(copy(), Err(Error::Closed)));
    assert_eq!(home.path().read_dir()?.count(), 1);
    let nowhere = Store::back_up(&data, &home.path().join("no/copy"), |_| Ok::<_, Error>(()));
    assert!(matches!(nowhere, Err(Error::File { .. })), "{nowhere:?}");
    Ok(())
}

#[test]
fn a_database_is_seen_from_outside() -> Outcome {
    let Some(shared) = backlot_test_postgres::Server::shared()? else { return Ok(()) };
    let database = shared.database();
    let server = || Ok::<_, Error>(Server::new(&database.url)?.schema(database.schema.as_str()).pool(3));
    let place = Place::Postgres(Box::new(server()?));
    let look = || Store::peek(&place, |tx| tx.size());
    assert!(matches!(look(), Err(Error::Missing { place }) if place.ends_with(&database.schema)));
    let none = Store::survey(&place)?;
    assert_eq!((none.found, none.kinds, none.users), (0, vec![], vec![]));

    assert_eq!(Store::migrate(&place)?, 0);
    let store = Store::open(Options::postgres(server()?))?;
    order(&Root::world(), "1").save(&store)?;
    assert_eq!(look()?, 1);
    let survey = Store::survey(&place)?;
    assert!(survey.engine.starts_with("PostgreSQL 1") && survey.found == survey.known && survey.bytes > 4096);
    assert!(survey.place.ends_with(&database.schema) && !survey.place.contains('@'), "{survey:?}");
    assert_eq!(survey.kinds, [("order".to_owned(), 1)]);
    assert!(matches!(&survey.users[..], [user] if user.starts_with("1 connection from ")), "{survey:?}");
    let refused = Store::peek(&place, |tx| tx.delete(order(&Root::world(), "1").key()));
    assert!(matches!(refused, Err(Error::ReadOnly)), "{refused:?}");
    commit(&store, |tx| tx.wipe())?;
    assert_eq!(look()?, 0);
    Ok(())
}
