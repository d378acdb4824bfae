//! Writes that wait for nobody but each other share a transaction: they are carried out one after another, and kept
//! together.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_channel::{Receiver, Sender};

use super::Shared;
use super::session::PostgresSession;
use super::trouble::Trouble;
use super::worker::{Asked, Tried, Worker, keep};
use crate::job::Ran;
use crate::{Error, Plan};

/// How many threads do this, but no more than half of them all: while the disk takes what one has done, another one runs what has come meanwhile.
pub(super) const THREADS: usize = 2;

/// How many writes share a transaction at most.
const MOST: usize = 32;

/// For how long such a transaction waits for a lock that another process holds. Then each of its writes goes its own way,
/// so that those that need other locks do not wait too.
const IMPATIENT: &str = "SET lock_timeout TO 200";

/// Carries out what waits in `writes`. What could not be carried out together goes to `apart`.
pub(super) fn serve(shared: Arc<Shared>, writes: &Receiver<Asked>, apart: &Sender<Asked>) {
    let mut worker = Worker::with_setting(shared, IMPATIENT);
    // No timer: the group is what came while the one before was on its way.
    while let Ok(first) = writes.recv_blocking() {
        let mut group = vec![first];
        while group.len() < MOST
            && let Ok(next) = writes.try_recv()
        {
            group.push(next);
        }
        worker.shared.busy.fetch_add(1, Ordering::Relaxed);
        carry_out(&mut worker, group, apart);
        worker.shared.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

fn carry_out(worker: &mut Worker, mut group: Vec<Asked>, apart: &Sender<Asked>) {
    let trouble = match worker.attempt(|worker| run(worker, &mut group)) {
        Ok(Tried::Done) => return answer(group),
        Ok(Tried::Unsure(commit, error)) => {
            let settled = group.first_mut().and_then(|first| worker.settle(&commit, &mut first.patience));
            match settled {
                Some(true) => {
                    worker.shared.committed(group.len() as u64);
                    return answer(group);
                }
                Some(false) => Trouble::Lost(Error::Unavailable { source: Box::new(error) }),
                None => {
                    let reason = error.to_string();
                    let unsure = || Error::Unsure { source: reason.clone().into() };
                    return group.into_iter().for_each(|asked| asked.job.fail(unsure()));
                }
            }
        }
        Err(trouble) => trouble,
    };
    worker.shared.counters.rerun(group.len() as u64);
    for mut asked in group {
        if matches!(trouble, Trouble::Assumed(_)) {
            asked.take_care();
        }
        // Where nobody takes it any more, the store is closed, and the job's caller learns so from its being dropped.
        drop(apart.send_blocking(asked));
    }
}

fn run(worker: &mut Worker, group: &mut [Asked]) -> Result<Tried, Trouble> {
    let shared = Arc::clone(&worker.shared);
    let line = worker.line()?;
    let plans: Vec<&Plan> = group.iter().map(|asked| asked.job.plan()).collect();
    let mut session = PostgresSession::write(line, &shared.server.schema, &plans, false)?;
    let mut kept = 0;
    for asked in group {
        let ran = asked.job.run(&mut session);
        if let Some(trouble) = session.take_trouble() {
            return Err(trouble);
        }
        match ran {
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
