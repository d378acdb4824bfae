//! The commands that speak to a Partner Center, run against a sandbox.

mod catalogue;
mod deleting;
mod faults;
mod generated;
mod killed;
mod login;
mod ordering;
mod procedure;
mod profiles;
mod removing;
#[cfg(target_os = "linux")]
mod terminal;
mod wrong;

use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::program::{Server, backlot};

/// A customer of `direct-sandbox` with a reservation and two software orders.
const QUARRY_LANE: &str = "d0000000-0000-4000-8000-000000000201";
/// A customer of `direct` with a reservation and active subscriptions.
const SALTMARSH: &str = "d0000000-0000-4000-8000-000000000101";
/// An account of the demo world.
const DIRECT: &str = "a0000000-0000-4000-8000-000000000001";
const DIRECT_SANDBOX: &str = "a0000000-0000-4000-8000-000000000002";
const PROVIDER: &str = "a0000000-0000-4000-8000-000000000003";

/// Somebody with a home directory of their own, and a sandbox with the demo world.
struct Desk {
    server: Server,
    home: TempDir,
    /// How many calls the program has under way at a time.
    concurrency: &'static str,
}

/// What came of a run.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        Self::before(Server::start(&["--memory"]))
    }

    fn before(server: Server) -> Self {
        Self { server, home: tempfile::tempdir().unwrap(), concurrency: "1" }
    }

    /// The program, to be run against what is at this address. It waits for next to nothing.
    fn command(&self, endpoint: &str, arguments: &[&str]) -> Command {
        let mut command = backlot();
        command.env("HOME", self.home.path()).args(arguments);
        command.args(["--endpoint", endpoint, "--first-wait", "1", "--concurrency", self.concurrency]);
        command
    }

    /// Runs the program as it stands, to its end.
    fn plain(&self, arguments: &[&str]) -> Ended {
        let output = backlot().env("HOME", self.home.path()).args(arguments).output().unwrap();
        Ended::of(output, &self.server.url)
    }

    /// Runs the program against the sandbox, to its end.
    fn run(&self, arguments: &[&str]) -> Ended {
        self.run_at(&self.server.url, arguments)
    }

    /// Runs the program against what is at this address, to its end.
    fn run_at(&self, endpoint: &str, arguments: &[&str]) -> Ended {
        Ended::of(self.command(endpoint, arguments).output().unwrap(), endpoint)
    }

    /// Starts the program against what is at this address.
    fn start(&self, endpoint: &str, arguments: &[&str]) -> Child {
        self.command(endpoint, arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs the program and reads what it printed, which it must, as JSON.
    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let ended = self.run(&[arguments, &["--output", "json"]].concat());
        assert_eq!(ended.code, Some(0), "{}", ended.err);
        serde_json::from_str(&ended.out).unwrap()
    }

    /// Calls the control API, which must succeed.
    #[track_caller]
    fn control(&self, method: &str, path: &str, body: &str) -> Value {
        let (status, answer) =
            self.server.call(method, &format!("/_backlot/{path}"), &["Content-Type: application/json"], body);
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer
    }

    /// Has the demo world begin anew.
    fn reset(&self) {
        self.control("POST", "reset", "");
    }

    /// Cancelled orders become so when they have been read twice.
    fn cancel_slowly(&self) {
        self.control("PATCH", "settings", r#"{"cancellation":{"settle":{"afterReads":2}}}"#);
    }

    /// What happened in an account, as `what` and the id of what it happened to.
    fn events(&self, account: &str) -> Vec<(String, String)> {
        let page = self.control("GET", &format!("events?account={account}&limit=1000"), "");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let events = page["events"].as_array().unwrap().iter();
        events.map(|event| (text(&event["what"]), text(&event["resource"]["id"]))).collect()
    }

    /// How often this happened in an account.
    fn count(&self, account: &str, what: &str) -> usize {
        self.events(account).iter().filter(|(happened, _)| happened == what).count()
    }

    /// How many calls changed something, as the journal has it.
    fn changes(&self) -> usize {
        let journal = self.control("GET", "journal?limit=10000", "");
        let calls = journal["rows"].as_array().unwrap().iter();
        let is_change = |call: &&Value| call["method"] != "GET" && call["method"] != "HEAD";
        calls.filter(is_change).filter(|call| call["status"].as_u64().unwrap() < 400).count()
    }
}

impl Ended {
    /// Of a run against what is at this address.
    fn of(output: Output, endpoint: &str) -> Self {
        let text = |bytes| {
            let text = String::from_utf8(bytes).unwrap();
            if endpoint.is_empty() { text } else { text.replace(endpoint, "http://SANDBOX") }
        };
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// What people and programs saw of it, with ids that differ from run to run numbered instead.
    fn seen(&self) -> String {
        let code = self.code.map_or_else(|| "killed".to_owned(), |code| code.to_string());
        let text = format!("exit code {code}\n--- stdout ---\n{}--- stderr ---\n{}", self.out, self.err);
        let mut known: Vec<String> = Vec::new();
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let mut seen = String::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(length);
            match made_up(word) {
                None => seen.push_str(word),
                Some(kind) => {
                    let number = known.iter().position(|id| id == word).unwrap_or_else(|| {
                        known.push(word.to_owned());
                        known.len() - 1
                    });
                    // As wide as the id, so that columns stay columns.
                    seen.push_str(&format!("{kind}-{:0>width$}", number + 1, width = word.len() - kind.len() - 1));
                }
            }
            let other = after.find(is_of_word).unwrap_or(after.len());
            let (between, next) = after.split_at(other);
            seen.push_str(between);
            rest = next;
        }
        seen
    }

    /// What a run that fails says, which must be one sentence on stderr and nothing else.
    #[track_caller]
    fn complaint(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{}", self.err);
        assert_eq!(self.out, "");
        assert!(self.err.starts_with("backlot: ") && self.err.trim_end().lines().count() == 1, "{}", self.err);
        &self.err
    }
}

/// What kind of id a word is that the sandbox makes up; those of the demo world stay as they are.
fn made_up(word: &str) -> Option<&'static str> {
    match word.len() {
        12 if word.bytes().all(|byte| byte.is_ascii_hexdigit()) => Some("alternate"),
        33 => Some("order"),
        36 if word.matches('-').count() == 4 && !word[1..].starts_with("0000000") => Some("guid"),
        _ => None,
    }
}
