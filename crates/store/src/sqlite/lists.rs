//! Reads that may take long, on threads of their own: in place, one of them would delay whatever else its thread serves.

use std::io;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use async_channel::{Receiver, Sender};
use tokio::sync::oneshot;

use super::readers::Readers;
use crate::job::{Job, Read};
use crate::{Error, Plan, Tx};

/// How many threads there are at least, so that one long list does not stop all others, and at most.
const THREADS: (usize, usize) = (2, 8);

/// How many reads may wait for a thread; further callers wait for a place.
const QUEUE: usize = 64;

/// Threads that read.
#[derive(Debug)]
pub(crate) struct Lists {
    queue: Sender<Box<dyn Job>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Lists {
    pub(crate) fn new(readers: &Arc<Readers>) -> io::Result<Self> {
        let (queue, jobs) = async_channel::bounded(QUEUE);
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let start = |number| {
            let (readers, jobs) = (Arc::clone(readers), jobs.clone());
            let serve = move || serve(&readers, &jobs);
            thread::Builder::new().name(format!("backlot-lists-{number}")).spawn(serve)
        };
        let threads = (0..cores.clamp(THREADS.0, THREADS.1)).map(start).collect::<io::Result<_>>()?;
        Ok(Self { queue, threads: Mutex::new(threads) })
    }

    /// Runs a closure on one snapshot.
    pub(crate) async fn read<T, E, F>(&self, plan: Plan, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let job: Box<dyn Job> = Box::new(Read::new(plan, f, caller));
        self.queue.send(job).await.map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// How many reads wait for a thread.
    pub(crate) fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// Finishes what waits and refuses more.
    pub(crate) fn close(&self) {
        self.queue.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        // A read's closure may have held the last store; its thread cannot wait for itself and ends soon anyway.
        let others = threads.into_iter().filter(|thread| thread.thread().id() != thread::current().id());
        for thread in others {
            // Whoever asked a thread that panicked has been told.
            let _ = thread.join();
        }
    }
}

fn serve(readers: &Readers, jobs: &Receiver<Box<dyn Job>>) {
    while let Ok(mut job) = jobs.recv_blocking() {
        if !job.is_wanted() {
            continue;
        }
        match readers.look(|session| job.run(session)) {
            Ok(_) => job.answer(),
            Err(error) => job.fail(error),
        }
    }
}
