//! PostgreSQL's own benchmark, on the same server.

use std::{process::Command, time::Duration};

use backlot_test_postgres::Cluster;

use crate::error::Error;

/// Makes its tables: a million rows.
pub(crate) fn prepare(cluster: &Cluster) -> Result<(), Error> {
    run(cluster, &["--initialize", "--scale=10", "--quiet"]).map(drop)
}

/// Transactions of one SELECT by key, a second.
pub(crate) fn select_only(cluster: &Cluster, clients: usize, span: Duration) -> Result<f64, Error> {
    let (clients, span) = (format!("--client={clients}"), format!("--time={}", span.as_secs()));
    let told = run(cluster, &["--select-only", "--protocol=prepared", "--jobs=2", &clients, &span])?;
    let rate = told.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.ok_or_else(|| Error::Program { program: "pgbench".to_owned(), said: told })
}

fn run(cluster: &Cluster, arguments: &[&str]) -> Result<String, Error> {
    let mut command = Command::new("pgbench");
    command.args(arguments).arg(cluster.url());
    let output = command.output().map_err(Error::system("running pgbench"))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(said(&output.stdout));
    }
    Err(Error::Program { program: "pgbench".to_owned(), said: said(&output.stderr) })
}
