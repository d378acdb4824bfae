//! The processes: started, killed, held, drained, and started again at the same addresses.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use backlot_test_postgres::{Group, free_port};
use rustix::process::{Pid, Signal, kill_process};

use crate::{
    Error,
    error::{file, system},
    log,
};

/// How often one looks whether a process is up, or has ended.
const PACE: Duration = Duration::from_millis(10);
/// How long one waits for the answer whether a process is ready; it looks at its database for a second at most.
const ANSWER: Duration = Duration::from_secs(5);
/// Writes to a full disk shall fail, and not end the process.
const IGNORING_LIMITS: &str = "trap '' XFSZ; exec \"$0\" \"$@\"";

/// The processes of a run. They end when it is dropped, and when the torture ends in any way.
#[derive(Debug)]
pub(crate) struct Fleet {
    slots: Vec<Slot>,
    deaths: Vec<(usize, ExitStatus)>,
    patience: Duration,
    group: Group,
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
    /// It did not in time, and was killed.
    Stuck,
}

impl Fleet {
    /// Of no processes yet, which may take so long to come up, to get ready or to end.
    pub(crate) fn new(patience: Duration) -> Result<Self, Error> {
        Ok(Self { slots: Vec::new(), deaths: Vec::new(), patience, group: Group::start()? })
    }

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
        self.group.join(&mut command);
        slot.child = Some(command.spawn().map_err(file(&slot.program))?);
        slot.came_up = false;
        Ok(())
    }

    /// Starts a process unless it runs, and returns when it listens. One that ends before, for want of a database for
    /// instance, is started again.
    pub(crate) fn up(&mut self, process: usize) -> Result<(), Error> {
        for _ in 0..self.looks(PACE) {
            self.start(process)?;
            let is_heard = TcpStream::connect(self.slots[process].address).is_ok();
            self.look(process)?;
            // Another program may have taken the port of one that has ended.
            if is_heard && self.pid(process).is_some() {
                self.slots[process].came_up = true;
                return Ok(());
            }
            thread::sleep(PACE);
        }
        let log = self.slots[process].log.clone();
        Err(Error::Down { process, said: log::end(&log), log })
    }

    /// Waits until a process that runs says that it is ready; otherwise, what it says instead.
    pub(crate) fn ready(&self, process: usize) -> Result<(), String> {
        let mut said = String::new();
        for _ in 0..self.looks(10 * PACE) {
            match self.asked(process) {
                Ok(answer) if answer.starts_with("HTTP/1.1 200 ") => return Ok(()),
                Ok(answer) => said = answer.lines().last().unwrap_or_default().to_owned(),
                Err(error) => said = error.to_string(),
            }
            thread::sleep(10 * PACE);
        }
        Err(said)
    }

    fn asked(&self, process: usize) -> io::Result<String> {
        let mut stream = TcpStream::connect(self.slots[process].address)?;
        stream.set_read_timeout(Some(ANSWER))?;
        stream.write_all(b"GET /_backlot/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map(|_| answer)
    }

    /// How often one looks before one loses patience.
    fn looks(&self, pace: Duration) -> u128 {
        (self.patience.as_millis() / pace.as_millis()).max(1)
    }

    /// Has another process look at all that is kept, and says whether it found it sound, and what it said.
    pub(crate) fn verify(&self, log: &Path) -> Result<(bool, String), Error> {
        let Some(slot) = self.slots.first() else { return Ok((false, "there is no process".to_owned())) };
        let out = File::create(log).map_err(file(log))?;
        let errors = out.try_clone().map_err(file(log))?;
        let mut command = Command::new(&slot.program);
        command.args(["database", "verify"]).args(&slot.arguments).env_clear();
        command.stdin(Stdio::null()).stdout(out).stderr(errors);
        self.group.join(&mut command);
        let mut child = command.spawn().map_err(file(&slot.program))?;
        for _ in 0..self.looks(PACE) {
            if let Some(status) = child.try_wait().map_err(system("looking at a process"))? {
                return Ok((status.success(), log::end(log)));
            }
            thread::sleep(PACE);
        }
        child.kill().map_err(system("killing a process"))?;
        child.wait().map_err(system("waiting for a process"))?;
        Ok((false, "it did not end in time".to_owned()))
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

    /// Kills a process with SIGKILL, and says whether there was any.
    pub(crate) fn kill(&mut self, process: usize) -> Result<bool, Error> {
        self.look(process)?;
        let Some(mut child) = self.slots[process].child.take() else { return Ok(false) };
        child.kill().map_err(system("killing a process"))?;
        child.wait().map_err(system("waiting for a process")).map(|_| true)
    }

    /// Sends a signal to a process, and says whether there is any.
    pub(crate) fn signal(&mut self, process: usize, signal: Signal) -> Result<bool, Error> {
        self.look(process)?;
        let Some(child) = &self.slots[process].child else { return Ok(false) };
        let sent = kill_process(Pid::from_child(child), signal);
        sent.map_err(io::Error::from).map_err(system("sending a signal")).map(|()| true)
    }

    /// Tells a process to end with SIGTERM, and waits until it has.
    pub(crate) fn drain(&mut self, process: usize) -> Result<Option<Drained>, Error> {
        if !self.signal(process, Signal::TERM)? {
            return Ok(None);
        }
        let looks = self.looks(PACE);
        let Some(mut child) = self.slots[process].child.take() else { return Ok(None) };
        for _ in 0..looks {
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
