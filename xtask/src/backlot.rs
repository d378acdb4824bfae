//! A Backlot that starts, serves https from memory, and ends.

use std::{
    env, fs,
    io::{self, BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::{Failure, intercept::HOSTS};

/// Variables that name the only certificates to trust, and one that names more of them.
const TRUST: [&str; 3] = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"];
const TRUST_TOO: &str = "NODE_EXTRA_CA_CERTS";

/// Where systems keep the certificates that they trust.
const SYSTEM: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// A running Backlot with the demo world.
pub(crate) struct Backlot {
    process: Child,
    /// Where it serves, by a name: `https://localhost:40123`.
    url: String,
    /// What clients trust.
    folder: TempDir,
    /// What it says, which it must be able to.
    _said: BufReader<ChildStdout>,
}

/// The program: the one that `BACKLOT_BINARY` names, or this checkout's, which is built.
pub(crate) fn program(root: &Path) -> Result<PathBuf, Failure> {
    if let Some(named) = env::var_os("BACKLOT_BINARY") {
        return fs::canonicalize(&named).map_err(|error| Failure::File(named.display().to_string(), error));
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    crate::succeed(
        "cargo build",
        Command::new(cargo).args(["build", "--quiet", "--package", "backlot"]).current_dir(root),
    )?;
    // This program lies in the same folder.
    let this = env::current_exe().map_err(|error| Failure::File("this program".to_owned(), error))?;
    Ok(this.with_file_name("backlot"))
}

impl Backlot {
    /// Starts one at this address.
    pub(crate) fn start(program: &Path, listen: &str) -> Result<Self, Failure> {
        let failed = |error| Failure::File(program.display().to_string(), error);
        // Programs of other users read the certificates, too.
        let readable = fs::Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new().permissions(readable).tempdir().map_err(failed)?;
        let mut command = Command::new(program);
        command.args(["serve", "--memory", "--tls", "--listen", listen, "--tls-ca"]).arg(folder.path().join("ca.pem"));
        // Nothing of the caller's may say otherwise.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BACKLOT_")) {
            command.env_remove(name);
        }
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let mut said = BufReader::new(process.stdout.take().ok_or_else(|| failed(io::ErrorKind::BrokenPipe.into()))?);
        let mut line = String::new();
        let port = loop {
            line.clear();
            let read = said.read_line(&mut line).map_err(failed)?;
            if let Some(address) = line.trim().strip_prefix("https://") {
                break address.rsplit(':').next().unwrap_or_default().to_owned();
            }
            if read == 0 {
                // It has said on stderr why.
                return Err(Failure::Program("backlot".to_owned()));
            }
        };
        let url = if port == "443" { "https://localhost".to_owned() } else { format!("https://localhost:{port}") };
        Ok(Self { process, url, folder, _said: said })
    }

    /// Tells a command where this Backlot is, and has it trust the certificates that it shows, beside those that it trusts
    /// anyway.
    pub(crate) fn show(&self, command: &mut Command) -> Result<(), Failure> {
        let ca = self.folder.path().join("ca.pem");
        let own = fs::read(&ca).map_err(|error| Failure::File(ca.display().to_string(), error))?;
        let system = SYSTEM.iter().map(PathBuf::from).find(|path| path.is_file());
        for (variable, system) in
            TRUST.map(|variable| (variable, system.as_ref())).into_iter().chain([(TRUST_TOO, None)])
        {
            let before = env::var_os(variable).map(PathBuf::from).or_else(|| system.cloned());
            let mut trusted = match before {
                Some(file) => fs::read(&file).map_err(|error| Failure::File(file.display().to_string(), error))?,
                None => Vec::new(),
            };
            trusted.extend_from_slice(&own);
            let file = self.folder.path().join(variable);
            fs::write(&file, trusted).map_err(|error| Failure::File(file.display().to_string(), error))?;
            command.env(variable, file);
        }
        // A proxy would look the addresses up for itself.
        for variable in ["NO_PROXY", "no_proxy"] {
            let before = env::var(variable).ok().filter(|names| !names.is_empty());
            let own = format!("localhost,127.0.0.1,{}", HOSTS.replace(' ', ","));
            command.env(variable, before.into_iter().chain([own]).collect::<Vec<_>>().join(","));
        }
        command.env("BACKLOT_URL", &self.url).env("BACKLOT_CA", ca);
        Ok(())
    }

    /// Ends it; it must end as if nothing were wrong.
    pub(crate) fn end(mut self) -> Result<(), Failure> {
        let told = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        let told = told.is_some_and(|pid| kill_process(pid, Signal::TERM).is_ok());
        let ended = told && self.process.wait().is_ok_and(|status| status.success());
        if ended { Ok(()) } else { Err(Failure::Program("backlot".to_owned())) }
    }
}

impl Drop for Backlot {
    fn drop(&mut self) {
        // Nothing is left to do for one that has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
