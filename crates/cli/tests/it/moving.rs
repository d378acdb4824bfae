//! `backlot world export` and `import`.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::Path,
    process::{Child, Stdio},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
};

use serde_json::Value;

use super::{
    database::{arguments, database},
    program::{Server, accounts, backlot, complaint, named, run},
    socket::connection::customer,
    upkeep::status,
};
#[cfg(unix)]
use crate::upkeep::mode;

const JSON: &str = "Content-Type: application/json";

/// What a run that goes well says on stderr, as its stdout stays empty.
#[track_caller]
fn mentioned(arguments: &[&str]) -> String {
    let output = run(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{said}");
    said
}

/// The world of this place, as it is exported to stdout.
#[track_caller]
fn exported(place: &[&str]) -> Vec<u8> {
    let output = run(&[&["world", "export", "-", "--quiet"], place].concat());
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
    output.stdout
}

/// All lines that tell of documents.
fn documents(file: &[u8]) -> Vec<&str> {
    let lines: Vec<&str> = std::str::from_utf8(file).unwrap().lines().collect();
    lines[1..lines.len() - 1].to_vec()
}

/// A world that is not as it was planted, with a token and a session, on this directory.
struct Lived {
    token: String,
    customers: (u16, Value),
    clock: Value,
    settings: (u16, Value),
    control: String,
    refresh: String,
}

const SESSION: &str =
    "grant_type=password&username=admin%40direct-sandbox.example&password=direct-sandbox-admin-password";

fn sign_in(server: &Server, account: &Value, grant: &str) -> (u16, Value) {
    let app = &account["apps"][0];
    let form = format!(
        "{grant}&client_id={}&client_secret={}&resource=https%3A%2F%2Fgraph.windows.net",
        app["clientId"].as_str().unwrap(),
        app["clientSecret"].as_str().unwrap(),
    );
    let path = format!("/{}/oauth2/token", account["tenantId"].as_str().unwrap());
    server.call("POST", &path, &["Content-Type: application/x-www-form-urlencoded"], &form)
}

impl Lived {
    fn on(server: &Server, directory: &Path) -> Self {
        let account = named(&accounts(directory), "direct-sandbox").clone();
        let token = server.token(&account);
        let authorization = format!("Authorization: Bearer {token}");
        for domain in ["fernhill", "saltmarsh"] {
            let headers = [authorization.as_str(), JSON, "MS-RequestId: one"];
            assert_eq!(server.call("POST", "/v1/customers", &headers, &customer(domain)).0, 201);
        }
        let (status, session) = sign_in(server, &account, SESSION);
        assert_eq!(status, 200, "{session}");
        for body in [r#"{"advance":"PT48H"}"#, r#"{"freeze":true}"#] {
            assert_eq!(server.call("PUT", "/_backlot/clock", &[JSON], body).0, 200);
        }
        Self {
            customers: server.customers(&token),
            token,
            clock: server.call("GET", "/_backlot/clock", &[], "").1,
            settings: server.call("GET", "/_backlot/settings", &[], ""),
            control: fs::read_to_string(directory.join("control-token")).unwrap(),
            refresh: session["refresh_token"].as_str().unwrap().to_owned(),
        }
    }

    /// Whether a server on another store has the same world.
    #[track_caller]
    fn goes_on(&self, place: &[&str], account: &Value) {
        let token = run(&[&["database", "token"], place].concat());
        assert_eq!(String::from_utf8(token.stdout).unwrap(), self.control);
        let server = Server::start(place);
        assert_eq!(server.customers(&self.token), self.customers, "the old token, the same customers");
        let control = format!("Authorization: Bearer {}", self.control.trim());
        let clock = server.call("GET", "/_backlot/clock", &[&control], "").1;
        assert_eq!((&clock["now"], &clock["frozen"]), (&self.clock["now"], &Value::Bool(true)));
        assert_eq!(server.call("GET", "/_backlot/settings", &[&control], ""), self.settings);
        let (status, renewed) =
            sign_in(&server, account, &format!("grant_type=refresh_token&refresh_token={}", self.refresh));
        assert_eq!(status, 200, "the session goes on: {renewed}");
        assert_eq!(server.end("-TERM"), Some(0));
    }
}

#[test]
fn a_world_moves_from_a_directory_to_a_postgres_and_back() {
    let home = tempfile::tempdir().unwrap();
    let (first, file) = (home.path().join("first"), home.path().join("world.jsonl"));
    let (from, name) = (["--data", first.to_str().unwrap()], file.to_str().unwrap());
    let server = Server::on(&first);
    let lived = Lived::on(&server, &first);
    let account = named(&accounts(&first), "direct-sandbox").clone();
    let kinds = &status(&from)["kinds"];
    assert_eq!((&kinds["reply"], &kinds["refresh-token"]), (&Value::from(2), &Value::from(1)), "{kinds}");

    let said = mentioned(&[&["world", "export", name][..], &from].concat());
    assert!(said.contains(name) && said.contains("secrets included") && said.lines().count() == 1, "{said}");
    let taken = complaint(&[&["world", "export", name][..], &from].concat(), 1);
    assert!(taken.contains("is there already; choose another name"), "{taken}");
    assert_eq!(server.end("-TERM"), Some(0), "it was not needed to end");
    #[cfg(unix)]
    assert_eq!(mode(&file), 0o600);
    let written = fs::read(&file).unwrap();
    let world = documents(&written);
    assert!(!world.iter().any(|line| line.contains(r#""kind":"reply""#)), "kept answers are never exported");
    assert_eq!(world.iter().filter(|line| line.contains(r#""kind":"secret""#)).count(), 2);
    assert!(documents(&exported(&from)) == world, "two exports of the same are the same");

    let mut passed = written.clone();
    if let Some(database) = database() {
        let second = arguments(&database);
        let said = mentioned(&[&["world", "import", name][..], &second].concat());
        assert!(said.contains(&format!("{} documents", world.len())) && !said.contains('@'), "{said}");
        passed = exported(&second);
        assert_eq!(documents(&passed), world, "byte for byte");
        let again = complaint(&[&["world", "import", name][..], &second].concat(), 1);
        assert!(again.contains(&database.schema) && again.contains("import into a new directory or schema"), "{again}");
        assert!(documents(&exported(&second)) == world, "it is left as it was");
        lived.goes_on(&second, &account);
    }
    let third = home.path().join("third");
    let to = ["--data", third.to_str().unwrap()];
    assert_eq!(fed(&to, &passed), (Some(0), String::new()));
    let mut files: Vec<_> = third.read_dir().unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["backlot.lock", "backlot.sqlite", "control-token", "signing-keys.json"], "all is tidied away");
    assert_eq!(documents(&exported(&to)), world, "byte for byte");
    for secret in ["signing-keys.json", "control-token"] {
        assert!(fs::read(third.join(secret)).unwrap() == fs::read(first.join(secret)).unwrap(), "{secret}");
        #[cfg(unix)]
        assert_eq!(mode(&third.join(secret)), 0o600);
    }
    lived.goes_on(&to, &account);
}

/// Exports again and again, while customers are made.
#[track_caller]
fn every_export_is_of_one_moment(place: &[&str]) {
    let server = Server::start(place);
    let accounts: Vec<Value> = serde_json::from_slice(&run(&[&["accounts", "--json"], place].concat()).stdout).unwrap();
    let token = server.token(named(&accounts, "direct-sandbox"));
    let authorization = format!("Authorization: Bearer {token}");
    let make = |number: usize| {
        let (status, made) =
            server.call("POST", "/v1/customers", &[&authorization, JSON], &customer(&format!("fernhill-{number}")));
        assert_eq!(status, 201, "{made}");
    };
    make(0);
    let done = AtomicBool::new(false);
    let exports = thread::scope(|scope| {
        // One less than the quota leaves room for.
        let made = scope.spawn(|| (1..60).take_while(|_| !done.load(Relaxed)).for_each(make));
        let exports = [(); 6].map(|()| exported(place));
        done.store(true, Relaxed);
        made.join().unwrap();
        exports
    });
    let mut customers = BTreeSet::new();
    for export in &exports {
        let world: Vec<Value> = documents(export).iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        let of = |kind: &str| {
            let ids = world.iter().filter(|line| line["kind"] == kind).map(|line| line["id"].as_str().unwrap());
            ids.collect::<BTreeSet<&str>>()
        };
        assert!(of("customer").is_subset(&of("tenant")), "what was committed together is there together");
        customers.insert(world.iter().filter(|line| line["kind"] == "customer").count());
    }
    assert!(customers.len() > 1, "nothing was made meanwhile: {customers:?}");
}

#[test]
fn a_server_that_writes_is_exported_as_it_was_at_one_moment() {
    let home = tempfile::tempdir().unwrap();
    every_export_is_of_one_moment(&["--data", home.path().to_str().unwrap()]);
    if let Some(database) = database() {
        every_export_is_of_one_moment(&arguments(&database));
    }
}

/// An import that reads stdin.
fn import(place: &[&str]) -> Child {
    let mut command = backlot();
    command.args(["world", "import", "-", "--quiet"]).args(place);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The exit code of an import that is given these bytes, and what it says.
fn fed(place: &[&str], file: &[u8]) -> (Option<i32>, String) {
    let mut importing = import(place);
    // It may end before it has read everything.
    let _ = importing.stdin.take().unwrap().write_all(file);
    let output = importing.wait_with_output().unwrap();
    assert_eq!(output.stdout, b"");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// A world, exported.
fn demo(home: &Path) -> Vec<u8> {
    let data = home.join("demo");
    assert_eq!(Server::on(&data).end("-TERM"), Some(0));
    exported(&["--data", data.to_str().unwrap()])
}

#[track_caller]
fn is_killed_and_leaves_nothing(place: &[&str], file: &[u8]) {
    assert_eq!(run(&[&["database", "migrate"], place].concat()).status.code(), Some(0));
    let mut importing = import(place);
    let half = file.len() / 2;
    importing.stdin.as_mut().unwrap().write_all(&file[..half]).unwrap();
    while status(place)["openBy"].as_array().unwrap().is_empty() {
        assert_eq!(importing.try_wait().unwrap(), None, "it waits for the rest");
    }
    importing.kill().unwrap();
    importing.wait().unwrap();
    assert_eq!(fed(place, file), (Some(0), String::new()), "as if nothing had been there");
    assert_eq!(documents(&exported(place)), documents(file));
}

#[test]
fn an_import_that_is_killed_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let file = demo(home.path());
    is_killed_and_leaves_nothing(&["--data", home.path().join("killed").to_str().unwrap()], &file);
    if let Some(database) = database() {
        is_killed_and_leaves_nothing(&arguments(&database), &file);
    }
}

#[track_caller]
fn refuses_and_stays_empty(place: &[&str], file: &[u8]) {
    let cut = [file.len() / 2, file.len() - 1].map(|length| file[..length].to_vec());
    let mut changed = file.to_vec();
    // A digit of the last line's sum.
    let digit = file.len() - 6;
    changed[digit] = if changed[digit] == b'0' { b'1' } else { b'0' };
    let newer = String::from_utf8(file.to_vec()).unwrap().replacen("\"version\":1", "\"version\":2", 1).into_bytes();
    let [half, unended] = cut;
    for (file, why) in [
        (half, "it is cut off after line"),
        (unended, "it is cut off after line"),
        (changed, "it was changed since it was written"),
        (newer, "it has format version 2 and this release knows 1; use the newer release that wrote it"),
        (b"[[accounts]]\n".to_vec(), "give a file that `backlot world export` wrote"),
        (Vec::new(), "give a file that `backlot world export` wrote"),
    ] {
        let (code, said) = fed(place, &file);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.starts_with("backlot: stdin: ") && said.contains(why) && said.lines().count() == 1, "{said}");
        assert_eq!(status(place)["documents"], 0);
    }
}

#[test]
fn a_file_that_is_not_whole_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let file = demo(home.path());
    let check = |place: &[&str]| {
        assert_eq!(run(&[&["database", "migrate"], place].concat()).status.code(), Some(0));
        refuses_and_stays_empty(place, &file);
    };
    let data = home.path().join("data");
    check(&["--data", data.to_str().unwrap()]);
    assert!(!data.join("signing-keys.json").exists() && !data.join("control-token").exists());
    if let Some(database) = database() {
        check(&arguments(&database));
    }
}

#[test]
fn what_is_used_is_not_imported_into() {
    let home = tempfile::tempdir().unwrap();
    let demo = demo(home.path());
    let data = home.path().join("used");
    let place = ["--data", data.to_str().unwrap()];
    let server = Server::on(&data);
    let (code, said) = fed(&place, &demo);
    assert!(code == Some(1) && said.contains("is in use by another process; stop that one, or choose"), "{said}");
    assert_eq!(server.end("-TERM"), Some(0));
    let (code, said) = fed(&place, &demo);
    let sentence = "holds documents already and was left as it is; import into a new directory or schema";
    assert!(code == Some(1) && said.contains(sentence) && said.contains(place[1]), "{said}");
}

#[test]
fn files_that_cannot_be_read_or_written() {
    let home = tempfile::tempdir().unwrap();
    let place = ["--data", home.path().to_str().unwrap()];
    let missing = home.path().join("none/world.jsonl");
    let of = |task| [&["world", task, missing.to_str().unwrap()][..], &place].concat();
    let said = complaint(&of("import"), 1);
    assert!(said.contains(missing.to_str().unwrap()) && said.contains("check the path"), "{said}");
    assert_eq!(home.path().read_dir().unwrap().count(), 0, "no store is begun");
    let said = complaint(&of("export"), 1);
    assert!(said.contains("cannot be written"), "{said}");
    assert_eq!(run(&["world", "export", "--data", "x"]).status.code(), Some(2), "a file is to be named");

    // A full disk, as far as a program can tell.
    #[cfg(target_os = "linux")]
    {
        demo(home.path());
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let data = home.path().join("demo");
        let output =
            backlot().args(["world", "export", "-", "--data", data.to_str().unwrap()]).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && said.contains("No space left on device"), "{said}");
    }
}
