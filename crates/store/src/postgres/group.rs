//! Writes that wait for nobody but each other share a transaction: they are carried out one after another, and kept
//! together.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use async_channel::{Receiver, Sender};

use super::Shared;
use super::lock::Locks;
use super::session::PostgresSession;
use super::trouble::Trouble;
use super::worker::{Asked, Tried, Worker, keep};
use crate::job::Ran;
use crate::{Error, Plan};

/// How many threads do this, but no more than a third of all. The first one takes every write, and the more it takes at once,
/// the less each costs; the others help where [many](MANY) wait, and run them while the disk takes what the first one has
/// done.
pub(super) const THREADS: usize = 2;

/// How many writes wait where the first thread is helped.
pub(super) const MANY: usize = 8;

/// How many writes share a transaction at most.
const MOST: usize = 32;

/// How long a group waits for a lock, in milliseconds: longer than a commit takes, and not so long that those who wait
/// behind it would mind. With a limit for all its locks together, each group would have to say so twice, and that costs.
const IMPATIENT: &str = "SET lock_timeout TO 100";

/// How often whoever is about to ask is let do so first.
const YIELDS: usize = 3;

/// Those of some locks that somebody holds. Whoever asks has them until its transaction ends, which is at once.
const HELD: &str = "SELECT key FROM unnest($1::bigint[], $2::boolean[]) AS l(key, shared) \
    WHERE NOT CASE WHEN shared THEN pg_try_advisory_xact_lock_shared(key) ELSE pg_try_advisory_xact_lock(key) END";

/// The writes that wait, as one of the threads sees them.
pub(super) struct Writes {
    pub(super) waiting: Receiver<Asked>,
    /// By what a thread is called that is not the first one.
    pub(super) calls: Option<Receiver<()>>,
}

impl Writes {
    /// The next write of this thread, once there is one; none if nobody can ask any more.
    fn next(&self) -> Option<Asked> {
        let Some(calls) = &self.calls else { return self.waiting.recv_blocking().ok() };
        loop {
            if self.waiting.len() >= MANY
                && let Ok(next) = self.waiting.try_recv()
            {
                return Some(next);
            }
            calls.recv_blocking().ok()?;
        }
    }
}

/// Carries out what waits in `writes`. What could not be carried out together goes to `apart`.
pub(super) fn serve(shared: Arc<Shared>, writes: &Writes, apart: &Sender<Asked>) {
    let mut worker = Worker::with_setting(shared, IMPATIENT);
    // No timer: the group is what came while the one before was on its way.
    while let Some(first) = writes.next() {
        (0..YIELDS).for_each(|_| thread::yield_now());
        let mut group = vec![first];
        while group.len() < MOST
            && let Ok(next) = writes.waiting.try_recv()
        {
            group.push(next);
        }
        worker.shared.busy.fetch_add(1, Ordering::Relaxed);
        let parted = carry_out(&mut worker, group);
        worker.shared.busy.fetch_sub(1, Ordering::Relaxed);
        for asked in parted {
            // Where nobody takes it any more, the store is closed, and its caller learns so from its being dropped.
            drop(apart.send_blocking(asked));
        }
    }
}

/// Carries out a group, and gives back what must go its own way.
fn carry_out(worker: &mut Worker, mut group: Vec<Asked>) -> Vec<Asked> {
    let mut parted = Vec::new();
    let mut ran = 0;
    let mut outcome = worker.attempt(|worker| run(worker, &mut group, &mut ran));
    if matches!(outcome, Err(Trouble::Again(_))) && ran == 0 && group.len() > 1 {
        // It did not get its locks. Only those wait who need one that somebody else holds.
        let held = worker.held(&group).unwrap_or_default();
        let waits =
            |asked: &Asked| Locks::roots(&worker.shared.server.schema, asked.job.plan()).any(|key| held.contains(&key));
        (parted, group) = group.into_iter().partition(waits);
        if group.is_empty() {
            return parted;
        }
        outcome = worker.attempt(|worker| run(worker, &mut group, &mut ran));
    }
    let trouble = match outcome {
        Ok(Tried::Done) => {
            answer(group);
            return parted;
        }
        Ok(Tried::Unsure(commit, error)) => {
            // The one that may be tried for the longest came last.
            match group.last_mut().and_then(|last| worker.settle(&commit, &mut last.patience)) {
                Some(true) => {
                    answer(group);
                    return parted;
                }
                Some(false) => Trouble::Lost(Error::Unavailable { source: Box::new(error) }),
                None => {
                    let reason = error.to_string();
                    for asked in group {
                        asked.job.fail(Error::Unsure { source: reason.clone().into() });
                    }
                    return parted;
                }
            }
        }
        Err(trouble) => trouble,
    };
    worker.shared.counters.rerun(ran);
    for asked in &mut group {
        asked.careful |= matches!(trouble, Trouble::Assumed(_));
        // A panic may have come of what an earlier one had done, which is not so any more.
        asked.job.forgive();
    }
    parted.extend(group);
    parted
}

/// Runs a group once. Counts the handlers that run.
fn run(worker: &mut Worker, group: &mut [Asked], ran: &mut u64) -> Result<Tried, Trouble> {
    let shared = Arc::clone(&worker.shared);
    let line = worker.line()?;
    let plans: Vec<&Plan> = group.iter().map(|asked| asked.job.plan()).collect();
    let mut session = PostgresSession::write(line, &shared.server.schema, &plans, false)?;
    let mut kept = 0;
    for asked in group {
        *ran += 1;
        let decided = asked.job.run(&mut session);
        if let Some(trouble) = session.take_trouble() {
            return Err(trouble);
        }
        match decided {
            Ran::Keep => {
                session.next();
                kept += 1;
            }
            Ran::Undo => session.take_back()?,
        }
    }
    if kept > 0 {
        return keep(session, &shared, kept);
    }
    if session.roll_back().is_err() {
        worker.disconnect();
    }
    Ok(Tried::Done)
}

fn answer(group: Vec<Asked>) {
    for asked in group {
        asked.job.answer();
    }
}

impl Worker {
    /// The locks of a group that somebody else holds now.
    fn held(&mut self, group: &[Asked]) -> Result<HashSet<i64>, Trouble> {
        let plans: Vec<&Plan> = group.iter().map(|asked| asked.job.plan()).collect();
        let shared = Arc::clone(&self.shared);
        let line = self.line()?;
        let locks = Locks::of(&shared.server.schema, &plans, line.writer);
        let rows = line.rows((HELD, &[&locks.keys, &locks.shared]))?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}
