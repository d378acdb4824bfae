//! The processes that are measured: Backlot, and what it is measured beside.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use backlot_test_postgres::Group;
use rustix::process::{Pid, Signal, kill_process};

use crate::error::Error;

/// How long a process may take to say where it listens, or to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often one looks whether it has ended.
const PACE: Duration = Duration::from_millis(5);

/// A server that has said where it listens. It is killed when this is dropped.
pub(crate) struct Process {
    child: Child,
    address: SocketAddr,
    /// Open as long as the process may write to it.
    _out: BufReader<ChildStdout>,
}

impl Process {
    /// Starts Backlot on the data of a directory.
    pub(crate) fn backlot(group: &Group, program: &Path, data: &Path, world: Option<&Path>) -> Result<Self, Error> {
        Self::backlot_with(group, program, data, world, &[])
    }

    /// Starts Backlot on the data of a directory, with these options.
    pub(crate) fn backlot_with(
        group: &Group,
        program: &Path,
        data: &Path,
        world: Option<&Path>,
        options: &[&str],
    ) -> Result<Self, Error> {
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).args(options);
        if let Some(world) = world {
            command.arg("--world").arg(world);
        }
        let log: PathBuf = data.with_extension("log");
        Self::start(group, command, &log)
    }

    /// Starts what answers the same so many bytes to every request.
    pub(crate) fn reference(group: &Group, directory: &Path, bytes: usize) -> Result<Self, Error> {
        let program = std::env::current_exe().map_err(Error::system("finding this program"))?;
        let mut command = Command::new(program);
        command.args(["reference", "--bytes", &bytes.to_string()]);
        Self::start(group, command, &directory.join("reference.log"))
    }

    /// Starts a program that prints its URL on a line of its own once it listens.
    fn start(group: &Group, mut command: Command, log: &Path) -> Result<Self, Error> {
        let file = File::create(log).map_err(Error::system("making a log"))?;
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file);
        group.join(&mut command);
        let mut child = command.spawn().map_err(Error::system("starting a process"))?;
        let down = || Error::Down { log: log.to_owned() };
        let out = child.stdout.take().ok_or_else(down)?;
        let mut out = BufReader::new(out);
        let mut line = String::new();
        let address = loop {
            line.clear();
            if out.read_line(&mut line).unwrap_or(0) == 0 {
                let _ = child.kill();
                let _ = child.wait();
                return Err(down());
            }
            if let Some(address) = line.trim().strip_prefix("http://").and_then(|address| address.parse().ok()) {
                break address;
            }
        };
        Ok(Self { child, address, _out: out })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Has it end by itself.
    #[expect(clippy::disallowed_methods, reason = "the process that ends is real")]
    pub(crate) fn end(mut self) -> Result<(), Error> {
        if let Some(pid) = Pid::from_raw(self.child.id().cast_signed()) {
            kill_process(pid, Signal::TERM).map_err(|error| Error::system("ending a process")(error.into()))?;
        }
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if self.child.try_wait().map_err(Error::system("waiting for a process"))?.is_some() {
                return Ok(());
            }
            thread::sleep(PACE);
        }
        Err(Error::Program { program: "backlot".to_owned(), said: "it does not end".to_owned() })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended already needs no killing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a program to its end, feeding it, and answers what it printed.
pub(crate) fn run(
    group: &Group,
    mut command: Command,
    feed: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
) -> Result<String, Error> {
    group.join(&mut command);
    command.env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(Error::system("starting a process"))?;
    if let Some(stdin) = child.stdin.take() {
        let mut stdin = std::io::BufWriter::with_capacity(1 << 20, stdin);
        // A program that has ended says why.
        let _ = feed(&mut stdin).and_then(|()| std::io::Write::flush(&mut stdin));
    }
    let (mut printed, mut said) = (String::new(), String::new());
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut printed).map_err(Error::system("reading from a process"))?;
    }
    if let Some(mut out) = child.stderr.take() {
        out.read_to_string(&mut said).map_err(Error::system("reading from a process"))?;
    }
    let status = child.wait().map_err(Error::system("waiting for a process"))?;
    if status.success() {
        return Ok(printed);
    }
    Err(Error::Program { program: format!("{:?}", command.get_program()), said })
}
