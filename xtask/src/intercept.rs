//! Runs a program for which the addresses of the real services lead to a Backlot on this machine.
//!
//! The program gets a mount namespace in which `/etc/hosts` is another file; the rest of the machine notices nothing.

use std::{
    ffi::OsString,
    fs,
    io::Write,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, ExitCode, Stdio},
};

use tempfile::NamedTempFile;

use crate::{
    Failure,
    backlot::{self, Backlot},
};

/// Where the addresses lead. Programs expect the port of https.
const ADDRESS: &str = "127.0.0.1:443";

/// The hosts that clients of Partner Center know.
pub(crate) const HOSTS: &str = "login.microsoftonline.com login.windows.net api.partnercenter.microsoft.com";

/// Runs the command, and ends with its code.
pub(crate) fn run(root: &Path, arguments: impl Iterator<Item = OsString>) -> Result<ExitCode, Failure> {
    let command: Vec<OsString> = arguments.skip_while(|argument| argument == "--").collect();
    if command.is_empty() {
        return Err(Failure::Usage);
    }
    possible().map_err(Failure::Impossible)?;
    let intercepted = Intercepted::start(&backlot::program(root)?)?;
    let name = command.first().map(|name| name.display().to_string()).unwrap_or_default();
    let mut command = intercepted.command(&command)?;
    let status = command.status().map_err(|error| Failure::File(name, error))?;
    intercepted.end()?;
    // One that a signal ended has no code.
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Whether this machine lets it, or why not.
pub(crate) fn possible() -> Result<(), String> {
    let mut unshare = Command::new("unshare");
    unshare.args(["--mount", "sh", "-c", "mount --bind /dev/null /etc/hosts"]);
    let mounts = unshare.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !mounts.is_ok_and(|status| status.success()) {
        return Err("intercept needs Linux, and root: no mount namespace can be made here".to_owned());
    }
    let listens = TcpListener::bind(ADDRESS);
    listens.map(drop).map_err(|error| format!("intercept cannot listen at {ADDRESS}: {error}"))
}

/// A Backlot to which the addresses lead.
pub(crate) struct Intercepted {
    backlot: Backlot,
    hosts: NamedTempFile,
}

impl Intercepted {
    /// Starts the Backlot.
    pub(crate) fn start(program: &Path) -> Result<Self, Failure> {
        let failed = |error| Failure::File("/etc/hosts".to_owned(), error);
        // Whoever the program runs as reads it; one who could not would find the real services.
        let readable = fs::Permissions::from_mode(0o644);
        let mut hosts = tempfile::Builder::new().permissions(readable).tempfile().map_err(failed)?;
        // The first line with a name counts.
        writeln!(hosts, "127.0.0.1 {HOSTS}").map_err(failed)?;
        hosts.write_all(&fs::read("/etc/hosts").map_err(failed)?).map_err(failed)?;
        Ok(Self { backlot: Backlot::start(program, ADDRESS)?, hosts })
    }

    /// A command that runs this one there.
    pub(crate) fn command(&self, command: &[OsString]) -> Result<Command, Failure> {
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\""]);
        unshare.arg(self.hosts.path()).args(command);
        self.backlot.show(&mut unshare)?;
        Ok(unshare)
    }

    /// Ends the Backlot.
    pub(crate) fn end(self) -> Result<(), Failure> {
        self.backlot.end()
    }
}
