//! The processes: started, killed, drained, and started again at the same addresses.

use std::{
    fs::{File, OpenOptions},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use backlot_test_postgres::free_port;

use crate::{
    Error,
    error::{file, system},
};

/// How often one looks whether a process is up, or has ended.
const PACE: Duration = Duration::from_millis(10);
/// After so many looks one gives up: a minute.
const PATIENCE: u32 = 6_000;
/// Writes to a full disk shall fail, and not end the process.
const IGNORING_LIMITS: &str = "trap '' XFSZ; exec \"$0\" \"$@\"";

/// The processes of a run.
#[derive(Debug, Default)]
pub(crate) struct Fleet {
    slots: Vec<Slot>,
    deaths: Vec<(usize, ExitStatus)>,
}

/// A process, or the place of one.
#[derive(Debug)]
struct Slot {
    program: PathBuf,
    address: SocketAddr,
    arguments: Vec<String>,
    log: PathBuf,
    child: Option<Child>,
    /// Whether it has listened.
    came_up: bool,
}

/// How a process that was told to end did so.
#[derive(Debug)]
pub(crate) enum Drained {
    /// By itself.
    Ended(ExitStatus),
    /// It did not, and was killed after a minute.
    Stuck,
}

impl Fleet {
    /// A place for one more process, with these arguments.
    pub(crate) fn add(&mut self, program: PathBuf, arguments: Vec<String>, log: PathBuf) -> Result<(), Error> {
        let port = free_port().map_err(system("finding a free port"))?;
        File::create(&log).map_err(file(&log))?;
        let address = ([127, 0, 0, 1], port).into();
        self.slots.push(Slot { program, address, arguments, log, child: None, came_up: false });
        Ok(())
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Where they listen.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.slots.iter().map(|slot| slot.address).collect()
    }

    /// The process's id, if it runs.
    pub(crate) fn pid(&self, process: usize) -> Option<u32> {
        self.slots[process].child.as_ref().map(Child::id)
    }

    /// Starts a process, unless it runs, without waiting for it.
    pub(crate) fn start(&mut self, process: usize) -> Result<(), Error> {
        let slot = &mut self.slots[process];
        if slot.child.is_some() {
            return Ok(());
        }
        let log = OpenOptions::new().append(true).open(&slot.log).map_err(file(&slot.log))?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", IGNORING_LIMITS]).arg(&slot.program).arg("serve").env_clear();
        command.args(["--listen", &slot.address.to_string()]).args(&slot.arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        slot.child = Some(command.spawn().map_err(file(&slot.program))?);
        slot.came_up = false;
        Ok(())
    }

    /// Starts a process unless it runs, and returns when it listens. One that ends before, for want of a database for
    /// instance, is started again.
    pub(crate) fn up(&mut self, process: usize) -> Result<(), Error> {
        for _ in 0..PATIENCE {
            self.look(process)?;
            self.start(process)?;
            let slot = &mut self.slots[process];
            if TcpStream::connect(slot.address).is_ok() {
                slot.came_up = true;
                return Ok(());
            }
            thread::sleep(PACE);
        }
        Err(Error::Down { process, log: self.slots[process].log.clone() })
    }

    /// The processes that have ended by themselves after they had come up, each told once.
    pub(crate) fn deaths(&mut self) -> Result<Vec<(usize, ExitStatus)>, Error> {
        (0..self.len()).try_for_each(|process| self.look(process))?;
        Ok(std::mem::take(&mut self.deaths))
    }

    /// Notes if a process has ended by itself.
    fn look(&mut self, process: usize) -> Result<(), Error> {
        let slot = &mut self.slots[process];
        let Some(child) = &mut slot.child else { return Ok(()) };
        if let Some(status) = child.try_wait().map_err(system("looking at a process"))? {
            slot.child = None;
            if slot.came_up {
                self.deaths.push((process, status));
            }
        }
        Ok(())
    }

    /// Kills a process with SIGKILL.
    pub(crate) fn kill(&mut self, process: usize) -> Result<(), Error> {
        self.look(process)?;
        let Some(mut child) = self.slots[process].child.take() else { return Ok(()) };
        child.kill().map_err(system("killing a process"))?;
        child.wait().map(drop).map_err(system("waiting for a process"))
    }

    /// Tells a process to end with SIGTERM, and waits until it has.
    pub(crate) fn drain(&mut self, process: usize) -> Result<Option<Drained>, Error> {
        self.look(process)?;
        let Some(mut child) = self.slots[process].child.take() else { return Ok(None) };
        let pid = child.id().to_string();
        Command::new("/bin/sh").args(["-c", "kill -TERM \"$0\"", &pid]).status().map_err(system("sending a signal"))?;
        for _ in 0..PATIENCE {
            if let Some(status) = child.try_wait().map_err(system("looking at a process"))? {
                return Ok(Some(Drained::Ended(status)));
            }
            thread::sleep(PACE);
        }
        child.kill().map_err(system("killing a process"))?;
        child.wait().map(|_| Some(Drained::Stuck)).map_err(system("waiting for a process"))
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for process in 0..self.len() {
            // One that cannot be killed has ended.
            let _ = self.kill(process);
        }
    }
}
