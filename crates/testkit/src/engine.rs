//! On which engine the tests of a process run.

use std::env;

use backlot_sandbox::Place;
use backlot_store::Server;

/// The environment variable that has worlds of tests kept in PostgreSQL where it says `postgres`.
pub const VARIABLE: &str = "BACKLOT_TEST_ENGINE";

/// A new place for a world, which nobody else is told: in memory as good as, or in PostgreSQL a schema of its own.
pub fn place() -> Place {
    match env::var(VARIABLE).as_deref() {
        Ok("postgres") => {}
        Ok(other) => panic!("{VARIABLE} may say postgres, not {other}"),
        Err(_) => return Place::Temporary,
    }
    let shared = backlot_test_postgres::Server::shared().expect("PostgreSQL for tests");
    let database = shared.expect("PostgreSQL is installed").database();
    let server = Server::new(&database.url).expect("its URL reads");
    // Two connections are enough to get into each other's way.
    Place::Postgres(Box::new(server.schema(database.schema).pool(3).durable(false)))
}
