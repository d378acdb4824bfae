//! The store as a whole: opening it, reading, writing, closing.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle, ThreadId};

use tokio::sync::{mpsc, oneshot};

use crate::faults::Faults;
use crate::figures::Counters;
use crate::home::Home;
use crate::job::Write;
use crate::sqlite::open_writer;
use crate::sqlite::readers::Readers;
use crate::sqlite::writer::{Message, Writer};
use crate::wait::wait;
use crate::{Error, Figures, Root, Tx};

/// How many writes may wait; further callers wait for a place among them.
const QUEUE: usize = 1024;

/// Where a store keeps its data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// In this directory, which is made if need be.
    Directory(PathBuf),
    /// In a new directory that goes with the store.
    Temporary,
}

/// How to open a store.
#[derive(Clone, Debug)]
pub struct Options {
    place: Place,
    durable: bool,
    queue: usize,
    faults: Faults,
}

impl Options {
    /// A store in this place: durable in a directory, not durable in a temporary one.
    #[must_use]
    pub fn new(place: Place) -> Self {
        let durable = matches!(place, Place::Directory(_));
        Self { place, durable, queue: QUEUE, faults: Faults::default() }
    }

    /// A store in this directory, whose commits survive a power cut.
    pub fn directory(path: impl Into<PathBuf>) -> Self {
        Self::new(Place::Directory(path.into()))
    }

    /// A store that goes with the last [`Store`], for tests and trials.
    #[must_use]
    pub fn temporary() -> Self {
        Self::new(Place::Temporary)
    }

    /// Whether commits are on the disk before they are answered.
    #[must_use]
    pub fn durable(self, durable: bool) -> Self {
        Self { durable, ..self }
    }

    /// How many writes may wait for the writer (at least 1); further callers wait for a place.
    #[must_use]
    pub fn queue(self, queue: usize) -> Self {
        Self { queue: queue.clamp(1, QUEUE * 1024), ..self }
    }

    /// Failures on demand, for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn faults(self, faults: Faults) -> Self {
        Self { faults, ..self }
    }
}

/// What to do with what a write has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision<T> {
    /// Keep it, then answer.
    Commit(T),
    /// Undo it, and answer all the same: a refusal, or a dry run.
    Rollback(T),
}

/// Documents in real transactions. Clones share one store; it ends with the last of them, or with [`Store::close`].
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    readers: Readers,
    commits: Arc<AtomicU64>,
    counters: Arc<Counters>,
    /// None only while the store is being dropped.
    queue: Option<mpsc::Sender<Message>>,
    writer: ThreadId,
    /// None once somebody waits for its end.
    thread: Mutex<Option<JoinHandle<()>>>,
    // Last: the writer has its own share, so the directory is free when both are gone.
    home: Arc<Home>,
}

impl Store {
    /// Opens a store, making or migrating its database.
    pub fn open(options: Options) -> Result<Self, Error> {
        let home = Arc::new(match &options.place {
            Place::Directory(path) => Home::directory(path)?,
            Place::Temporary => Home::temporary()?,
        });
        let connection =
            open_writer(&home.database(), options.durable).map_err(|error| error.naming(&home.database()))?;
        let readers = Readers::new(home.database());
        let commits = Arc::new(AtomicU64::new(0));
        let counters = Arc::new(Counters::default());
        let writer = Writer::new(connection, Arc::clone(&commits), Arc::clone(&counters), options.faults);
        let (sender, receiver) = mpsc::channel(options.queue);
        let lease = Arc::clone(&home);
        let thread = thread::Builder::new()
            .name(String::from("backlot-writer"))
            .spawn(move || {
                writer.serve(receiver);
                drop(lease);
            })
            .map_err(|source| Error::Directory { path: home.path().to_owned(), source })?;
        Ok(Self {
            inner: Arc::new(Inner {
                readers,
                commits,
                counters,
                queue: Some(sender),
                writer: thread.thread().id(),
                thread: Mutex::new(Some(thread)),
                home,
            }),
        })
    }

    /// Runs a closure on one snapshot, in place, on this thread. Never waits for the writer.
    pub fn read<T, E: From<Error>>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.inner.readers.read(f)
    }

    /// Runs a closure in a transaction that holds the locks of these roots, and answers after the commit or rollback.
    ///
    /// The closure may run more than once, and runs to its end even if nobody waits for the answer any more. If it
    /// fails or panics, nothing of it is kept. When many writes wait, this waits for its turn.
    ///
    /// Every root whose documents the closure reads for its decision, or writes, belongs among the locks. SQLite has
    /// one writer, which is every lock at once; another engine takes them in the order of the roots.
    pub async fn write<T, F>(&self, locks: Vec<Root>, f: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send + 'static,
    {
        drop(locks);
        if thread::current().id() == self.inner.writer {
            // It would wait for itself.
            return Err(Error::invalid("a write was begun inside a write"));
        }
        let queue = self.inner.queue.as_ref().ok_or(Error::Closed)?;
        let (caller, answer) = oneshot::channel();
        queue.send(Message::Write(Box::new(Write::new(f, caller)))).await.map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// [`Store::write`] on a thread that may block: seeding, the command line, tests.
    pub fn write_blocking<T, F>(&self, locks: Vec<Root>, f: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send + 'static,
    {
        wait(self.write(locks, f))
    }

    /// How many commits there have been since the store was opened. It rises before the writes of a commit are
    /// answered, so a snapshot that is as old as this number has everything that anybody was told.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.inner.commits.load(Ordering::Acquire)
    }

    /// What the store has done since it was opened, and what it does now.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let waiting = self.inner.queue.as_ref().map_or(0, |queue| queue.max_capacity() - queue.capacity());
        Figures { waiting, ..self.inner.counters.figures() }
    }

    /// The directory of the store.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.inner.home.path()
    }

    /// Finishes the writes that wait, refuses others, and returns when the writer has ended. Other clones answer
    /// [`Error::Closed`] from then on; the directory is free when the last of them is gone.
    pub fn close(self) {
        if let Some(queue) = &self.inner.queue {
            // It fails only if the writer has ended already.
            let _ = wait(queue.send(Message::Stop));
        }
        self.inner.readers.close();
        self.inner.join();
    }
}

impl Inner {
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

impl Drop for Inner {
    fn drop(&mut self) {
        // Readers first: the last connection to close tidies the log away, and only the writer's can.
        self.readers.close();
        self.queue = None;
        self.join();
    }
}
