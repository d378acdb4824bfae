//! Which PostgreSQL to use, and how a connection to it is set up.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::trouble::Trouble;
use crate::Error;

/// The schema that is used where none is named.
const SCHEMA: &str = "backlot";

/// How many connections run transactions where nobody says otherwise.
const POOL: usize = 16;

/// How long a statement may take, the wait for its locks included, where nobody says otherwise.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a server may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long data may stay unacknowledged before the connection counts as lost.
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);

/// A PostgreSQL server, and how to use it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    config: Config,
    pub(super) schema: String,
    pub(super) pool: usize,
    statement_timeout: Duration,
    authority: Option<PathBuf>,
    pub(crate) durable: bool,
}

impl Server {
    /// The server that a URL (`postgres://user:password@host:5432/database?sslmode=require`) or a line of `key=value`
    /// pairs names. It is trusted like any web server where `sslmode=require` is given.
    ///
    /// # Errors
    ///
    /// [`Error::Address`] if it does not read.
    pub fn new(url: &str) -> Result<Self, Error> {
        let mut config = Config::from_str(url).map_err(|source| Error::Address { source: Box::new(source) })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        if config.get_application_name().is_none() {
            config.application_name("backlot");
        }
        Ok(Self {
            config,
            schema: SCHEMA.to_owned(),
            pool: POOL,
            statement_timeout: STATEMENT_TIMEOUT,
            authority: None,
            durable: true,
        })
    }

    /// Keeps everything in this schema, which is made if need be. Several worlds share a database that way.
    #[must_use]
    pub fn schema(self, schema: impl Into<String>) -> Self {
        Self { schema: schema.into(), ..self }
    }

    /// How many connections run transactions (at least 3). A process has up to eight more, for reads by id, the journal and
    /// leases.
    #[must_use]
    pub fn pool(self, pool: usize) -> Self {
        Self { pool: pool.clamp(3, 1000), ..self }
    }

    /// How long a statement may take, the wait for its locks included.
    #[must_use]
    pub fn statement_timeout(self, statement_timeout: Duration) -> Self {
        Self { statement_timeout, ..self }
    }

    /// Trusts the certificates of this PEM file instead of the system's.
    #[must_use]
    pub fn authority(self, file: impl Into<PathBuf>) -> Self {
        Self { authority: Some(file.into()), ..self }
    }

    /// Whether commits are on the disk before they are answered. What is not survives the end of this process, not that
    /// of the server.
    #[must_use]
    pub fn durable(self, durable: bool) -> Self {
        Self { durable, ..self }
    }

    /// How long an answer may take before the connection counts as lost: the server gives up earlier, if it lives.
    pub(super) fn limit(&self) -> Duration {
        self.statement_timeout + UNACKNOWLEDGED
    }

    /// Where it is, without user and password.
    #[must_use]
    pub fn place(&self) -> String {
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            tokio_postgres::config::Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        });
        let database = self.config.get_dbname().or(self.config.get_user()).unwrap_or_default();
        format!("{}/{database}, schema {}", hosts.collect::<Vec<_>>().join(","), self.schema)
    }

    /// The name of the schema as SQL writes it.
    pub(super) fn quoted_schema(&self) -> String {
        format!("\"{}\"", self.schema.replace('"', "\"\""))
    }

    /// What its connections are called, as SQL writes it: they tell which schema they are for.
    fn name(&self) -> String {
        let application = self.config.get_application_name().unwrap_or("backlot");
        format!("'{}'", format!("{application} {}", self.schema).replace('\'', "''"))
    }

    /// A new connection; its messages are carried by the runtime in whose context this runs.
    pub(super) async fn connect(&self) -> Result<Client, Trouble> {
        let client = match self.config.get_ssl_mode() {
            SslMode::Disable => {
                let (client, connection) = self.config.connect(NoTls).await?;
                tokio::spawn(connection);
                client
            }
            _ => {
                let (client, connection) = self.config.connect(self.tls().map_err(Trouble::Failed)?).await?;
                tokio::spawn(connection);
                client
            }
        };
        // Every statement is meant for an index, whatever the statistics of a table that has just been filled say; and
        // planned once, whatever its parameters are.
        let setup = format!(
            "SET search_path TO {}; SET application_name TO {}; SET statement_timeout TO {}; SET synchronous_commit TO {}; SET plan_cache_mode TO \
             force_generic_plan; SET enable_seqscan TO off; SET jit TO off; SET client_min_messages TO warning",
            self.quoted_schema(),
            self.name(),
            self.statement_timeout.as_millis(),
            if self.durable { "on" } else { "off" },
        );
        client.batch_execute(&setup).await?;
        Ok(client)
    }

    fn tls(&self) -> Result<MakeRustlsConnect, Error> {
        let unusable = |source: Box<dyn std::error::Error + Send + Sync>| Error::Address { source };
        let mut roots = RootCertStore::empty();
        match &self.authority {
            Some(file) => {
                for certificate in CertificateDer::pem_file_iter(file).map_err(|error| unusable(Box::new(error)))? {
                    let certificate = certificate.map_err(|error| unusable(Box::new(error)))?;
                    roots.add(certificate).map_err(|error| unusable(Box::new(error)))?;
                }
            }
            // Those that do not read are left out: a system's store may hold some of another time.
            None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| unusable(Box::new(error)))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}
