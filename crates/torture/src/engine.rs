//! What the processes keep their data in.

use std::path::Path;

use backlot_test_postgres::{Cluster, Database, Disk, Proxy};

use crate::{Error, error::system};

/// What the processes keep their data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Store {
    /// A directory, for one process.
    Sqlite,
    /// A private PostgreSQL cluster, for any number of processes.
    Postgres,
}

/// What the processes of a run keep their data in.
#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite,
    Postgres(Box<Postgres>),
}

/// A cluster, and a way to it for each process.
#[derive(Debug)]
pub(crate) struct Postgres {
    pub(crate) cluster: Cluster,
    pub(crate) proxies: Vec<Proxy>,
    database: Database,
}

impl Engine {
    /// Starts it; none where PostgreSQL is not installed.
    pub(crate) fn start(store: Store, processes: usize) -> Result<Option<Self>, Error> {
        if store == Store::Sqlite {
            return Ok(Some(Self::Sqlite));
        }
        let Some(cluster) = Cluster::start_new(Disk::Synced)? else { return Ok(None) };
        let proxies = (0..processes).map(|_| Proxy::start(cluster.address())).collect::<Result<_, _>>();
        let proxies = proxies.map_err(system("starting a proxy"))?;
        let database = Database::at(cluster.url());
        Ok(Some(Self::Postgres(Box::new(Postgres { cluster, proxies, database }))))
    }

    /// What a process is told about it.
    pub(crate) fn arguments(&self, process: usize, directory: &Path) -> Vec<String> {
        match self {
            Self::Sqlite => vec!["--data".to_owned(), directory.join("data").display().to_string()],
            Self::Postgres(postgres) => {
                let address = postgres.proxies[process].address();
                let Postgres { cluster, database, .. } = &**postgres;
                let url = cluster.url_at(address);
                vec!["--database".to_owned(), url, "--schema".to_owned(), database.schema.clone()]
            }
        }
    }
}
