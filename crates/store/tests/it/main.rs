//! The store as its users see it: one suite for every engine, and what only the embedded one must show.

mod conformance;
mod entry;
mod figures;
mod gate;

/// What a test returns: `?` fails it.
type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// A new store on SQLite, gone with the test.
fn sqlite() -> Result<backlot_store::Store, backlot_store::Error> {
    backlot_store::Store::open(backlot_store::Options::temporary())
}

mod disk_full;
mod kill_nine;
mod model;
mod opening;
mod queue;
