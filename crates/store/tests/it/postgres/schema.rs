//! The schema: made once, by whoever comes first, and never taken for something else.

use std::thread;

use backlot_store::{Error, Options, Root, Server, Store};
use tokio_postgres::NoTls;

use super::{database, open};
use crate::Outcome;
use crate::entry::{ids, order, orders_of};

/// Runs this SQL beside the store.
pub(super) fn run(url: &str, sql: &str) -> super::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        let carried = tokio::spawn(connection);
        client.batch_execute(sql).await?;
        drop(client);
        Ok(carried.await??)
    })
}

#[test]
fn ten_processes_that_start_at_once_all_come_up() -> Outcome {
    let Some(database) = database()? else { return Ok(()) };
    let stores: Vec<Result<Store, String>> = thread::scope(|scope| {
        let starting: Vec<_> = (0..10)
            .map(|_| {
                let database = &database;
                scope.spawn(move || {
                    let server = Server::new(&database.url)?.schema(database.schema.as_str()).pool(3);
                    Store::open(Options::postgres(server))
                })
            })
            .collect();
        let ended = starting.into_iter().map(|starting| starting.join().unwrap_or(Err(Error::Panicked)));
        ended.map(|store| store.map_err(|error| error.to_string())).collect()
    });
    for (number, store) in stores.into_iter().enumerate() {
        let entry = order(&Root::account("a"), &number.to_string()).member(&orders_of("a"), "");
        entry.save(&store?)?;
    }
    assert_eq!(ids(&open(&database, &database.url)?, &orders_of("a"))?.len(), 10);
    Ok(())
}

#[test]
fn a_newer_schema_and_a_foreign_one_are_refused() -> Outcome {
    let Some(database) = database()? else { return Ok(()) };
    drop(open(&database, &database.url)?);
    let schema = &database.schema;
    run(&database.url, &format!("INSERT INTO {schema}.backlot_schema VALUES (999)"))?;
    let server = Server::new(&database.url)?.schema(schema.as_str());
    let refused = Store::open(Options::postgres(server));
    assert!(matches!(refused, Err(Error::Newer { found: 999, .. })), "{refused:?}");

    let foreign = format!("{schema}_foreign");
    run(&database.url, &format!("CREATE SCHEMA {foreign}; CREATE TABLE {foreign}.documents (id integer)"))?;
    let refused = Store::open(Options::postgres(Server::new(&database.url)?.schema(foreign)));
    assert!(matches!(refused, Err(Error::Corrupt { .. })), "{refused:?}");
    Ok(())
}

#[test]
fn a_schema_may_have_any_name() -> Outcome {
    let Some(database) = database()? else { return Ok(()) };
    let server = Server::new(&database.url)?.schema(format!("{} \"of'é", database.schema));
    let store = Store::open(Options::postgres(server))?;
    order(&Root::world(), "1").save(&store).map_err(Into::into)
}

#[test]
fn an_address_that_cannot_be_used_says_so_and_hides_the_password() -> Outcome {
    assert!(matches!(Server::new("postgres://host:port/"), Err(Error::Address { .. })));
    let server = Server::new("postgres://somebody:s3cret@127.0.0.1:1/none")?;
    assert!(!format!("{server:?}").contains("s3cret"));
    let refused = Store::open(Options::postgres(server)).map(drop);
    assert!(matches!(&refused, Err(Error::Unavailable { .. })), "{refused:?}");
    assert!(!format!("{refused:?}").contains("s3cret"));
    Ok(())
}
