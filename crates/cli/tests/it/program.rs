//! Runs the program, and calls it over plain HTTP.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use serde_json::Value;

/// The program in an empty environment.
pub(crate) fn backlot() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_backlot"));
    command.env_clear().stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    backlot().args(arguments).output().unwrap()
}

/// What a run that fails says, which must be one sentence on stderr and nothing else.
#[track_caller]
pub(crate) fn complaint(arguments: &[&str], exit_code: i32) -> String {
    let output = run(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(exit_code), "{said}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    assert!(said.starts_with("backlot: ") && said.ends_with('\n') && said.trim_end().lines().count() == 1, "{said}");
    said
}

/// A server that ends with the test.
pub(crate) struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    /// `http://127.0.0.1:50123`, or `https://` with `--tls`.
    pub(crate) url: String,
}

impl Server {
    /// Starts a server at a free port, and returns when it says that it can be reached.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", arguments)
    }

    /// As [`start`](Self::start), at this address.
    pub(crate) fn start_at(address: &str, arguments: &[&str]) -> Self {
        let mut command = backlot();
        command.args(["serve", "--listen", address]).args(arguments);
        Self::run(&mut command)
    }

    /// Starts a server as this command does, at a port that is free.
    pub(crate) fn run(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let url = line(&mut out, |line| line.starts_with("http://") || line.starts_with("https://"))
            .expect("a line with the URL alone");
        Self { child, out, url }
    }

    /// A server in memory that may open no more files than this.
    #[cfg(target_os = "linux")]
    pub(crate) fn with_files(most: u64) -> Self {
        let program = env!("CARGO_BIN_EXE_backlot");
        let script = format!("ulimit -n {most} && exec '{program}' serve --memory --listen 127.0.0.1:0");
        Self::run(Command::new("sh").env_clear().stdin(Stdio::null()).args(["-c", &script]))
    }

    /// A server on this directory.
    pub(crate) fn on(directory: &Path) -> Self {
        Self::start(&["--data", directory.to_str().unwrap()])
    }

    /// The next printed line that begins like this.
    pub(crate) fn line(&mut self, start: &str) -> String {
        line(&mut self.out, |line| line.starts_with(start)).unwrap_or_else(|| panic!("no line begins with {start}"))
    }

    /// Sends a signal to the server, and returns its exit code when it has ended.
    pub(crate) fn end(self, signal: &str) -> Option<i32> {
        self.signal(signal);
        self.ended()
    }

    /// Kills the server, as a power cut would end it.
    pub(crate) fn kill(&self) {
        self.signal("-KILL");
    }

    /// Sends a signal to the server.
    pub(crate) fn signal(&self, signal: &str) {
        let kill = Command::new("kill").args([signal, &self.id().to_string()]).status().unwrap();
        assert!(kill.success());
    }

    /// The id of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The server's exit code, when it has ended.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Where the server listens: `127.0.0.1:50123`.
    pub(crate) fn address(&self) -> &str {
        self.url.split_once("://").unwrap().1
    }

    /// An app-only token of a tenant.
    pub(crate) fn token(&self, account: &Value) -> String {
        let app = &account["apps"][0];
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&resource=https%3A%2F%2Fgraph.windows.net",
            app["clientId"].as_str().unwrap(),
            app["clientSecret"].as_str().unwrap(),
        );
        let path = format!("/{}/oauth2/token", account["tenantId"].as_str().unwrap());
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let (status, answer) = self.call("POST", &path, &[kind], &form);
        assert_eq!(status, 200, "{answer}");
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// The customers that a token's account has.
    pub(crate) fn customers(&self, token: &str) -> (u16, Value) {
        self.call("GET", "/v1/customers", &[&format!("Authorization: Bearer {token}")], "")
    }

    /// One call over a connection of its own.
    pub(crate) fn call(&self, method: &str, path: &str, headers: &[&str], body: &str) -> (u16, Value) {
        let answer = self.exchange(method, path, headers, body);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// The whole answer to one call over a connection of its own.
    pub(crate) fn exchange(&self, method: &str, path: &str, headers: &[&str], body: &str) -> String {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}",
            self.address()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next line for which `wanted` holds.
fn line(out: &mut impl BufRead, wanted: impl Fn(&str) -> bool) -> Option<String> {
    out.lines().map_while(Result::ok).find(|line| wanted(line))
}

/// The accounts of a directory, as `backlot accounts --json` prints them.
pub(crate) fn accounts(directory: &Path) -> Vec<Value> {
    let output = run(&["accounts", "--json", "--data", directory.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The accounts of a running server, as its control API tells them.
pub(crate) fn accounts_of(server: &Server) -> Vec<Value> {
    let (status, accounts) = server.call("GET", "/_backlot/accounts", &[], "");
    assert_eq!(status, 200, "{accounts}");
    accounts.as_array().unwrap().clone()
}

/// The account of this name.
pub(crate) fn named<'a>(accounts: &'a [Value], name: &str) -> &'a Value {
    accounts.iter().find(|account| account["name"] == name).unwrap_or_else(|| panic!("no account {name}"))
}
