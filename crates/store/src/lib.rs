//! Documents in real transactions: the store behind the Backlot sandbox.
//!
//! The authority for shapes is Partner Center's JSON, and nearly every read is "one by id" or "the children of this, in
//! order". So a [`Document`] is stored as the bytes that go over the wire, and an [`Index`] derived from it says where it
//! is found: [sets](Set) with an order and a counter, [unique](Unique) values, the time at which it is due.
//!
//! ```
//! use backlot_store::{Decision, Document, Error, Expect, Index, Key, Member, Options, Plan, Range, Root, Set, Store};
//!
//! let store = Store::open(Options::temporary())?;
//! let customers = Set::new(Root::account("a1"), "customers");
//!
//! let mut customer = Document::new(Key::new(Root::customer("a1", "c1"), "customer", "c1"), r#"{"id":"c1"}"#);
//! customer.version = 1;
//! let index = Index { sets: vec![Member::new(customers.clone(), "Saltmarsh")], ..Index::default() };
//!
//! let set = customers.clone();
//! let added = store.write_blocking(Plan::new().lock(Root::account("a1")).lock(Root::customer("a1", "c1")), move |tx| {
//!     if tx.count(&set)? >= 75 {
//!         return Ok(Decision::Rollback(false));
//!     }
//!     tx.put(&customer, &index, Expect::Absent)?;
//!     Ok(Decision::Commit(true))
//! })?;
//! assert!(added);
//!
//! let page = store.read_blocking(|tx| tx.list(&customers, &Range::first(100).prefix("Salt")))?;
//! assert_eq!(page[0].document.body, r#"{"id":"c1"}"#);
//! # Ok::<(), Error>(())
//! ```
//!
//! # What is promised
//! - A write is all or nothing, and is answered only once it is kept; in a durable store it then survives a power cut.
//! - Whoever was answered, and everybody after, sees it. A read is one snapshot and waits for nobody.
//! - Writes that hold the same [`Root`] never interleave, so a check in a handler (a quota, "no active subscription") is
//!   an ordinary read.
//! - A refusal ([`Decision::Rollback`]), an error or a panic of a handler undoes that handler's changes and nobody else's.
//! - When the disk fails, nothing of the write is kept and its caller is told so; the store goes on when the disk does.
//!   One thing no database can know: after a sync that failed, whether a crash right then brings the write back.
//!
//! # How
//! On SQLite one thread writes. It takes what queued during its last commit, runs the handlers one after another, commits
//! them together, and only then answers: with many clients, one sync of the disk serves a score of writes.
//! Where one is to be undone that has changed something, all run again, with a savepoint each; a savepoint costs a copy of
//! every page that is changed, so there is none before it is needed.
//! Where the transaction is lost (a full disk takes all of it), each write of the group runs again in a transaction of
//! its own; that is why a handler may run more than once, and why even a refusal waits for the commit: it may rest on a
//! write that was lost. Readers have connections of their own: what reads single documents runs where it is called, what
//! reads more on threads for that. On PostgreSQL one thread writes, and a second one where many wait or the first is
//! held up, each under the locks of all that it has taken, with a savepoint where one is needed.
//!
//! # Layout
//! - `store.rs`, `tx.rs`: what the rest of Backlot sees; `key.rs`, `document.rs`, `range.rs`, `error.rs`: its words
//! - `statements.rs`, `migrations/`: all SQL
//! - `sqlite.rs` and its folder: connections, rows, the writer, the readers, lists
//! - `postgres.rs` and its folder: connections, rows, writes in groups and apart, reads by key
//! - `home.rs`: the directory and its lock; `job.rs`, `wait.rs`: a write that waits, and waiting for it
//! - `tx/everything.rs`: all documents, one after another; `fill.rs`: an empty store that gets them; `tx/check.rs`: whether
//!   they agree; `peek.rs`, `survey.rs`: a look from outside; `file.rs`: all of a store in a file; `draft.rs`: a file that
//!   is made in full or not at all
//! - `faults.rs`: failures of the disk on demand, for tests; `figures.rs`: what is counted of all this

mod document;
mod draft;
mod error;
#[doc(hidden)]
pub mod faults;
mod figures;
pub mod file;
mod fill;
mod home;
mod job;
pub mod journal;
mod key;
mod lease;
mod peek;
mod plan;
mod postgres;
mod range;
mod session;
mod sqlite;
mod statements;
mod store;
mod survey;
mod tx;
mod wait;

pub use document::{Document, Expect, Index, Indexed, Member, Set, Unique};
pub use draft::Draft;
pub use error::{Cause, Error};
pub use figures::{CLASSES, Figures};
pub use key::{Key, Root};
pub use lease::Lease;
pub use plan::Plan;
pub use postgres::server::Server;
pub use range::{Listed, Position, Range};
pub use store::{Decision, Journal, Options, Place, Store};
pub use survey::Survey;
pub use tx::{Flaw, Tx};
