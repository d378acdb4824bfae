//! What is done to the processes and to their database while clients are at work.

use std::{
    ops::RangeInclusive,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use backlot_test_postgres::{Proxy, Shutdown};
use fastrand::Rng;
use serde::{Deserialize, Serialize};

use crate::{
    Error,
    clock::Clock,
    disk,
    engine::{Engine, Postgres},
    error::system,
    fleet::{Drained, Fleet},
    history::Event,
    log::Log,
};

/// How finely one waits, so that the end of a run does not wait for the next blow.
const STEP: Duration = Duration::from_millis(5);
/// The longest time in milliseconds that something stays down.
const DOWN: u64 = 300;
/// A file limit of more bytes than this would be no limit.
const ROOM: u64 = 4 << 20;

/// Something that was done to the processes or to the database, or that they did by themselves.
#[expect(missing_docs, reason = "fields are named for what they hold")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A process was killed.
    Killed { process: usize },
    /// A process was told to end, and did.
    Drained { process: usize, code: Option<i32> },
    /// A process was told to end, and did not.
    Stuck { process: usize },
    /// A process ended by itself.
    Died { process: usize, how: String },
    /// A process listens again.
    Up { process: usize },
    /// PostgreSQL was stopped or killed.
    DatabaseDown { how: String },
    /// PostgreSQL takes connections again.
    DatabaseUp,
    /// All database connections of a process were cut.
    Cut { process: usize, connections: usize },
    /// So many database connections were cut, in one way or another, in the whole run.
    CutInAll { connections: u64 },
    /// A process gets no new database connections, or does again.
    Refusing { process: usize, refusing: bool },
    /// One of the next answers to a process is cut short.
    AnswerCut { process: usize, after: usize },
    /// One of the next requests of a process to the database is cut short.
    RequestCut { process: usize, after: usize },
    /// The answer to one of the next commits of a process is lost.
    CommitLost { process: usize },
    /// The disk is full for a process: its files may not grow beyond so many bytes.
    DiskFull { process: usize, bytes: u64 },
    /// There is room again.
    DiskFree { process: usize },
}

/// What is done to the processes and to their database.
#[derive(Debug)]
pub(crate) struct Chaos {
    pub(crate) fleet: Fleet,
    pub(crate) engine: Engine,
    pub(crate) rng: Rng,
    pub(crate) clock: Clock,
    pub(crate) log: Log,
    pub(crate) peace: RangeInclusive<Duration>,
    /// Set when it is to end.
    pub(crate) over: Arc<AtomicBool>,
}

impl Chaos {
    /// Deals blow after blow until it is over. After each, everything is up again.
    pub(crate) fn rage(mut self) -> Result<Self, Error> {
        while !self.over.load(Ordering::Relaxed) {
            let (least, most) = (self.peace.start().as_millis() as u64, self.peace.end().as_millis() as u64);
            self.wait(least, most);
            self.blow()?;
            self.mend()?;
        }
        Ok(self)
    }

    /// Kills everything at once and starts it again.
    pub(crate) fn power_cut(&mut self) -> Result<(), Error> {
        for process in 0..self.fleet.len() {
            self.kill(process)?;
        }
        if let Engine::Postgres(postgres) = &mut self.engine {
            postgres.cluster.kill().and_then(|()| postgres.cluster.start())?;
        }
        self.mend()
    }

    /// Tells all processes to end, and writes the rest of the log.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        self.watch()?;
        for process in 0..self.fleet.len() {
            self.drain(process)?;
        }
        if let Engine::Postgres(postgres) = &self.engine {
            let connections = postgres.proxies.iter().map(Proxy::cuts).sum();
            self.note(What::CutInAll { connections })?;
        }
        self.log.finish()
    }

    fn blow(&mut self) -> Result<(), Error> {
        let process = self.rng.usize(..self.fleet.len());
        match (&self.engine, self.rng.u8(..12)) {
            (_, 0..2) => self.kill(process),
            (_, 2) => self.drain(process),
            (Engine::Sqlite, 3..7) => self.kill(process),
            (Engine::Sqlite, _) => self.fill_disk(process),
            (Engine::Postgres(_), 3) => {
                // Several at once.
                self.kill(process)?;
                let another = self.rng.usize(..self.fleet.len());
                self.kill(another)
            }
            (Engine::Postgres(_), 4..6) => self.stop_database(),
            (Engine::Postgres(_), 6) => self.refuse(process),
            (Engine::Postgres(postgres), dice) => {
                let proxy = &postgres.proxies[process];
                // A transaction takes some kilobytes, so this is anywhere in one.
                let after = self.rng.usize(..4000);
                let what = match dice {
                    7 => {
                        let connections = proxy.connections();
                        proxy.cut();
                        What::Cut { process, connections }
                    }
                    8 => {
                        proxy.cut_after(after);
                        What::AnswerCut { process, after }
                    }
                    9 => {
                        proxy.cut_request_after(after);
                        What::RequestCut { process, after }
                    }
                    _ => {
                        proxy.lose_the_answer(b"COMMIT\0");
                        What::CommitLost { process }
                    }
                };
                self.note(what)
            }
        }
    }

    fn kill(&mut self, process: usize) -> Result<(), Error> {
        if self.fleet.pid(process).is_none() {
            return Ok(());
        }
        self.fleet.kill(process)?;
        self.note(What::Killed { process })
    }

    fn drain(&mut self, process: usize) -> Result<(), Error> {
        let what = match self.fleet.drain(process)? {
            Some(Drained::Ended(status)) => What::Drained { process, code: status.code() },
            Some(Drained::Stuck) => What::Stuck { process },
            None => return Ok(()),
        };
        self.note(what)
    }

    fn fill_disk(&mut self, process: usize) -> Result<(), Error> {
        let Some(pid) = self.fleet.pid(process) else { return Ok(()) };
        let bytes = if self.rng.bool() { 0 } else { self.rng.u64(..ROOM) };
        if !disk::limit(pid, Some(bytes))? {
            return Ok(());
        }
        self.note(What::DiskFull { process, bytes })?;
        self.wait(0, DOWN);
        if self.rng.u8(..3) == 0 {
            return self.kill(process);
        }
        disk::limit(pid, None)?;
        self.note(What::DiskFree { process })
    }

    /// Stops PostgreSQL in some way; sometimes a process is killed meanwhile, and sometimes started before it is back.
    fn stop_database(&mut self) -> Result<(), Error> {
        let Engine::Postgres(postgres) = &mut self.engine else { return Ok(()) };
        let how = match self.rng.u8(..3) {
            0 => postgres.cluster.stop(Shutdown::Fast).map(|()| "fast"),
            1 => postgres.cluster.stop(Shutdown::Immediate).map(|()| "immediate"),
            _ => postgres.cluster.kill().map(|()| "kill"),
        };
        self.note(What::DatabaseDown { how: how?.to_owned() })?;
        self.wait(0, DOWN);
        let process = self.rng.usize(..self.fleet.len());
        if self.rng.u8(..3) == 0 {
            self.kill(process)?;
        }
        if self.rng.bool() {
            self.fleet.start(process)?;
            self.wait(0, DOWN);
        }
        if let Engine::Postgres(postgres) = &mut self.engine {
            postgres.cluster.start()?;
        }
        self.note(What::DatabaseUp)
    }

    fn refuse(&mut self, process: usize) -> Result<(), Error> {
        for refusing in [true, false] {
            if let Engine::Postgres(postgres) = &self.engine {
                let Postgres { proxies, .. } = &**postgres;
                proxies[process].refuse(refusing);
                if refusing {
                    proxies[process].cut();
                }
            }
            self.note(What::Refusing { process, refusing })?;
            if refusing {
                self.wait(0, DOWN);
            }
        }
        Ok(())
    }

    /// Notes the processes that have ended by themselves.
    fn watch(&mut self) -> Result<(), Error> {
        for (process, status) in self.fleet.deaths()? {
            self.note(What::Died { process, how: status.to_string() })?;
        }
        Ok(())
    }

    /// Starts what does not run.
    fn mend(&mut self) -> Result<(), Error> {
        self.watch()?;
        for process in 0..self.fleet.len() {
            let is_new = self.fleet.pid(process).is_none();
            self.fleet.up(process)?;
            if is_new {
                self.note(What::Up { process })?;
            }
        }
        Ok(())
    }

    /// Waits for so many milliseconds, but not beyond the end.
    fn wait(&mut self, least: u64, most: u64) {
        let mut left = Duration::from_millis(self.rng.u64(least..=most));
        while !left.is_zero() && !self.over.load(Ordering::Relaxed) {
            thread::sleep(left.min(STEP));
            left = left.saturating_sub(STEP);
        }
    }

    fn note(&mut self, what: What) -> Result<(), Error> {
        self.log.write(&Event { at: self.clock.now(), what })
    }
}

/// Starts all processes at once.
pub(crate) fn muster(fleet: &mut Fleet) -> Result<(), Error> {
    (0..fleet.len()).try_for_each(|process| fleet.start(process))?;
    (0..fleet.len()).try_for_each(|process| fleet.up(process))
}

/// Has a thread deal the blows.
pub(crate) fn begin(chaos: Chaos) -> Result<thread::JoinHandle<Result<Chaos, Error>>, Error> {
    thread::Builder::new().name("chaos".to_owned()).spawn(|| chaos.rage()).map_err(system("starting a thread"))
}
