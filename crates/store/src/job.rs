//! A write or a read that waits for a thread of the store.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot::Sender;

use crate::session::Session;
use crate::{Decision, Error, Plan, Tx};

/// Whether to keep what a job has done.
pub(crate) enum Ran {
    Keep,
    Undo,
}

/// A write or a read, whatever its closure returns.
pub(crate) trait Job: Send {
    /// Runs the closure, remembers its answer, and says whether to keep what it did. Runs again if that came to nothing,
    /// but not after a panic: what the closure has captured may be half changed.
    fn run(&mut self, session: &mut dyn Session) -> Ran;
    /// What it touches.
    fn plan(&self) -> &Plan;
    /// Whether there is any use in it: a write is carried out whoever waits for it, a read that nobody waits for is not.
    fn is_wanted(&self) -> bool;
    /// Lets it run again after a panic, which something untrue that it was told may have caused.
    fn forgive(&mut self);
    /// Gives the caller the answer of the last run.
    fn answer(self: Box<Self>);
    /// Tells the caller that it could not be kept.
    fn fail(self: Box<Self>, error: Error);
}

/// A closure that writes, and who waits for it.
pub(crate) struct Write<T, F> {
    handler: F,
    panicked: bool,
    plan: Plan,
    answer: Result<T, Error>,
    caller: Sender<Result<T, Error>>,
}

impl<T, F> Write<T, F> {
    pub(crate) fn new(plan: Plan, handler: F, caller: Sender<Result<T, Error>>) -> Self {
        Self { handler, panicked: false, plan, answer: Err(Error::Closed), caller }
    }
}

impl<T, F> Job for Write<T, F>
where
    T: Send,
    F: FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send,
{
    fn run(&mut self, session: &mut dyn Session) -> Ran {
        if self.panicked {
            return Ran::Undo;
        }
        let mut tx = Tx::new(session, &self.plan);
        let (ran, answer) = match catch_unwind(AssertUnwindSafe(|| (self.handler)(&mut tx))) {
            // It went on as if the failed statement had not been.
            Ok(Ok(Decision::Commit(_))) if tx.is_broken() => (Ran::Undo, Err(Error::Broken)),
            Ok(Ok(Decision::Commit(value))) => (Ran::Keep, Ok(value)),
            Ok(Ok(Decision::Rollback(value))) => (Ran::Undo, Ok(value)),
            Ok(Err(error)) => (Ran::Undo, Err(error)),
            Err(_) => {
                self.panicked = true;
                (Ran::Undo, Err(Error::Panicked))
            }
        };
        self.answer = answer;
        ran
    }

    fn plan(&self) -> &Plan {
        &self.plan
    }

    fn is_wanted(&self) -> bool {
        true
    }

    fn forgive(&mut self) {
        self.panicked = false;
    }

    fn answer(self: Box<Self>) {
        // The caller may have gone away; what was done stays done.
        let _ = self.caller.send(self.answer);
    }

    fn fail(self: Box<Self>, error: Error) {
        let _ = self.caller.send(Err(error));
    }
}

/// A closure that only reads, and who waits for it.
pub(crate) struct Read<T, E, F> {
    look: F,
    panicked: bool,
    plan: Plan,
    answer: Result<T, E>,
    caller: Sender<Result<T, E>>,
}

impl<T, E: From<Error>, F> Read<T, E, F> {
    pub(crate) fn new(plan: Plan, look: F, caller: Sender<Result<T, E>>) -> Self {
        Self { look, panicked: false, plan, answer: Err(Error::Closed.into()), caller }
    }
}

impl<T, E, F> Job for Read<T, E, F>
where
    T: Send,
    E: From<Error> + Send,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, session: &mut dyn Session) -> Ran {
        if !self.panicked {
            let mut tx = Tx::new(session, &self.plan);
            self.answer = catch_unwind(AssertUnwindSafe(|| (self.look)(&mut tx))).unwrap_or_else(|_| {
                self.panicked = true;
                Err(Error::Panicked.into())
            });
        }
        Ran::Undo
    }

    fn plan(&self) -> &Plan {
        &self.plan
    }

    fn is_wanted(&self) -> bool {
        !self.caller.is_closed()
    }

    fn forgive(&mut self) {
        self.panicked = false;
    }

    fn answer(self: Box<Self>) {
        // The caller may have gone away.
        let _ = self.caller.send(self.answer);
    }

    fn fail(self: Box<Self>, error: Error) {
        let _ = self.caller.send(Err(error.into()));
    }
}
