//! kill -9 at any moment: what was acknowledged is there, and nothing is there by halves.
//!
//! The test starts itself again as a child that writes and acknowledges; the parent kills it at a moment that a seed
//! chooses, looks at what is left, and starts the next one on it.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Write, stdout};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use backlot_store::{Error, Options, Range, Root, Set, Store};

use crate::Outcome;
use crate::entry::{Entry, commit, ids, order, orders_of, read, save_all};

const DIRECTORY: &str = "BACKLOT_STORE_TEST_CHILD";
const ROUNDS: u64 = 210;
/// After so many rounds the directory is a new one.
const GENERATION: u64 = 30;
const WRITERS: u64 = 3;

/// The parts of one write: an order with a line and a subscription elsewhere, each findable in its own way.
fn parts(name: &str) -> [Entry; 3] {
    let lines = Set::new(Root::world(), "lines");
    [
        order(&Root::customer("a", "c"), name).member(&orders_of("a"), name).unique("order", name),
        order(&Root::customer("a", "c"), &format!("{name} line")).member(&lines, name),
        order(&Root::customer("a", "d"), &format!("{name} subscription")).due(1),
    ]
}

#[test]
fn kill_nine() -> Outcome {
    if let Ok(directory) = env::var(DIRECTORY) {
        return child(Path::new(&directory));
    }
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut acknowledged_in_all = 0;
    for generation in 0..ROUNDS / GENERATION {
        let home = tempfile::tempdir()?;
        let mut expected = BTreeSet::new();
        for round in 0..GENERATION {
            // xorshift: all that is needed here is a spread of moments that is the same each time.
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let acknowledged = round_of(home.path(), round, seed)?;
            acknowledged_in_all += acknowledged.len();
            expected.extend(acknowledged);
            let unacknowledged =
                check(home.path(), &expected).map_err(|error| format!("{generation}.{round}: {error}"))?;
            // What was kept without an answer is part of what the next round finds.
            expected.extend(unacknowledged);
        }
    }
    assert!(acknowledged_in_all as u64 > ROUNDS, "{acknowledged_in_all} writes are too few to show anything");
    Ok(())
}

/// Runs a child until it has acknowledged some writes, kills it, and says which it had acknowledged.
fn round_of(directory: &Path, round: u64, seed: u64) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    let mut child = Command::new(env::current_exe()?)
        .args(["--exact", "kill_nine::kill_nine", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, directory)
        .env("ROUND", round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let output = child.stdout.take().ok_or("the child has no output")?;
    let mut lines = BufReader::new(output).lines();
    let mut acknowledged = Vec::new();
    let mut collect = |line: String| {
        // The harness of the child prints lines of its own, and the last line may be cut.
        if let Some(name) = line.strip_prefix("kept ").and_then(|rest| rest.strip_suffix('.')) {
            acknowledged.push(String::from(name));
        }
        acknowledged.len() as u64
    };
    // Every eighth child is killed while it still opens the store.
    let patience = if seed.is_multiple_of(8) { 0 } else { 1 + seed % 12 };
    let mut seen = 0;
    while seen < patience {
        seen = collect(lines.next().ok_or("the child ended by itself")??);
    }
    if round == 1 && patience > 0 {
        let second = Store::open(Options::directory(directory));
        assert!(matches!(second, Err(Error::InUse { .. })), "the child has it: {second:?}");
    }
    (0..seed % 256).for_each(|_| thread::yield_now());
    child.kill()?;
    child.wait()?;
    for line in lines {
        collect(line?);
    }
    Ok(acknowledged)
}

/// Compares what is there with what was acknowledged; says what is there besides.
fn check(
    directory: &Path,
    expected: &BTreeSet<String>,
) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    let store = Store::open(Options::directory(directory))?;
    // It compares the counter with the rows.
    let names = ids(&store, &orders_of("a"))?;
    let found: BTreeSet<String> = names.iter().cloned().collect();
    let lost: Vec<_> = expected.difference(&found).collect();
    if !lost.is_empty() {
        return Err(format!("lost {lost:?}").into());
    }
    let lines = ids(&store, &Set::new(Root::world(), "lines"))?;
    assert_eq!(lines.len(), names.len());
    let due = read(&store, |tx| tx.due(i64::MAX, usize::MAX))?;
    assert_eq!(due.len(), names.len());
    for name in &names {
        let [order, line, subscription] = parts(name);
        read(&store, |tx| {
            assert_eq!(tx.find("order", name)?.as_ref(), Some(order.key()));
            for part in [&order, &line, &subscription] {
                assert_eq!(tx.get(part.key())?.as_ref(), Some(&part.document));
            }
            Ok(())
        })?;
    }
    let doomed = read(&store, |tx| tx.keys(&Set::new(Root::world(), "doomed"), &Range::all()))?;
    assert!(doomed.len() as u64 <= WRITERS, "each writer removes what it added before: {doomed:?}");
    commit(&store, |tx| tx.drop_root(&Root::tenant("doomed")))?;
    Ok(found.difference(expected).cloned().collect())
}

/// Writes until it is killed, acknowledging each write once it has been answered.
fn child(directory: &Path) -> Outcome {
    let round = env::var("ROUND")?;
    let store = Store::open(Options::directory(directory))?;
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|n| (scope, format!("{round}.{n}"))).collect();
        let store = &store;
        let running: Vec<_> =
            writers.into_iter().map(|(scope, name)| scope.spawn(move || write_forever(store, &name))).collect();
        running.into_iter().try_for_each(|writer| writer.join().unwrap_or_else(|_| Err("a writer panicked".into())))
    })
}

fn write_forever(store: &Store, writer: &str) -> Outcome {
    let doomed = |n: u64| {
        order(&Root::tenant("doomed"), &format!("{writer}.{n}")).member(&Set::new(Root::world(), "doomed"), "")
    };
    for n in 0_u64.. {
        let name = format!("{writer}.{n}");
        save_all(store, &parts(&name))?;
        let (new, old) = (doomed(n + 1), doomed(n));
        commit(store, move |tx| {
            tx.delete(old.key())?;
            new.put(tx)
        })?;
        let mut out = stdout().lock();
        writeln!(out, "kept {name}.")?;
        out.flush()?;
    }
    Ok(())
}
