//! Connections that carry many reads by key at once: what is asked for while one is on its way goes out together next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::Shared;
use super::keys::{FETCH, KeyColumns, found};
use super::line::Prepared;
use super::rows::Known;
use super::server::Server;

use super::trouble::Trouble;
use crate::{Error, Key};

/// How many connections there are. The more reads go out together, the less each costs, so one carries everything until it
/// is [busy](BUSY); then another one, on another processor of the server, takes what comes, while this process sees to the
/// answers of the first.
const CONNECTIONS: usize = 4;

/// How many reads wait for a connection that is busy.
const BUSY: usize = 8;

/// How many reads go out together at most.
const TOGETHER: usize = 64;

/// How long a read may take before its connection counts as lost.
const LIMIT: Duration = Duration::from_secs(5);

/// What was found under the keys of all reads that went out together.
pub(super) type Found = Arc<HashMap<Key, Option<Known>>>;

/// The connections, made when they are first used.
#[derive(Debug, Default)]
pub(super) struct Pipelines {
    lanes: [Lane; CONNECTIONS],
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
        let (reader, answer) = oneshot::channel();
        let mut read = Read { keys: keys.to_vec(), reader };
        for (number, lane) in self.lanes.iter().enumerate() {
            let most = if number + 1 < CONNECTIONS { BUSY } else { usize::MAX };
            match lane.line_up(read, most) {
                Ok(attended) => {
                    if !attended {
                        let shared = Arc::clone(shared);
                        tokio::spawn(async move { shared.pipelines.lanes[number].attend(&shared.server).await });
                    }
                    break;
                }
                Err(turned_away) => read = turned_away,
            }
        }
        // Who was not answered lost the connection, or the runtime that carried it.
        answer.await.map_err(|_| Error::Closed)
    }
}

impl Lane {
    /// Lets a read wait here, unless too many do; says whether somebody sees to them already.
    fn line_up(&self, read: Read, most: usize) -> Result<bool, Read> {
        let mut waiting = self.waiting();
        if waiting.reads.len() >= most {
            return Err(read);
        }
        waiting.reads.push(read);
        Ok(std::mem::replace(&mut waiting.attended, true))
    }

    /// Answers those who wait, until nobody does.
    async fn attend(&self, server: &Server) {
        let mut attending = Attending { lane: self, orderly: false };
        loop {
            // Whoever is about to ask, as its request has come in, does so first: the more go out together, the better.
            tokio::task::yield_now().await;
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
                continue;
            }
            // Those who are not answered ask in another way, which tells what is wrong.
            if let Ok(Ok(found)) = timeout(LIMIT, self.together(server, &reads)).await {
                for Read { reader, .. } in reads {
                    // The reader may have gone away.
                    let _ = reader.send(Arc::clone(&found));
                }
            }
        }
    }

    /// What all of them ask for, in one statement: many ask for the same.
    async fn together(&self, server: &Server, reads: &[Read]) -> Result<Found, Trouble> {
        let mut keys: Vec<&Key> = reads.iter().flat_map(|read| &read.keys).collect();
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
        found(&keys, &rows).map(Arc::new)
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
