//! Clients at work while the program is killed, drained, and left without room on the disk: nothing that was
//! acknowledged is lost, and nothing is done twice. `cargo run --release -p backlot-torture -- run` does it for longer.

use std::{env, path::Path, time::Duration};

use backlot_torture::{History, Kind, Plan, Report, Store, check, run};

/// A run that takes some seconds.
fn brief(store: Store, processes: usize, directory: &Path) -> Plan {
    Plan {
        program: env!("CARGO_BIN_EXE_backlot").into(),
        directory: directory.to_owned(),
        store,
        processes,
        clients: 64,
        operations: 60,
        time: Duration::from_secs(40),
        peace: Duration::ZERO..=Duration::from_millis(150),
        repeats: 300,
        seed: env::var("BACKLOT_TEST_SEED").map_or(1, |seed| seed.parse().expect("BACKLOT_TEST_SEED is a number")),
    }
}

/// Whether it was worth the name, and found nothing.
#[track_caller]
fn assert_sound(report: &Report, directory: tempfile::TempDir) {
    if !report.violations.is_empty() {
        panic!("{report}\nthe logs are in {}", directory.keep().display());
    }
    let blows: usize = report.blows.values().sum();
    assert!(report.acknowledged > 500 && report.at_quota > 20 && report.retried > 20 && blows > 5, "{report}");
}

#[test]
fn one_process_on_sqlite_is_killed_and_finds_its_disk_full() {
    let directory = tempfile::tempdir().unwrap();
    let report = run(&brief(Store::Sqlite, 1, directory.path())).unwrap().expect("SQLite is always there");
    assert!(report.blow("kills") > 0 && (report.blow("full disks") > 0 || !cfg!(target_os = "linux")), "{report}");

    // The same logs beside a world that has lost an order.
    let mut history = History::read(directory.path()).unwrap();
    let lost = history.after.customers.iter_mut().find_map(|customer| customer.orders.pop()).expect("an order");
    let found = check(&history);
    assert!(
        found.iter().any(|found| found.kind == Kind::Halves && found.what.contains(&lost.subscription)),
        "{found:?}"
    );
    assert_sound(&report, directory);
}
