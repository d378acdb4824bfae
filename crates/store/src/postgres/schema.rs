//! The schema: made and brought up to date by whoever comes first.

use tokio_postgres::Client;

use super::lock::schema_key;
use super::server::Server;
use super::trouble::Trouble;
use crate::Error;

/// The schema, one step after another; a step, once released, is never changed.
const MIGRATIONS: [&str; 1] = [include_str!("migrations/0001.sql")];

/// The newest schema that this release knows.
pub(super) const KNOWN: i64 = MIGRATIONS.len() as i64;

/// The version of the schema; 0 if it has not been made.
pub(super) async fn version(client: &Client, server: &Server) -> Result<i64, Trouble> {
    if !has(client, server, "backlot_schema").await? {
        return Ok(0);
    }
    Ok(client.query_one("SELECT max(version) FROM backlot_schema", &[]).await?.try_get(0)?)
}

/// Whether the schema has this table.
async fn has(client: &Client, server: &Server, table: &str) -> Result<bool, Trouble> {
    let there = "SELECT count(*) = 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2";
    Ok(client.query_one(there, &[&server.schema, &table]).await?.try_get(0)?)
}

/// Brings the schema up to date. Ten processes that start at once do it one after another, and nine find it done.
pub(super) async fn migrate(client: &mut Client, server: &Server) -> Result<(), Trouble> {
    if version(client, server).await? == KNOWN {
        return Ok(());
    }
    let transaction = client.transaction().await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&schema_key(&server.schema)]).await?;
    let found = version(transaction.client(), server).await?;
    if found == 0 && has(transaction.client(), server, "documents").await? {
        let reason = format!("{} has tables, but not Backlot's", server.place());
        return Err(Trouble::Failed(Error::Corrupt { reason }));
    }
    if found > KNOWN {
        return Err(Trouble::Failed(Error::Newer { found, known: KNOWN }));
    }
    // To look first spares those who may not make schemas, where one has been made for them.
    let there = "SELECT count(*) = 1 FROM pg_namespace WHERE nspname = $1";
    if !transaction.query_one(there, &[&server.schema]).await?.try_get::<_, bool>(0)? {
        transaction.batch_execute(&format!("CREATE SCHEMA {}", server.quoted_schema())).await?;
    }
    if found == 0 {
        transaction.batch_execute("CREATE TABLE backlot_schema (version bigint PRIMARY KEY)").await?;
    }
    for (version, step) in (1_i64..).zip(MIGRATIONS).skip(usize::try_from(found).unwrap_or_default()) {
        transaction.batch_execute(step).await?;
        transaction.execute("INSERT INTO backlot_schema (version) VALUES ($1)", &[&version]).await?;
    }
    Ok(transaction.commit().await?)
}
