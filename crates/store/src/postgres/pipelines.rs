//! Connections on which many reads by key are under way at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::timeout;

use super::line::Prepared;
use super::rows::Known;
use super::server::Server;
use super::session::{FETCH, KeyColumns, found};
use super::trouble::Trouble;
use crate::{Error, Key};

/// How many connections there are. More than a few gain nothing: each carries as many reads as there are.
const CONNECTIONS: usize = 4;

/// How long a read may take before its connection counts as lost.
const LIMIT: Duration = Duration::from_secs(5);

/// The connections, made when they are first used.
#[derive(Debug, Default)]
pub(super) struct Pipelines {
    connections: [Mutex<Option<Arc<Prepared>>>; CONNECTIONS],
    next: AtomicUsize,
}

impl Pipelines {
    /// The documents of these keys, as they are at one moment.
    pub(super) async fn fetch(&self, server: &Server, keys: &[Key]) -> Result<HashMap<Key, Option<Known>>, Trouble> {
        let place = self.next.fetch_add(1, Ordering::Relaxed) % CONNECTIONS;
        let columns = KeyColumns::of(keys);
        let fetched = timeout(LIMIT, async {
            let connection = self.connection(server, place).await?;
            found(keys, &connection.all(FETCH, &columns.params()).await?)
        });
        fetched.await.unwrap_or_else(|elapsed| {
            drop(self.place(place).take());
            Err(Trouble::Lost(Error::Unavailable { source: Box::new(elapsed) }))
        })
    }

    async fn connection(&self, server: &Server, place: usize) -> Result<Arc<Prepared>, Trouble> {
        let there = self.place(place).as_ref().filter(|connection| !connection.is_closed()).map(Arc::clone);
        match there {
            Some(connection) => Ok(connection),
            None => {
                // Two may do this at once; then one connection is used only once. In a box, as it is rare and large, and
                // would be part of every read.
                let connection = Arc::new(Prepared::new(Box::pin(server.connect()).await?));
                *self.place(place) = Some(Arc::clone(&connection));
                Ok(connection)
            }
        }
    }

    fn place(&self, place: usize) -> MutexGuard<'_, Option<Arc<Prepared>>> {
        // Nothing panics while holding it.
        self.connections[place].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
