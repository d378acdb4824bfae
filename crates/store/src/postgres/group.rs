//! Writes that wait for nobody but each other share a transaction: they are carried out one after another, and kept
//! together.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use async_channel::{Receiver, Sender};

use super::Shared;
use super::lock::Locks;
use super::session::PostgresSession;
use super::trouble::Trouble;
use super::worker::{Asked, Tried, Worker, keep};
use crate::job::Ran;
use crate::{Error, Plan};

/// How many writes wait where a second thread helps the first one.
///
/// The more are carried out at once, the less each costs, so one thread takes what waits as long as that is little.
/// Where it is more, the other one carries it out while the disk takes what the first one has done.
pub(super) const MANY: usize = 8;

/// How long the second thread leaves to the first one what is less, so how often it looks where nobody calls it. The
/// first one may be held up, by a lock or by a connection that is lost, and then others must not wait for it.
const PATIENCE: Duration = Duration::from_millis(50);

/// How many connections a pool has at least that spares one for the second thread.
pub(super) const ENOUGH: usize = 6;

/// How many writes share a transaction at most.
const MOST: usize = 32;

/// How long a group waits for a lock, in milliseconds. With a limit for all its locks together, each group would have to
/// say so twice, and that costs.
const IMPATIENT: &str = "SET lock_timeout TO 500";

/// How often a thread lets others run before it takes what waits: they may be about to ask.
const YIELDS: usize = 3;

/// Those of some locks that somebody holds. Whoever asks has them until its transaction ends, which is at once.
const HELD: &str = "SELECT key FROM unnest($1::bigint[], $2::boolean[]) AS l(key, shared) \
    WHERE NOT CASE WHEN shared THEN pg_try_advisory_xact_lock_shared(key) ELSE pg_try_advisory_xact_lock(key) END";

/// Which of the threads that carry out groups.
pub(super) enum Who {
    First,
    /// The one that helps: when it is called, and now and then without.
    Second(mpsc::Receiver<()>),
}

impl Who {
    /// A write for this thread, once there is one; none if nobody can ask any more.
    fn next(&self, writes: &Receiver<Asked>) -> Option<Asked> {
        let Self::Second(calls) = self else { return writes.recv_blocking().ok() };
        loop {
            // A call may be of many that the first thread has taken since.
            let is_patient = writes.len() < MANY && calls.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout);
            if writes.is_closed() {
                // The first thread carries out what is left.
                return None;
            }
            if !is_patient && let Ok(next) = writes.try_recv() {
                return Some(next);
            }
        }
    }
}

/// Carries out what waits in `writes`. What could not be carried out together goes to `apart`.
pub(super) fn serve(shared: Arc<Shared>, who: &Who, writes: &Receiver<Asked>, apart: &Sender<Asked>) {
    let mut worker = Worker::with_setting(shared, IMPATIENT);
    // No write waits for others: the group is what came while the one before was on its way, or is about to come.
    while let Some(first) = who.next(writes) {
        (0..YIELDS).for_each(|_| thread::yield_now());
        let mut group = vec![first];
        while group.len() < MOST
            && let Ok(next) = writes.try_recv()
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
