//! Connections that carry many reads by key at once: what is asked for while one is on its way goes out together next.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::Shared;
use super::line::Prepared;
use super::rows::Known;
use super::server::Server;
use super::session::{FETCH, KeyColumns, found};
use super::trouble::Trouble;
use crate::{Error, Key};

/// How many connections there are. One could carry everything; of two, one is answered while the other is asked.
const CONNECTIONS: usize = 2;

/// How many reads go out together at most.
const TOGETHER: usize = 64;

/// How long a read may take before its connection counts as lost.
const LIMIT: Duration = Duration::from_secs(5);

/// What was found under some keys.
pub(super) type Found = HashMap<Key, Option<Known>>;

/// The connections, made when they are first used.
#[derive(Debug, Default)]
pub(super) struct Pipelines {
    lanes: [Lane; CONNECTIONS],
    next: AtomicUsize,
}

/// A connection, and who waits for it.
#[derive(Debug, Default)]
struct Lane {
    connection: tokio::sync::Mutex<Option<Prepared>>,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    reads: Vec<Read>,
    /// Whether somebody sees to them.
    attended: bool,
}

/// A read that waits.
#[derive(Debug)]
struct Read {
    keys: Vec<Key>,
    reader: oneshot::Sender<Found>,
}

impl Pipelines {
    /// The documents of these keys, as they are at one moment after this was called.
    pub(super) async fn fetch(&self, shared: &Arc<Shared>, keys: &[Key]) -> Result<Found, Error> {
        let lane = self.next.fetch_add(1, Ordering::Relaxed) % CONNECTIONS;
        let (reader, answer) = oneshot::channel();
        let attended = {
            let mut waiting = self.lanes[lane].waiting();
            waiting.reads.push(Read { keys: keys.to_vec(), reader });
            std::mem::replace(&mut waiting.attended, true)
        };
        if !attended {
            let shared = Arc::clone(shared);
            tokio::spawn(async move { shared.pipelines.lanes[lane].attend(&shared.server).await });
        }
        // Who was not answered lost the connection, or the runtime that carried it.
        answer.await.map_err(|_| Error::Closed)
    }
}

impl Lane {
    /// Answers those who wait, until nobody does.
    async fn attend(&self, server: &Server) {
        let mut attending = Attending { lane: self, orderly: false };
        loop {
            let reads: Vec<Read> = {
                let mut waiting = self.waiting();
                let many = waiting.reads.len().min(TOGETHER);
                waiting.reads.drain(..many).collect()
            };
            if reads.is_empty() {
                attending.orderly = self.leave();
                if attending.orderly {
                    return;
                }
            }
            // Those who are not answered ask in another way, which tells what is wrong.
            if let Ok(Ok(found)) = timeout(LIMIT, self.together(server, &reads)).await {
                for Read { keys, reader } in reads {
                    let own = keys.into_iter().map(|key| {
                        let known = found.get(&key).cloned().flatten();
                        (key, known)
                    });
                    // The reader may have gone away.
                    let _ = reader.send(own.collect());
                }
            }
        }
    }

    /// What all of them ask for, in one statement: many ask for the same.
    async fn together(&self, server: &Server, reads: &[Read]) -> Result<Found, Trouble> {
        let mut keys: Vec<Key> = reads.iter().flat_map(|read| &read.keys).cloned().collect();
        keys.sort_unstable();
        keys.dedup();
        // One that fails or takes too long is not put back.
        let mut place = self.connection.lock().await;
        let connection = match place.take().filter(|connection| !connection.is_closed()) {
            Some(connection) => connection,
            None => Prepared::new(server.connect().await?),
        };
        let rows = connection.all(FETCH, &KeyColumns::of(&keys).params()).await?;
        *place = Some(connection);
        found(&keys, &rows)
    }

    /// Stops attending, unless somebody has come meanwhile.
    fn leave(&self) -> bool {
        let mut waiting = self.waiting();
        waiting.attended = !waiting.reads.is_empty();
        !waiting.attended
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Nothing panics while holding it.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Attends a lane. Where that ends out of turn, with the runtime that carried it, those who wait ask in another way.
struct Attending<'l> {
    lane: &'l Lane,
    orderly: bool,
}

impl Drop for Attending<'_> {
    fn drop(&mut self) {
        if !self.orderly {
            *self.lane.waiting() = Waiting::default();
        }
    }
}
