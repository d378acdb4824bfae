//! One connection, with its prepared statements and the numbers that it may give out.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::try_join_all;
use tokio::runtime::{Handle, Runtime};
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Statement};

use super::server::Server;
use super::trouble::Trouble;
use crate::Error;
use crate::wait::wait;

/// How many numbers a connection draws at a time; the sequence counts blocks of so many.
const BLOCK: i64 = 1000;

/// A statement and its parameters.
pub(super) type Query<'q> = (&'static str, &'q [&'q (dyn ToSql + Sync)]);

/// A connection that one thread at a time uses, and blocks on.
#[derive(Debug)]
pub(super) struct Line {
    prepared: Prepared,
    /// Tells its commits apart from those of others.
    pub(super) writer: i64,
    /// Its commits so far.
    pub(super) sequence: i64,
    numbers: Range<i64>,
    /// What its messages travel on; none where another thread carries them.
    runtime: Option<Runtime>,
    carrier: Handle,
    /// How long an answer may take before the connection counts as lost.
    limit: Duration,
}

impl Line {
    /// Connects. With a runtime of its own, no other thread has to be woken for each message.
    pub(super) fn open(server: &Server, runtime: Option<Runtime>, carrier: &Handle) -> Result<Self, Trouble> {
        let connecting = async {
            let prepared = Prepared::new(server.connect().await?);
            let row = prepared.all("SELECT nextval('writer_numbers')", &[]).await?;
            let writer: i64 = row.first().map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
            Ok::<_, Trouble>((prepared, writer))
        };
        let (prepared, writer) = match &runtime {
            Some(runtime) => runtime.block_on(connecting)?,
            None => {
                let _carried = carrier.enter();
                wait(connecting)?
            }
        };
        let (carrier, limit) = (carrier.clone(), server.limit());
        Ok(Self { prepared, writer, sequence: 0, numbers: 0..0, runtime, carrier, limit })
    }

    /// Whether the connection is known to be gone.
    pub(super) fn is_closed(&self) -> bool {
        self.prepared.is_closed()
    }

    /// The next number for a new document, which no other document of this database ever had or will have.
    pub(super) fn number(&mut self) -> Result<i64, Trouble> {
        if self.numbers.is_empty() {
            let rows = self.rows(("SELECT nextval('blocks')", &[]))?;
            let block: i64 = rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
            self.numbers = block * BLOCK..(block + 1) * BLOCK;
        }
        let number = self.numbers.start;
        self.numbers.start += 1;
        Ok(number)
    }

    /// The rows of one statement.
    pub(super) fn rows(&self, (sql, params): Query<'_>) -> Result<Vec<Row>, Trouble> {
        self.block_on(self.prepared.all(sql, params))
    }

    /// The rows of several statements that are sent together. They run in their order, and none after one that failed.
    pub(super) fn together(&self, queries: &[Query<'_>]) -> Result<Vec<Vec<Row>>, Trouble> {
        self.block_on(async {
            for (sql, _) in queries {
                self.prepared.get(sql).await?;
            }
            try_join_all(queries.iter().map(|(sql, params)| self.prepared.all(sql, params))).await
        })
    }

    fn block_on<T>(&self, future: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        let limited = async {
            let answer = timeout(self.limit, future).await;
            answer.unwrap_or_else(|elapsed| Err(Trouble::Lost(Error::Unavailable { source: Box::new(elapsed) })))
        };
        match &self.runtime {
            Some(runtime) => runtime.block_on(limited),
            None => {
                let _carried = self.carrier.enter();
                wait(limited)
            }
        }
    }
}

/// A client with the statements that it has prepared.
#[derive(Debug)]
pub(super) struct Prepared {
    client: Client,
    statements: Mutex<HashMap<&'static str, Arc<Statement>>>,
}

impl Prepared {
    pub(super) fn new(client: Client) -> Self {
        Self { client, statements: Mutex::default() }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// The rows of a statement, which is prepared when it first runs.
    pub(super) async fn all(&self, sql: &'static str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Trouble> {
        let statement = self.get(sql).await?;
        Ok(self.client.query(&*statement, params).await?)
    }

    async fn get(&self, sql: &'static str) -> Result<Arc<Statement>, Trouble> {
        if let Some(statement) = self.statements().get(sql) {
            return Ok(Arc::clone(statement));
        }
        // Both engines share most statements, whose parameters SQLite counts after a question mark.
        let statement = Arc::new(self.client.prepare(&sql.replace('?', "$")).await?);
        self.statements().insert(sql, Arc::clone(&statement));
        Ok(statement)
    }

    fn statements(&self) -> MutexGuard<'_, HashMap<&'static str, Arc<Statement>>> {
        // Nothing panics while holding it.
        self.statements.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
