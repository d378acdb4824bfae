//! The store as its users see it: one suite for every engine, and what only the embedded one must show.

mod conformance;
mod entry;
mod figures;
mod flaws;
mod gate;

/// What a test returns: `?` fails it.
type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// A new store on SQLite, gone with the test.
fn sqlite() -> Result<backlot_store::Store, backlot_store::Error> {
    backlot_store::Store::open(backlot_store::Options::temporary())
}

/// A new store on PostgreSQL in a schema of its own; none where there is no PostgreSQL.
fn postgres() -> Result<Option<backlot_store::Store>, Box<dyn std::error::Error + Send + Sync>> {
    let Some(server) = backlot_test_postgres::Server::shared()? else { return Ok(None) };
    let database = server.database();
    let server = backlot_store::Server::new(&database.url)?.schema(database.schema).pool(4);
    Ok(Some(backlot_store::Store::open(backlot_store::Options::postgres(server))?))
}

mod disk_full;
mod kill_nine;
mod lists;
mod model;
mod moving;
#[path = "postgres/mod.rs"]
mod on_postgres;
mod opening;
mod outside;
mod queue;
mod snapshots;
