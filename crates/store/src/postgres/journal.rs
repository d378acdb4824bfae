//! The journal's table, and the one connection of this process that writes it.

use tokio::sync::Mutex;
use tokio_postgres::types::ToSql;

use super::line::Prepared;
use super::lock::journal_key;
use super::server::Server;
use super::trouble::Trouble;
use crate::Error;
use crate::journal::{Entry, KEPT, Recorded, Wanted};

/// Numbers follow each other in the order of the commits, since whoever records holds the journal's lock: who has read as
/// far as a number has seen all up to it.
const RECORD: &str = "INSERT INTO journal (number, tenant, operation, correlation, status, text) \
    SELECT last.number + rows.place, rows.tenant, rows.operation, rows.correlation, rows.status, rows.text \
    FROM (SELECT coalesce(max(number), 0) AS number FROM journal) AS last, \
        unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::bytea[]) \
            WITH ORDINALITY AS rows(tenant, operation, correlation, status, text, place)";
const TRIM: &str = "DELETE FROM journal WHERE number <= (SELECT max(number) FROM journal) - $1";
const COUNT: &str = "SELECT coalesce(max(number), 0) FROM journal";
const READ: &str = "SELECT number, text FROM journal WHERE number > $1 AND status >= $2 \
    AND ($3::text IS NULL OR lower(tenant) = lower($3)) AND ($4::text IS NULL OR lower(operation) = lower($4)) \
    AND ($5::text IS NULL OR lower(correlation) = lower($5)) ORDER BY number DESC LIMIT $6";
/// The last row stays, with nothing in it, so that numbers go on from it.
const FORGET: &str = "DELETE FROM journal WHERE number < (SELECT max(number) FROM journal)";
const BLANK: &str = "UPDATE journal SET tenant = NULL, operation = NULL, correlation = '', status = 0, text = ''";

/// The connection, once there is one.
#[derive(Debug, Default)]
pub(super) struct Journal(Mutex<Option<Prepared>>);

impl Journal {
    pub(super) async fn record(&self, server: &Server, entries: &[Entry]) -> Result<(), Error> {
        let tenants: Vec<_> = entries.iter().map(|entry| entry.tenant.as_deref()).collect();
        let operations: Vec<_> = entries.iter().map(|entry| entry.operation.as_deref()).collect();
        let correlations: Vec<_> = entries.iter().map(|entry| entry.correlation.as_str()).collect();
        let statuses: Vec<_> = entries.iter().map(|entry| i32::from(entry.status)).collect();
        let texts: Vec<_> = entries.iter().map(|entry| &*entry.text).collect();
        let columns: [&(dyn ToSql + Sync); 5] = [&tenants, &operations, &correlations, &statuses, &texts];
        self.change(server, &[(RECORD, &columns), (TRIM, &[&KEPT])]).await
    }

    pub(super) async fn forget(&self, server: &Server) -> Result<(), Error> {
        self.change(server, &[(FORGET, &[]), (BLANK, &[])]).await
    }

    pub(super) async fn read(&self, server: &Server, wanted: &Wanted) -> Result<Recorded, Error> {
        let (after, status) = (i64::try_from(wanted.after).unwrap_or(i64::MAX), i32::from(wanted.at_least.max(1)));
        let limit = i64::try_from(wanted.limit).unwrap_or(i64::MAX);
        let Wanted { tenant, operation, correlation, .. } = wanted;
        self.with(server, async |connection| {
            let params: [&(dyn ToSql + Sync); 6] = [&after, &status, tenant, operation, correlation, &limit];
            let rows = connection.all(READ, &params).await?;
            let count = connection.all(COUNT, &[]).await?;
            let count: i64 = count.first().map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
            let mut entries = Vec::with_capacity(rows.len());
            for row in rows.iter().rev() {
                let (number, text): (i64, &[u8]) = (row.try_get(0)?, row.try_get(1)?);
                entries.push((number.unsigned_abs(), text.to_vec().into()));
            }
            Ok(Recorded { entries, count: count.unsigned_abs() })
        })
        .await
    }

    async fn change(&self, server: &Server, queries: &[super::line::Query<'_>]) -> Result<(), Error> {
        let key = journal_key(&server.schema);
        self.with(server, async |connection| {
            connection.all("BEGIN", &[]).await?;
            connection.all("SELECT pg_advisory_xact_lock($1)", &[&key]).await?;
            for (sql, params) in queries {
                connection.all(sql, params).await?;
            }
            connection.all("COMMIT", &[]).await.map(drop)
        })
        .await
    }

    /// Uses the connection; one on which something failed is not used again.
    async fn with<T>(&self, server: &Server, f: impl AsyncFnOnce(&Prepared) -> Result<T, Trouble>) -> Result<T, Error> {
        let mut place = self.0.lock().await;
        let connection = match place.take().filter(|connection| !connection.is_closed()) {
            Some(connection) => connection,
            None => Prepared::new(server.connect().await.map_err(Trouble::into_error)?),
        };
        let result = f(&connection).await.map_err(Trouble::into_error)?;
        *place = Some(connection);
        Ok(result)
    }
}
