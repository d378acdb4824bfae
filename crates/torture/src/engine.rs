//! What the processes keep their data in.

use std::{path::Path, time::Duration};

use backlot_test_postgres::{Cluster, Database, Disk, Proxy, Shutdown};
use serde::{Deserialize, Serialize};

use crate::{Error, error::system};

/// What the processes keep their data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Store {
    /// A directory, for one process.
    Sqlite,
    /// A private PostgreSQL cluster, for any number of processes.
    Postgres,
}

/// How PostgreSQL ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outage {
    /// It is stopped in good order.
    Fast,
    /// It is stopped at once, and recovers when it starts.
    Immediate,
    /// It is killed, and recovers when it starts.
    Kill,
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
    cluster: Cluster,
    pub(crate) proxies: Vec<Proxy>,
    database: Database,
}

impl Engine {
    /// Starts it; none where PostgreSQL is not installed.
    pub(crate) fn start(store: Store, processes: usize, patience: Duration) -> Result<Option<Self>, Error> {
        if store == Store::Sqlite {
            return Ok(Some(Self::Sqlite));
        }
        let Some(mut cluster) = Cluster::start_new(Disk::Synced)? else { return Ok(None) };
        cluster.be_patient(patience);
        let proxies = (0..processes).map(|_| Proxy::start(cluster.address())).collect::<Result<_, _>>();
        let proxies = proxies.map_err(system("starting a proxy"))?;
        let database = Database::at(cluster.url());
        Ok(Some(Self::Postgres(Box::new(Postgres { cluster, proxies, database }))))
    }

    pub(crate) fn store(&self) -> Store {
        match self {
            Self::Sqlite => Store::Sqlite,
            Self::Postgres(_) => Store::Postgres,
        }
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

    /// The way of a process to PostgreSQL.
    pub(crate) fn proxy(&self, process: usize) -> Option<&Proxy> {
        match self {
            Self::Sqlite => None,
            Self::Postgres(postgres) => postgres.proxies.get(process),
        }
    }

    /// Ends PostgreSQL, and returns when it has ended.
    pub(crate) fn end(&mut self, how: Outage) -> Result<(), Error> {
        let Self::Postgres(postgres) = self else { return Ok(()) };
        match how {
            Outage::Fast => postgres.cluster.stop(Shutdown::Fast),
            Outage::Immediate => postgres.cluster.stop(Shutdown::Immediate),
            Outage::Kill => postgres.cluster.kill(),
        }?;
        Ok(())
    }

    /// Starts PostgreSQL again, and returns when it takes connections.
    pub(crate) fn start_again(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite => Ok(()),
            Self::Postgres(postgres) => Ok(postgres.cluster.start()?),
        }
    }
}
