//! The one thread that writes: what queued during the last commit is committed together.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;
use tokio::sync::mpsc::Receiver;

use super::{failure, readers::Readers, session::SqliteSession};
use crate::Error;
use crate::faults::Faults;
use crate::figures::Counters;
use crate::job::{Job, Ran};
use crate::session::Session;

/// How many writes are committed together at most.
const GROUP: usize = 128;

/// What is sent to the writer.
pub(crate) enum Message {
    /// Run this write, which may run again.
    Write(Box<dyn Job>),
    /// Run this write once, in a transaction of its own.
    Once(Box<dyn Job>),
    /// Finish what has queued, accept no more.
    Stop,
}

/// The writer's side of the store.
pub(crate) struct Writer {
    connection: Connection,
    readers: Arc<Readers>,
    commits: Arc<AtomicU64>,
    counters: Arc<Counters>,
    faults: Faults,
}

/// A transaction that came to nothing, with everything in it.
struct Lost;

/// Writes that came to nothing together.
struct Torn {
    /// How many had run when one was not to be kept; none if it was the engine that failed.
    ran: Option<u64>,
}

impl From<Error> for Torn {
    fn from(_: Error) -> Self {
        Self { ran: None }
    }
}

impl Writer {
    pub(crate) fn new(
        connection: Connection,
        readers: Arc<Readers>,
        commits: Arc<AtomicU64>,
        counters: Arc<Counters>,
        faults: Faults,
    ) -> Self {
        Self { connection, readers, commits, counters, faults }
    }

    /// Works until the queue is closed and empty. There is no timer: a group is what queued during the last commit.
    pub(crate) fn serve(self, mut queue: Receiver<Message>) {
        let mut messages = Vec::with_capacity(GROUP);
        while queue.blocking_recv_many(&mut messages, GROUP) > 0 {
            let mut jobs = Vec::with_capacity(messages.len());
            for message in messages.drain(..) {
                match message {
                    Message::Write(job) => jobs.push(job),
                    Message::Once(job) => {
                        self.commit(mem::take(&mut jobs));
                        self.alone(job);
                    }
                    Message::Stop => queue.close(),
                }
            }
            self.commit(jobs);
        }
    }

    /// Runs these writes in their order and answers each; a refusal too only after the commit, because it may rest on
    /// what an earlier write of the group did.
    fn commit(&self, mut jobs: Vec<Box<dyn Job>>) {
        if jobs.len() > 1 && self.together(&mut jobs).is_ok() {
            jobs.into_iter().for_each(Job::answer);
        } else {
            if jobs.len() > 1 {
                self.counters.rerun(jobs.len() as u64);
            }
            jobs.into_iter().for_each(|job| self.alone(job));
        }
    }

    /// Runs writes in one transaction, each able to fail by itself.
    ///
    /// First without savepoints, which cost a copy of every page that a write changes and are of use only to a write
    /// that has changed something and is not kept. Such writes are rare: where there is one, all run again.
    fn together(&self, jobs: &mut [Box<dyn Job>]) -> Result<(), Lost> {
        let _writing = self.readers.writing();
        let kept = match self.attempt(|| self.joined(jobs)) {
            Err(Torn { ran: Some(ran) }) => {
                self.counters.rerun(ran);
                self.attempt(|| self.apart(jobs))
            }
            joined => joined,
        };
        self.publish(kept.map_err(|_| Lost)?);
        Ok(())
    }

    /// Runs a transaction; one that fails is ended.
    fn attempt<E>(&self, run: impl FnOnce() -> Result<u64, E>) -> Result<u64, E> {
        run().inspect_err(|_| self.abandon())
    }

    /// Runs writes as if they were one.
    fn joined(&self, jobs: &mut [Box<dyn Job>]) -> Result<u64, Torn> {
        self.begin()?;
        let mut kept = 0;
        for (ran, job) in (1..).zip(jobs) {
            let before = self.connection.total_changes();
            let mut session = self.session();
            let outcome = job.run(&mut session);
            // A full disk or an I/O error takes the whole transaction, also what the jobs before have done; what came
            // next would be kept without the rest.
            if self.connection.is_autocommit() {
                return Err(Torn { ran: None });
            }
            match outcome {
                Ran::Keep => kept += 1,
                // What a failed statement leaves behind is not counted.
                Ran::Undo if !session.is_broken() && self.connection.total_changes() == before => {}
                Ran::Undo => return Err(Torn { ran: Some(ran) }),
            }
        }
        self.finish()?;
        Ok(kept)
    }

    /// Runs writes with a savepoint each.
    fn apart(&self, jobs: &mut [Box<dyn Job>]) -> Result<u64, Torn> {
        self.begin()?;
        let mut kept = 0;
        for job in jobs {
            self.run("SAVEPOINT job")?;
            // Where the whole transaction is gone, there is no savepoint to release, and this fails.
            match job.run(&mut self.session()) {
                Ran::Keep => kept += 1,
                Ran::Undo => self.run("ROLLBACK TO job")?,
            }
            self.run("RELEASE job")?;
        }
        self.finish()?;
        Ok(kept)
    }

    /// Runs one write in a transaction of its own.
    fn alone(&self, mut job: Box<dyn Job>) {
        let writing = self.readers.writing();
        let done = self.try_alone(job.as_mut());
        match done {
            Ok(kept) => self.publish(kept),
            Err(_) => self.abandon(),
        }
        drop(writing);
        match done {
            Ok(_) => job.answer(),
            Err(error) => job.fail(error),
        }
    }

    fn try_alone(&self, job: &mut dyn Job) -> Result<u64, Error> {
        self.begin()?;
        match job.run(&mut self.session()) {
            Ran::Keep => self.finish().map(|()| 1),
            Ran::Undo => {
                self.abandon();
                Ok(0)
            }
        }
    }

    /// What a write is done by. It forgets what was known of what it changes.
    fn session(&self) -> SqliteSession<'_> {
        SqliteSession::writing(&self.connection, &self.faults).knowing(&self.readers.recent)
    }

    fn begin(&self) -> Result<(), Error> {
        self.faults.room(&self.connection)?;
        self.run("BEGIN IMMEDIATE")
    }

    fn finish(&self) -> Result<(), Error> {
        if self.faults.commit() {
            self.abandon();
            return Err(failure(Faults::full()));
        }
        self.run("COMMIT")
    }

    /// Ends the transaction, if the engine has not done so already.
    fn abandon(&self) {
        if !self.connection.is_autocommit() {
            // If even this fails, the next BEGIN says so, and every write is refused until the engine recovers.
            let _ = self.run("ROLLBACK");
        }
    }

    /// Lets readers know of a commit that kept so many writes, before anybody is answered.
    fn publish(&self, kept: u64) {
        if kept > 0 {
            self.counters.committed(kept);
            self.commits.fetch_add(1, Ordering::Release);
        }
    }

    fn run(&self, sql: &str) -> Result<(), Error> {
        self.connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map(drop).map_err(failure)
    }
}
