//! A thread that runs transactions, each as often as it takes.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::runtime::Builder;

use super::Shared;
use super::line::Line;
use super::lock::writer_key;
use super::patience::Patience;
use super::pending::Commit;
use super::session::PostgresSession;
use super::trouble::Trouble;
use crate::Error;
use crate::job::{Job, Ran};

/// A transaction that waits for a worker.
pub(super) struct Asked {
    pub(super) job: Box<dyn Job>,
    pub(super) writes: bool,
    /// Whether it has turned out that what puts take for granted is not so.
    pub(super) careful: bool,
    pub(super) patience: Patience,
}

/// What a try came to that did not fail.
pub(super) enum Tried {
    /// The jobs have their answers.
    Done,
    /// The answer to the COMMIT was lost: whether it was kept is known to the database alone.
    Unsure(Commit, Error),
}

/// One of the threads, and its connection.
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    line: Option<Line>,
    /// What its connections are told first.
    setting: Option<&'static str>,
}

impl Worker {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, line: None, setting: None }
    }

    /// A worker whose connections are told this first.
    pub(super) fn with_setting(shared: Arc<Shared>, setting: &'static str) -> Self {
        Self { setting: Some(setting), ..Self::new(shared) }
    }

    /// Works until nobody can ask any more.
    pub(super) fn serve(mut self, queue: &async_channel::Receiver<Asked>) {
        while let Ok(asked) = queue.recv_blocking() {
            if !asked.job.is_wanted() {
                continue;
            }
            self.shared.busy.fetch_add(1, Ordering::Relaxed);
            self.carry_out(asked);
            self.shared.busy.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn carry_out(&mut self, mut asked: Asked) {
        loop {
            let trouble = match self.attempt(|worker| worker.run(&mut asked)) {
                Ok(Tried::Done) => return asked.job.answer(),
                Ok(Tried::Unsure(commit, error)) => match self.settle(&commit, &mut asked.patience) {
                    Some(true) => return asked.job.answer(),
                    Some(false) => Trouble::Lost(Error::Unavailable { source: Box::new(error) }),
                    None => return asked.job.fail(Error::Unsure { source: Box::new(error) }),
                },
                Err(Trouble::Failed(error)) => return asked.job.fail(error),
                Err(trouble) => trouble,
            };
            if matches!(trouble, Trouble::Assumed(_)) {
                asked.careful = true;
                asked.job.forgive();
            }
            if !asked.patience.pause() {
                return asked.job.fail(trouble.into_error());
            }
            self.shared.counters.rerun(1);
        }
    }

    /// Tries once, and leaves a connection that can be used again, or none.
    pub(super) fn attempt(&mut self, run: impl FnOnce(&mut Self) -> Result<Tried, Trouble>) -> Result<Tried, Trouble> {
        let tried = run(self);
        match &tried {
            Ok(Tried::Done) => {}
            Ok(Tried::Unsure(..)) | Err(Trouble::Lost(_)) => self.line = None,
            Err(_) => {
                // Its transaction is over, or the connection is.
                if self.line.as_ref().is_some_and(|line| line.rows(("ROLLBACK", &[])).is_err()) {
                    self.line = None;
                }
            }
        }
        tried
    }

    fn run(&mut self, Asked { job, writes, careful, .. }: &mut Asked) -> Result<Tried, Trouble> {
        let shared = Arc::clone(&self.shared);
        let line = self.line()?;
        let mut session = if *writes {
            PostgresSession::write(line, &shared.server.schema, &[job.plan()], *careful)?
        } else {
            PostgresSession::read(line, job.plan())?
        };
        let ran = job.run(&mut session);
        if let Some(trouble) = session.take_trouble() {
            return Err(trouble);
        }
        match ran {
            Ran::Undo => {
                // What it was told may not have been so, and then its answer is worth nothing.
                session.verify()?;
                // It is answered all the same: nothing of it was to be kept.
                if session.roll_back().is_err() {
                    self.line = None;
                }
                Ok(Tried::Done)
            }
            Ran::Keep => keep(session, &shared, 1),
        }
    }

    /// Asks whether a commit was one, until the database says so; none if it does not in time.
    pub(super) fn settle(&self, commit: &Commit, patience: &mut Patience) -> Option<bool> {
        loop {
            if let Ok(kept) = self.ask(commit) {
                if kept {
                    self.shared.committed(commit.writes);
                }
                return Some(kept);
            }
            if !patience.pause() {
                return None;
            }
        }
    }

    /// Whether a commit was one. The lost connection's transaction held the lock of its writer, so whoever gets it knows
    /// that the transaction is over.
    fn ask(&self, commit: &Commit) -> Result<bool, Trouble> {
        let key = writer_key(&self.shared.server.schema, commit.writer);
        // As patient for this lock as any connection, whatever its own ones are told.
        let answers = self.connect()?.together(&[
            ("SELECT pg_advisory_xact_lock($1)", &[&key]),
            ("SELECT 1 FROM writers WHERE writer = $1 AND sequence = $2", &[&commit.writer, &commit.sequence]),
        ])?;
        Ok(answers.last().is_some_and(|rows| !rows.is_empty()))
    }

    pub(super) fn line(&mut self) -> Result<&mut Line, Trouble> {
        let line = match self.line.take() {
            Some(line) if !line.is_closed() => line,
            _ => {
                let line = self.connect()?;
                if let Some(setting) = self.setting {
                    line.rows((setting, &[]))?;
                }
                line
            }
        };
        Ok(self.line.insert(line))
    }

    fn connect(&self) -> Result<Line, Trouble> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|source| Trouble::Failed(Error::Engine { source: Box::new(source) }))?;
        Line::open(&self.shared.server, Some(runtime), &self.shared.handle)
    }

    /// Gives up the connection.
    pub(super) fn disconnect(&mut self) {
        self.line = None;
    }
}

/// Keeps what so many writes have done.
pub(super) fn keep(session: PostgresSession<'_>, shared: &Shared, writes: u64) -> Result<Tried, Trouble> {
    let (commit, committed) = session.commit(writes);
    match committed {
        Ok(()) => {
            shared.committed(writes);
            Ok(Tried::Done)
        }
        Err(Trouble::Lost(error)) => Ok(Tried::Unsure(commit, error)),
        // A statement before the COMMIT failed, which made a ROLLBACK of it.
        Err(trouble) => Err(trouble),
    }
}
