//! The embedded engine as a whole: its directory, its writer, its readers.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle, ThreadId};

use tokio::sync::{mpsc, oneshot};

use super::lists::Lists;
use super::open_writer;
use super::readers::Readers;
use super::writer::{Message, Writer};
use crate::faults::Faults;
use crate::figures::Counters;
use crate::home::Home;
use crate::job::{Job, Write};
use crate::lease::Names;
use crate::wait::wait;
use crate::{Decision, Error, Figures, Indexed, Lease, Plan, Root, Tx};

/// A directory with a database, the thread that writes it, and connections that read it.
#[derive(Debug)]
pub(crate) struct Sqlite {
    readers: Arc<Readers>,
    lists: Lists,
    commits: Arc<AtomicU64>,
    counters: Arc<Counters>,
    leases: Names,
    /// None only while the store is being dropped.
    queue: Option<mpsc::Sender<Message>>,
    writer: ThreadId,
    /// None once somebody waits for its end.
    thread: Mutex<Option<JoinHandle<()>>>,
    // Last: the writer has its own share, so the directory is free when both are gone.
    home: Arc<Home>,
}

impl Sqlite {
    /// Opens the database of a directory, making or migrating it.
    pub(crate) fn open(home: Home, durable: bool, mapped: bool, queue: usize, faults: Faults) -> Result<Self, Error> {
        let home = Arc::new(home);
        let connection = open_writer(&home.database(), durable).map_err(|error| error.naming(&home.database()))?;
        let readers = Arc::new(Readers::new(home.database(), mapped));
        let commits = Arc::new(AtomicU64::new(0));
        let counters = Arc::new(Counters::default());
        let writer = Writer::new(connection, Arc::clone(&readers), Arc::clone(&commits), Arc::clone(&counters), faults);
        let (sender, receiver) = mpsc::channel(queue);
        let lease = Arc::clone(&home);
        let unstarted = |source| Error::Directory { path: home.path().to_owned(), source };
        let lists = Lists::new(&readers).map_err(unstarted)?;
        let thread = thread::Builder::new()
            .name(String::from("backlot-writer"))
            .spawn(move || {
                writer.serve(receiver);
                drop(lease);
            })
            .map_err(unstarted)?;
        Ok(Self {
            readers,
            lists,
            commits,
            counters,
            leases: Names::default(),
            queue: Some(sender),
            writer: thread.thread().id(),
            thread: Mutex::new(Some(thread)),
            home,
        })
    }

    /// Runs a closure on one snapshot: in place, faster than a thread is woken, unless it reads lists.
    pub(crate) async fn read<T, E, F>(&self, plan: Plan, mut f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        if plan.reads_lists() { Box::pin(self.lists.read(plan, f)).await } else { self.read_blocking(|tx| f(tx)) }
    }

    /// Runs a closure on one snapshot, in place.
    pub(crate) fn read_blocking<T, E: From<Error>>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.readers.read(f)
    }

    pub(crate) async fn write<T, F>(&self, plan: Plan, f: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send + 'static,
    {
        self.ask(plan, f, Message::Write).await
    }

    async fn ask<T, F>(&self, plan: Plan, f: F, message: fn(Box<dyn Job>) -> Message) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send + 'static,
    {
        if thread::current().id() == self.writer {
            // It would wait for itself.
            return Err(Error::invalid("a write was begun inside a write"));
        }
        let queue = self.queue.as_ref().ok_or(Error::Closed)?;
        let (caller, answer) = oneshot::channel();
        let write = Write::new(plan, f, caller);
        queue.send(message(Box::new(write))).await.map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// A write that runs once, as what it writes cannot be had a second time.
    pub(crate) fn fill<E, I>(&self, documents: I) -> Result<u64, E>
    where
        E: From<Error> + Send + 'static,
        I: Iterator<Item = Result<Indexed, E>> + Send + 'static,
    {
        let mut documents = Some(documents);
        let write = move |tx: &mut Tx<'_>| {
            let Some(documents) = documents.take() else { return Err(Error::Broken) };
            Ok(match tx.fill(documents) {
                Ok(written) => Decision::Commit(Ok(written)),
                Err(error) => Decision::Rollback(Err(error)),
            })
        };
        wait(self.ask(Root::world().into(), write, Message::Once))?
    }

    pub(crate) fn lease(&self, name: &'static str) -> Option<Lease> {
        self.leases.lease(name)
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    pub(crate) fn figures(&self) -> Figures {
        let writes = self.queue.as_ref().map_or(0, |queue| queue.max_capacity() - queue.capacity());
        Figures { waiting: writes + self.lists.waiting(), ..self.counters.figures() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.home.path()
    }

    /// Finishes what waits and refuses more.
    pub(crate) fn close(&self) {
        // Readers first: the last connection to close tidies the log away, and only the writer's can.
        self.lists.close();
        self.readers.close();
        if let Some(queue) = &self.queue {
            // It fails only if the writer has ended already.
            let _ = wait(queue.send(Message::Stop));
        }
        self.join();
    }

    fn join(&self) {
        // A write's closure may have held the last store; its thread cannot wait for itself and ends soon anyway.
        if thread::current().id() == self.writer {
            return;
        }
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A panic of the writer has been answered to those who waited for it.
            let _ = thread.join();
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // In the order of `close`, and for its reason.
        self.lists.close();
        self.readers.close();
        self.queue = None;
        self.join();
    }
}
