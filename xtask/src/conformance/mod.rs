//! Programs that others wrote run against a Backlot, each against a fresh one, and what they showed becomes a table.

#![expect(clippy::disallowed_methods, reason = "whoever waits for another program goes by the real clock")]

mod client;
mod group;
mod table;
mod tap;

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use self::{client::Client, tap::Shown};
use crate::{
    Failure,
    backlot::{self, Backlot},
    intercept::Intercepted,
};

/// How long a client may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// What a run is asked for.
#[derive(Debug, Default)]
struct Asked {
    /// The clients; all of them if there is none.
    clients: Vec<String>,
    /// Whether the table must be as the run makes it, and nothing may be skipped but what needs a package that its registry
    /// does not have here.
    verify: bool,
}

/// Runs all clients that this machine can run, or those that are named.
pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let mut asked = Asked::default();
    for argument in arguments {
        match argument.as_str() {
            "--verify" => asked.verify = true,
            name if name.starts_with('-') => return Err(Failure::Usage),
            _ => asked.clients.push(argument),
        }
    }
    let mut clients = Client::all(&root.join("conformance"))?;
    let names: Vec<String> = clients.iter().map(|client| client.name.clone()).collect();
    if let Some(unknown) = asked.clients.iter().find(|name| !names.contains(name)) {
        return Err(Failure::Impossible(format!("there is no client {unknown}, but {}", names.join(", "))));
    }
    if !asked.clients.is_empty() {
        clients.retain(|client| asked.clients.contains(&client.name));
    }
    let program = backlot::program(root)?;
    let (mut shown, mut failed, mut skipped, mut lacking) = (Vec::new(), 0, 0, 0);
    for client in clients {
        if let Err(lack) = client.can_run() {
            say(&format!("{}: SKIPPED: {lack}", client.name));
            skipped += 1;
            lacking += usize::from(!client.is_elsewhere());
            continue;
        }
        let begun = Instant::now();
        let outcome = client.install().and_then(|()| exercise(&client, &program));
        let seconds = begun.elapsed().as_secs();
        match outcome {
            Ok(what) if what.failed.is_empty() => {
                say(&format!("{}: {} passed in {seconds} s", client.name, what.passed.len()));
                shown.push((client, what));
            }
            Ok(what) => {
                failed += what.failed.len();
                say(&format!("{}: FAILED: {}", client.name, what.failed.join("; ")));
            }
            Err(failure) => {
                failed += 1;
                say(&format!("{}: FAILED: {failure}", client.name));
            }
        }
    }
    let passed: usize = shown.iter().map(|(_, what)| what.passed.len()).sum();
    say(&format!("{passed} passed, {failed} failed, {skipped} skipped"));
    if failed > 0 || (asked.verify && lacking > 0) {
        return Err(Failure::Program("conformance".to_owned()));
    }
    let page = root.join("docs/CLIENTS.md");
    let failure = |error| Failure::File(page.display().to_string(), error);
    let before = fs::read_to_string(&page).map_err(failure)?;
    if asked.verify {
        // A registry has the version that it has; what was checked must be the same.
        for (client, what) in shown.iter_mut().filter(|(client, _)| client.is_rare()) {
            what.uses = table::used(&before, &client.name);
        }
    }
    let after = table::with(&before, &names, &shown).map_err(Failure::Impossible)?;
    match crate::pages::difference(&before, &after) {
        Some(at) if asked.verify => Err(Failure::Stale(
            vec![format!("docs/CLIENTS.md is out of date\n{at}")],
            "run `cargo xtask conformance` and commit what it writes",
        )),
        Some(_) => fs::write(&page, after).map_err(failure),
        None => Ok(()),
    }
}

/// Runs a client against a fresh Backlot.
fn exercise(client: &Client, program: &Path) -> Result<Shown, Failure> {
    if client.intercepted {
        let intercepted = Intercepted::start(program)?;
        let shown = listen(client, intercepted.command(&client.command())?, program)?;
        intercepted.end()?;
        return Ok(shown);
    }
    let backlot = Backlot::start(program, "127.0.0.1:0")?;
    let mut words = client.command().into_iter();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    backlot.show(&mut command)?;
    let shown = listen(client, command, program)?;
    backlot.end()?;
    Ok(shown)
}

/// Hears what a client's program says until it ends.
fn listen(client: &Client, mut command: Command, program: &Path) -> Result<Shown, Failure> {
    let failed = |error| Failure::File(client.name.clone(), error);
    command.env("BACKLOT_BINARY", program).env("PYTHONDONTWRITEBYTECODE", "1");
    command.current_dir(&client.folder).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut process = group::spawn(&mut command).map_err(failed)?;
    let said = process.stdout.take().map(std::io::BufReader::new);
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        let lines = said.into_iter().flat_map(std::io::BufRead::lines);
        // What nobody waits for any longer is lost.
        lines.map_while(Result::ok).try_for_each(|line| send.send(line))
    });
    let mut shown = Shown::default();
    let until = Instant::now() + PATIENCE;
    loop {
        match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                if !shown.hear(&line) {
                    say(&line);
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                group::kill(&process).map_err(failed)?;
                shown.failed.push(format!("it took more than {} s", PATIENCE.as_secs()));
                break;
            }
        }
    }
    let status = process.wait().map_err(failed)?;
    if shown.passed.is_empty() && shown.failed.is_empty() {
        shown.failed.push("it showed nothing".to_owned());
    }
    if !status.success() && shown.failed.is_empty() {
        shown.failed.push(format!("it ended with {status}"));
    }
    Ok(shown)
}

fn say(line: &str) {
    // Nothing can be done for one who does not listen.
    let _ = writeln!(std::io::stdout(), "{line}");
}
