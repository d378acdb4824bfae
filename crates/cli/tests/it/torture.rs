//! Clients at work while the program is killed, drained, held and left without room on the disk, and while its database is
//! stopped and its connections are cut: nothing that was acknowledged is lost, and nothing is done twice.
//! `cargo run --release -p backlot-torture -- run` does it for longer.

use std::{
    env, fs,
    io::{self, Read},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use backlot_torture::{History, Kind, Plan, Report, Store, check, run};

/// So many acknowledged writes are enough.
const ENOUGH: usize = 500;
const CHILD: &str = "BACKLOT_TEST_TORTURE_CHILD";

/// A run that takes some seconds: until every kind of trouble has come, and so much has been acknowledged.
fn brief(store: Store, processes: usize, directory: &Path) -> Plan {
    Plan {
        program: env!("CARGO_BIN_EXE_backlot").into(),
        directory: directory.to_owned(),
        store,
        processes,
        clients: 64,
        time: Duration::ZERO,
        rounds: 1,
        acknowledged: ENOUGH,
        limit: Duration::from_secs(240),
        stop: Default::default(),
        peace: Duration::ZERO..=Duration::from_millis(150),
        patience: Duration::from_secs(120),
        repeats: 200,
        seed: env::var("BACKLOT_TEST_SEED").map_or(1, |seed| seed.parse().expect("BACKLOT_TEST_SEED is a number")),
    }
}

/// Whether it was worth the name, and found nothing.
#[track_caller]
fn assert_sound(report: &Report, troubles: &[&str], directory: tempfile::TempDir) {
    let came = |trouble: &&str| report.blow(trouble) > 0;
    let is_worth_it = report.rounds > 0
        && report.acknowledged >= ENOUGH
        && report.at_quota > 0
        && report.retried > 0
        && report.repeated.len() == 3
        && report.verified.as_ref().is_some_and(|said| said.ends_with("no flaw"))
        && troubles.iter().all(came);
    if !is_worth_it || !report.is_sound() {
        panic!("{report}\nthe logs are in {}", directory.keep().display());
    }
}

#[test]
fn one_process_on_sqlite_is_killed_and_finds_its_disk_full() {
    let directory = tempfile::tempdir().unwrap();
    let report = run(&brief(Store::Sqlite, 1, directory.path())).unwrap().expect("SQLite is always there");
    // Other systems have no `prlimit`.
    let full_disks = if cfg!(target_os = "linux") { "full disks" } else { "kills" };

    // The same logs beside a world that has lost an order.
    let mut history = History::read(directory.path()).unwrap();
    let lost = history.after.customers.iter_mut().find_map(|customer| customer.orders.pop()).expect("an order");
    let found = check(&history);
    assert!(
        found.iter().any(|found| found.kind == Kind::Halves && found.what.contains(&lost.subscription)),
        "{found:?}"
    );
    assert_sound(&report, &["kills", "drains", "restarts", "pauses", full_disks], directory);
}

#[test]
fn three_processes_on_postgresql_are_killed_and_their_database_is_stopped() {
    let directory = tempfile::tempdir().unwrap();
    let Some(report) = run(&brief(Store::Postgres, 3, directory.path())).unwrap() else { return };
    let of_processes = ["kills", "drains", "restarts", "pauses"];
    let of_the_database = ["database stops", "database starts", "cuts", "partitions"];
    let of_connections = ["answers cut", "requests cut", "commits' answers lost"];
    assert_sound(&report, &[&of_processes[..], &of_the_database, &of_connections].concat(), directory);
}

#[test]
#[cfg(target_os = "linux")]
fn a_torture_that_is_killed_leaves_no_process_behind() {
    if let Some(directory) = env::var_os(CHILD) {
        let plan = Plan { time: Duration::from_secs(240), ..brief(Store::Sqlite, 1, Path::new(&directory)) };
        panic!("it was to be killed: {:?}", run(&plan));
    }
    let directory = tempfile::tempdir().unwrap();
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "torture::a_torture_that_is_killed_leaves_no_process_behind"])
        .env(CHILD, directory.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let logs = directory.path().to_str().unwrap();
    // They would be waited for for ever if they did not come, or did not go.
    while processes_with(logs) == 0 {
        assert_eq!(child.try_wait().unwrap(), None, "it ended by itself");
        thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    while processes_with(logs) > 0 {
        thread::yield_now();
    }
}

/// How many processes have this in their command line.
#[cfg(target_os = "linux")]
fn processes_with(text: &str) -> usize {
    let command_line = |entry: io::Result<fs::DirEntry>| {
        let mut line = Vec::new();
        fs::File::open(entry.ok()?.path().join("cmdline")).ok()?.read_to_end(&mut line).ok()?;
        Some(String::from_utf8_lossy(&line).into_owned())
    };
    fs::read_dir("/proc").unwrap().filter_map(command_line).filter(|line| line.contains(text)).count()
}
