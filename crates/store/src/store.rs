//! The store as a whole: opening it, reading, writing, closing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::faults::Faults;
use crate::home::Home;
use crate::postgres::Postgres;
use crate::postgres::server::Server;
use crate::sqlite::engine::Sqlite;
use crate::wait::wait;
use crate::{Error, Figures, Lease, Plan, Tx, journal};

/// How many writes may wait; further callers wait for a place among them.
const QUEUE: usize = 1024;

/// Where a store keeps its data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// In this directory, which is made if need be.
    Directory(PathBuf),
    /// In a new directory that goes with the store.
    Temporary,
    /// On a PostgreSQL server, which other processes may use as well.
    Postgres(Box<Server>),
}

/// How to open a store.
#[derive(Clone, Debug)]
pub struct Options {
    place: Place,
    durable: bool,
    mapped: bool,
    queue: usize,
    faults: Faults,
}

impl Options {
    /// A store in this place: durable in a directory, not durable in a temporary one, and as the server's options say.
    #[must_use]
    pub fn new(place: Place) -> Self {
        let durable = match &place {
            Place::Directory(_) => true,
            Place::Temporary => false,
            Place::Postgres(server) => server.durable,
        };
        Self { place, durable, mapped: false, queue: QUEUE, faults: Faults::default() }
    }

    /// A store in this directory, whose commits survive a power cut.
    pub fn directory(path: impl Into<PathBuf>) -> Self {
        Self::new(Place::Directory(path.into()))
    }

    /// A store on this server.
    #[must_use]
    pub fn postgres(server: Server) -> Self {
        Self::new(Place::Postgres(Box::new(server)))
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

    /// Whether reads map the database of a directory into memory, instead of copying the pages that they need: of one that
    /// is much larger than what a connection keeps at hand, documents are read faster. An error of the disk beneath a page
    /// that is read so is no error of the read: it ends the process.
    #[must_use]
    pub fn mapped(self, mapped: bool) -> Self {
        Self { mapped, ..self }
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
    pub(crate) engine: Arc<Engine>,
}

#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Store {
    /// Opens a store, making or migrating its database.
    pub fn open(options: Options) -> Result<Self, Error> {
        let Options { place, durable, mapped, queue, faults } = options;
        let embedded = |home| Sqlite::open(home, durable, mapped, queue, faults).map(Engine::Sqlite);
        let engine = match place {
            Place::Directory(path) => embedded(Home::directory(&path)?)?,
            Place::Temporary => embedded(Home::temporary()?)?,
            Place::Postgres(server) => Engine::Postgres(Box::new(Postgres::open((*server).durable(durable), queue)?)),
        };
        Ok(Self { engine: Arc::new(engine) })
    }

    /// What a read is going to touch, thought out only where that spares it something: a database in the same process is
    /// asked for each document when it is wanted.
    pub fn plan(&self, plan: impl FnOnce() -> Plan) -> Plan {
        match &*self.engine {
            Engine::Sqlite(_) => Plan::new(),
            Engine::Postgres(_) => plan(),
        }
    }

    /// Runs a closure on one snapshot. Never waits for a writer. Where the plan says that it reads [lists](Plan::lists),
    /// it keeps no thread of the caller's busy, and is left undone once nobody waits for it any more.
    ///
    /// The closure may run more than once: first on the documents that the plan fetches, and where it asks for more, on
    /// the whole store.
    pub async fn read<T, E, F>(&self, plan: Plan, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.read(plan, f).await,
            // Boxed, so that whoever waits for SQLite does not carry what a connection needs.
            Engine::Postgres(engine) => Box::pin(engine.read(plan, f)).await,
        }
    }

    /// Runs a closure on one snapshot, once, on this thread, which may block: seeding, the command line, tests.
    pub fn read_blocking<T, E: From<Error>>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.read_blocking(f),
            Engine::Postgres(engine) => engine.read_blocking(f),
        }
    }

    /// Runs a closure in a transaction that holds the locks of its plan, and answers after the commit or rollback.
    ///
    /// The closure may run more than once, and runs to its end even if nobody waits for the answer any more. If it
    /// fails or panics, nothing of it is kept. When many writes wait, this waits for its turn.
    ///
    /// Every root beneath which the closure writes, or whose documents it reads for its decision, belongs into the plan;
    /// a write elsewhere is [`Error::Unlocked`]. SQLite has one writer, which is every lock at once.
    pub async fn write<T, F>(&self, plan: impl Into<Plan>, f: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.write(plan.into(), f).await,
            Engine::Postgres(engine) => Box::pin(engine.write(plan.into(), f)).await,
        }
    }

    /// [`Store::write`] on a thread that may block: seeding, the command line, tests.
    pub fn write_blocking<T, F>(&self, plan: impl Into<Plan>, f: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send + 'static,
    {
        wait(self.write(plan, f))
    }

    /// The right to be the only one, of all processes that use this store, who does something; none if somebody else has
    /// it. It ends when it is dropped, and when this process does.
    pub async fn try_lease(&self, name: &'static str) -> Result<Option<Lease>, Error> {
        match &*self.engine {
            Engine::Sqlite(engine) => Ok(engine.lease(name)),
            Engine::Postgres(engine) => Box::pin(engine.lease(name)).await,
        }
    }

    /// The journal of all processes that use this store; none where there can be only one, which may keep its own.
    #[must_use]
    pub fn journal(&self) -> Option<Journal> {
        self.is_shared().then(|| Journal { store: self.clone() })
    }

    /// How many commits this process has made since the store was opened. It rises before the writes of a commit are
    /// answered, so a snapshot that is as old as this number has everything that anybody was told here.
    #[must_use]
    pub fn commits(&self) -> u64 {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.commits(),
            Engine::Postgres(engine) => engine.commits(),
        }
    }

    /// What this process's store has done since it was opened, and does now.
    #[must_use]
    pub fn figures(&self) -> Figures {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.figures(),
            Engine::Postgres(engine) => engine.figures(),
        }
    }

    /// The directory of the store, if it has one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &*self.engine {
            Engine::Sqlite(engine) => Some(engine.path()),
            Engine::Postgres(_) => None,
        }
    }

    /// Whether other processes may use this store at the same time.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        matches!(&*self.engine, Engine::Postgres(_))
    }

    /// Finishes the writes that wait, refuses others, and returns when their threads have ended. Other clones answer
    /// [`Error::Closed`] from then on; a directory is free when the last of them is gone.
    pub fn close(self) {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.close(),
            Engine::Postgres(engine) => engine.close(),
        }
    }
}

/// The journal of all processes that use a store. It is no part of any transaction, and needs tokio's runtime.
#[derive(Clone, Debug)]
pub struct Journal {
    store: Store,
}

impl Journal {
    /// Adds these calls, all or none.
    pub async fn record(&self, entries: &[journal::Entry]) -> Result<(), Error> {
        Box::pin(self.engine()?.record(entries)).await
    }

    /// The newest calls that are wanted.
    pub async fn read(&self, wanted: &journal::Wanted) -> Result<journal::Recorded, Error> {
        Box::pin(self.engine()?.recorded(wanted)).await
    }

    /// Forgets every call. Numbers go on.
    pub async fn forget(&self) -> Result<(), Error> {
        Box::pin(self.engine()?.forget()).await
    }

    fn engine(&self) -> Result<&Postgres, Error> {
        match &*self.store.engine {
            Engine::Postgres(engine) => Ok(engine),
            Engine::Sqlite(_) => Err(Error::invalid("this store has no journal")),
        }
    }
}
