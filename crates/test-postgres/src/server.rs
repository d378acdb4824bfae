//! The PostgreSQL that the tests of one process share.

use std::{
    env,
    io::Write,
    process,
    sync::{
        Once, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::{Error, port::random};

/// The environment variable that names a PostgreSQL by its URL, or says `require`: then doing without is an error.
pub const VARIABLE: &str = "BACKLOT_TEST_POSTGRES";

/// What it says where doing without is an error.
const REQUIRE: &str = "require";

/// The PostgreSQL that the tests of one process share.
#[derive(Debug)]
pub struct Server {
    url: String,
    /// Never dropped, as statics are not: its supervisor sees to it that it goes with the process.
    #[cfg(unix)]
    _cluster: Option<crate::Cluster>,
}

/// A place in a PostgreSQL that is one test's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// `postgres://user@127.0.0.1:5432/postgres`.
    pub url: String,
    /// The name of a schema that does not exist yet, and that nobody else is told. In a private cluster it goes with
    /// it; in a PostgreSQL that [`VARIABLE`] names it stays until somebody drops it.
    pub schema: String,
}

impl Server {
    /// The server of this process, started by the first who asks; none where PostgreSQL is not installed, which one line
    /// on stderr tells.
    pub fn shared() -> Result<Option<&'static Self>, &'static Error> {
        static SHARED: OnceLock<Result<Option<Server>, Error>> = OnceLock::new();
        let shared = SHARED.get_or_init(|| Self::open(env::var(VARIABLE).ok().as_deref(), private));
        shared.as_ref().map(Option::as_ref)
    }

    fn open(
        variable: Option<&str>,
        private: impl FnOnce() -> Result<Option<Self>, Error>,
    ) -> Result<Option<Self>, Error> {
        match variable.map(str::trim) {
            None | Some("" | REQUIRE) => private(),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => Ok(Some(Self {
                url: url.to_owned(),
                #[cfg(unix)]
                _cluster: None,
            })),
            Some(other) => Err(Error::Variable(other.to_owned())),
        }
    }

    /// The URL of the server, for connections that need no schema of their own.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A place of its own in the server.
    pub fn database(&self) -> Database {
        Database::at(self.url.clone())
    }
}

#[cfg(unix)]
fn private() -> Result<Option<Server>, Error> {
    let cluster = crate::Cluster::start_new(crate::Disk::Careless)?;
    Ok(cluster.map(|cluster| Server { url: cluster.url(), _cluster: Some(cluster) }))
}

#[cfg(not(unix))]
fn private() -> Result<Option<Server>, Error> {
    do_without(env::var(VARIABLE).ok().as_deref()).map(|()| None)
}

/// Whether one may do without PostgreSQL, by what the variable says; if so, says once that one does.
pub(crate) fn do_without(variable: Option<&str>) -> Result<(), Error> {
    static SAID: Once = Once::new();
    if variable.is_some_and(|variable| variable.trim() == REQUIRE) {
        return Err(Error::Missing);
    }
    SAID.call_once(|| {
        // Past the harness of tests, which keeps to itself what a test that succeeds prints.
        let line = format!("PostgreSQL: not found, its tests are skipped ({VARIABLE} names one)");
        let _ = writeln!(std::io::stderr(), "{line}");
    });
    Ok(())
}

impl Database {
    /// A place of its own in the PostgreSQL with this URL.
    pub fn at(url: String) -> Self {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        Self { url, schema: format!("backlot_test_{:x}_{count}_{:016x}", process::id(), random()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Server, do_without};
    use crate::Error;

    #[test]
    fn a_url_is_taken_as_it_is_and_anything_else_is_complained_of() {
        let named = Server::open(Some("postgresql://somebody@database.example/tests"), || Ok(None));
        assert_eq!(named.unwrap().unwrap().url(), "postgresql://somebody@database.example/tests");
        assert!(matches!(Server::open(Some("localhost"), || Ok(None)), Err(Error::Variable(_))));
    }

    #[test]
    fn where_there_is_none_one_may_be_forbidden_to_do_without() {
        assert!(matches!(do_without(Some("require")), Err(Error::Missing)));
    }
}
