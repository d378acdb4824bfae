//! Plans of the statements: none reads a whole table, however little the server knows of its tables.

use tokio_postgres::SimpleQueryMessage;

use super::server::Server;
use super::{keys, pending, schema, session};
use crate::statements as s;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[test]
fn every_statement_uses_an_index() -> Outcome {
    let Some(shared) = backlot_test_postgres::Server::shared()? else { return Ok(()) };
    let database = shared.database();
    let server = Server::new(&database.url)?.schema(database.schema);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut client = server.connect().await.map_err(|trouble| trouble.into_error())?;
        schema::migrate(&mut client, &server).await.map_err(|trouble| trouble.into_error())?;
        let shared = [
            s::LIST,
            s::LIST_BELOW,
            s::KEYS,
            s::KEYS_BELOW,
            s::COUNT,
            s::COUNT_FROM,
            s::COUNT_BETWEEN,
            s::FIND,
            s::DUE,
            s::NEXT_DUE,
            s::EXPIRED,
            s::DELETE,
            s::UNIQUES_OF,
            s::UNIQUE_REMOVE,
            s::UNIQUES_REMOVE,
            s::MEMBERS_OF,
            s::MEMBER_MOVE,
            s::MEMBER_REMOVE,
            s::ROOT_UNIQUES,
            s::ROOT_SET_MEMBERS,
            s::ROOT_SETS,
        ];
        let own = [keys::FETCH, session::LEAVE_ALL, session::SHRINK, session::ROOT_LEAVES, session::ROOT_DOCUMENTS];
        for sql in shared.into_iter().chain(own).chain([pending::CHANGE]) {
            let statement = sql.replace('?', "$");
            let parameters = client.prepare(&statement).await?.params().len();
            let nulls = vec!["NULL"; parameters].join(", ");
            // Planned as it is when it runs: once, for whatever parameters.
            client.batch_execute(&format!("PREPARE planned AS {statement}")).await?;
            let execute = if parameters == 0 { String::new() } else { format!("({nulls})") };
            let plan = client.simple_query(&format!("EXPLAIN EXECUTE planned{execute}")).await?;
            let lines: Vec<&str> = plan
                .iter()
                .filter_map(|message| if let SimpleQueryMessage::Row(row) = message { row.get(0) } else { None })
                .collect();
            assert!(!lines.is_empty() && !lines.iter().any(|line| line.contains("Seq Scan")), "{sql}\n{lines:#?}");
            client.batch_execute("DEALLOCATE planned").await?;
        }
        Ok(())
    })
}
