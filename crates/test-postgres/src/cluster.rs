//! A private PostgreSQL cluster: started, stopped, killed and started again at will, on one port of 127.0.0.1.

use std::{
    env,
    fs::{self, File},
    io::Write,
    net::SocketAddr,
    os::unix::fs::{MetadataExt, OpenOptionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::{
    Error, VARIABLE, error::system, installed::Installed, port::free_port, server::do_without, supervisor::Supervisor,
};

/// How often it is looked whether the server is ready.
const PACE: Duration = Duration::from_millis(10);
/// How long a server may take to start or to stop, unless told otherwise. Recovery after a kill takes its time.
const PATIENCE: Duration = Duration::from_secs(120);

/// So many lines of the server's log are shown where it fails.
const SHOWN: usize = 12;

/// Whether what is committed reaches the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disk {
    /// Commits wait for the disk, as in earnest.
    Synced,
    /// Nothing waits for the disk. Losing the power would lose all; killing the server loses nothing.
    Careless,
}

/// How to stop a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shutdown {
    /// Transactions under way are rolled back and connections closed, then all is written out.
    Fast,
    /// Everything is dropped; the next start recovers.
    Immediate,
}

/// A private cluster. It goes when it is dropped, and when its process ends, in whatever way.
#[derive(Debug)]
pub struct Cluster {
    installed: Installed,
    home: PathBuf,
    port: u16,
    disk: Disk,
    encrypted: bool,
    patience: Duration,
    postmaster: Option<Child>,
    _supervisor: Supervisor,
}

impl Cluster {
    /// Makes a cluster and starts it; none where PostgreSQL is not installed, which one line on stderr tells.
    pub fn start_new(disk: Disk) -> Result<Option<Self>, Error> {
        let directory = tempfile::Builder::new().prefix("backlot-postgres-").tempdir();
        let directory = directory.map_err(system("making a temporary directory"))?;
        let owner = fs::metadata(directory.path()).map_err(system("looking at a temporary directory"))?.uid();
        let Some(installed) = Installed::find(owner == 0)? else {
            return do_without(env::var(VARIABLE).ok().as_deref()).map(|()| None);
        };
        if let Some((user, group)) = installed.user {
            let given = chown(directory.path(), Some(user), Some(group));
            given.map_err(system("giving a directory to the server's user"))?;
        }
        let supervisor = Supervisor::start(&installed, directory.path())?;
        // From here on the supervisor removes it.
        let home = directory.keep();
        let mut cluster = Self {
            installed,
            home,
            port: 0,
            disk,
            encrypted: false,
            patience: PATIENCE,
            postmaster: None,
            _supervisor: supervisor,
        };
        cluster.init()?;
        cluster.retrying(10, |cluster| {
            cluster.port = free_port().map_err(system("finding a free port"))?;
            cluster.launch()
        })?;
        Ok(Some(cluster))
    }

    /// From the next start on it encrypts connections where clients want it to, with this certificate and its key in PEM.
    pub fn encrypt(&mut self, certificate: &str, key: &str) -> Result<(), Error> {
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let path = self.data().join(name);
            let file = File::options().create(true).write(true).truncate(true).mode(0o600).open(&path);
            file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(system("writing a certificate"))?;
            if let Some((user, group)) = self.installed.user {
                chown(&path, Some(user), Some(group)).map_err(system("giving a certificate to the server's user"))?;
            }
        }
        self.encrypted = true;
        Ok(())
    }

    /// From now on it may take so long to start or to stop, and no longer.
    pub fn be_patient(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// A connection to it, as its superuser.
    pub fn url(&self) -> String {
        self.url_at(self.address())
    }

    /// The same by way of another address, where a proxy listens.
    pub fn url_at(&self, address: SocketAddr) -> String {
        format!("postgres://postgres@{address}/postgres")
    }

    /// Where it listens, also after it was started again.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Starts it again, and returns when it takes connections. Nothing happens if it runs.
    pub fn start(&mut self) -> Result<(), Error> {
        // After a kill the orphans of the server before need a moment to end.
        self.retrying(self.looks() / 10, Self::launch)
    }

    /// Stops it, and returns when it has ended. Nothing happens if it does not run. One that does not end is killed, and
    /// that is an error.
    pub fn stop(&mut self, how: Shutdown) -> Result<(), Error> {
        let Some(mut postmaster) = self.postmaster.take() else { return Ok(()) };
        let signal = match how {
            Shutdown::Fast => "kill -INT \"$1\"",
            Shutdown::Immediate => "kill -QUIT \"$1\"",
        };
        let pid = postmaster.id().to_string();
        let sent = Command::new("/bin/sh").args(["-c", signal, "sh", &pid]).status();
        sent.map_err(system("sending a signal"))?;
        for _ in 0..self.looks() {
            if postmaster.try_wait().map_err(system("waiting for PostgreSQL to end"))?.is_some() {
                return Ok(());
            }
            thread::sleep(PACE);
        }
        end(&mut postmaster)?;
        Err(Error::NotEnded(self.said()))
    }

    /// Kills the postmaster with SIGKILL; the processes of its connections end when they notice.
    pub fn kill(&mut self) -> Result<(), Error> {
        self.postmaster.take().map_or(Ok(()), |mut postmaster| end(&mut postmaster))
    }

    /// How often one looks before one loses patience.
    fn looks(&self) -> u32 {
        u32::try_from(self.patience.as_millis() / PACE.as_millis()).unwrap_or(u32::MAX)
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn log(&self) -> PathBuf {
        self.home.join("log")
    }

    fn init(&self) -> Result<(), Error> {
        // The order of texts shall not be that of their bytes unless a query asks for it; otherwise one that forgets to
        // ask would pass here and fail elsewhere. Not every build has it.
        self.initdb(&["--locale-provider=icu", "--icu-locale=en-US"]).or_else(|_| self.initdb(&[]))
    }

    fn initdb(&self, locale: &[&str]) -> Result<(), Error> {
        let program = self.installed.program("initdb");
        let mut command = self.installed.command(&program, &self.home);
        command.arg("--pgdata").arg(self.data()).args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        let output = command.args(["--locale=C", "--no-sync"]).args(locale).stdin(Stdio::null()).output();
        let output = output.map_err(system("starting initdb"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(Error::Program { program, said: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
    }

    fn retrying(&mut self, times: u32, attempt: impl Fn(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        let mut outcome = attempt(self);
        for _ in 1..times {
            // One that runs and does not get ready has had its time.
            if !matches!(outcome, Err(Error::Program { .. })) {
                break;
            }
            thread::sleep(10 * PACE);
            outcome = attempt(self);
        }
        outcome
    }

    /// Starts the server once, and waits until it takes connections or gives up.
    fn launch(&mut self) -> Result<(), Error> {
        if self.postmaster.is_some() {
            return Ok(());
        }
        let program = self.installed.program("postgres");
        let log = File::create(self.log()).map_err(system("making the server's log"))?;
        let errors = log.try_clone().map_err(system("making the server's log"))?;
        let mut command = self.installed.command(&program, &self.home);
        command.arg("-D").arg(self.data()).stdin(Stdio::null()).stdout(log).stderr(errors);
        for setting in self.settings() {
            command.args(["-c", &setting]);
        }
        let mut postmaster = command.spawn().map_err(system("starting postgres"))?;
        for _ in 0..self.looks() {
            if is_ready(&self.data(), postmaster.id()) {
                self.postmaster = Some(postmaster);
                return Ok(());
            }
            if postmaster.try_wait().map_err(system("looking at postgres"))?.is_some() {
                return Err(Error::Program { program, said: self.said() });
            }
            thread::sleep(PACE);
        }
        end(&mut postmaster)?;
        Err(Error::NotReady(self.said()))
    }

    fn settings(&self) -> Vec<String> {
        let synced = self.disk == Disk::Synced;
        vec![
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={}", self.port),
            "unix_socket_directories=".to_owned(),
            // The tests of a process run at once, each with a pool of its own.
            "max_connections=400".to_owned(),
            format!("fsync={synced}"),
            format!("full_page_writes={synced}"),
            format!("ssl={}", self.encrypted),
        ]
    }

    /// The last of what the server wrote to its log.
    fn said(&self) -> String {
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.trim().lines().collect();
        lines[lines.len().saturating_sub(SHOWN)..].join("\n")
    }
}

/// Kills a server.
fn end(postmaster: &mut Child) -> Result<(), Error> {
    postmaster.kill().map_err(system("killing PostgreSQL"))?;
    postmaster.wait().map_err(system("waiting for PostgreSQL to end")).map(drop)
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // What does not end in this way is ended by the supervisor, which is dropped next and removes the directory.
        let _ = self.stop(Shutdown::Immediate);
    }
}

/// Whether the server of this process says that it takes connections; its lock file tells, in the way that `pg_ctl`
/// goes by.
fn is_ready(data: &Path, pid: u32) -> bool {
    let lock = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let mut lines = lock.lines();
    lines.next() == Some(&pid.to_string()) && lines.nth(6).is_some_and(|status| status.trim() == "ready")
}
