//! What only PostgreSQL must show: lost connections, other processes, a server that goes and comes.

use std::sync::{Mutex, PoisonError};

use backlot_store::{Options, Server, Store};
use backlot_test_postgres::{Cluster, Database, Disk, Proxy};

mod concurrency;
mod encryption;
mod flaws;
mod groups;
mod journal;
mod lost;
mod outage;
mod schema;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Another process's store, as it were: it shares the database and nothing else.
fn open(database: &Database, url: &str) -> Result<Store> {
    Ok(Store::open(Options::postgres(Server::new(url)?.schema(database.schema.as_str()).pool(4)))?)
}

/// A schema of its own; none where there is no PostgreSQL.
fn database() -> Result<Option<Database>> {
    Ok(backlot_test_postgres::Server::shared()?.map(backlot_test_postgres::Server::database))
}

/// Two stores on one database; none where there is no PostgreSQL.
fn two() -> Result<Option<(Store, Store)>> {
    let Some(database) = database()? else { return Ok(None) };
    Ok(Some((open(&database, &database.url)?, open(&database, &database.url)?)))
}

/// A database behind a proxy.
struct Behind {
    proxy: Proxy,
    database: Database,
    url: String,
}

/// A database behind a proxy of its own; none where there is no PostgreSQL.
fn behind_a_proxy() -> Result<Option<Behind>> {
    static CLUSTER: Mutex<Option<Cluster>> = Mutex::new(None);
    let mut cluster = CLUSTER.lock().unwrap_or_else(PoisonError::into_inner);
    if cluster.is_none() {
        *cluster = Cluster::start_new(Disk::Careless)?;
    }
    let Some(cluster) = &*cluster else { return Ok(None) };
    let proxy = Proxy::start(cluster.address())?;
    let url = cluster.url_at(proxy.address());
    Ok(Some(Behind { proxy, database: Database::at(cluster.url()), url }))
}
