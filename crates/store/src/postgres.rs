//! PostgreSQL: any number of processes over one database.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle, ThreadId};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

use self::fetched::Fetched;
use self::group::Who;
use self::journal::Journal;
use self::line::Line;
use self::patience::Patience;
use self::pipelines::Pipelines;
use self::session::PostgresSession;
use self::trouble::Trouble;
use self::worker::{Asked, Worker};
use crate::figures::Counters;
use crate::job::{Job, Read, Write};
use crate::journal::{Entry, Recorded, Wanted};
use crate::wait::wait;
use crate::{Decision, Error, Figures, Lease, Plan, Root, Tx};

mod fetched;
mod fill;
mod group;
mod journal;
mod keys;
mod line;
mod lock;
mod patience;
mod pending;
mod pipelines;
mod rows;
mod schema;
pub(crate) mod server;
mod session;
pub(crate) mod survey;
#[cfg(test)]
mod tests;
mod trouble;
mod undo;
pub(crate) mod visit;
mod worker;

use server::Server;

/// What the workers share.
pub(crate) struct Shared {
    server: Server,
    /// Where connections live that are used from threads of others.
    handle: Handle,
    _carrier: Carrier,
    commits: AtomicU64,
    counters: Counters,
    pipelines: Pipelines,
    /// How many workers are at work.
    busy: AtomicUsize,
}

impl Shared {
    /// Lets readers know of a commit before anybody is answered.
    fn committed(&self, writes: u64) {
        self.counters.committed(writes);
        self.commits.fetch_add(1, Ordering::Release);
    }
}

/// Carries the messages of connections that are used from threads of others.
struct Carrier(Option<Runtime>);

impl Carrier {
    fn start() -> std::io::Result<(Self, Handle)> {
        let threads =
            Builder::new_multi_thread().worker_threads(1).thread_name("backlot-carrier").enable_all().build()?;
        let handle = threads.handle().clone();
        Ok((Self(Some(threads)), handle))
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        // The last store may go where nothing may block.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A database and the threads that work on it.
pub(crate) struct Postgres {
    shared: Arc<Shared>,
    /// Writes that may share a transaction.
    writes: async_channel::Sender<Asked>,
    /// Calls the second thread to those.
    help: mpsc::SyncSender<()>,
    /// Writes that could not share one.
    apart: async_channel::Sender<Asked>,
    /// Whatever else has a transaction of its own. It has threads of its own, as those before it may all wait for locks.
    queue: async_channel::Sender<Asked>,
    workers: Vec<ThreadId>,
    /// Who carries out writes together, and who carries out the rest; none once somebody waits for their end.
    threads: Mutex<[Vec<JoinHandle<()>>; 2]>,
    journal: Journal,
    /// Connections for threads that block, between two uses.
    spare: Mutex<Vec<Line>>,
}

impl Postgres {
    /// Connects, and makes or migrates the schema.
    pub(crate) fn open(server: Server, queue: usize) -> Result<Self, Error> {
        let no_thread = |source: std::io::Error| Error::Engine { source: Box::new(source) };
        let (carrier, handle) = Carrier::start().map_err(no_thread)?;
        let migrated = {
            let _carried = handle.enter();
            wait(async { schema::migrate(&mut server.connect().await?, &server).await })
        };
        migrated.map_err(Trouble::into_error)?;
        let pool = server.pool;
        let shared = Arc::new(Shared {
            server,
            handle,
            _carrier: carrier,
            commits: AtomicU64::new(0),
            counters: Counters::default(),
            pipelines: Pipelines::default(),
            busy: AtomicUsize::new(0),
        });
        let (writes, together) = async_channel::bounded(queue);
        let (apart, parted) = async_channel::bounded(queue);
        let (queue, asked) = async_channel::bounded(queue);
        let (help, calls) = mpsc::sync_channel(1);
        let mut groups = Vec::new();
        let [writers, aparts, others] = shares(pool);
        for (number, who) in (1..).zip([Who::First, Who::Second(calls)].into_iter().take(writers)) {
            let (shared, writes, apart) = (Arc::clone(&shared), together.clone(), apart.clone());
            let thread = thread::Builder::new().name(format!("backlot-writer-{number}"));
            groups.push(thread.spawn(move || group::serve(shared, &who, &writes, &apart)).map_err(no_thread)?);
        }
        let mut threads = Vec::new();
        for number in 1..=aparts + others {
            let queue = if number <= aparts { parted.clone() } else { asked.clone() };
            let worker = Worker::new(Arc::clone(&shared));
            let thread = thread::Builder::new().name(format!("backlot-worker-{number}"));
            threads.push(thread.spawn(move || worker.serve(&queue)).map_err(no_thread)?);
        }
        let workers = groups.iter().chain(&threads).map(|thread| thread.thread().id()).collect();
        let threads = Mutex::new([groups, threads]);
        let (journal, spare) = (Journal::default(), Mutex::default());
        Ok(Self { shared, writes, help, apart, queue, workers, threads, journal, spare })
    }

    pub(crate) async fn read<T, E, F>(&self, plan: Plan, mut f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        if self.is_closed() {
            return Err(Error::Closed.into());
        }
        // On no thread of its own, if what it needs can be said beforehand. What is wrong with the database, the pool tells.
        let carried = Handle::try_current().is_ok();
        if carried
            && plan.is_enough()
            && let Ok(known) = self.shared.pipelines.fetch(&self.shared, plan.keys()).await
        {
            let mut fetched = Fetched::new(known);
            let result = f(&mut Tx::new(&mut fetched, &plan));
            if !fetched.missed() {
                return result;
            }
        }
        let (caller, answer) = oneshot::channel();
        ask(&self.queue, Box::new(Read::new(plan, f, caller)), false).await?;
        answer.await.map_err(|_| Error::Closed)?
    }

    pub(crate) async fn write<T, F>(&self, plan: Plan, f: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send + 'static,
    {
        if self.workers.contains(&thread::current().id()) {
            // It could wait for itself.
            return Err(Error::invalid("a write was begun inside a write"));
        }
        let (caller, answer) = oneshot::channel();
        // Whoever wants the world alone would make the others of its group wait for all the world.
        let queue = if plan.holds(&Root::world()) { &self.queue } else { &self.writes };
        ask(queue, Box::new(Write::new(plan, f, caller)), true).await?;
        if self.writes.len() >= group::MANY {
            // Where this fails, the second thread has been called already, or there is none.
            let _ = self.help.try_send(());
        }
        answer.await.map_err(|_| Error::Closed)?
    }

    pub(crate) async fn record(&self, entries: &[Entry]) -> Result<(), Error> {
        self.journal.record(&self.shared.server, entries).await
    }

    pub(crate) async fn recorded(&self, wanted: &Wanted) -> Result<Recorded, Error> {
        self.journal.read(&self.shared.server, wanted).await
    }

    pub(crate) async fn forget(&self) -> Result<(), Error> {
        self.journal.forget(&self.shared.server).await
    }

    /// The lease of this name, if nobody has it: a lock that lasts as long as the connection that asked for it.
    pub(crate) async fn lease(&self, name: &str) -> Result<Option<Lease>, Error> {
        let shared = Arc::clone(&self.shared);
        let key = lock::lease_key(&shared.server.schema, name);
        let asked = self.shared.handle.spawn(async move {
            let connection = shared.server.connect().await?;
            let taken: bool = connection.query_one("SELECT pg_try_advisory_lock($1)", &[&key]).await?.try_get(0)?;
            Ok::<_, Trouble>(taken.then(|| Lease::there(connection)))
        });
        let answer = asked.await.map_err(|source| Error::Engine { source: Box::new(source) })?;
        answer.map_err(Trouble::into_error)
    }

    /// Runs a closure on one snapshot, on this thread.
    pub(crate) fn read_blocking<T, E: From<Error>>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        if self.is_closed() {
            return Err(Error::Closed.into());
        }
        let mut line = self.ready().map_err(Trouble::into_error)?;
        let plan = Plan::new();
        let begun = PostgresSession::read(&mut line, &plan);
        let mut session = begun.map_err(Trouble::into_error)?;
        let result = f(&mut Tx::new(&mut session, &plan));
        if let Some(trouble) = session.take_trouble() {
            return Err(trouble.into_error().into());
        }
        if session.roll_back().is_ok() {
            self.spare().push(line);
        }
        result
    }

    /// A connection that has just answered.
    fn ready(&self) -> Result<Line, Trouble> {
        while let Some(line) = self.next_spare() {
            if line.rows(("SELECT 1", &[])).is_ok() {
                return Ok(line);
            }
        }
        Line::open(&self.shared.server, None, &self.shared.handle)
    }

    fn next_spare(&self) -> Option<Line> {
        self.spare().pop()
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Line>> {
        // Nothing panics while holding it.
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_closed(&self) -> bool {
        // The first of the queues to be closed.
        self.writes.is_closed()
    }

    pub(crate) fn commits(&self) -> u64 {
        self.shared.commits.load(Ordering::Acquire)
    }

    pub(crate) fn figures(&self) -> Figures {
        Figures {
            waiting: self.writes.len() + self.apart.len() + self.queue.len(),
            connections: self.workers.len(),
            connections_in_use: self.shared.busy.load(Ordering::Relaxed),
            ..self.shared.counters.figures()
        }
    }

    /// Finishes what waits and refuses more.
    pub(crate) fn close(&self) {
        let [groups, workers] = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        self.writes.close();
        // The second thread looks, and ends.
        let _ = self.help.try_send(());
        if groups.is_empty() {
            // Somebody else waits for their end already.
            return;
        }
        end(groups);
        // Only now, as what could not be carried out together went there.
        self.apart.close();
        self.queue.close();
        end(workers);
    }
}

async fn ask(queue: &async_channel::Sender<Asked>, job: Box<dyn Job>, writes: bool) -> Result<(), Error> {
    let asked = Asked { job, writes, careful: false, patience: Patience::new() };
    queue.send(asked).await.map_err(|_| Error::Closed)
}

/// How many of the pool's connections carry out writes together, writes apart, and everything else.
fn shares(pool: usize) -> [usize; 3] {
    let together = if pool < group::ENOUGH { 1 } else { 2 };
    let apart = (pool - together) / 2;
    [together, apart, pool - together - apart]
}

/// Waits for the end of these threads.
fn end(threads: Vec<JoinHandle<()>>) {
    for thread in threads {
        // A closure may have held the last store: its thread cannot wait for itself, and ends soon anyway.
        if thread.thread().id() != thread::current().id() {
            // A panic of a worker has been answered to who waited for it.
            let _ = thread.join();
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").field("server", &self.shared.server).finish_non_exhaustive()
    }
}
