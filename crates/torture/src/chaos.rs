//! What is done to the processes and to their database while clients are at work.

use std::{
    ops::RangeInclusive,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use backlot_test_postgres::Proxy;
use fastrand::Rng;
use rustix::process::Signal;

use crate::{
    Error,
    blow::{Blow, round},
    clock::Clock,
    disk,
    engine::{Engine, Outage},
    error::system,
    event::{Event, What},
    fleet::{Drained, Fleet},
    log::{self, Log},
};

/// How finely one waits, so that the end of a run does not wait for the next blow.
const STEP: Duration = Duration::from_millis(5);
/// The longest time in milliseconds that something stays down.
const DOWN: u64 = 300;
/// The longest time in milliseconds that a process is held: others wait for what it has locked.
const PAUSE: u64 = 1500;
/// So many steps one waits for a connection to be lost before one tries another: two seconds.
const LOSS: u32 = 400;
/// How often one tries.
const TRIES: u32 = 5;
/// A file limit of more bytes than this would be no limit.
const ROOM: u64 = 4 << 20;

/// How far it is, for who waits.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// How often everything has been done.
    pub(crate) rounds: AtomicUsize,
    /// Set when it is to end.
    pub(crate) over: AtomicBool,
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
    pub(crate) progress: Arc<Progress>,
}

impl Chaos {
    /// Deals blow after blow until it is over. After each, everything is up again.
    pub(crate) fn rage(mut self) -> Result<Self, Error> {
        'rounds: loop {
            for blow in round(self.engine.store(), &mut self.rng) {
                let (least, most) = (self.peace.start().as_millis() as u64, self.peace.end().as_millis() as u64);
                self.wait(least, most);
                if self.is_over() {
                    break 'rounds;
                }
                self.deal(blow)?;
                self.mend()?;
            }
            self.settle()?;
            self.note(What::Round)?;
            self.progress.rounds.fetch_add(1, Ordering::Relaxed);
        }
        self.settle()?;
        Ok(self)
    }

    /// Kills everything at once and starts it again.
    pub(crate) fn power_cut(&mut self) -> Result<(), Error> {
        for process in 0..self.fleet.len() {
            self.kill(process)?;
        }
        self.engine.end(Outage::Kill)?;
        self.engine.start_again()?;
        self.mend()
    }

    /// Has all that is kept looked at while the processes serve, tells them to end, and writes the rest of the log.
    pub(crate) fn finish(mut self, directory: &Path) -> Result<(), Error> {
        let (sound, said) = self.fleet.verify(&directory.join(log::VERIFIED))?;
        self.note(What::Verified { sound, said })?;
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

    fn deal(&mut self, blow: Blow) -> Result<(), Error> {
        let process = self.rng.usize(..self.fleet.len());
        match blow {
            Blow::Kill => self.kill(process),
            Blow::KillTwo => {
                self.kill(process)?;
                let another = self.rng.usize(..self.fleet.len());
                self.kill(another)
            }
            Blow::Drain => self.drain(process),
            Blow::Pause => self.pause(process),
            Blow::FillDisk => self.fill_disk(process),
            Blow::Outage(how) => self.stop_database(how),
            Blow::Cut => self.cut(process),
            Blow::Refuse => self.refuse(process),
            Blow::CutAnswer => self.lose(process, |after| What::AnswerCut { process, after }, Proxy::cut_after),
            Blow::CutRequest => {
                self.lose(process, |after| What::RequestCut { process, after }, Proxy::cut_request_after)
            }
            Blow::LoseCommit => {
                self.lose(process, |_| What::CommitLost { process }, |proxy, _| proxy.lose_the_answer(b"COMMIT\0"))
            }
        }
    }

    fn kill(&mut self, process: usize) -> Result<(), Error> {
        if self.fleet.kill(process)? { self.note(What::Killed { process }) } else { Ok(()) }
    }

    fn drain(&mut self, process: usize) -> Result<(), Error> {
        let what = match self.fleet.drain(process)? {
            Some(Drained::Ended(status)) => What::Drained { process, code: status.code() },
            Some(Drained::Stuck) => What::Stuck { process },
            None => return Ok(()),
        };
        self.note(what)
    }

    /// Holds a process, which then goes on as if nothing had been: its clients and its database have not waited.
    fn pause(&mut self, process: usize) -> Result<(), Error> {
        if !self.fleet.signal(process, Signal::STOP)? {
            return Ok(());
        }
        self.note(What::Paused { process })?;
        self.wait(PAUSE / 5, PAUSE);
        self.fleet.signal(process, Signal::CONT)?;
        self.note(What::GoesOn { process })
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

    /// Ends PostgreSQL; sometimes a process is killed meanwhile, and sometimes started before it is back.
    fn stop_database(&mut self, how: Outage) -> Result<(), Error> {
        self.engine.end(how)?;
        self.note(What::DatabaseDown { how })?;
        self.wait(0, DOWN);
        let process = self.rng.usize(..self.fleet.len());
        if self.rng.u8(..3) == 0 {
            self.kill(process)?;
        }
        if self.rng.bool() {
            self.fleet.start(process)?;
            self.wait(0, DOWN);
        }
        self.engine.start_again()?;
        self.note(What::DatabaseUp)
    }

    /// Cuts all connections of a process, as soon as it has any.
    fn cut(&mut self, process: usize) -> Result<(), Error> {
        let Some(proxy) = self.engine.proxy(process) else { return Ok(()) };
        if !patiently(|| proxy.connections() > 0) {
            return Ok(());
        }
        let before = proxy.cuts();
        proxy.cut();
        let connections = proxy.cuts() - before;
        self.note(What::Cut { process, connections })
    }

    fn refuse(&mut self, process: usize) -> Result<(), Error> {
        for refusing in [true, false] {
            if let Some(proxy) = self.engine.proxy(process) {
                proxy.refuse(refusing);
                if refusing {
                    proxy.cut();
                }
            }
            self.note(What::Refusing { process, refusing })?;
            if refusing {
                self.wait(0, DOWN);
            }
        }
        Ok(())
    }

    /// Plans the loss of a connection, and waits until it is lost: one that is doomed may end before, or carry nothing.
    fn lose(
        &mut self,
        process: usize,
        what: impl Fn(usize) -> What,
        plan: impl Fn(&Proxy, usize),
    ) -> Result<(), Error> {
        for _ in 0..TRIES {
            // A transaction takes some kilobytes, so this is anywhere in one.
            let after = self.rng.usize(..4000);
            let Some(proxy) = self.engine.proxy(process) else { return Ok(()) };
            let before = proxy.cuts();
            plan(proxy, after);
            if patiently(|| proxy.cuts() > before) {
                return self.note(what(after));
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

    /// Notes the processes that do not get over what was done to them.
    fn settle(&mut self) -> Result<(), Error> {
        for process in 0..self.fleet.len() {
            if let Err(said) = self.fleet.ready(process) {
                self.note(What::Unready { process, said })?;
            }
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.progress.over.load(Ordering::Relaxed)
    }

    /// Waits for so many milliseconds, but not beyond the end.
    fn wait(&mut self, least: u64, most: u64) {
        let mut left = Duration::from_millis(self.rng.u64(least..=most));
        while !left.is_zero() && !self.is_over() {
            thread::sleep(left.min(STEP));
            left = left.saturating_sub(STEP);
        }
    }

    fn note(&mut self, what: What) -> Result<(), Error> {
        self.log.write(&Event { at: self.clock.now(), what })
    }
}

/// Waits for what comes by itself as long as clients are at work; says whether it has.
fn patiently(mut has_come: impl FnMut() -> bool) -> bool {
    (0..LOSS).any(|_| {
        let came = has_come();
        if !came {
            thread::sleep(STEP);
        }
        came
    })
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
