//! What one can tell of a database without serving it.

use tokio_postgres::Client;

use super::server::Server;
use super::trouble::Trouble;
use super::{Carrier, rows, schema};
use crate::survey::Survey;
use crate::wait::wait;
use crate::{Error, statements};

const SIZE: &str = "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c \
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'";

/// Connections that go by the same name as this one: each tells its schema with it.
const USERS: &str = "SELECT coalesce(host(client_addr), 'the server''s machine'), count(*) FROM pg_stat_activity \
    WHERE datname = current_database() AND application_name = current_setting('application_name') \
        AND pid <> pg_backend_pid() GROUP BY client_addr ORDER BY client_addr";

pub(crate) fn survey(server: &Server) -> Result<Survey, Error> {
    let (_carrier, handle) = Carrier::start().map_err(|source| Error::Engine { source: Box::new(source) })?;
    let _carried = handle.enter();
    wait(async { look(&server.connect().await?, server).await }).map_err(Trouble::into_error)
}

async fn look(client: &Client, server: &Server) -> Result<Survey, Trouble> {
    let version: String = client.query_one("SHOW server_version", &[]).await?.try_get(0)?;
    let (found, known) = (schema::version(client, server).await?, schema::KNOWN);
    let kinds = if (1..=known).contains(&found) { kinds(client).await? } else { Vec::new() };
    let bytes: i64 = client.query_one(SIZE, &[&server.schema]).await?.try_get(0)?;
    let mut users = Vec::new();
    for row in client.query(USERS, &[]).await? {
        let (from, connections): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        let connections =
            if connections == 1 { "1 connection".to_owned() } else { format!("{connections} connections") };
        users.push(format!("{connections} from {from}"));
    }
    let engine = format!("PostgreSQL {version}");
    Ok(Survey { engine, place: server.place(), found, known, kinds, bytes: bytes.unsigned_abs(), users })
}

async fn kinds(client: &Client) -> Result<Vec<(String, u64)>, Trouble> {
    client.query(statements::KINDS, &[]).await?.iter().map(rows::kind).collect()
}
