//! Stops a handler where a test wants it, and queues others behind it.

use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Waker};

use backlot_store::{Decision, Error, Root, Store, Tx};

/// The handler's side: it says that it has arrived and waits.
pub(crate) struct Gate {
    arrived: Sender<()>,
    open: Receiver<()>,
}

/// The test's side.
pub(crate) struct Keeper {
    arrived: Receiver<()>,
    open: Sender<()>,
}

/// A gate and who opens it.
pub(crate) fn gate() -> (Gate, Keeper) {
    let (arrived, has_arrived) = channel();
    let (open, is_open) = channel();
    (Gate { arrived, open: is_open }, Keeper { arrived: has_arrived, open })
}

impl Gate {
    /// Waits here until the keeper opens; a handler that runs again finds the gate open.
    pub(crate) fn pass(&self) {
        // Both fail only when the keeper is gone, and then nothing is to be waited for.
        let _ = self.arrived.send(());
        let _ = self.open.recv();
    }
}

impl Keeper {
    /// Waits until the handler stands at the gate.
    pub(crate) fn wait(&self) {
        let _ = self.arrived.recv();
    }

    /// Lets it pass, now and ever after.
    pub(crate) fn open(self) {
        let _ = self.open.send(());
    }
}

/// A future that has been started and is not done yet.
pub(crate) type Started<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Starts a future on this thread, so that its write stands in the queue when this returns.
pub(crate) fn start<T>(future: impl Future<Output = T> + Send + 'static) -> Started<T> {
    let mut future: Started<T> = Box::pin(future);
    let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Pending), "it should wait for a handler that stands at a gate");
    future
}

/// Starts a write that holds the world, see [`start`].
pub(crate) fn begin<T: Send + 'static>(
    store: &Store,
    f: impl FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send + 'static,
) -> Started<Result<T, Error>> {
    begin_under(store, &Root::world(), f)
}

/// Starts a write that holds a root, see [`start`].
pub(crate) fn begin_under<T: Send + 'static>(
    store: &Store,
    root: &Root,
    f: impl FnMut(&mut Tx<'_>) -> Result<Decision<T>, Error> + Send + 'static,
) -> Started<Result<T, Error>> {
    let (store, root) = (store.clone(), root.clone());
    start(async move { store.write(root, f).await })
}

/// Waits for the answer of a write.
pub(crate) fn finish<T>(write: Started<Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.map_err(|source| Error::Engine { source: Box::new(source) })?.block_on(write)
}

/// A write that stands at a gate, so that further ones queue behind it.
pub(crate) fn hold(store: &Store) -> (Started<Result<(), Error>>, Keeper) {
    hold_under(store, &Root::world())
}

/// A write that holds a root and stands at a gate.
pub(crate) fn hold_under(store: &Store, root: &Root) -> (Started<Result<(), Error>>, Keeper) {
    let (gate, keeper) = gate();
    let write = begin_under(store, root, move |_| {
        gate.pass();
        Ok(Decision::Rollback(()))
    });
    keeper.wait();
    (write, keeper)
}
