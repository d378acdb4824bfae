//! What every measurement needs: the program, a directory on a real disk, and how long it may take.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use backlot_test_postgres::Group;
use tempfile::TempDir;

use crate::{error::Error, load::Load, process::Process, world};

/// Set once somebody wants it to end.
pub(crate) static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How long clients call before anything is measured.
const WARM: Duration = Duration::from_millis(500);

/// What every measurement needs.
pub(crate) struct Bench {
    pub(crate) program: PathBuf,
    /// Ends every process with this one.
    pub(crate) group: Group,
    pub(crate) directory: TempDir,
    /// Where filled directories stay for the next time, if they do.
    pub(crate) prepared: Option<PathBuf>,
    pub(crate) span: Duration,
    pub(crate) rounds: usize,
    /// The most customers of an account.
    pub(crate) most: usize,
    /// The core of what is measured, and that of its clients; none where there is but one.
    pub(crate) cores: Option<(usize, usize)>,
}

impl Bench {
    /// Runs a step, unless somebody wants everything to end.
    pub(crate) fn step<T>(&self, run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let interrupted = || INTERRUPTED.load(Ordering::Relaxed);
        if interrupted() {
            return Err(Error::Interrupted);
        }
        // What goes wrong on the way to the end does so because of it.
        run().map_err(|error| if interrupted() { Error::Interrupted } else { error })
    }

    /// A directory of its own for data that does not exist yet.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A directory with a world of one account with so many customers.
    pub(crate) fn filled(&self, customers: usize) -> Result<PathBuf, Error> {
        let parent = self.prepared.as_deref().unwrap_or(self.directory.path());
        let data = parent.join(format!("customers-{customers}"));
        if !data.exists() {
            self.step(|| world::fill(&self.group, &self.program, &data, customers))?;
        }
        Ok(data)
    }

    /// Starts Backlot on a core of its own.
    pub(crate) fn pinned(&self, data: &Path, world: Option<&Path>) -> Result<Process, Error> {
        self.on_server(|| Process::backlot(&self.group, &self.program, data, world))
    }

    /// Runs what starts processes on the core of what is measured.
    pub(crate) fn on_server<T>(&self, run: impl FnOnce() -> T) -> T {
        match self.cores {
            Some((server, _)) => crate::cpu::on(&[server], run),
            None => run(),
        }
    }

    /// Runs what calls on the core of the clients.
    pub(crate) fn on_client<T>(&self, run: impl FnOnce() -> T) -> T {
        match self.cores {
            Some((_, client)) => crate::cpu::on(&[client], run),
            None => run(),
        }
    }

    /// Clients on a core of their own, of a process on another one.
    pub(crate) fn pinned_load(&self, process: &Process, clients: usize) -> Load {
        Load { awake: self.cores.is_some(), ..self.load(process, clients) }
    }

    /// Clients of a process.
    pub(crate) fn load(&self, process: &Process, clients: usize) -> Load {
        Load { address: process.address(), server: process.id(), clients, awake: false, warm: WARM, span: self.span }
    }
}

/// Waits for what asynchronous code does.
pub(crate) fn wait<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Error::system("starting"))?.block_on(future)
}
