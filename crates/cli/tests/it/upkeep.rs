//! `backlot database status`, `migrate`, `verify` and `backup`.

use std::{fs, path::Path};

use rusqlite::Connection;
use serde_json::{Value, json};

use super::{
    database::{arguments, database},
    program::{Server, accounts, complaint, named, run},
    socket::connection::customer,
};

/// What a run that goes well prints.
#[track_caller]
fn said(arguments: &[&str]) -> String {
    let output = run(arguments);
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), complaints.as_str()), (Some(0), ""));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
pub(crate) fn status(arguments: &[&str]) -> Value {
    serde_json::from_str(&said(&[&["database", "status", "--json"], arguments].concat())).unwrap()
}

fn sqlite(directory: &Path) -> Connection {
    Connection::open(directory.join("backlot.sqlite")).unwrap()
}

/// A directory as an earlier release left it.
fn of_an_earlier_release(directory: &Path) {
    sqlite(directory)
        .execute_batch(&format!(
            "{}; PRAGMA application_id = 1112230996; PRAGMA user_version = 1;",
            include_str!("../../../store/src/migrations/0001.sql")
        ))
        .unwrap();
}

#[test]
fn the_status_of_a_directory_tells_what_is_there_and_who_has_it() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().to_str().unwrap();
    let missing = complaint(&["database", "status", "--data", data], 1);
    assert!(missing.contains(data) && missing.contains("start the server on it first"), "{missing}");
    assert_eq!(home.path().read_dir().unwrap().count(), 0, "a look makes nothing");

    let server = Server::on(home.path());
    let open = status(&["--data", data]);
    assert_eq!(open["place"], data);
    assert!(open["engine"].as_str().unwrap().starts_with("SQLite 3."), "{open}");
    assert_eq!(open["schema"]["found"], open["schema"]["known"]);
    assert_eq!((&open["upToDate"], &open["openBy"]), (&json!(true), &json!([format!("process {}", server.id())])));
    assert_eq!((&open["kinds"]["account"], &open["kinds"]["world"]), (&json!(11), &json!(1)));
    let documents: u64 = open["kinds"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(open["documents"], documents);
    assert!(open["bytes"].as_u64().unwrap() > 4096, "{open}");
    assert_eq!(server.end("-TERM"), Some(0));

    let text = said(&["database", "status", "--data", data]);
    for line in [["place", data], ["  account", "11"], ["open by", "nobody"]] {
        let is_there = text.lines().filter_map(|there| there.split_once("  ")).any(|(name, value)| {
            // What stands below another line begins with two spaces.
            let (name, value) = if name.is_empty() { value.split_once(' ').unwrap() } else { (name, value) };
            [name, value.trim()] == [line[0].trim(), line[1]]
        });
        assert!(is_there, "{line:?} is missing in\n{text}");
    }
    assert!(text.contains("(up to date)") && text.contains(" KiB\n"), "{text}");
}

#[test]
fn a_schema_is_brought_up_to_date_once() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().to_str().unwrap();
    of_an_earlier_release(home.path());
    let known = status(&["--data", data])["schema"]["known"].as_u64().unwrap();
    assert_eq!(status(&["--data", data])["upToDate"], false);
    let text = said(&["database", "status", "--data", data]);
    assert!(text.contains(&format!("1 (this release needs {known}; `backlot database migrate`)")), "{text}");
    for arguments in [&["database", "verify"][..], &["database", "backup", "b"], &["world", "export", "-"]] {
        let older = complaint(&[arguments, &["--data", data]].concat(), 1);
        assert!(older.contains("bring it up to date with `backlot database migrate`"), "{older}");
    }
    let migrate = || said(&["database", "migrate", "--data", data]);
    assert_eq!(migrate(), format!("{data}: the schema was brought from 1 to {known}\n"));
    assert_eq!(migrate(), format!("{data}: schema {known} is up to date, nothing was done\n"));

    let new = home.path().join("new");
    let made = said(&["database", "migrate", "--data", new.to_str().unwrap()]);
    assert_eq!(made, format!("{}: schema {known} was made\n", new.display()));
    let server = Server::on(&new);
    let refused = complaint(&["database", "migrate", "--data", new.to_str().unwrap()], 1);
    assert!(refused.contains("is in use by another process; stop that one, or choose another directory"), "{refused}");
    assert_eq!(server.call("GET", "/_backlot/health", &[], "").0, 200, "it goes on");
}

#[test]
fn a_newer_schema_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().to_str().unwrap();
    said(&["database", "migrate", "--data", data]);
    sqlite(home.path()).execute_batch("PRAGMA user_version = 99").unwrap();
    let newer = status(&["--data", data]);
    assert_eq!((&newer["schema"]["found"], &newer["upToDate"]), (&json!(99), &json!(false)));
    assert_eq!(newer["documents"], Value::Null, "who knows what its tables are");
    let text = said(&["database", "status", "--data", data]);
    assert!(text.contains("use the newer one that wrote it") && !text.contains("documents"), "{text}");
    for task in ["migrate", "verify"] {
        let refused = complaint(&["database", task, "--data", data], 1);
        assert!(refused.contains("schema 99") && refused.contains("use the newer release that wrote it"), "{refused}");
    }
}

#[test]
fn flaws_are_listed_and_fail_the_command() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().to_str().unwrap();
    let server = Server::on(home.path());
    let documents = status(&["--data", data])["documents"].as_u64().unwrap();
    assert_eq!(said(&["database", "verify", "--data", data]), format!("{data}: {documents} documents, no flaw\n"));
    sqlite(home.path())
        .execute_batch(
            "UPDATE sets SET size = 99 WHERE name = 'accounts'; \
             UPDATE documents SET body = x'7b' WHERE kind = 'world'",
        )
        .unwrap();
    let output = run(&["database", "verify", "--data", data]);
    let (listed, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(1));
    assert!(listed.contains("set accounts of world: it counts 99 members and has 11\n"), "{listed}");
    assert!(listed.contains("world world of world: its body is no JSON"), "{listed}");
    assert_eq!((listed.lines().count(), said.lines().count()), (2, 1), "{listed}{said}");
    assert!(said.contains(&format!("{data} has 2 flaws; ")), "{said}");
    assert_eq!(server.end("-TERM"), Some(0));

    fs::write(home.path().join("backlot.sqlite"), "this is no database, however long it may be read").unwrap();
    let unreadable = complaint(&["database", "verify", "--data", data], 1);
    assert!(unreadable.contains("restore a copy of it"), "{unreadable}");
}

#[test]
fn a_backup_of_a_running_server_is_a_world() {
    let home = tempfile::tempdir().unwrap();
    let (data, copy) = (home.path().join("data"), home.path().join("copy"));
    let back_up = ["database", "backup", copy.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let missing = complaint(&back_up, 1);
    assert!(missing.contains(data.to_str().unwrap()) && missing.contains("start the server on it first"), "{missing}");

    let server = Server::on(&data);
    let account = named(&accounts(&data), "direct-sandbox").clone();
    let token = server.token(&account);
    let (authorization, json) = (format!("Authorization: Bearer {token}"), "Content-Type: application/json");
    let made =
        server.call("POST", "/v1/customers", &[&authorization, json, "MS-RequestId: one"], &customer("fernhill"));
    assert_eq!(made.0, 201, "{}", made.1);
    assert_eq!(said(&back_up), format!("{} is in {}\n", data.display(), copy.display()));
    let customers = server.customers(&token);
    let kept = fs::read(&copy).unwrap();
    let taken = complaint(&back_up, 1);
    assert!(taken.contains("is there already; choose another name"), "{taken}");
    assert!(fs::read(&copy).unwrap() == kept, "it is left as it is");
    assert_eq!(server.end("-TERM"), Some(0));
    #[cfg(unix)]
    assert_eq!(mode(&copy), 0o600);

    let restored = home.path().join("restored");
    fs::create_dir(&restored).unwrap();
    fs::rename(&copy, restored.join("backlot.sqlite")).unwrap();
    let place = ["--data", restored.to_str().unwrap()];
    let control = fs::read_to_string(data.join("control-token")).unwrap();
    assert_eq!(said(&[&["database", "token"][..], &place].concat()), control, "before a server has opened it");
    let server = Server::on(&restored);
    assert_eq!(server.customers(&token), customers, "the token is good, as the key came with it");
    let again =
        server.call("POST", "/v1/customers", &[&authorization, json, "MS-RequestId: one"], &customer("fernhill"));
    assert_eq!(again, made, "what was answered is answered again");
    for secret in ["signing-keys.json", "control-token"] {
        assert!(fs::read(restored.join(secret)).unwrap() == fs::read(data.join(secret)).unwrap(), "{secret}");
        #[cfg(unix)]
        assert_eq!(mode(&restored.join(secret)), 0o600);
    }
    assert_eq!(status(&place)["kinds"]["secret"], Value::Null, "files have become of them");
}

#[cfg(unix)]
pub(crate) fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_backup_that_cannot_be_made_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    said(&["database", "migrate", "--data", data.to_str().unwrap()]);
    let nowhere = home.path().join("none/copy");
    let refused = complaint(&["database", "backup", nowhere.to_str().unwrap(), "--data", data.to_str().unwrap()], 1);
    assert!(refused.contains("cannot be written") && refused.contains(nowhere.to_str().unwrap()), "{refused}");
    assert_eq!(home.path().read_dir().unwrap().count(), 1);
}

#[test]
fn a_postgres_is_looked_after_too() {
    let Some(database) = database() else { return };
    let place = arguments(&database);
    let with = |task: &[&'static str]| [task, &place[..]].concat();
    for task in ["status", "verify"] {
        let missing = complaint(&with(&["database", task]), 1);
        assert!(missing.contains(&database.schema) && missing.contains("start the server on it first"), "{missing}");
    }
    let made = said(&with(&["database", "migrate"]));
    assert!(made.ends_with("was made\n") && made.contains(&database.schema) && !made.contains('@'), "{made}");
    assert!(said(&with(&["database", "migrate"])).ends_with("is up to date, nothing was done\n"));
    assert_eq!(status(&place)["openBy"], json!([]));

    let _server = Server::start(&place);
    let found = status(&place);
    assert!(found["engine"].as_str().unwrap().starts_with("PostgreSQL "), "{found}");
    assert_eq!((&found["upToDate"], &found["kinds"]["account"]), (&json!(true), &json!(11)));
    let users = found["openBy"].as_array().unwrap();
    assert!(users.len() == 1 && users[0].as_str().unwrap().contains(" from "), "{found}");
    assert!(said(&with(&["database", "verify"])).ends_with(&format!("{} documents, no flaw\n", found["documents"])));
    assert!(said(&with(&["database", "migrate"])).ends_with("nothing was done\n"), "also while servers run");

    let own = complaint(&with(&["database", "backup", "copy"]), 2);
    assert!(own.contains("PostgreSQL's own tools; use pg_dump") && own.contains(&database.schema), "{own}");
    assert!(!Path::new("copy").exists());
}
