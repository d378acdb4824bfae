//! The sandbox as one value: a store, a clock, the table of operations, the signing key.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use backlot_store::{Decision, Place, Store, faults::Faults};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use partner_center_model::all;

use crate::{
    areas::{offers, products},
    bodies::Bodies,
    control::{Guard, Readiness, TokenError, token},
    entropy,
    journal::Journal,
    known::Known,
    metrics::Metrics,
    oauth::{self, KeyError, Keys, SigningKey},
    records,
    refusal::Failure,
    route::Routes,
    scheduler,
    seed::{self, PlantError, WorldError, WorldFile},
    serve::{self, Served},
    stack,
    under_way::TraceParent,
    upgrade::{self, UpgradeError},
    vault::{self, Vault, VaultError},
    wall::{SharedWall, SystemWall, Wall},
    world::{Secrets, World},
};

/// A Partner Center. Cheap to clone; every clone is the same one.
#[derive(Clone)]
pub struct Sandbox {
    pub(crate) inner: Arc<Inner>,
}

/// What every request shares.
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) wall: SharedWall,
    pub(crate) keys: Keys,
    pub(crate) routes: Routes,
    pub(crate) table: Vec<Served>,
    pub(crate) journal: Journal,
    pub(crate) metrics: Metrics,
    pub(crate) guard: Guard,
    pub(crate) readiness: Readiness,
    pub(crate) trace_parent: Option<TraceParent>,
    /// The world that a reset brings back.
    pub(crate) world: WorldFile,
    /// Whether the world was planted when the store was opened.
    new: bool,
    pub(crate) bodies: Bodies,
    /// The world and its accounts, parsed.
    pub(crate) known: Arc<Known>,
    /// Rung when something may have become due.
    pub(crate) bell: tokio::sync::Notify,
    /// Held while the clock is changed.
    pub(crate) clock_changes: tokio::sync::Mutex<()>,
}

/// Puts a sandbox together.
pub struct Builder {
    place: Place,
    wall: SharedWall,
    world: Option<WorldFile>,
    secrets: Secrets,
    chance: Option<String>,
    signing_key: Option<SigningKey>,
    guard: Guard,
    trace_parent: Option<TraceParent>,
    mapped: bool,
    faults: Faults,
}

/// Why a sandbox cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] backlot_store::Error),
    /// The world file contradicts itself.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The catalogue that is built in does not read.
    #[error("the catalogue does not read: {0}")]
    Catalogue(String),
    /// The world cannot be written.
    #[error("the world cannot be planted: {0}")]
    Planting(String),
    /// What an earlier release wrote cannot be brought up to date.
    #[error("the data of an earlier release cannot be brought up to date: {0}; restore a copy of it, and report this")]
    Upgrading(String),
    /// A newer release wrote it, and finds its documents otherwise.
    #[error("this was written by a newer Backlot, which finds its documents otherwise; use that one")]
    Newer,
    /// Others are to reach a world whose secrets stand in a file that they may have read.
    #[error("{place} was filled with the secrets of a world file, which others may know; use another one")]
    KnownSecrets {
        /// The data directory, or the database.
        place: String,
    },
    /// The control token can neither be read nor made.
    #[error(transparent)]
    ControlToken(#[from] TokenError),
    /// The system gives no randomness.
    #[error("the system gives no random numbers: {0}")]
    Entropy(String),
    /// The signing key can neither be read nor made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A secret that came with a copy cannot be kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl Sandbox {
    /// A sandbox over a store at `place`; where the store is empty, the demo world is put into it.
    pub fn builder(place: Place) -> Builder {
        Builder {
            place,
            wall: Arc::new(SystemWall),
            world: None,
            secrets: Secrets::Stated,
            chance: None,
            signing_key: None,
            guard: Guard::default(),
            trace_parent: None,
            mapped: false,
            faults: Faults::default(),
        }
    }

    /// Answers one request.
    pub async fn handle<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: http_body::Body + Send + 'static,
        B::Data: Send,
        B::Error: std::error::Error + Send + Sync + 'static,
    {
        stack::handle(&self.inner, request).await
    }

    /// Whether the store was empty and got its world only now.
    pub fn is_new(&self) -> bool {
        self.inner.new
    }

    /// Where the secrets of this world come from.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub fn secrets(&self) -> Result<Secrets, StartError> {
        kept_secrets(&self.inner.store)
    }

    /// Does what becomes due as the world's clock runs, until it is dropped. One of these runs beside a server; without
    /// one, what is due is done when the clock is moved through the control API.
    pub async fn run_scheduler(&self) {
        tokio::join!(scheduler::run(Arc::clone(&self.inner)), self.inner.journal.keep());
    }

    /// Hands over to other processes what only this one has: the last rows of the journal.
    pub async fn finish(&self) {
        self.inner.journal.finish().await;
    }

    /// Says that this process is about to end: `GET /_backlot/ready` answers 503 from now on, so that a load balancer
    /// sends nothing more. Whatever comes all the same is answered as ever.
    pub fn drain(&self) {
        self.inner.readiness.drain();
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.inner.readiness.is_draining()
    }

    /// The store, for tools that look at what is kept.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }
}

impl Builder {
    /// Goes by another real clock than the system's.
    #[must_use]
    pub fn wall(mut self, wall: impl Wall) -> Self {
        self.wall = Arc::new(wall);
        self
    }

    /// Starts with another world than the demo.
    #[must_use]
    pub fn world(mut self, world: WorldFile) -> Self {
        self.world = Some(world);
        self
    }

    /// Says where a new world's secrets come from: the world file, or the world's own random secret. With
    /// [`Secrets::Derived`], a store whose world has stated secrets is refused.
    #[must_use]
    pub fn secrets(mut self, secrets: Secrets) -> Self {
        self.secrets = secrets;
        self
    }

    /// Derives the ids and secrets of a new world from this secret instead of a random one. For test suites that compare
    /// worlds: what is done alike in two of them is answered alike, byte by byte, as long as their clocks agree.
    #[must_use]
    pub fn chance(mut self, secret: impl Into<String>) -> Self {
        self.chance = Some(secret.into());
        self
    }

    /// Signs tokens with this key until it is rotated, and neither reads nor makes the one in the data directory. For test
    /// suites, whose sandboxes need not take the time to make a key each.
    #[must_use]
    pub fn signing_key(mut self, key: SigningKey) -> Self {
        self.signing_key = Some(key);
        self
    }

    /// Says who may reach the control API.
    #[must_use]
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guard = guard;
        self
    }

    /// Says how the span of a request becomes part of its caller's trace.
    #[must_use]
    pub fn trace_parent(mut self, trace_parent: TraceParent) -> Self {
        self.trace_parent = Some(trace_parent);
        self
    }

    /// Says whether reads map the database of a directory into memory; see [`backlot_store::Options::mapped`].
    #[must_use]
    pub fn mapped(mut self, mapped: bool) -> Self {
        self.mapped = mapped;
        self
    }

    /// Failures of the store on demand, for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Opens the store, and seeds it if it is new.
    ///
    /// # Errors
    ///
    /// If the store does not open, the world file does not hold together, or the signing key cannot be had.
    pub fn open(self) -> Result<Sandbox, StartError> {
        offers::open().map_err(StartError::Catalogue)?;
        products::catalogue::open().map_err(StartError::Catalogue)?;
        let file = self.world.map_or_else(WorldFile::demo, Ok)?;
        let secret = self.chance.map_or_else(entropy::secret, Ok);
        let secret = secret.map_err(|error| StartError::Entropy(error.to_string()))?;
        let store = Store::open(backlot_store::Options::new(self.place).mapped(self.mapped).faults(self.faults))?;
        vault::unpack(&store)?;
        let wall = self.wall.now();
        let (world, secrets) = (file.clone(), self.secrets);
        let seeded = store.write_blocking(backlot_store::Root::world(), move |tx| {
            match seed::plant_if_new(tx, &world, &secret, secrets, wall) {
                Ok(new) => Ok(Decision::Commit(Ok(new))),
                Err(PlantError::Failure(Failure::Store(error))) => Err(error),
                Err(error) => Ok(Decision::Rollback(Err(error))),
            }
        })?;
        let new = seeded.map_err(|error| match error {
            PlantError::World(error) => StartError::World(file.locate(error)),
            PlantError::Failure(failure) => StartError::Planting(format!("{failure:?}")),
        })?;
        upgrade::upgrade(&store).map_err(|error| match error {
            UpgradeError::Newer => StartError::Newer,
            UpgradeError::Failure(Failure::Store(error)) => StartError::Store(error),
            UpgradeError::Failure(failure) => StartError::Upgrading(format!("{failure:?}")),
        })?;
        oauth::former::bring_over(&store)?;
        if self.secrets == Secrets::Derived && !new && kept_secrets(&store)? == Secrets::Stated {
            let place = store.path().map_or_else(|| "the database".to_owned(), |path| path.display().to_string());
            return Err(StartError::KnownSecrets { place });
        }
        let mut guard = self.guard;
        if guard.token.is_none() {
            guard.token = Some(token::open(Vault::of(&store))?);
        }
        let keys = self.signing_key.map_or_else(|| Keys::open(&store), |key| Ok(Keys::of(key)))?;
        let journal = Journal::of(&store);
        let inner = Inner {
            store,
            wall: self.wall,
            keys,
            routes: Routes::new(all::operations()),
            table: serve::table(),
            journal,
            metrics: Metrics::new(wall),
            guard,
            readiness: Readiness::default(),
            trace_parent: self.trace_parent,
            world: file,
            new,
            bodies: Bodies::default(),
            known: Arc::default(),
            bell: tokio::sync::Notify::new(),
            clock_changes: tokio::sync::Mutex::new(()),
        };
        Ok(Sandbox { inner: Arc::new(inner) })
    }
}

/// Where the secrets of the world in this store come from.
fn kept_secrets(store: &Store) -> Result<Secrets, StartError> {
    let world = store.read_blocking(|tx| match tx.get(&World::key())? {
        Some(document) => records::parse::<World>(&document),
        None => Err(Failure::Defect("the store holds no world".into())),
    });
    world.map(|world| world.body.secrets).map_err(|failure| StartError::Planting(format!("{failure:?}")))
}

impl<B> tower_service::Service<Request<B>> for Sandbox
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move { Ok(stack::handle(&inner, request).await) })
    }
}
